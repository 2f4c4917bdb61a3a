import Diagnostics
import Documents
import Flows
import Foundation
import Platform
import Testing

@testable import Contracts

/// The sample that this repository ships: every contract of it accepts its
/// accepted examples and rejects its rejected ones.
@Suite("The sample")
struct SampleProjectTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var contract: String
    var example: String
    var isValid: Bool
    var testDescription: String { "\(contract): \(example)" }
  }

  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  static let contracts: [Contract] = {
    guard let project = Project(root: root) else { return [] }
    return project.contractFiles().compactMap { try? project.contract(inFile: $0) }
  }()

  static let cases = contracts.flatMap { contract in
    contract.examples.map { Case(contract: contract.name, example: $0.path.value, isValid: $0.isValid) }
  }

  /// The sample's validators are written with pydantic, which
  /// `scripts/python-env.sh` puts there.
  static let hasPython = FileManager.default.fileExists(atPath: root + "/.venv/bin/python")

  @Test func `It has contracts, and each has examples of both kinds`() throws {
    let project = try #require(Project(root: Self.root))
    #expect(project.contractFiles().count >= 8)
    #expect(Self.contracts.count == project.contractFiles().count)
    for contract in Self.contracts {
      #expect(contract.examples.contains { $0.isValid }, "\(contract.name)")
      #expect(contract.examples.contains { !$0.isValid }, "\(contract.name)")
    }
  }

  @Test(
    .enabled(if: hasPython, "the sample's Python environment is missing; run scripts/python-env.sh"),
    arguments: cases)
  func `An example is judged as its contract says`(_ example: Case) throws {
    let project = try #require(Project(root: Self.root))
    let contract = try #require(Self.contracts.first { $0.name == example.contract })
    let path = Path.join(contract.folder, example.example)
    let text = try FileSystem.read(path)
    let data = path.hasSuffix(".md") ? DocumentReader(file: path).read(text).accepted?.node : reading(text, path)
    let judge = Judge(project: project, environment: .current, deadline: Deadline(after: .seconds(60)))
    let problems = try data.map { try judge.problems(of: $0, by: contract, file: path) }
    #expect(problems.map(\.isEmpty) ?? false == example.isValid, "\(problems?.map(\.diagnostic.message.text) ?? [])")
  }

  private func reading(_ text: [UInt8], _ path: String) -> Node? {
    path.hasSuffix(".json") ? JSONReader(file: path).read(text).accepted : YAMLReader(file: path).read(text).accepted
  }

  private func flow() throws -> Flow {
    let text = try FileSystem.read(Self.root + "/.claude/workflows/build-feature/flow.yaml")
    let reading = FlowReader(file: "flow.yaml").read(text)
    #expect(reading.diagnostics.isEmpty)
    return try #require(reading.value)
  }

  @Test func `Its flow loops over components that are set on the way, and leads back by a condition`() throws {
    let flow = try flow()
    #expect(flow.node("implementer")?.loop?.variable == "components")
    #expect(flow.backEdges(from: "spec-validator").map { "\($0.label ?? "else") \($0.to)" } == ["rework implementer"])
    #expect(flow.forwardEdges(from: "spec-validator").map(\.to) == [Flow.end])
    for contract in ["ArchitectOutput", "SpecValidatorOutput"] {
      let schema = Self.contracts.first { $0.name == contract }?.schemaNode
      #expect(schema?["properties"]?["header"]?["properties"]?["components"] != nil, "\(contract)")
    }
  }

  @Test(arguments: [
    ("pass", 1, false), ("fail", 1, false), ("rework", 1, true), ("rework", 2, true), ("rework", 3, false),
  ])
  func `It goes back for a rework only, twice at most`(_ verdict: String, round: Int, goesBack: Bool) throws {
    let rework = try #require(try flow().labels(of: "spec-validator").first)
    let context = ConditionContext(output: .object(["verdict": .string(verdict)]), visits: round)
    #expect(try rework.condition.evaluate(in: context) == goesBack)
    #expect(try flow().execution.maxVisits >= 3)
  }

  @Test func `Its agents and its command can be read`() throws {
    let project = try #require(Project(root: Self.root))
    let agents = try project.agentFiles().map { try project.agent(inFile: $0) }
    #expect(agents.count == 5)
    #expect(agents.allSatisfy { $0.input?.contract != nil && $0.output?.contract != nil && $0.output?.target != nil })
    #expect(try project.command("build-feature")?.output != nil)
    let outputs = agents.compactMap { agent in Self.contracts.first { $0.name == agent.output?.contract?.value } }
    #expect(outputs.count == agents.count && Contract.sharedTypes(outputs).isEmpty)
  }
}
