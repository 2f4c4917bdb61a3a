import Contracts
import Documents
import Platform
import TestSupport
import Testing

@testable import Commands
@testable import Flows

@Suite("Values that a branch demands")
struct DemandedValuesTests {
  /// Those that are proposed for a field in the place of what is there.
  private func proposed(for wanted: FieldDemand.Wanted, inPlaceOf value: Node) throws -> [Node?] {
    let folder = try ScratchFolder()
    try folder.makeFolder(".claude")
    let project = try #require(Project(root: folder.path))
    let judge = Judge(
      project: project, environment: EnvironmentVariables([:]), deadline: Deadline(after: .seconds(60)))
    let documents = try ExampleDocuments(agent: "a", contract: nil, judge: judge)
    let draft = DraftDocument(header: .object(["x": value]), content: "")
    return DemandedValues(documents: documents)
      .candidates(for: FieldDemand(root: .output, path: [.field("x")], wanted: wanted), in: draft)
      .map { $0.value(at: [.field("x")]) }
  }

  @Test(arguments: [(Int.max, Int.max - 1), (Int.min, Int.min + 1)])
  func `beyond the greatest integer and the least there is none`(_ number: Int, _ next: Int) throws {
    #expect(try proposed(for: .unlike([.integer(number)]), inPlaceOf: .integer(number)) == [.integer(next)])
  }

  @Test func `a longer list of the greatest ones goes down`() throws {
    let expected = [Int.max, Int.max - 1, Int.max - 2].map { Node.integer($0) }
    #expect(try proposed(for: .length(3), inPlaceOf: .array([.integer(.max)])) == [.array(expected)])
  }

  @Test func `a name that ends in the greatest number gets another ending`() throws {
    let name = "REQ-\(Int.max)"
    #expect(
      try proposed(for: .length(2), inPlaceOf: .array([.string(name)])) == [
        .array([.string(name), .string(name + "-2")])
      ])
  }
}
