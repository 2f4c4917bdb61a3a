import Contracts
import Diagnostics
import Documents
import Platform
import TestSupport
import Testing

/// What a contract can't decide is its author's to mend, not the document's.
struct JudgeTests {
  private let folder: ScratchFolder
  private let judge: Judge
  private let contract: Contract

  init() throws {
    folder = try ScratchFolder()
    let project = try #require(Project(root: folder.path))
    judge = Judge(
      project: project, environment: EnvironmentVariables([:]), deadline: Deadline(after: .seconds(600)))
    let text = #"""
      name: Notes
      schema:
        properties:
          header: { required: [type] }
          content: { pattern: '^(a+)+$' }
      """#
    try folder.write(text, to: "contracts/notes.yaml")
    contract = try project.contract(inFile: folder.path("contracts/notes.yaml"))
  }

  private func judged(_ header: String, _ content: String) throws -> Judgement {
    let text = "---\n\(header)\n---\n\(content)\n"
    return try judge.judge(Array(text.utf8), file: "a.md", agent: "a", contract: contract)
  }

  private let hostile = String(repeating: "a", count: 60) + "!"

  @Test func anUndecidedPatternIsTheContractsMistake() throws {
    do {
      _ = try judged("type: x", hostile)
      Issue.record("it was decided")
    } catch let error as DefinitionError {
      #expect(error.diagnostics.map(\.code) == ["contract/undecided"])
      let diagnostic = try #require(error.diagnostics.first)
      #expect(diagnostic.range?.description == "contracts/notes.yaml:5:16")
      #expect(
        diagnostic.message.text.hasPrefix(
          #"the contract "Notes" can't be decided at "/content": pattern "^(a+)+$" could not be decided within limits"#)
      )
      #expect(diagnostic.message.text.hasSuffix("; simplify the schema there"))
    }
  }

  @Test func whatItsAuthorCanMendComesFirst() throws {
    #expect(try judged("other: x", hostile).problems.map(\.diagnostic.code) == ["schema/required"])
    #expect(
      try judged("type: x\nagent: b", hostile).problems.map(\.diagnostic.code) == ["document/wrong-agent"])
    #expect(try judged("type: x", "aaa").isAccepted)
  }
}
