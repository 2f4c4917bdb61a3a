import TestSupport
import Testing

/// What is said of arguments that lead nowhere: what was found, what was
/// expected, what to type.
@Suite("Error messages of the command line")
struct ErrorMessageTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.makeFolder("p/.claude")
    _ = try CommandRun(["init", "workflow", "notes", "--agent", "writer", "--project", "p"], in: folder)
    try folder.write("{}", to: "data.json")
  }

  @Test(arguments: [
    (["check", "gone"], "there is nothing at \"gone\", expected a project, a folder in it or one of its files"),
    (["check", "."], "found no project at or above \".\", expected a folder with .claude; name one, or start with"),
    (["check", "--frmat"], "Unknown option '--frmat'. Did you mean '--format'?"),
    (["validate"], "Missing expected argument '<files> ...'"),
    (
      ["validate", "--schema", "dta.json", "data.json"],
      "cannot read \"dta.json\": No such file or directory; did you mean"
    ),
    (["validate", "--contract", "X", "--project", "p", "data.json"], "note: the project has NotesTask, WriterOutput"),
    (["validate", "--contract", "X", "--project", "p", "data.json"], "error: no contract has the name \"X\""),
    (["validate", "--contract", "X", "data.json"], "found no project here or above, expected a folder with .claude"),
    (
      ["validate", "--contract", "NotesTask", "--project", "p", "--workflow", "ntes", "data.json"],
      "the project has no workflow \"ntes\", did you mean \"notes\"?"
    ),
    (["inspect", "dat.json"], "did you mean \"data.json\"?"), (["inspect"], "Missing expected argument '<file>'"),
    (["inspect", "."], "it is a directory, not a regular file; expected a file, or - for standard input"),
    (["contract", "descibe"], "there is no command \"contract descibe\", did you mean \"describe\"?"),
    (["contract", "xyzzy"], "expected one of derive, describe, example; `claude-workflow help contract` tells"),
    (["contract", "derive"], "Missing expected argument '<files> ...'"),
    (["contract", "derive", "-", "-"], "Standard input can be read only once."),
    (["contract", "describe"], "Missing expected argument '<name>'"),
    (["contract", "example", "X", "--project", "p"], "note: the project has NotesTask, WriterOutput"),
    (
      ["contract", "describe", "NotesTask", "--project", "p", "--workflow", "xyzzy"],
      "the project has no workflow \"xyzzy\", expected one of notes"
    ),
    (["flow"], "found no project here or above"),
    (["flow", "p"], "there is no file \"p/flow.yaml\", and found no project"),
    (["schema"], "Missing expected argument '<kind>'"),
    (
      ["schema", "agnet"],
      "The value 'agnet' is invalid for '<kind>'. Please provide one of 'agent', 'contract' or 'flow'"
    ),
    (["init", "agnt"], "there is no folder \"agnt\", did you mean `claude-workflow init agent`?"),
    (["init", "gone"], "there is no folder \"gone\", make it first"),
    (["init", "agent"], "Missing expected argument '<name>'"),
    (["init", "agent", "a", "--project", "gone"], "there is no folder \"gone\", make it first"),
    (["init", "agent", "a", "--project", "p", "--workflow", "note"], "did you mean \"notes\"?"),
    (["init", "contract", "1"], "\"1\" is no name here, expected a letter, then letters, digits, - and _."),
    (
      ["init", "workflow", "notes", "--project", "p"],
      "\".claude/commands/notes.md\" is there already; nothing was written"
    ),
    (["uninstall", "gone"], "there is no folder \"gone\", expected the project's"),
    (["uninstall", "p"], "nothing was put there by `claude-workflow init`; name the project's folder"),
    (["doctor", "gone"], "found no project at or above \"gone\""),
    (["dry-run", "note", "--project", "p", "--hooks", "p"], "found no four built hooks in \"p\""),
    (["dry-run", "hook", "workflow-input", "-", "--message", "-"], "Standard input can be read only once."),
    (["dry-run", "hook", "x"], "there is no hook \"x\", expected one of workflow-input"),
    (["status"], "found no run here; start one with its command"),
    (["report", "gone"], "there is nothing at \"gone\""),
    (["runs", "gone"], "found no project at or above \"gone\""),
  ])
  func `they say what to type`(_ arguments: [String], _ words: String) throws {
    let run = try CommandRun(arguments, in: folder)
    #expect(run.status == 2 && run.output.isEmpty, "\(run.output)")
    #expect(run.error.contains(words), "\(run.error)")
  }

  @Test(arguments: [
    (["validate", "--schema", "-", "data.json"], "type: object", "1 of 1 file valid"),
    (["validate", "--schema", "data.json", "-"], "a: 1", "1 of 1 file valid"), (["inspect", "-"], "a: 1", "\"a\": 1"),
    (["flow", "-"], "name: n\nversion: \"1\"\nflow: |\n  START >> a >> END\n", "Workflow n"),
    (["contract", "derive", "-"], "---\ntype: a\n---\nText.\n", "type: { const: a }"),
  ])
  func `standard input may stand where a file goes`(_ arguments: [String], _ input: String, _ words: String) throws {
    let run = try CommandRun(arguments, in: folder, input: input)
    #expect(run.status == 0 && run.error.isEmpty, "\(run.error)")
    #expect(run.output.contains(words), "\(run.output)")
  }
}
