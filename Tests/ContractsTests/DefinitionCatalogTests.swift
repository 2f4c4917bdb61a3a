import Diagnostics
import TestSupport
import Testing

@testable import Contracts

struct DefinitionCatalogTests {
  private let folder: ScratchFolder
  private let project: Project

  init() throws {
    folder = try ScratchFolder()
    try folder.makeFolder(".claude/workflows/one")
    project = try #require(Project(root: folder.path))
  }

  private func located(_ name: String) -> Located<String> {
    Located(name, at: TextRange(at: .start).in("test"))
  }

  /// A first line of a contract file and whether it may define `Sound`.
  @Test(arguments: [
    ("name: Sound", true), ("name:   Sound  ", true), ("name: \"Sound\"", true), ("name: 'Sound'", true),
    ("name: Sound\r", true), ("\"name\": Sound", true), ("{name: Sound, schema: true}", true),
    ("name: \"S\\u006Fund\"", true), ("name: &x Sound", true), ("name: !!str Sound", true), ("name: >-\n  Sound", true),
    ("name: Sound # the first", true), ("name: Other\nname: Sound", true), ("name: Sounds", false),
    ("name: sound", false), ("name: Other", false), ("name: 'Other'", false),
  ])
  func aFileIsACandidateUnlessItPlainlySaysAnotherName(_ line: String, _ mayDefine: Bool) {
    let file = NameIndex.File(path: "x.yaml", text: Array((line + "\nschema: true\n").utf8))
    #expect(NameIndex([file], ofAgents: false).candidates("Sound") == (mayDefine ? [0] : []))
  }

  @Test func itFindsWhatTheProjectFinds() throws {
    for name in ["A", "B", "C"] {
      try folder.write("name: \(name)\nschema: {description: refers to A and B}\n", to: "contracts/\(name).yaml")
    }
    try folder.write("name: A\nschema: true\n", to: ".claude/workflows/one/contracts/a.yaml")
    try folder.write("---\nname: Writer\ndescription: x\n---\n", to: ".claude/agents/w.md")
    var catalog = DefinitionCatalog(project, workflow: "one")
    #expect(try catalog.contract(located("A")).file == ".claude/workflows/one/contracts/a.yaml")
    #expect(try catalog.contract(located("B")).file == "contracts/B.yaml")
    #expect(try catalog.agent("writer")?.file == ".claude/agents/w.md")
    #expect(try catalog.agent("reader") == nil)
    let error = #expect(throws: DefinitionError.self) { try catalog.contract(located("Aa")) }
    #expect(error?.diagnostics.map(\.code) == ["contract/unknown"])
  }

  @Test func twoContractsOfOneNameOnALevelAreAnError() throws {
    for file in ["a", "b"] { try folder.write("name: A\nschema: true\n", to: "contracts/\(file).yaml") }
    var catalog = DefinitionCatalog(project, workflow: "one")
    let error = #expect(throws: DefinitionError.self) { try catalog.contract(located("A")) }
    #expect(error?.diagnostics.map(\.code) == ["contract/duplicate-name"])
  }
}
