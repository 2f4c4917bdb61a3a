import Diagnostics
import Documents
import JSONSchema
import TestSupport
import Testing

/// JSON-Schema-Test-Suite: required cases, optional ones, and formats.
@Suite(.enabled(if: ConformanceData.isPresent, "\(ConformanceData.reason)"))
struct SchemaSuiteTests {
  struct Suite: Sendable, CustomTestStringConvertible {
    let folder: String
    let draft: Draft
    let assertsFormat: Bool
    /// How many cases there are; nil for data that need not be there.
    var count: Int?

    var testDescription: String { folder }
  }

  static let suites = [
    Suite(folder: "draft2020-12", draft: .draft2020, assertsFormat: false, count: 1299),
    Suite(folder: "draft2020-12/optional", draft: .draft2020, assertsFormat: false, count: 162),
    Suite(folder: "draft2020-12/optional/format", draft: .draft2020, assertsFormat: true, count: 649),
    Suite(folder: "draft7", draft: .draft7, assertsFormat: false, count: 927),
    Suite(folder: "draft7/optional", draft: .draft7, assertsFormat: false, count: 118),
    Suite(folder: "draft7/optional/format", draft: .draft7, assertsFormat: true, count: 590),
  ]

  /// Drafts of which not every collection of the data has the cases.
  static let others = [("draft4", Draft.draft4), ("draft6", .draft6), ("draft2019-09", .draft2019)].flatMap {
    name, draft in
    ["", "/optional", "/optional/format"].map {
      Suite(folder: name + $0, draft: draft, assertsFormat: $0.hasSuffix("format"))
    }
  }

  @Test(arguments: suites + others.filter { !ConformanceData.names(in: "json-schema/" + $0.folder).isEmpty })
  func `every case is decided as the suite says, except the known differences`(suite: Suite) throws {
    var count = 0
    var failed: Set<String> = []
    let folder = "json-schema/" + suite.folder
    for file in ConformanceData.names(in: folder) where file.hasSuffix(".json") {
      for group in try Self.read(folder + "/" + file).array ?? [] {
        let schema = Self.compile(group["schema"] ?? .null, suite)
        for test in group["tests"]?.array ?? [] {
          count += 1
          let name =
            "\(suite.folder)/\(file): \(group["description"]?.string ?? ""): \(test["description"]?.string ?? "")"
          let instance = test["data"] ?? .null
          let isValid = test["valid"]?.boolean == true
          guard let schema, schema.isValid(instance) == isValid, schema.validate(instance).isEmpty == isValid else {
            failed.insert(name)
            continue
          }
        }
      }
    }
    let known = Set(
      KnownDifferences.cases.map(\.name).filter {
        $0.hasPrefix(suite.folder + "/")
          && !$0.dropFirst(suite.folder.utf8.count + 1).prefix { $0 != ":" }.contains("/")
      })
    print("conformance: JSON Schema \(suite.folder): \(count - failed.count) of \(count)")
    #expect(suite.count.map { $0 == count } ?? true)
    #expect(failed.subtracting(known).sorted() == [])
    #expect(known.subtracting(failed).sorted() == [], "these pass now; remove them from the known differences")
  }

  private static func read(_ path: String) throws -> Node {
    let reading = JSONReader(file: path, duplicateKeys: .lastWins).read(try ConformanceData.bytes(path))
    return try #require(reading.value)
  }

  /// Nil if the schema has mistakes.
  private static func compile(_ node: Node, _ suite: Suite) -> Schema? {
    let options = Schema.Options(assertsFormat: suite.assertsFormat, defaultDraft: suite.draft)
    return Schema.compile(node, file: "schema.json", options: options) { address in
      let server = "http://localhost:1234/"
      guard address.hasPrefix(server) else { return nil }
      let path = "json-schema/remotes/" + address.dropFirst(server.utf8.count)
      guard let bytes = try? ConformanceData.bytes(path) else { return nil }
      return JSONReader(file: address).read(bytes)
    }
    .accepted
  }
}
