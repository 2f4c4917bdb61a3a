import Foundation
import Platform
import TestSupport
import Testing

@Suite("what a command leaves when a signal ends it")
struct EndingTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.makeFolder("scratch")
    try folder.write(
      "---\nname: a\ndescription: a\noutput: { contract: A }\n---\n", to: "p/.claude/agents/a.md")
    try folder.write("name: A\nschema: true\nvalidator: slow\nexamples: [a.md]\n", to: "p/contracts/a.yaml")
    try folder.write("---\nagent: a\n---\n\nText.\n", to: "p/a.md")
    try folder.write(
      "#!/bin/sh\ntrap '' TERM INT HUP\necho $$ > '\(folder.path("new"))'; mv '\(folder.path("new"))' '\(folder.path("validator"))'; sleep 1000\n",
      to: "p/slow", permissions: 0o755)
  }

  /// Ends a command by a signal while a validator runs; the command's status.
  private func status(of command: String, endedBy signal: String) throws -> String {
    let script = """
      export TMPDIR="$PWD/scratch"
      "$COMMAND" \(command) >out 2>&1 & command=$!
      for n in $(seq 600); do [ -s validator ] && break; sleep 0.05; done
      kill -\(signal) $command; wait $command; echo $?
      """
    // A test's thread may block signals, which its children would inherit.
    let shell = try ChildProcess.run(
      executable: "/bin/sh", arguments: ["-c", script],
      environment: ["PATH": "/usr/bin:/bin", "COMMAND": try BuiltProgram("claude-workflow").path],
      directory: folder.path, input: [], deadline: Deadline(after: .seconds(300)), outputLimit: 10_000,
      memoryLimit: nil)
    return String(decoding: shell.output, as: UTF8.self).trimmingCharacters(in: .newlines)
  }

  private func validator() throws -> Int32 {
    let text = try #require(folder.text("validator"), "\(folder.text("out") ?? "")")
    return try #require(Int32(text.trimmingCharacters(in: .newlines)))
  }

  @Test(arguments: [("TERM", "143"), ("HUP", "129")])
  func `a check takes its validators with it`(_ signal: String, _ expected: String) throws {
    let status = try status(of: "check p", endedBy: signal)
    let process = try validator()
    defer { kill(process, SIGKILL) }
    #expect(status == expected)
    #expect(isGone(process))
  }

  @Test func `a dry run takes the hook, its validator and its copy with it`() throws {
    let hooks = try CommandRun.hooks
    let status = try status(
      of: "dry-run hook subagent-output --agent a --message p/a.md --project p --hooks '\(hooks)'",
      endedBy: "TERM")
    let process = try validator()
    defer { kill(process, SIGKILL) }
    #expect(status == "143")
    #expect(isGone(process))
    #expect(folder.names(in: "scratch").isEmpty)
  }

  @Test(arguments: ["| head -c 1 >/dev/null", ">/dev/full"])
  func `a dry run whose output nobody takes removes its copy`(_ end: String) throws {
    try BranchingProject.write(to: folder)
    let output = try CommandRun.shell(
      "export TMPDIR=\"$PWD/scratch\"; \"$COMMAND\" dry-run review --verbose \(end); ls scratch", in: folder)
    #expect(output.isEmpty)
  }
}
