import Documents
import Foundation
import Platform
import TestSupport
import Testing

/// Commands that change a run, killed at any of their system calls.
@Suite(
  "A command that is killed at any of its system calls",
  .enabled(if: BuiltProgram.canBeTraced, "system calls can't be traced here"))
struct CommandFaultTests {
  private static let records = [".context", ".claude/workflows/.runs"]

  /// A run of which a is done and b at work.
  private func bench() throws -> HookBench {
    let bench = try HookBench()
    bench.start()
    bench.accept("a")
    bench.run("b")
    for folder in Self.records {
      try FileManager.default.copyItem(atPath: bench.path(folder), toPath: copy(of: folder, bench))
    }
    return bench
  }

  private func copy(of folder: String, _ bench: HookBench) -> String {
    bench.root + "/copy-" + folder.replacing("/", with: "-")
  }

  private func goBack(_ bench: HookBench) throws {
    for folder in Self.records {
      try bench.remove(folder)
      try FileManager.default.copyItem(atPath: copy(of: folder, bench), toPath: bench.path(folder))
    }
  }

  /// Gives the command until the run is complete, calling what is ready.
  private func finish(_ bench: HookBench, _ commands: [String], session: String?) {
    for (round, arguments) in (commands + ["", "", ""]).enumerated() {
      let turn = "again-\(round)"
      bench.clock.set(WallClock.now())
      bench.start(arguments, turn: turn, session: session)
      for node in ["a", "b"] {
        let call = "toolu_\(node)_\(round)", agent = "agent_\(node)_\(round)"
        guard bench.gate(node, call, turn: turn, session: session).isAdmitted else { continue }
        bench.begin(node, agent, turn: turn, session: session)
        bench.end(node, agent, message: bench.document(node), turn: turn, session: session)
      }
      bench.stop(turn: turn, session: session)
      if bench.report?["outcome"]?.string == "complete" { return }
    }
  }

  @Test(
    arguments: ["--fresh", "--redo a", "--pause", "--abort", "--takeover", "--fresh --takeover", ""],
    [false, true])
  func `The same command again leads the run to its end`(arguments: String, isTorn: Bool) throws {
    let bench = try bench()
    let session = arguments.contains("takeover") ? "other-session" : nil
    let prompt = "/wf " + arguments
    let payload = JSONWriter().bytes(
      bench.payload("UserPromptSubmit", turn: "p2", session: session, ["prompt": .string(prompt)]))
    var call = 0
    while true {
      call += 1
      try goBack(bench)
      let run = try BuiltProgram("workflow-input").run(
        input: payload, environment: bench.environment, fault: isTorn ? .tornWrite(at: call) : .kill(at: call))
      guard run.isStruck else { break }
      let kinds = bench.kinds
      finish(bench, [arguments, arguments == "--abort" ? "--resume" : ""], session: session)
      #expect(bench.report?["outcome"]?.string == "complete", "call \(call): \(kinds) \(bench.kinds)")
      #expect(bench.report?["shortfalls"]?.array?.isEmpty == true, "call \(call): \(bench.report ?? .null)")
      for node in ["a", "b"] { #expect(bench.text(".context/\(node).md") == bench.document(node), "call \(call)") }
      guard !arguments.contains("fresh") else {
        // What was accepted before is set aside.
        let archived = bench.files(below: ".context/.run/archive")
        #expect(archived.contains { $0.contains("/targets/") && $0.hasSuffix("-a.md") }, "call \(call): \(archived)")
        continue
      }
      let accepted = bench.attempts.filter { $0["outcome"]?.string == "accepted" }.compactMap { $0["node"]?.string }
      #expect(accepted.count { $0 == "a" } == (arguments.contains("redo") ? 2 : 1), "call \(call): \(accepted)")
    }
    #expect(call > 4, "\(call) calls")
  }
}
