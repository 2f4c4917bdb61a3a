import Diagnostics
import Documents
import Foundation
import JSONSchema
import TestSupport
import Testing

@testable import Commands
@testable import Contracts
@testable import Flows

/// The printed schemas and our own readers agree: what one refuses, the other
/// refuses as well, and neither refuses more.
@Suite("claude-workflow schema")
struct SchemaTests {
  @Test(arguments: ["agent", "contract", "flow"])
  func `it prints a schema of the 2020-12 dialect`(_ kind: String) throws {
    let folder = try ScratchFolder()
    let run = try CommandRun(["schema", kind], in: folder)
    #expect(run.status == 0 && run.error.isEmpty)
    let node = try #require(JSONReader(file: kind).read(Array(run.output.utf8)).accepted)
    #expect(node["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
    #expect(Schema.compile(node, file: kind).accepted != nil)
  }

  @Test func `an unknown kind is refused with the known ones`() throws {
    let run = try CommandRun(["schema", "skill"], in: try ScratchFolder())
    #expect(run.status == 2)
    #expect(run.error.contains("one of 'agent', 'contract' or 'flow'"))
  }

  /// A text of `Fixtures/file-kinds.yaml`, and whether it is right.
  struct Case: Sendable, CustomTestStringConvertible {
    let kind: FileSchema
    let text: String
    let isRight: Bool
    var testDescription: String { text }
  }

  static let cases: [Case] = {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/file-kinds.yaml").path
    let bytes = FileManager.default.contents(atPath: path).map { Array($0) } ?? []
    let table = YAMLReader(file: path).read(bytes).accepted
    return FileSchema.allCases.flatMap { kind in
      [(true, "right"), (false, "wrong")].flatMap { isRight, key in
        (table?[kind.rawValue]?[key]?.array ?? []).map {
          Case(kind: kind, text: $0.string ?? "", isRight: isRight)
        }
      }
    }
  }()

  @Test func `there are cases of each kind, right and wrong`() {
    for kind in FileSchema.allCases {
      for isRight in [true, false] {
        #expect(Self.cases.count { $0.kind == kind && $0.isRight == isRight } > 5)
      }
    }
  }

  @Test(arguments: cases)
  func `our readers and the schema judge alike`(_ one: Case) throws {
    #expect(try accepts(one.kind, one.text) == one.isRight)
    let (isAccepted, diagnostics): (Bool, [Diagnostic])
    switch one.kind {
    case .agent:
      let reading = Agent.read(Array("---\n\(one.text)\n---\n".utf8), file: "a.md")
      (isAccepted, diagnostics) = (reading.accepted?.mistakes.isEmpty == true, reading.diagnostics)
    case .contract:
      let reading = Contract.read(Array(one.text.utf8), file: "a.yaml", path: "/a.yaml")
      (isAccepted, diagnostics) = (reading.accepted != nil, reading.diagnostics)
    case .flow:
      let reading = FlowReader(file: "flow.yaml").read(Array(one.text.utf8))
      (isAccepted, diagnostics) = (reading.accepted != nil, reading.diagnostics)
    }
    #expect(isAccepted == one.isRight, "\(diagnostics.map(\.message.text))")
  }

  // MARK: Schemas in contracts

  private static let keywords: [String] = {
    let node = JSONReader(file: "schema").read(Array(FileSchema.contract.text.utf8)).accepted
    return node?["$defs"]?["schema"]?["properties"]?.object?.keys ?? []
  }()

  private static let values = [
    "null", "true", "0", "-1", "1.5", "\"\"", "\"x\"", "\"a#b\"", "\"string\"", "[]", "[1]", "[\"a\"]", "[\"a\",\"a\"]",
    "[\"string\",\"null\"]", "[true]", "[{}]", "[{\"type\":\"text\"}]", "{}", "{\"a\":1}", "{\"a\":true}", "{\"a\":{}}",
    "{\"a\":[\"b\"]}", "{\"a\":[1]}", "{\"a\":{\"type\":\"text\"}}", "{\"minLength\":-1}",
  ]

