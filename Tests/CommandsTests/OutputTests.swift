import Foundation
import TestSupport
import Testing

@Suite("output that can't be written")
struct OutputTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try BranchingProject.write(to: folder)
  }

  private static let commands = ["check", "flow", "dry-run", "schema flow", "--help", "contract describe Writer"]

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")), arguments: commands)
  func `a full disk is told`(_ command: String) throws {
    let text = try CommandRun.shell("\"$COMMAND\" \(command) 2>&1 >/dev/full; echo $?", in: folder)
    #expect(text == "claude-workflow: can't write to standard output: No space left on device\n2\n")
  }

  @Test(arguments: commands) func `a closed stream is told`(_ command: String) throws {
    let text = try CommandRun.shell("\"$COMMAND\" \(command) 2>&1 >&-; echo $?", in: folder)
    #expect(text == "claude-workflow: can't write to standard output: Bad file descriptor\n2\n")
  }

  @Test func `a reader that wants no more is told nothing`() throws {
    let quiet = try CommandRun.shell("{ \"$COMMAND\" dry-run --verbose 2>err; } | true; cat err", in: folder)
    #expect(quiet.isEmpty, "\(quiet)")
  }
}
