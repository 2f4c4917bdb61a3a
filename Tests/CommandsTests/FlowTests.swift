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

  @Test func `what --to json wrote is read again and gives the same views`() throws {
    try folder.write(
      "name: audit\nversion: '1.10'\nstate: {items: [x]}\nflow: |\n  START >> plan >> [a * $items[2], b] >> c >> END\n  c ?again >> plan\nconditions: {c: {again: output.n > 1}}\nexecution: {max_visits: 3}\n",
      to: "w/flow.yaml")
    let json = try flow("w", "--to", "json").output
    try folder.write(json, to: "view.json")
    #expect(try flow("view.json", "--to", "json").output == json)
    for view in ["mermaid", "text", "svg"] {
      let again = try flow("view.json", "--to", view)
      #expect(again.status == 0 && again.error.isEmpty)
      #expect(again.output == (try flow("w", "--to", view).output))
      #expect(try flow("-", "--to", view, input: json).output == again.output)
    }
  }

  @Test func `JSON that is a flow file, or no view, is told as what it is`() throws {
    #expect(
      try flow("-", "--to", "mermaid", input: #"{"name": "audit", "flow": "START >> plan >> [a, b] >> END"}"#).output
        == flow("w", "--to", "mermaid").output)
    let broken = try flow("-", input: #"{"nodes": [], "edges": [{"from": "x", "to": "y"}]}"#)
    #expect(broken.status == 1 && broken.output.isEmpty)
    #expect(broken.error.contains("[flow/not-a-view]"))
    #expect(try flow().status == 2)
  }

  @Test func `a flow with mistakes isn't shown`() throws {
    try folder.write("name: audit\nflow: |\n  START >> plan\n", to: "bad.yaml")
    let run = try flow("bad.yaml")
    #expect(run.status == 1 && run.output.isEmpty)
    #expect(run.error.hasPrefix("bad.yaml:3:12: error: no path leads from \"plan\" to END"))
    let warned = try flow("-", input: "name: audit\nflow: plan >> END\n")
    #expect(warned.status == 0 && warned.error.contains("[flow/no-incoming-edge]"))
  }

  @Test func `a workflow's name stands for its flow, and the only workflow needs none`() throws {
    try folder.makeFolder("p/.claude")
    _ = try CommandRun(["init", "workflow", "notes", "--project", "p"], in: folder)
    let notes = try flow("p/.claude/workflows/notes")
    #expect(notes.status == 0 && notes.output.hasPrefix("Workflow notes "))
    for arguments in [["notes", "--project", "p"], ["/notes", "--project", "p"], ["--project", "p"]] {
      #expect(try CommandRun(["flow"] + arguments, in: folder).output == notes.output, "\(arguments)")
    }
    // A file goes first, and a folder that holds a flow.
    _ = try CommandRun(["init", "workflow", "w", "--project", "p"], in: folder)
    #expect(try flow("w", "--project", "p").output.hasPrefix("Workflow audit"))
    try folder.remove("w/flow.yaml")
    #expect(try flow("w", "--project", "p").output.hasPrefix("Workflow w "))
    try folder.write("flow: [", to: "p/.claude/workflows/notes/flow.yaml")
    let broken = try flow("notes", "--project", "p")
    #expect(broken.status == 1 && broken.error.hasPrefix("p/.claude/workflows/notes/flow.yaml:"))
  }

  /// `flow` and `dry-run` name what there is.
  @Test(arguments: [
    (["flow"], "which workflow? The project has notes, review; say `claude-workflow flow notes`, for instance"),
    (["dry-run"], "which workflow? The project has notes, review; say `claude-workflow dry-run notes`, for instance"),
    (
      ["flow", "note"],
      "there is no file \"note\", and the project has no workflow \"note\", did you mean \"notes\"?"
    ),
    (["dry-run", "note"], "the project has no workflow \"note\", did you mean \"notes\"?"),
    (
      ["flow", "bare"],
      "there is no file \"bare\", and the workflow \"bare\" has no flow: there is no .claude/workflows/bare/flow.yaml, so its agents have no order"
    ),
  ])
  func `which workflow is meant must be clear`(_ arguments: [String], _ words: String) throws {
    try folder.makeFolder("p/.claude")
    for name in ["notes", "review"] {
      _ = try CommandRun(["init", "workflow", name, "--project", "p"], in: folder)
    }
    if arguments.last == "bare" { try folder.makeFolder("p/.claude/workflows/bare") }
    let hooks = arguments[0] == "dry-run" ? ["--hooks", try CommandRun.hooks] : []
    let run = try CommandRun(arguments + ["--project", "p"] + hooks, in: folder)
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(run.error == "claude-workflow: \(words)\n")
  }

  @Test(arguments: ["flow", "dry-run"])
  func `a flow that can't be read is told with the reason`(_ command: String) throws {
    try folder.makeFolder("p/.claude/workflows/odd/flow.yaml")
    let hooks = command == "dry-run" ? ["--hooks", try CommandRun.hooks] : []
    let run = try CommandRun([command, "--project", "p"] + hooks, in: folder)
    #expect(run.status == 2)
    #expect(
      run.error
        == "claude-workflow: .claude/workflows/odd/flow.yaml can't be read: it is a directory, not a regular file; put a file there\n"
    )
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