  @Test func `the keywords are those that we know`() {
    #expect(Self.keywords.count > 55)
    #expect(Set(Self.keywords).isSuperset(of: ["$ref", "$dynamicRef", "prefixItems", "unevaluatedItems", "pattern"]))
  }

  /// What stands for the dialect's meta-schema refuses what that refuses, and
  /// no more; whether references lead anywhere and patterns can be compiled, no
  /// schema tells.
  @Test(arguments: keywords)
  func `a keyword's value is judged as by the compiler`(_ keyword: String) throws {
    for value in Self.values {
      let text = "name: A\nschema: {\"\(keyword)\": \(value)}"
      let isCompiled = Contract.read(Array(text.utf8), file: "a.yaml", path: "/a.yaml").accepted != nil
      let isValid = try accepts(.contract, text)
      // With $schema another dialect may apply.
      if keyword == "$schema" { continue }
      #expect(isValid || !isCompiled, "\(text) is refused by the schema alone")
      let isReference = ["$ref", "$dynamicRef", "$id", "$vocabulary", "pattern", "patternProperties", "default"]
        .contains(keyword)
      #expect(isCompiled || !isValid || isReference, "\(text) is accepted by the schema alone")
    }
  }

  // MARK: For editors

  @Test(arguments: FileSchema.allCases)
  func `a schema refers to nothing outside itself`(_ kind: FileSchema) {
    let references = kind.text.components(separatedBy: "\"$ref\": \"").dropFirst()
    #expect(references.allSatisfy { $0.hasPrefix("#/$defs/") })
  }

  /// What an editor shows beside a key, and offers as its value.
  @Test(arguments: FileSchema.allCases)
  func `each property is described, and offers values where it has few or typical ones`(_ kind: FileSchema) throws {
    let node = try #require(JSONReader(file: "schema").read(Array(kind.text.utf8)).accepted)
    let properties = Self.properties(of: node, "")
    #expect(properties.count >= 6)
    for (path, schema) in properties {
      #expect(schema["description"]?.string?.isEmpty == false, "\(path) has no description")
      // What a schema's keywords may be is mostly the author's own.
      if path.hasPrefix("#schema") { continue }
      let isNested = ["properties", "oneOf", "items", "additionalProperties", "if"].contains { schema[$0] != nil }
      let offers = ["enum", "examples", "default", "const"].contains { schema[$0] != nil }
      let isBoolean = schema["type"]?.string == "boolean"
      #expect(isNested || offers || isBoolean, "\(path) offers no values")
    }
  }

  @Test(arguments: FileSchema.allCases)
  func `examples and defaults are right by their own schema`(_ kind: FileSchema) throws {
    let node = try #require(JSONReader(file: "schema").read(Array(kind.text.utf8)).accepted)
    for (path, schema) in Self.properties(of: node, "") {
      var members = schema.object ?? Object()
      members.set("$defs", node["$defs"] ?? .object([:]))
      let compiled = try #require(Schema.compile(Node(.object(members)), file: "schema").accepted)
      for example in (schema["examples"]?.array ?? []) + [schema["default"]].compactMap({ $0 }) {
        #expect(compiled.isValid(example), "\(path): \(example.summary)")
      }
    }
  }

  /// All schemas of properties, at any depth, with their path.
  private static func properties(of schema: Node, _ path: String) -> [(String, Node)] {
    var found: [(String, Node)] = []
    for member in schema["properties"]?.object?.members ?? [] {
      found.append((path + "/" + member.key, member.value))
      found += properties(of: member.value, path + "/" + member.key)
    }
    for key in ["items", "additionalProperties"] {
      if let inner = schema[key], inner.object != nil { found += properties(of: inner, path + "/*") }
    }
    for inner in schema["oneOf"]?.array ?? [] { found += properties(of: inner, path) }
    for member in schema["$defs"]?.object?.members ?? [] { found += properties(of: member.value, "#" + member.key) }
    return found
  }

  private func accepts(_ kind: FileSchema, _ text: String) throws -> Bool {
    let node = try #require(JSONReader(file: "schema").read(Array(kind.text.utf8)).accepted)
    let schema = try #require(Schema.compile(node, file: "schema").accepted)
    return schema.isValid(try #require(YAMLReader(file: "text").read(Array(text.utf8)).accepted))
  }
}
