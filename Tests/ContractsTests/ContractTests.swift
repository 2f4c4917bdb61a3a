import Contracts
import Diagnostics
import Documents
import Platform
import TestSupport
import Testing

struct ContractTests {
  private func read(_ text: String) -> Reading<Contract> {
    Contract.read(Array(text.utf8), file: "c.yaml", path: "/p/contracts/c.yaml")
  }

  @Test func everyKeyIsRead() throws {
    let contract = try #require(
      read(
        """
        name: ProcessorOutput
        description: what it hands over
        version: "1.10"
        schema: {type: object, properties: {header: {properties: {type: {const: processed}}}}}
        validator: validators/p.py::validate
        examples: [good.md, {path: bad.md, valid: false}, {path: fine.md}]
        """
      ).accepted)
    #expect(contract.name == "ProcessorOutput")
    #expect(contract.description == "what it hands over")
    #expect(contract.version == "1.10")
    #expect(contract.type == "processed")
    #expect(contract.validator != nil)
    #expect(contract.examples.map(\.path.value) == ["good.md", "bad.md", "fine.md"])
    #expect(contract.examples.map(\.isValid) == [true, false, true])
    #expect(contract.describesDocument)
    #expect(contract.folder == "/p")
  }

  @Test(arguments: [("1.0", "1.0"), ("2", "2"), ("\"1.0\"", "1.0"), ("v1", "v1")])
  func aVersionIsText(_ written: String, _ version: String) throws {
    let contract = try #require(read("name: A\nversion: \(written)\nschema: true").accepted)
    #expect(contract.version == version)
  }

  @Test(arguments: [
    ("[]", "contract/not-an-object"), ("text", "contract/not-an-object"), ("", "contract/not-an-object"),
    ("schema: true", "contract/missing-key"), ("name: A", "contract/no-schema"),
    ("name: A\nschema:", "contract/no-schema"),
    ("name: A\nschema: 3", "contract/wrong-type"), ("name: [A]\nschema: true", "contract/wrong-type"),
    ("name: A\nschema: true\nversion: []", "contract/wrong-type"),
    ("name: A\nschema: true\nvalidator: [x]", "contract/wrong-type"),
    ("name: A\nschema: true\nexamples: x.md", "contract/wrong-type"),
    ("name: A\nschema: true\nexamples: [3]", "contract/wrong-type"),
    ("name: A\nschema: true\nexamples: ['']", "contract/wrong-type"),
    ("name: A\nschema: true\nexamples: [{valid: true}]", "contract/missing-key"),
    ("name: A\nschema: true\nexamples: [{path: x, valid: no}]", "contract/wrong-type"),
    ("name: A\nschema: true\nexamples: [{path: x, vaild: true}]", "contract/unknown-key"),
  ])
  func everyMistakeIsReported(_ text: String, _ code: String) {
    let reading = read(text)
    #expect(reading.diagnostics.map(\.code.rawValue) == [code])
    #expect(reading.accepted == nil)
  }

  @Test func aFileThatIsNotYAMLIsReportedWhereItBreaks() {
    let reading = read("name: A\nschema: [")
    #expect(reading.value == nil)
    #expect(reading.diagnostics.hasErrors)
  }

  @Test func anUnknownKeyIsAWarning() throws {
    let reading = read("name: A\nschema: true\nexample: [x]")
    #expect(reading.accepted != nil)
    #expect(
      reading.diagnostics.map { "\($0.severity.rawValue) \($0.message)" } == [
        #"warning unknown key "example", did you mean "examples"?"#
      ])
  }

  @Test(arguments: [
    ("{properties: {header: {}}}", true), ("{required: [content]}", true), ("{properties: {prompt: {}}}", false),
    ("true", false),
    ("{$ref: '#/$defs/d', $defs: {d: {required: [header]}}}", true),
    ("{$ref: '#/$defs/d', $defs: {d: {$ref: '#/$defs/e'}, e: {properties: {content: {}}}}}", true),
    ("{$ref: '#/$defs/a~1b', $defs: {a/b: {required: [header]}}}", true),
    ("{$ref: '#', properties: {header: {}}}", true), ("{$ref: '#/$defs/none'}", false),
    ("{$ref: '#/$defs/d', properties: {header: {}}, $defs: {d: {type: object}}}", true),
    ("{properties: {context: {properties: {header: {}}}}}", false),
  ])
  func aContractIsAboutDocumentsIfItsTopNamesOnesParts(_ schema: String, _ expected: Bool) throws {
    let contract = try #require(read("name: A\nschema: " + schema).value)
    #expect(contract.describesDocument == expected)
  }

  @Test(arguments: [
    "{}", "{properties: {header: {properties: {type: {enum: [a]}}}}}",
    "{properties: {header: {properties: {type: {const: 3}}}}}",
  ])
  func aContractWithoutAConstantTypeHasNone(_ schema: String) throws {
    #expect(try #require(read("name: A\nschema: " + schema).value).type == nil)
  }
}

