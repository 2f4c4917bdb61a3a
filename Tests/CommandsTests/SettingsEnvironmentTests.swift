import Foundation
import TestSupport
import Testing

/// What `env` of the settings does for commands: hooks see it in the host.
@Suite("variables that the settings set")
struct SettingsEnvironmentTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.write("---\ndescription: W\n---\nGo.\n", to: ".claude/commands/w.md")
    try folder.write("name: w\nversion: \"1\"\nflow: START >> a >> END\n", to: ".claude/workflows/w/flow.yaml")
    try folder.write(
      "name: A\nschema:\n  type: object\n  properties:\n    header: {type: object, required: [agent], properties: {agent: {const: a}}}\nvalidator: contracts/v.py::check\nexamples: [contracts/a.md]\n",
      to: "contracts/a.yaml")
    try folder.write("---\nagent: a\n---\n\nText.\n", to: "contracts/a.md")
    try folder.write(
      "import os\ndef check(data): return os.environ.get('WANTED') == 'yes', ['WANTED is ' + os.environ.get('WANTED', 'nothing')]\n",
      to: "contracts/v.py")
    try agent("$WORKDIR/$OUTSUB/a.md")
    try settings(#"{"OUTSUB": "sub", "WANTED": "yes", "WORKDIR": "/none/such"}"#)
  }

  private func agent(_ target: String) throws {
    try folder.write(
      "---\nname: a\ndescription: A\noutput: { contract: A, target: \"\(target)\" }\n---\nWork.\n",
      to: ".claude/agents/a.md")
  }

  private func settings(_ environment: String, in file: String = ".claude/settings.json") throws {
    try folder.write(#"{"env": \#(environment)}"#, to: file)
  }

  private func command(_ arguments: String..., environment: [String: String] = [:]) throws -> CommandRun {
    try CommandRun(arguments, in: folder, environment: ["HOME": folder.path("home")].merging(environment) { $1 })
  }

  /// Each runs the validator, which wants a variable.
  private static let commands = [
    ["check", "--ignore", "settings"], ["validate", "--contract", "A", "contracts/a.md"], ["dry-run", "w"],
    ["dry-run", "hook", "subagent-output", "--agent", "a", "--message", "contracts/a.md"],
  ]

  @Test(arguments: commands, ["project", "local", "user"])
  func `hooks and validators see them`(_ arguments: [String], _ place: String) throws {
    if place != "project" {
      try settings(place == "user" ? #"{"OUTSUB": "sub"}"# : #"{"OUTSUB": "sub", "WANTED": "no"}"#)
      let file = place == "local" ? ".claude/settings.local.json" : "home/.claude/settings.json"
      try settings(#"{"WANTED": "yes"}"#, in: file)
    }
    // A session's own variable gives way.
    let run = try CommandRun(
      arguments, in: folder, environment: ["HOME": folder.path("home"), "WANTED": "the session's"])
    #expect(run.status == 0, "\(run.output)\(run.error)")
  }

  @Test(arguments: commands) func `without them the validator rejects`(_ arguments: [String]) throws {
    try settings(#"{"OUTSUB": "sub"}"#)
    let run = try CommandRun(arguments, in: folder)
    #expect(run.status == 1 && (run.output + run.error).contains("WANTED is nothing"), "\(run.output)\(run.error)")
  }

  @Test func `validators run with the Python that they name`() throws {
    try settings(#"{"OUTSUB": "sub", "WANTED": "yes", "CLAUDE_WORKFLOW_PYTHON": "/none/python"}"#)
    for arguments in Self.commands + [["doctor"]] {
      let run = try CommandRun(arguments, in: folder)
      #expect((run.output + run.error).contains("/none/python"), "\(arguments) \(run.output)\(run.error)")
    }
  }

  @Test func `a dry run's folder is the copy whatever WORKDIR they set`() throws {
    try settings(#"{"OUTSUB": "sub", "WANTED": "yes", "WORKDIR": "\#(folder.path("work"))"}"#)
    try folder.makeFolder("sub")
    #expect(try command("dry-run", "w").status == 0)
    #expect(folder.text("work") == nil && folder.names(in: "sub").isEmpty)
  }

  // MARK: Targets that name the project by its path

  @Test(arguments: ["ROOT/out/a.md", "ROOT/new/a.md", "$OUT/a.md", "${OUT}/deep/a.md"])
  func `a target that is absolute is written to in the copy`(_ target: String) throws {
    try agent(target.replacingOccurrences(of: "ROOT", with: folder.path))
    try folder.write("as it was\n", to: "out/a.md")
    try settings(#"{"WANTED": "yes", "OUT": "\#(folder.path("out"))"}"#)
    #expect(try command("check", "--ignore", "settings").status == 0)
    let run = try command("dry-run", "w", "--keep", environment: ["TMPDIR": folder.path])
    #expect(run.status == 0, "\(run.output)\(run.error)")
    #expect(folder.text("out/a.md") == "as it was\n" && folder.names(in: "out") == ["a.md"])
    #expect(!folder.names().contains("new"))
    let place = run.error.replacingOccurrences(of: "kept: ", with: "").trimmingCharacters(in: .newlines)
    let files = try CommandRun.shell("cd '\(place)' && find out new -name a.md -type f", in: folder)
    #expect(files.contains("/a.md\n"))
  }

  /// Names of the project's own place: through links from elsewhere (`there`,
  /// in a folder of its own) and in the project, and by `..`.
  @Test(arguments: [
    "THERE/out/a.md", "\"THERE/out/a.md\"", "THERE/new/deep/a.md", "$BASE/out/a.md", "../NAME/out/a.md",
    "$CLAUDE_PROJECT_DIR/../NAME/out/a.md", "self/out/a.md", "linked/a.md", ">-\n    THERE/out/a.md",
  ])
  func `a target that reaches the project by another way is written to in the copy`(_ target: String) throws {
    let elsewhere = try ScratchFolder()
    let there = elsewhere.path("there")
    try FileManager.default.createSymbolicLink(atPath: there, withDestinationPath: folder.path)
    try folder.write("as it was\n", to: "out/a.md")
    _ = try CommandRun.shell("ln -s . self; ln -s out linked", in: folder)
    let name = URL(fileURLWithPath: folder.path).lastPathComponent
    let text = target.replacingOccurrences(of: "THERE", with: there).replacingOccurrences(of: "NAME", with: name)
    try folder.write(
      "---\nname: a\ndescription: A\noutput:\n  contract: A\n  target: \(text)\n  retries: 1\n---\nWork.\n",
      to: ".claude/agents/a.md")
    // What is written by one name is read by another.
    try folder.write(
      "---\nname: b\ndescription: B\ninput:\n  context:\n    - \"\(there)/\(text.contains("new") ? "new/deep" : "out")/a.md\"\n---\nGo.\n",
      to: ".claude/agents/b.md")
    try folder.write(
      "name: w\nversion: \"1\"\nflow: |\n  START >> a >> b >> END\n", to: ".claude/workflows/w/flow.yaml")
    try settings(#"{"WANTED": "yes", "BASE": "\#(there)"}"#)
    #expect(try command("check", "--ignore", "settings").status == 0)
    let run = try command("dry-run", "w", "--keep", environment: ["TMPDIR": folder.path])
    #expect(run.status == 0, "\(run.output)\(run.error)")
    #expect(folder.text("out/a.md") == "as it was\n" && folder.names(in: "out") == ["a.md"])
    #expect(!folder.names().contains("new"))
    let place = run.error.replacingOccurrences(of: "kept: ", with: "").trimmingCharacters(in: .newlines)
    let found = try CommandRun.shell(
      "cd '\(place)' && cat out/a.md new/deep/a.md 2>/dev/null | grep -c as.it", in: folder)
    #expect(found == (text.contains("new") ? "1\n" : "0\n"))
    #expect(try CommandRun.shell("cd '\(place)' && find out new -name a.md -type f", in: folder).contains("/a.md\n"))
  }

  @Test func `a target elsewhere is refused as in a run`() throws {
    let elsewhere = try ScratchFolder()
    try agent(elsewhere.path("a.md"))
    try settings(#"{"WANTED": "yes"}"#)
    let run = try command("dry-run", "w")
    #expect(run.status == 1 && run.output.contains("outside the working directory"), "\(run.output)\(run.error)")
  }
}
