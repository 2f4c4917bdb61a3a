import Contracts
import Diagnostics
import Documents
import Testing

@testable import Hooks

@Suite("Command line options")
struct CommandLineOptionsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let options: [String]
    let rest: String
    var testDescription: String { text }

    init(_ text: String, _ options: [String], _ rest: String = "") {
      self.text = text
      self.options = options
      self.rest = rest
    }
  }

  @Test(arguments: [
    Case("", []), Case("   ", []), Case(" just text", [], "just text"),
    Case(" --a=1", ["a=1"]), Case(" --a 1", ["a=1"]), Case(" --a 1 text --b=2", ["a=1"], "text --b=2"),
    Case(" --flag text", ["flag"], "text"), Case(" --flag --a=1 x", ["flag", "a=1"], "x"),
    Case(" --flag=false", ["flag=false"]),
    Case(" --a= x", ["a="], "x"), Case(" --a", ["a"]), Case(" --a --b=2", ["a", "b=2"]),
    Case(" -- --a=1", [], "--a=1"), Case(" --a=1 -- --b", ["a=1"], "--b"),
    Case(" --a='it is' rest", ["a=it is"], "rest"), Case(" --a=\"it's\" rest", ["a=it's"], "rest"),
    Case(" --a \"two words\" rest", ["a=two words"], "rest"), Case(" --a=x\\ y", ["a=x y"]),
    Case(" --a=\"q \\\" \\\\ \\n\"", ["a=q \" \\ \\n"]), Case(" --a='x'\"y\"z", ["a=xyz"]),
    Case(" --a=1 --a=2 --a 3", ["a=1", "a=2", "a=3"]), Case(" --a=b=c", ["a=b=c"]),
    Case(" don't stop, it's \"fine", [], "don't stop, it's \"fine"),
    Case(" --a=1 don't", ["a=1"], "don't"), Case("\n--a=1\n\nline one\n  line two\n", ["a=1"], "line one\n  line two"),
    Case(" -a x", [], "-a x"), Case(" ---a=1", ["-a=1"]), Case(" --größe=ä x", ["größe=ä"], "x"),
    Case(" --a='\u{301}x' y", ["a=\u{301}x"], "y"), Case(" --a=1\u{2003}--b\u{3000}2\u{2003}", ["a=1", "b=2"]),
  ])
  func `Options come first, then raw text`(example: Case) {
    let parsed = CommandLineOptions(example.text) { $0 == "flag" }
    #expect(parsed.options.map { $0.key + ($0.value.map { "=" + $0 } ?? "") } == example.options)
    #expect(parsed.rest == example.rest)
    #expect(parsed.problem == nil)
  }

  @Test(arguments: [" --a='open", " --a=\"open", " --a 'open", " --a=1 --b=\"x y"])
  func `An option whose quote isn't closed is a problem`(text: String) {
    let parsed = CommandLineOptions(text) { _ in false }
    #expect(parsed.problem?.contains("without its closing one") == true)
  }

  private static let contract = """
    name: c
    schema:
      properties:
        header:
          properties:
            count: {type: integer}
            ratio: {type: number}
            deep: {type: boolean}
            tags: {type: array, items: {type: string}}
            numbers: {type: array, items: {type: integer}}
            pair: {type: array, prefixItems: [{type: string}, {type: integer}], items: {type: boolean}}
            old: {type: array, items: [{type: integer}], additionalItems: {type: string}}
            options: {type: object}
            either: {type: [string, integer]}
            text: {type: string}
        env:
          properties: {TOKEN: {type: string}}
          required: [OTHER]
    """

  @Test(arguments: [
    Case(" --count=7", [#"{"count":7}"#]), Case(" --count=seven", [#"{"count":"seven"}"#]),
    Case(" --ratio=0.50", [#"{"ratio":0.5}"#]), Case(" --text=7", [#"{"text":"7"}"#]),
    Case(" --either=7", [#"{"either":"7"}"#]), Case(" --unknown=7", [#"{"unknown":"7"}"#]),
    Case(" --deep", [#"{"deep":true}"#]), Case(" --deep=false", [#"{"deep":false}"#]),
    Case(" --tags=x", [#"{"tags":["x"]}"#]), Case(" --tags=x --tags=y", [#"{"tags":["x","y"]}"#]),
    Case(" --tags='[\"x\"]'", [#"{"tags":["x"]}"#]), Case(" --numbers=1 --numbers=2", [#"{"numbers":[1,2]}"#]),
    Case(" --options='{\"a\": [1]}'", [#"{"options":{"a":[1]}}"#]),
    Case(" --text=x --text=y", [#"{"text":["x","y"]}"#]),
    Case(" --pair=1 --pair=2 --pair=true", [#"{"pair":["1",2,true]}"#]),
    Case(" --old=1 --old=2", [#"{"old":[1,"2"]}"#]), Case(" --pair=1", [#"{"pair":["1"]}"#]),
    Case(" --count=1 --unknown=x", [#"{"count":1,"unknown":"x"}"#]), Case(" --text=true", [#"{"text":"true"}"#]),
  ])
  func `Values are strings unless the schema asks for another type`(example: Case) throws {
    let contract = try #require(Contract.read(Array(Self.contract.utf8), file: "c.yaml", path: "/c.yaml").value)
    let schema = OptionSchema(contract)
    let parsed = CommandLineOptions(example.text) { schema.isBoolean($0) }
    #expect(JSONWriter().write(schema.header(of: parsed.options)) == example.options[0])
  }

  @Test func `The schema tells which variables of the environment it wants`() throws {
    let contract = try #require(Contract.read(Array(Self.contract.utf8), file: "c.yaml", path: "/c.yaml").value)
    #expect(OptionSchema(contract).environmentVariables.sorted() == ["OTHER", "TOKEN"])
    #expect(OptionSchema(nil).environmentVariables.isEmpty)
  }
}
