import Diagnostics
import Documents
import TestSupport
import Testing

/// yaml-test-suite: every value and every error, but for what libyaml itself
/// gets wrong and the differences that `KnownDifferences` explains.
@Suite(.enabled(if: ConformanceData.isPresent, "\(ConformanceData.reason)"))
struct YAMLTestSuiteTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var id: String
    var name: String
    var yaml: [UInt8]
    /// Nil if the text must be refused.
    var documents: [Node]?
    var testDescription: String { "\(id) \(name)" }

    init(_ node: Node) {
      id = node["id"]?.string ?? ""
      name = node["name"]?.string ?? ""
      yaml = Array((node["yaml"]?.string ?? "").utf8)
      documents = node["docs"]?.array
    }

    /// Whether the reader does what the suite says.
    var passes: Bool {
      let reading = YAMLReader(file: id).readStream(yaml)
      return documents.map { $0 == reading.accepted } ?? reading.diagnostics.hasErrors
    }
  }

  static let cases = load("yaml/cases.json")
  static let eventsOnly = load("yaml/events-only.json")
  static let libyamlDiffers: Set<String> = {
    let node = tree("yaml/libyaml-differs.json")
    let lists = ["valid_but_refused_or_different", "invalid_but_accepted"].compactMap { node?[$0]?.array }
    return Set(lists.joined().compactMap(\.string))
  }()

  static func tree(_ path: String) -> Node? {
    guard let bytes = try? ConformanceData.bytes(path) else { return nil }
    return JSONReader(file: path).read(bytes).accepted
  }

  static func load(_ path: String) -> [Case] { (tree(path)?.array ?? []).map(Case.init) }

  @Test func `the suite is all there`() {
    let within = Self.cases.filter { !Self.libyamlDiffers.contains($0.id) }
    print(
      "conformance: YAML, within libyaml's reach: \(within.count { $0.passes }) of \(within.count), of the other"
        + " \(Self.cases.count - within.count): \(Self.cases.count { $0.passes } - within.count { $0.passes })")
    #expect(Self.cases.count == 280)
    #expect(Self.eventsOnly.count == 28)
    #expect(Self.libyamlDiffers.count == 55)
  }

  @Test(arguments: cases.filter { !libyamlDiffers.contains($0.id) && KnownDifferences.yaml[$0.id] == nil })
  func `a stream gives the suite's values or is refused`(_ test: Case) {
    let reading = YAMLReader(file: test.id).readStream(test.yaml)
    if let documents = test.documents {
      #expect(reading.diagnostics.isEmpty)
      #expect(reading.value == documents)
    } else {
      #expect(reading.diagnostics.hasErrors)
    }
  }

  @Test(arguments: cases.filter { KnownDifferences.yaml[$0.id] != nil })
  func `a known difference is still one, and only in its tag`(_ test: Case) {
    #expect(!test.passes, "passes now; take it off the list")
    let reading = YAMLReader(file: test.id).readStream(test.yaml)
    #expect(reading.diagnostics.allSatisfy { $0.code == "yaml/unknown-tag" })
    #expect(reading.value == test.documents)
  }

  @Test func `every known difference is a case of the suite`() {
    #expect(Set(KnownDifferences.yaml.keys).isSubset(of: Set(Self.cases.map(\.id)).subtracting(Self.libyamlDiffers)))
  }

  @Test(arguments: eventsOnly)
  func `a stream without a form in JSON is refused with a place or accepted`(_ test: Case) {
    let reading = YAMLReader(file: test.id).readStream(test.yaml)
    #expect(reading.value != nil || reading.diagnostics.contains { $0.range != nil })
  }
}
