import Contracts
import Diagnostics
import Documents
import Flows
import Platform
import TestSupport
import Testing

struct AgentTests {
  private func read(_ frontmatter: String) -> Reading<Agent> {
    Agent.read(Array("---\n\(frontmatter)\n---\nYou are an agent.\n".utf8), file: "a.md")
  }

  @Test func everyKeyIsRead() throws {
    let agent = try #require(
      read(
        """
        name: data-processor
        description: processes
        tools: Read, Write
        timeout: 900
        input:
          contract: ProcessorInput
          context: ["$WORKDIR/a.md", {path: "$WORKDIR/p-*.md", optional: true}, {path: b.md}]
        output:
          contract: ProcessorOutput
          target: "$WORKDIR/out.md"
          retries: 7
          on_exhausted: terminate
        """
      ).accepted)
    #expect(agent.name == "data-processor")
    #expect(agent.timeout == 900)
    #expect(agent.input?.contract?.value == "ProcessorInput")
    #expect(agent.input?.context.map(\.path.value) == ["$WORKDIR/a.md", "$WORKDIR/p-*.md", "b.md"])
    #expect(agent.input?.context.map(\.isOptional) == [false, true, false])
    #expect(agent.output?.contract?.value == "ProcessorOutput")
    #expect(agent.output?.contract?.range.description == "a.md:10:13")
    #expect(agent.output?.target?.value == "$WORKDIR/out.md")
    #expect(agent.output?.retries == 7)
    #expect(agent.output?.onExhausted == .terminate)
    #expect(agent.hasContracts)
    #expect(agent.definition.object?.keys == ["name", "input", "output", "timeout"])
  }

  @Test func anAgentWithoutContractsIsNoneOfTheHooksBusiness() throws {
    let agent = try #require(read("name: a\ndescription: b\nmodel: inherit\ncolor: blue").accepted)
    #expect(!agent.hasContracts)
    #expect(agent.input == nil)
    #expect(agent.output == nil)
  }

  @Test(arguments: ["input:", "output:", "input: {}", "output: {contract: }", "input: {context: []}", "timeout:"])
  func aMemberLeftEmptyIsAnAbsentOne(_ line: String) throws {
    #expect(try !#require(read("name: a\n" + line).accepted).hasContracts)
  }

  @Test func oneContextPathNeedsNoList() throws {
    let agent = try #require(read("name: a\ninput: {context: x.md}").accepted)
    #expect(agent.input?.context.map(\.path.value) == ["x.md"])
  }

  @Test(arguments: [
    ("{}", "agent/missing-key", #"the key "name" is missing, expected a string"#),
    ("name: ''", "agent/empty", #""name" is empty, expected some text"#),
    ("name: [a]", "agent/wrong-type", #"found an array for "name", expected a string"#),
    ("name: a\ninput: x", "agent/wrong-type", #"found "x" for "input", expected an object"#),
    ("name: a\noutput: [x]", "agent/wrong-type", #"found an array for "output", expected an object"#),
    (
      "name: a\ntimeout: soon", "agent/out-of-range",
      #"found "soon" for "timeout", expected an integer from 1 to 1000000000"#
    ),
    (
      "name: a\ntimeout: 0", "agent/out-of-range",
      #"found the number 0 for "timeout", expected an integer from 1 to 1000000000"#
    ),
    ("name: a\ninput: {contract: 3}", "agent/wrong-type", #"found the number 3 for "contract", expected a string"#),
    ("name: a\ninput: {contract: ''}", "agent/empty", #""contract" is empty, expected some text"#),
    (
      "name: a\ninput: {context: 3}", "agent/wrong-type", #"found the number 3 for "context", expected a list of paths"#
    ),
    (
      "name: a\ninput: {context: [3]}", "agent/wrong-type",
      #"found the number 3 in "context", expected a path or {path, optional}"#
    ),
    (
      "name: a\ninput: {context: ['']}", "agent/wrong-type",
      #"found "" in "context", expected a path or {path, optional}"#
    ),
    (
      "name: a\ninput: {context: [{optional: true}]}", "agent/missing-key",
      #"the key "path" is missing, expected a string"#
    ),
    (
      "name: a\ninput: {context: [{path: x, optional: yes}]}", "agent/wrong-type",
      #"found "yes" for "optional", expected true or false"#
    ),
    (
      "name: a\ninput: {context: [{path: x, optinal: true}]}", "agent/unknown-key",
      #"unknown key "optinal", did you mean "optional"?"#
    ),
    ("name: a\ninput: {contracts: X}", "agent/unknown-key", #"unknown key "contracts", did you mean "contract"?"#),
    ("name: a\noutput: {zzz: X}", "agent/unknown-key", #"unknown key "zzz""#),
    ("name: a\noutput: {target: [x]}", "agent/wrong-type", #"found an array for "target", expected a string"#),
    (
      "name: a\noutput: {retries: 8}", "agent/out-of-range",
      #"found the number 8 for "retries", expected an integer from 0 to 7"#
    ),
    (
      "name: a\noutput: {retries: -1}", "agent/out-of-range",
      #"found the number -1 for "retries", expected an integer from 0 to 7"#
    ),
    (
      "name: a\noutput: {retries: 1.5}", "agent/out-of-range",
      #"found the number 1.5 for "retries", expected an integer from 0 to 7"#
    ),
    (
      "name: a\noutput: {on_exhausted: stop}", "agent/unknown-policy",
      #"found "stop" for "on_exhausted", expected fail, skip or terminate"#
    ),
    (
      "name: a\noutput: {on_exhausted: 1}", "agent/wrong-type",
      #"found the number 1 for "on_exhausted", expected a string"#
    ),
  ])
  func everyMistakeIsReported(_ frontmatter: String, _ code: String, _ message: String) {
    let reading = read(frontmatter)
    #expect(reading.diagnostics.map { "\($0.code): \($0.message)" } == ["\(code): \(message)"])
    #expect(reading.accepted == nil)
  }

  @Test func allMistakesOfAFileAreReportedTogether() {
    let codes = read("name: a\ntimeout: x\ninput: {contracts: X, context: 3}\noutput: {retries: 9}").diagnostics.map(
      \.code.rawValue)
    #expect(codes == ["agent/unknown-key", "agent/wrong-type", "agent/out-of-range", "agent/out-of-range"])
  }

  @Test(arguments: ["", "# Title\n\ntext\n", "name: a\n"])
  func aFileWithoutFrontmatterIsNoAgent(_ text: String) {
    let reading = Agent.read(Array(text.utf8), file: "a.md")
    #expect(reading.value == nil)
    #expect(reading.diagnostics.map(\.code) == ["agent/no-frontmatter"])
  }
}

struct AgentLookUpTests {
  private let folder: ScratchFolder
  private let project: Project

  init() throws {
    folder = try ScratchFolder()
    try folder.makeFolder(".claude/agents")
    project = try #require(Project(root: folder.path))
  }

  private func write(_ frontmatter: String, _ file: String) throws {
    try folder.write("---\n\(frontmatter)\n---\ntext\n", to: ".claude/agents/" + file)
  }

  @Test func theFrontmattersNameIsTheAgentsNotTheFiles() throws {
    try write("name: reviewer", "writer.md")
    #expect(try project.agent("reviewer")?.file == ".claude/agents/writer.md")
    #expect(try project.agent("writer") == nil)
  }

  @Test func letterCaseIsIgnoredAndAnExactMatchGoesFirst() throws {
    try write("name: Reviewer", "a.md")
    #expect(try project.agent("reVIEWer")?.name == "Reviewer")
    try write("name: reviewer", "b.md")
    #expect(try project.agent("reviewer")?.file == ".claude/agents/b.md")
    #expect(try project.agent("Reviewer")?.file == ".claude/agents/a.md")
    #expect(throws: DefinitionError.self) { try project.agent("REVIEWER") }
  }

  @Test func subFoldersAreSearchedAndHiddenOnesAndOtherFilesAreNot() throws {
    try write("name: deep", "team/a/b/deep.md")
    try write("name: hidden", ".old/hidden.md")
    try write("name: text", "text.txt")
    #expect(try project.agent("deep")?.file == ".claude/agents/team/a/b/deep.md")
    #expect(try project.agent("hidden") == nil)
    #expect(try project.agent("text") == nil)
    #expect(project.agentFiles().count == 1)
  }

  @Test func aNameThatTwoFilesHaveIsAnError() throws {
    try write("name: a", "one.md")
    try write("name: a", "two.md")
    try write("name: b", "b.md")
    let error = #expect(throws: DefinitionError.self) { try project.agent("a") }
    #expect(error?.diagnostics.first?.code == "agent/duplicate-name")
    #expect(error?.diagnostics.first?.notes.first?.range?.file == ".claude/agents/two.md")
    #expect(try project.agent("b") != nil)
  }

  @Test(arguments: [
    "name: broken\noutput: [", "name: broken\noutput: {retrys: 1}", "name: \"broken\"\n\tx: 1", "a: [\nname: broken",
  ])
  func aBrokenFileStopsOnlyTheAgentThatItNames(_ frontmatter: String) throws {
    try write(frontmatter, "broken.md")
    try write("name: sound", "sound.md")
    #expect(throws: DefinitionError.self) { try project.agent("broken") }
    #expect(try project.agent("sound") != nil)
    #expect(try project.agent("absent") == nil)
  }

  @Test func aBrokenFileThatOnlyMentionsTheAgentIsNoHindrance() throws {
    try write("name: other\ndescription: [works with sound", "other.md")
    try write("name: sound", "sound.md")
    #expect(try project.agent("sound")?.file == ".claude/agents/sound.md")
  }

  @Test func anEscapedNameIsFoundAllTheSame() throws {
    try write(#"name: "r\u0065view""#, "a.md")
    #expect(try project.agent("review") != nil)
  }

  @Test func foldersThatLinkInACircleEnd() throws {
    try write("name: a", "team/a.md")
    try folder.link(".claude/agents/team/loop", to: folder.path(".claude/agents"))
    #expect(try project.agent("b") == nil)
    #expect(try project.agent("a")?.file == ".claude/agents/team/a.md", "the same file met twice is one agent")
  }

  @Test func aProjectWithoutAgentsHasNone() throws {
    let empty = try ScratchFolder()
    #expect(try #require(Project(root: empty.path)).agent("a") == nil)
    #expect(Project(root: empty.path("nowhere")) == nil)
  }
}
