import TestSupport
import Testing

@Suite("claude-workflow help")
struct HelpTests {
  private static let commands = [
    "check", "validate", "inspect", "contract", "flow", "schema", "init", "uninstall", "doctor", "dry-run", "status",
    "report", "runs", "completions",
  ]

  @Test func `each command is listed and has help of its own`() throws {
    let folder = try ScratchFolder()
    let all = try CommandRun(["--help"], in: folder)
    #expect(all.status == 0)
    for command in Self.commands {
      #expect(all.output.contains("\n  \(command) "), "\(command)")
      let run = try CommandRun(["help", command], in: folder)
      #expect(run.status == 0 && run.output.contains("USAGE: claude-workflow \(command)"), "\(command)")
    }
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `completions know all commands`(shell: String) throws {
    let folder = try ScratchFolder()
    let run = try CommandRun(["completions", shell], in: folder)
    #expect(run.status == 0 && run.error.isEmpty)
    #expect(try CommandRun(["--generate-completion-script", shell], in: folder).output == run.output)
    #expect(try CommandRun(["completions"], in: folder, environment: ["SHELL": "/bin/\(shell)"]).output == run.output)
    for command in Self.commands { #expect(run.output.contains(command), "\(command)") }
    #expect(run.output.contains("no-validators"))
  }

  @Test(arguments: [
    ("statsu", "there is no command \"statsu\", did you mean \"status\"?"),
    ("dryrun", "did you mean \"dry-run\"?"), ("xyzzy", "expected one of check, validate, inspect"),
  ])
  func `a misspelt command is told with the nearest one`(_ name: String, _ words: String) throws {
    let run = try CommandRun([name, "--watch"], in: try ScratchFolder())
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(run.error.contains(words), "\(run.error)")
  }

  @Test func `completions of an unknown shell are refused with what to type`() throws {
    let folder = try ScratchFolder()
    let named = try CommandRun(["completions", "ksh"], in: folder)
    #expect(named.status == 2 && named.output.isEmpty && named.error.contains("one of 'bash', 'zsh' or 'fish'"))
    let found = try CommandRun(["completions"], in: folder, environment: ["SHELL": "/bin/ksh"])
    #expect(found.status == 2 && found.output.isEmpty && found.error.contains("say `claude-workflow completions bash`"))
  }

  /// The help of a command with a form that needs no name says so.
  @Test(arguments: [
    ("dry-run", "[workflow] [<name>] [<options>]", "hook <hook> [<payload>] [<options>]"),
    ("init", "[<project>] [<options>]", "agent|contract|workflow <name> [<options>]"),
  ])
  func `usage has all forms`(_ command: String, _ first: String, _ second: String) throws {
    let run = try CommandRun([command, "--help"], in: try ScratchFolder())
    let call = "claude-workflow \(command) "
    #expect(run.output.contains("USAGE: \(call)\(first)\n       \(call)\(second)\n"), "\(run.output)")
  }

  @Test(arguments: ["contracts", "flows", "exit-status", "environment", "files"])
  func `topics fit a screen`(topic: String) throws {
    let run = try CommandRun(["help", topic], in: try ScratchFolder())
    #expect(run.status == 0 && run.error.isEmpty && !run.output.contains("USAGE"))
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 40 && lines.allSatisfy { $0.count <= 80 }, "\(run.output)")
  }

  @Test(arguments: [
    ("exit-stats", "there is no command and no topic \"exit-stats\", did you mean \"exit-status\"?"),
    ("xyzzy", "or one of contracts, flows"),
  ])
  func `an unknown topic is told with what there is`(_ name: String, _ words: String) throws {
    let run = try CommandRun(["help", name], in: try ScratchFolder())
    #expect(run.status == 2 && run.output.isEmpty && run.error.contains(words), "\(run.error)")
  }
}