struct ContractLookUpTests {
  private let folder: ScratchFolder
  private let project: Project

  init() throws {
    folder = try ScratchFolder()
    project = try #require(Project(root: folder.path))
  }

  private func write(_ name: String, _ file: String, type: String? = nil, more: String = "") throws {
    let schema = type.map { "{properties: {header: {properties: {type: {const: \($0)}}}}}" } ?? "true"
    try folder.write("name: \(name)\nschema: \(schema)\n\(more)", to: file)
  }

  private func find(_ name: String, from workflow: String? = "one") throws -> String {
    try project.contract(located(name), workflow: workflow).file
  }

  private func located(_ name: String) -> Located<String> { Located(name, at: TextRange(at: .start).in("agent.md")) }

  @Test func theNearerLevelShadowsTheOthers() throws {
    let levels = [
      ".claude/workflows/two/contracts/x.yaml", "contracts/x.yml", ".claude/workflows/one/contracts/y.yaml",
    ]
    for file in levels {
      try write("Shared", file)
      #expect(try find("Shared") == file)
    }
    #expect(try find("Shared", from: nil) == "contracts/x.yml")
  }

  @Test func aNameThatOneLevelHasTwiceIsAnError() throws {
    try write("A", "contracts/x.yaml")
    try write("A", "contracts/y.yaml")
    let error = #expect(throws: DefinitionError.self) { try find("A") }
    #expect(error?.diagnostics.map(\.code) == ["contract/duplicate-name"])
    try write("A", ".claude/workflows/one/contracts/z.yaml")
    #expect(try find("A") == ".claude/workflows/one/contracts/z.yaml", "a nearer level hides both")
  }

  @Test func twoOtherWorkflowsAreOneLevel() throws {
    try write("A", ".claude/workflows/two/contracts/x.yaml")
    try write("A", ".claude/workflows/three/contracts/x.yaml")
    #expect(throws: DefinitionError.self) { try find("A") }
  }

