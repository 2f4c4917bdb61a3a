import TestSupport
import Testing

@Suite("Progress")
struct ProgressTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.write("name: A\nschema: true\nvalidator: slow\nexamples: [a.md]\n", to: "contracts/a.yaml")
    try folder.write("#!/bin/sh\ncat >/dev/null\nsleep 2\n", to: "slow", permissions: 0o755)
    try folder.write("---\ntype: a\n---\nText.\n", to: "a.md")
    try folder.makeFolder(".claude")
  }

  /// What a terminal gets; Python has the only terminal that is everywhere.
  private func terminal(_ arguments: String) throws -> String {
    try CommandRun.shell(
      "python3 -c 'import pty, sys; pty.spawn(sys.argv[1:])' \"$COMMAND\" \(arguments) </dev/null", in: folder)
  }

  @Test func `what takes long says so on a terminal, and leaves nothing there`() throws {
    let output = try terminal("validate --contract A a.md a.md")
    #expect(output.contains("\r\u{1B}[Kvalidating: 0 of 2 files, 1 s"), "\(output)")
    #expect(output.contains("\r\u{1B}[K2 of 2 files valid"), "\(output)")
  }

  @Test func `a check tells how far it is`() throws {
    let output = try terminal("check")
    #expect(output.contains("\r\u{1B}[Kchecking the project: "), "\(output)")
    #expect(output.split(separator: "\r\u{1B}[K").last?.contains("1 contract") == true)
  }

  @Test func `a dry run says which hook it waits for`() throws {
    try folder.write("#!/bin/sh\ncat >/dev/null\nsleep 2\necho '{}'\n", to: "h/workflow-input", permissions: 0o755)
    for hook in ["subagent-input", "subagent-output", "workflow-output"] {
      try folder.write("#!/bin/sh\n", to: "h/\(hook)", permissions: 0o755)
    }
    let output = try terminal("dry-run hook workflow-input --hooks h")
    #expect(output.contains("\r\u{1B}[Kwaiting for workflow-input, 1 s"), "\(output)")
  }

  @Test func `elsewhere nothing is said`() throws {
    let run = try CommandRun(["validate", "--contract", "A", "a.md"], in: folder)
    #expect(run.status == 0 && run.error.isEmpty)
  }
}
