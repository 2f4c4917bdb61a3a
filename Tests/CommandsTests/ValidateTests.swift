import Diagnostics
import Documents
import Foundation
import TestSupport
import Testing

@Suite("claude-workflow validate")
struct ValidateTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.write(
      """
      type: object
      required: [name, kind]
      properties:
        name: {type: string, minLength: 3}
        kind: {enum: [owl, barn-swallow]}
        seen: {$ref: "parts/date.json#/$defs/day"}

      """, to: "bird.yaml")
    try folder.write(#"{"$defs": {"day": {"type": "string", "format": "date"}}}"#, to: "parts/date.json")
    try folder.write(#"{"name": "ab", "kind": "owl", "seen": "2026-13-01"}"#, to: "bad.json")
    try folder.write("name: Tyto\nkind: owl\n", to: "good.yaml")
  }

  private func validate(_ arguments: String..., input: String = "", environment: [String: String] = [:]) throws
    -> CommandRun
  {
    try CommandRun(["validate"] + arguments, in: folder, input: input, environment: environment)
  }

  @Test func `a problem is shown with its line, a caret and the demand`() throws {
    let run = try validate("--schema", "bird.yaml", "bad.json", "good.yaml")
    #expect(run.status == 1)
    #expect(run.error.isEmpty)
    #expect(
      run.output == """
        bad.json:1:10: error: found "ab", expected at least 3 characters [schema/min-length]
            1 | {"name": "ab", "kind": "owl", "seen": "2026-13-01"}
              |          ^~~~
        bird.yaml:4:24: note: demanded here
            4 |   name: {type: string, minLength: 3}
              |                        ^~~~~~~~~
        bad.json:1:39: error: found "2026-13-01", expected a date such as "2026-01-06" [schema/format]
            1 | {"name": "ab", "kind": "owl", "seen": "2026-13-01"}
              |                                       ^~~~~~~~~~~~
        parts/date.json:1:38: note: demanded here
            1 | {"$defs": {"day": {"type": "string", "format": "date"}}}
              |                                      ^~~~~~~~
        1 of 2 files valid, 1 invalid

        """)
  }

  @Test func `what a schema can't decide is not said to be invalid`() throws {
    try folder.write(#"{"pattern": "^(a+)+$"}"#, to: "slow.json")
    try folder.write("\"" + String(repeating: "a", count: 60) + "!\"", to: "hostile.json")
    let run = try validate("--schema", "slow.json", "hostile.json")
    #expect(run.status == 2 && run.output == "0 of 1 file valid, 1 not checked\n")
    #expect(run.error.hasPrefix(#"hostile.json: could not be checked: pattern "^(a+)+$" could not be decided"#))
  }

  @Test func `as text so many problems of a file are shown as somebody reads`() throws {
    try folder.write(#"{"items": {"type": "string"}}"#, to: "list.json")
    try folder.write("[" + (0..<250).map { "\($0)" }.joined(separator: ", ") + "]", to: "numbers.json")
    let text = try validate("--schema", "list.json", "numbers.json")
    #expect(text.output.components(separatedBy: "[schema/type]").count == 101)
    #expect(text.output.hasSuffix("numbers.json: and 150 more problems\n0 of 1 file valid, 1 invalid\n"))
    let json = try validate("--schema", "list.json", "--format", "json", "numbers.json")
    #expect(json.output.components(separatedBy: "schema/type").count == 251)
  }

  @Test func `formats may be left to describe`() throws {
    let run = try validate("--schema", "bird.yaml", "--no-assert-formats", "bad.json")
    #expect(run.output.contains("min-length") && !run.output.contains("schema/format"))
  }

  @Test func `valid files give the status 0`() throws {
    let run = try validate("--schema", "bird.yaml", "good.yaml")
    #expect(run.status == 0)
    #expect(run.output == "1 of 1 file valid\n")
  }

  @Test func `JSON has every file with its problems`() throws {
    let run = try validate("--schema", "bird.yaml", "--format", "json", "bad.json", "good.yaml", "none.json")
    #expect(run.status == 2)
    let report = JSONReader(file: "report").read(Array(run.output.utf8)).value
    let files = report?["files"]?.array ?? []
    #expect(files.compactMap { $0["file"]?.string } == ["bad.json", "good.yaml", "none.json"])
    #expect(files.map { $0["valid"]?.boolean } == [false, true, nil])
    let first = files.first?["problems"]?.array?.first
    #expect(first?["code"]?.string == "schema/min-length")
    #expect(first?["pointer"]?.string == "/name")
    #expect(first?["range"]?["column"]?.integer == 10)
    #expect(first?["notes"]?.array?.first?["range"]?["file"]?.string == "bird.yaml")
    #expect(report?["counts"]?["unchecked"]?.integer == 1)
  }

  @Test func `what can't be read gives the status 2, and the other files are checked`() throws {
    let run = try validate("--schema", "bird.yaml", "none.json", "bad.json")
    #expect(run.status == 2)
    #expect(run.error.contains("none.json: could not be checked: cannot read \"none.json\": No such file or directory"))
    #expect(run.output.hasSuffix("0 of 2 files valid, 1 invalid, 1 not checked\n"))
  }

  @Test func `a broken text is invalid`() throws {
    try folder.write("{\"name\": }", to: "torn.json")
    try folder.write("---\na: 1\na: 2\n---\nx\n", to: "twice.md")
    let run = try validate("--schema", "bird.yaml", "torn.json", "twice.md")
    #expect(run.status == 1)
    #expect(run.output.contains("torn.json:1:10: error: expected a value but found \"}\" [json/syntax]"))
    #expect(run.output.contains("twice.md:3:1: error: duplicate key \"a\""))
  }

  @Test(arguments: [
    (#"{"name": "Tyto", "kind": "owl"}"#, 0), ("name: Tyto\nkind: owl\n", 0), ("---\nname: Tyto\n---\nkind: owl\n", 1),
  ])
  func `standard input is told apart by how it begins`(_ text: String, _ status: Int32) throws {
    let run = try validate("--schema", "bird.yaml", "-", input: text)
    #expect(run.status == status)
    if status == 1 { #expect(run.output.contains("standard input:2:1: error: required property \"name\" is missing")) }
  }

  @Test func `many files come in their order`() throws {
    let names = (0..<600).map { "f\($0).json" }
    for (index, name) in names.enumerated() {
      try folder.write(index % 7 == 0 ? "{}" : #"{"name": "Tyto", "kind": "owl"}"#, to: name)
    }
    let run = try CommandRun(["validate", "--schema", "bird.yaml", "--format", "json"] + names, in: folder)
    let files = JSONReader(file: "report").read(Array(run.output.utf8)).value?["files"]?.array ?? []
    #expect(files.compactMap { $0["file"]?.string } == names)
    #expect(files.indices.allSatisfy { files[$0]["valid"]?.boolean == ($0 % 7 != 0) })
  }

  // MARK: Contracts

  private func addContract(_ more: String = "") throws {
    try folder.write("", to: ".claude/keep")
    try folder.write(
      "name: Bird\nschema:\n  required: [header]\n  properties: {header: {required: [name]}}\n\(more)",
      to: "contracts/bird.yaml")
  }

  @Test func `a contract of the project checks documents, from any folder in it`() throws {
    try addContract()
    try folder.write("---\nname: Tyto\n---\nAn owl.\n", to: "good.md")
    try folder.write("An owl.\n", to: "bad.md")
    let run = try validate("--contract", "Bird", "good.md", "bad.md")
    #expect(run.status == 1)
    #expect(run.output.contains("bad.md:1:1: error: required property \"name\" is missing [schema/required]"))
    #expect(run.output.contains("contracts/bird.yaml:4:25: note: demanded here\n    4 |   properties:"))
    try folder.makeFolder("deep/er")
    let deep = try validate("--contract", "Bird", "--project", "deep/..", "good.md")
    #expect(deep.status == 0)
  }

  @Test func `a contract's validator is asked, too, and a broken one is no verdict`() throws {
    try addContract("validator: check\n")
    try folder.write("#!/bin/sh\necho no\nexit 1\n", to: "check", permissions: 0o755)
    try folder.write("---\nname: Tyto\n---\nAn owl.\n", to: "good.md")
    let rejected = try validate("--contract", "Bird", "good.md")
    #expect(rejected.status == 1)
    #expect(rejected.output.contains("the validator says \"no\" [contract/validator]"))
    try folder.write("#!/bin/sh\nexit 7\n", to: "check", permissions: 0o755)
    let broken = try validate("--contract", "Bird", "good.md")
    #expect(broken.status == 2)
    #expect(broken.error.contains("good.md: could not be checked: validator \"check\" ended with status 7"))
  }

  @Test func `an unknown contract is named with its neighbour`() throws {
    try addContract()
    let run = try validate("--contract", "Birds", "good.yaml")
    #expect(run.status == 2)
    #expect(run.error.contains("did you mean \"Bird\"?"))
    let nowhere = try validate("--contract", "Bird", "--project", "parts", "good.yaml")
    #expect(nowhere.status == 2)
    #expect(nowhere.error.contains("found no project in \"parts\""))
  }

  // MARK: The command itself

  @Test(arguments: [
    (["x.json"], "Found neither --contract NAME nor --schema FILE, expected one of them."),
    (["--schema", "a", "--contract", "b", "x"], "Found both --contract"),
    (["--schema", "bird.yaml", "-", "-"], "Standard input can be read only once."),
    (["--schema", "-", "-"], "Standard input can be read only once."),
    (["--schema", "bird.yaml"], "Missing expected argument"),
    (["--schema", "none.yaml", "x"], "cannot read \"none.yaml\": No such file or directory"),
    (["--schema", "good.yaml", "--color", "x"], "Unknown option '--color'"),
  ])
  func `what can't be done gives the status 2 and says why`(_ arguments: [String], _ words: String) throws {
    let run = try CommandRun(["validate"] + arguments, in: folder)
    #expect(run.status == 2)
    #expect(run.error.contains(words))
    #expect(run.output.isEmpty)
  }

  @Test func `a schema with mistakes is shown with their places`() throws {
    try folder.write("type: objekt\nminLength: x\n", to: "wrong.yaml")
    let run = try validate("--schema", "wrong.yaml", "good.yaml")
    #expect(run.status == 2)
    #expect(run.error.contains("wrong.yaml:1:7: error: "))
    #expect(run.error.contains("wrong.yaml:2:12: error: "))
    try folder.write("$ref: https://example.org/x.json\n", to: "far.yaml")
    #expect(try validate("--schema", "far.yaml", "good.yaml").error.contains("needs the network, which is never used"))
  }

  @Test(arguments: [
    ("", "bare.md:1:1: error: found an empty message, expected a document that begins with a line ---"),
    ("Looks good.\n", "bare.md:1:1: error: found no YAML frontmatter, expected a line ---, keys and values"),
  ])
  func `a document without frontmatter is told as that first`(_ text: String, _ words: String) throws {
    try folder.write(text, to: "bare.md")
    try folder.write(
      "required: [header]\nproperties: { header: { required: [type] }, content: { minLength: 20 } }\n", to: "s.yaml")
    let run = try validate("--schema", "s.yaml", "bare.md")
    #expect(run.status == 1)
    #expect(run.output.hasPrefix(words), "\(run.output)")
    #expect(run.output.contains("bare.md:1:1: error: required property \"type\" is missing"))
    // A file that is empty has one line.
    #expect(!run.output.contains("bare.md:2"), "\(run.output)")
    // Where no header is asked for, none is missed.
    try folder.write("required: [header, content]\n", to: "s.yaml")
    #expect(try validate("--schema", "s.yaml", "bare.md").status == 0)
  }
}
