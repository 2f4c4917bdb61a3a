import Diagnostics
import Documents
import Foundation
import Hooks
import Testing

/// What an agent is given: context files and the input contract.
@Suite("subagent-input: context and input contracts")
struct GateInputTests {
  private func started(
    _ b: AgentSketch, flow: String = "START >> a >> b >> END", a: AgentSketch = AgentSketch("a"),
    files: [String: String] = [:]
  ) throws -> HookBench {
    let bench = try HookBench(flow: flow, agents: [a, b], files: files)
    bench.start()
    return bench
  }

  @Test func `Context files are named in the prompt by their absolute paths`() throws {
    let bench = try started(
      AgentSketch("b", context: ["\"$WORKDIR/.context/a.md\"", "${CLAUDE_PROJECT_DIR}/notes.md", "more.md"]),
      files: ["notes.md": "Notes without frontmatter.", "more.md": "---\nx: 1\n---\nMore.\n"])
    bench.accept("a", agent: "agent_a")
    let prompt = bench.gate("b").prompt
    #expect(
      prompt.contains(
        "Read these files first:\n- \(bench.project)/.context/a.md\n- \(bench.project)/notes.md\n- \(bench.project)/more.md\n"
      ))
    #expect(!prompt.contains("Found it."))
    #expect(!prompt.contains("Notes without"))
  }

  @Test func `Every missing context file is listed`() throws {
    let bench = try started(AgentSketch("b", context: ["one.md", "two.md", "{path: three.md, optional: true}"]))
    bench.accept("a")
    let reason = try #require(bench.gate("b").denial)
    #expect(reason.hasPrefix("b can't start: what it is to be given does not satisfy its definition.\n"))
    #expect(reason.contains("the context file \"one.md\" does not exist"))
    #expect(reason.contains("the context file \"two.md\" does not exist"))
    #expect(!reason.contains("three.md"))
    #expect(bench.kinds.last == "refused")
  }

  @Test func `An optional file that isn't there is left out and the agent is told`() throws {
    let bench = try started(AgentSketch("b", context: ["{path: three.md, optional: true}"]))
    bench.accept("a")
    #expect(
      bench.gate("b").prompt.contains("\"\(bench.project)/three.md\" is left out: it is optional and does not exist."))
  }

  @Test func `A file that can't be read as a document is refused with its place`() throws {
    let bench = try started(AgentSketch("b", context: ["one.md"]), files: ["one.md": "---\na: 1\na: 2\n---\nx"])
    bench.accept("a")
    #expect(bench.gate("b").denial?.contains("one.md:3:1") == true)
  }

  @Test func `An undefined variable in a path is an error`() throws {
    let bench = try HookBench(
      agents: [AgentSketch("a"), AgentSketch("b", context: ["$NOTES/one.md"])], files: ["notes/one.md": "x"])
    bench.start(environment: ["NOTES": "notes"])
    bench.accept("a")
    let reason = try #require(bench.gate("b").denial)
    #expect(reason.contains("$NOTES") && reason.contains("isn't set"))
    #expect(reason.contains(".claude/agents/b.md:7:7"))
    #expect(bench.gate("b", "toolu_2", environment: ["NOTES": "notes"]).isAdmitted)
  }

  @Test func `The target of a node that was skipped is left out`() throws {
    let bench = try started(
      AgentSketch("b", context: ["\"$WORKDIR/.context/a.md\""]), a: AgentSketch("a", retries: 0, onExhausted: "skip"),
      files: [".context/a.md": "left over from before"])
    bench.run("a")
    bench.end("a", "agent_a", message: "nothing")
    let prompt = bench.gate("b").prompt
    #expect(prompt.contains("\"\(bench.project)/.context/a.md\" is left out: a was skipped."))
    #expect(!prompt.contains("Read these files first"))
  }

  @Test func `The target of a node that has not run is left out`() throws {
    let bench = try started(
      AgentSketch("b", context: ["\"$WORKDIR/.context/a.md\""]), flow: "START >> [a, b] >> END")
    #expect(bench.gate("b").prompt.contains("is left out: a has not run yet."))
  }

  @Test func `The target of a done node must still satisfy that node's contract`() throws {
    let bench = try started(AgentSketch("b", context: ["\"$WORKDIR/.context/a.md\""]))
    bench.accept("a")
    try bench.write("---\nagent: a\ntype: other\n---\nx\n", to: ".context/a.md")
    let reason = try #require(bench.gate("b").denial)
    #expect(reason.contains(".context/a.md:3:7 /header/type: "))
    #expect(reason.contains("\"a-document\""))
  }

  @Test func `The target of a done node that is gone is restored from the kept attempt`() throws {
    let bench = try started(AgentSketch("b", context: ["\"$WORKDIR/.context/a.md\""]))
    bench.accept("a")
    let text = bench.text(".context/a.md")
    try bench.remove(".context/a.md")
    #expect(bench.gate("b").isAdmitted)
    #expect(bench.text(".context/a.md") == text)
  }

  @Test func `A pattern is replaced by its matches, in order`() throws {
    let bench = try started(
      AgentSketch("b", context: ["\"parts/part-?.md\""]),
      files: ["parts/part-2.md": "x", "parts/part-1.md": "x", "parts/part-10.md": "x", "parts/other.md": "x"])
    bench.accept("a")
    #expect(
      bench.gate("b").prompt.contains(
        "Read these files first:\n- \(bench.project)/parts/part-1.md\n- \(bench.project)/parts/part-2.md\n\n"))
  }

  @Test func `A pattern needs one match unless it is optional`() throws {
    let bench = try started(AgentSketch("b", context: ["\"parts/*.md\"", "{path: \"other/*.md\", optional: true}"]))
    bench.accept("a")
    let reason = try #require(bench.gate("b").denial)
    #expect(reason.contains("no file matches \"\(bench.project)/parts/*.md\", expected at least one"))
    #expect(!reason.contains("other/"))
  }

  @Test func `A pattern whose writers were skipped needs no match`() throws {
    let bench = try started(
      AgentSketch("b", context: ["\"$WORKDIR/.context/*.md\""]), a: AgentSketch("a", retries: 0, onExhausted: "skip"))
    bench.run("a")
    bench.end("a", "agent_a", message: "nothing")
    #expect(bench.gate("b").prompt.contains(".context/a.md\" is left out: a was skipped."))
  }

  // MARK: Input contracts

  @Test func `A contract about documents is checked against each context file`() throws {
    let bench = try started(
      AgentSketch("b", inputContract: "needs", context: ["one.md", "two.md", "three.md"]),
      files: [
        "one.md": "---\nlevel: 1\n---\n", "two.md": "---\nlevel: x\n---\n", "three.md": "no frontmatter",
        "contracts/needs.yaml":
          "name: needs\nschema: {required: [header], properties: {header: {required: [level], properties: {level: {type: integer}}}}}\n",
      ])
    bench.accept("a")
    let reason = try #require(bench.gate("b").denial)
    #expect(reason.contains("two.md:2:8 /header/level: "))
    #expect(reason.contains("three.md:1:1") && reason.contains("level"))
    #expect(!reason.contains("one.md"))
  }

  @Test func `A contract about documents needs at least one`() throws {
    let bench = try started(
      AgentSketch("b", inputContract: "needs"),
      files: ["contracts/needs.yaml": "name: needs\nschema: {properties: {content: {type: string}}}\n"])
    bench.accept("a")
    #expect(bench.gate("b").denial?.contains("the input contract \"needs\" is about documents") == true)
  }

  @Test func `Any other contract is checked against the whole input`() throws {
    let bench = try started(
      AgentSketch("b", inputContract: "whole", context: ["one.md", "x/same.md", "y/same.md"]),
      files: [
        "one.md": "---\nlevel: 1\n---\nText.\n", "x/same.md": "X", "y/same.md": "Y",
        "contracts/whole.yaml": """
        name: whole
        schema:
          type: object
          additionalProperties: false
          required: [prompt, description, context]
          properties:
            prompt: {const: "Collect into /data"}
            description: {const: collect}
            context:
              type: object
              additionalProperties: false
              required: [one, x/same.md, y/same.md]
              properties:
                one: {const: {header: {level: 1}, content: "Text."}}
                x/same.md: {properties: {header: {maxProperties: 0}, content: {const: X}}}
                y/same.md: {properties: {content: {const: Y}}}

        """,
      ])
    bench.accept("a")
    let reply = bench.gate("b")
    #expect(reply.isAdmitted, "\(reply.text)")
    let other = Node.object([
      "description": .string("collect"), "prompt": .string("Something else"), "subagent_type": .string("b"),
    ])
    bench.fail("b")
    let reason = try #require(bench.gate("b", "toolu_2", input: other).denial)
    #expect(reason.contains("/prompt: "))
    #expect(reason.contains("\"Something else\""))
  }

  @Test func `The input contract holds outside a run too`() throws {
    let bench = try HookBench(
      agents: [AgentSketch("a", inputContract: "whole", context: ["gone.md"])],
      files: ["contracts/whole.yaml": "name: whole\nschema: {}\n"])
    #expect(bench.gate("a").denial?.contains("the context file \"gone.md\" does not exist") == true)
  }
}
