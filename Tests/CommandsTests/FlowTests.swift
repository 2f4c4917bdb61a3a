import Diagnostics
import Documents
import TestSupport
import Testing

@Suite("claude-workflow flow")
struct FlowTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.write("name: audit\nflow: |\n  START >> plan >> [a, b] >> END\n", to: "w/flow.yaml")
  }

  private func flow(_ arguments: String..., input: String = "") throws -> CommandRun {
    try CommandRun(["flow"] + arguments, in: folder, input: input)
  }

  @Test func `text is the default, and a folder stands for its flow`() throws {
    let run = try flow("w")
    #expect(run.status == 0 && run.error.isEmpty)
    #expect(run.output.contains("plan") && run.output.hasSuffix("\n"))
    #expect(try flow("w/flow.yaml", "--to", "text").output == run.output)
    #expect(try flow("-", input: folder.text("w/flow.yaml") ?? "").output == run.output)
  }

  @Test func `Mermaid has a node for each agent`() throws {
    let run = try flow("w", "--to", "mermaid")
    #expect(run.output.hasPrefix("flowchart LR\n"))
    for name in ["START", "plan", "a", "b", "END"] { #expect(run.output.contains("\"\(name)\"")) }
  }

  @Test func `JSON has nodes and edges`() throws {
    let run = try flow("w", "--to", "json")
    let node = JSONReader(file: "flow").read(Array(run.output.utf8)).value
    #expect(node?["name"]?.string == "audit")
    #expect(node?["nodes"]?.array?.compactMap { $0["id"]?.string } == ["START", "plan", "a", "b", "END"])
    #expect(node?["edges"]?.array?.count == 5)
  }

  @Test func `a flow with mistakes isn't shown`() throws {
    try folder.write("name: audit\nflow: |\n  START >> plan\n", to: "bad.yaml")
    let run = try flow("bad.yaml")
    #expect(run.status == 1 && run.output.isEmpty)
    #expect(run.error.hasPrefix("bad.yaml:3:12: error: no path leads from \"plan\" to END"))
    let warned = try flow("-", input: "name: audit\nflow: plan >> END\n")
    #expect(warned.status == 0 && warned.error.contains("[flow/no-incoming-edge]"))
  }

  @Test func `what can't be done gives the status 2`() throws {
    #expect(
      try flow("none.yaml").error
        == "claude-workflow: cannot read \"none.yaml\": No such file or directory; expected a file, or - for standard input\n"
    )
    #expect(try flow("none.yaml").status == 2)
    let run = try flow("w", "--to", "png")
    #expect(run.status == 2)
    #expect(run.error.contains("one of 'mermaid', 'text', 'json' or 'svg'"))
  }
}