  @Test func aMissingContractIsNamedWithTheNearestOne() throws {
    try write("ReviewOutput", "contracts/x.yaml")
    let error = #expect(throws: DefinitionError.self) { try find("ReviewOutptu") }
    #expect(
      error?.diagnostics.map(\.message.text) == [
        #"no contract has the name "ReviewOutptu", did you mean "ReviewOutput"?"#
      ])
    #expect(error?.diagnostics.first?.range?.file == "agent.md")
    let other = #expect(throws: DefinitionError.self) { try find("Zzz") }
    #expect(
      other?.diagnostics.map(\.message.text) == [#"no contract has the name "Zzz"; add a contract file with this name"#]
    )
  }

  @Test func namesDifferByLetterCase() throws {
    try write("output", "contracts/x.yaml")
    #expect(throws: DefinitionError.self) { try find("Output") }
  }

  @Test func aBrokenFileThatNamesTheContractIsWhatIsReported() throws {
    try folder.write("name: Broken\nschema: [", to: "contracts/x.yaml")
    try write("Sound", "contracts/y.yaml")
    let error = #expect(throws: DefinitionError.self) { try find("Broken") }
    #expect(error?.diagnostics.first?.range?.file == "contracts/x.yaml")
    #expect(try find("Sound") == "contracts/y.yaml")
  }

  @Test func aBrokenFileThatOnlyMentionsAContractDoesNotHideIt() throws {
    try folder.write("name: Other\ndescription: like Sound\nschema: [", to: ".claude/workflows/one/contracts/x.yaml")
    try write("Sound", "contracts/y.yaml")
    #expect(try find("Sound") == "contracts/y.yaml")
  }

  @Test func aNameThatIsQuotedWithEscapesIsFound() throws {
    try folder.write("name: \"S\\u006Fund\"\nschema: true", to: "contracts/y.yaml")
    #expect(try find("Sound") == "contracts/y.yaml")
  }

  @Test func aContractWithErrorsIsNotUsed() throws {
    try write("A", "contracts/x.yaml", more: "examples: 3\n")
    let error = #expect(throws: DefinitionError.self) { try find("A") }
    #expect(error?.diagnostics.map(\.code) == ["contract/wrong-type"])
  }

  @Test func aWorkflowsOwnContractsAreFoundByTheirFiles() throws {
    try write("In", ".claude/workflows/one/contracts/workflow-input.yml")
    #expect(try project.contract(file: "workflow-input", ofWorkflow: "one")?.name == "In")
    #expect(try project.contract(file: "workflow-output", ofWorkflow: "one") == nil)
    try folder.write("name: [", to: ".claude/workflows/one/contracts/workflow-output.yaml")
    #expect(throws: DefinitionError.self) { try project.contract(file: "workflow-output", ofWorkflow: "one") }
  }

  @Test func twoContractsWithOneTypeAreReported() throws {
    try write("A", "contracts/a.yaml", type: "same")
    try write("B", ".claude/workflows/one/contracts/b.yaml", type: "same")
    try write("C", "contracts/c.yaml", type: "other")
    try write("D", "contracts/d.yaml")
    let diagnostics = Contract.sharedTypes(
      try ["contracts/a.yaml", ".claude/workflows/one/contracts/b.yaml", "contracts/c.yaml", "contracts/d.yaml"].map {
        try project.contract(inFile: folder.path($0))
      })
    #expect(diagnostics.map(\.code) == ["contract/shared-type"])
    #expect(
      diagnostics.first?.message.text
        == #"the output contracts "B" and "A" have the same type "same", expected a type of its own for each"#)
    #expect(diagnostics.first?.notes.first?.range?.file == "contracts/a.yaml")
  }

  @Test func aContractThatShadowsAnotherMayHaveItsType() throws {
    try write("A", "contracts/a.yaml", type: "same")
    try write("A", ".claude/workflows/one/contracts/a.yaml", type: "same")
    let contracts = try ["contracts/a.yaml", ".claude/workflows/one/contracts/a.yaml"].map {
      try project.contract(inFile: folder.path($0))
    }
    #expect(Contract.sharedTypes(contracts).isEmpty)
  }

  @Test(arguments: ["", ".", "..", ".hidden", "a/b", "../x", "a b", "ä"])
  func aWorkflowsNameIsOnePlainComponent(_ name: String) throws {
    try folder.makeFolder(".claude/workflows/one")
    try folder.makeFolder(".claude/workflows/.hidden")
    #expect(project.workflowFolder(name) == nil)
    #expect(project.workflowFolder("one") == folder.path(".claude/workflows/one"))
  }
}

struct CommandTests {
  private let folder: ScratchFolder
  private let project: Project

  init() throws {
    folder = try ScratchFolder()
    project = try #require(Project(root: folder.path))
  }

  @Test func aCommandMayNameItsContracts() throws {
    try folder.write(
      "---\ninput: {contract: In}\noutput:\n  contract: Out\n---\ngo\n", to: ".claude/commands/review.md")
    let command = try #require(try project.command("review"))
    #expect(command.input?.value == "In")
    #expect(command.output?.value == "Out")
    #expect(command.file == ".claude/commands/review.md")
  }

  @Test(arguments: ["go\n", "---\ndescription: x\nallowed-tools: Bash\n---\ngo\n", ""])
  func aCommandNeedNotNameContracts(_ text: String) throws {
    try folder.write(text, to: ".claude/commands/review.md")
    let command = try #require(try project.command("review"))
    #expect(command.input == nil)
    #expect(command.output == nil)
  }

  @Test func aCommandMayLieInASubFolder() throws {
    try folder.write("go\n", to: ".claude/commands/team/review.md")
    #expect(try project.command("review")?.file == ".claude/commands/team/review.md")
    #expect(try project.command("other") == nil)
  }

  @Test(arguments: [
    "input: In", "input: {contract: 3}", "input: {}", "output: {contracts: X}", "output: {contract: X, target: y}",
    "input: [",
  ])
  func aBrokenCommandIsAnError(_ frontmatter: String) throws {
    try folder.write("---\n\(frontmatter)\n---\ngo\n", to: ".claude/commands/review.md")
    #expect(throws: DefinitionError.self) { try project.command("review") }
  }
}
