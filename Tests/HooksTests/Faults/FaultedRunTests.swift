import Diagnostics
import Documents
import Foundation
import Platform
import TestSupport
import Testing

/// Hooks that are killed, or whose system calls fail, at any place of a run.
///
/// Only where the files differ from what the fault before left behind, the
/// run is played to its end: a fault that changes nothing shows nothing new.
@Suite(
  "A hook that is struck at any of its system calls",
  .enabled(if: BuiltProgram.canBeTraced, "system calls can't be traced here"))
struct FaultedRunTests {
  /// A run just before one step, which can be gone back to.
  private final class Scene {
    let bench: HookBench
    let step: HostStep
    private let beginning: [String: Data]
    private var left: [String] = []

    init(before step: HostStep) throws {
      let bench = try HookBench()
      self.bench = bench
      self.step = step
      for earlier in HostStep.allCases.prefix(while: { $0 != step }) { bench.send(earlier) }
      beginning = Self.records(bench)
    }

    private static let kept = [".context", ".claude/workflows/.runs"]

    private static func records(_ bench: HookBench) -> [String: Data] {
      var files: [String: Data] = [:]
      for folder in kept {
        for name in bench.files(below: folder) {
          let path = bench.path(folder + "/" + name)
          var isFolder: ObjCBool = false
          guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
            continue
          }
          files[folder + "/" + name] = FileManager.default.contents(atPath: path)
        }
      }
      return files
    }

    /// What the run has written by now.
    var files: [String: Data] { Self.records(bench) }

    func goBack() throws { try goBack(to: beginning) }

    func goBack(to files: [String: Data]) throws {
      for folder in Self.kept where bench.exists(folder) { try bench.remove(folder) }
      for (path, content) in files { try bench.write(String(decoding: content, as: UTF8.self), to: path) }
    }

    /// Whether the files are others than when this was last asked; names that
    /// are made up and times have the same length.
    func isNew() -> Bool {
      let now = files.map { path, content in
        "\(path.split(separator: "/").dropLast().joined(separator: "/")) \(path.count) \(content.count)"
      }.sorted()
      defer { left = now }
      return now != left
    }

    /// The step's other events follow as if nothing had happened.
    func goOn(again: Bool) {
      let rest = HostStep.allCases.drop { $0 != step }
      for later in again ? rest : rest.dropFirst() { bench.send(later) }
    }

    /// What a user and a model do when the run isn't at its end: give the
    /// command again, and call what is ready.
    func finish() {
      for round in 1...4 where bench.report?["outcome"]?.string != "complete" {
        let turn = "again-\(round)"
        bench.clock.set(WallClock.now())
        bench.start(turn: turn)
        for node in ["a", "b"] {
          let call = "toolu_\(node)_\(round)", agent = "agent_\(node)_\(round)"
          guard bench.gate(node, call, turn: turn).isAdmitted else { continue }
          bench.begin(node, agent, turn: turn)
          bench.end(node, agent, message: bench.document(node), turn: turn)
          bench.post(node, call, agent: agent)
        }
        bench.stop(turn: turn)
      }
    }

    /// The run is at its end, and no node ran once it was accepted.
    func check(_ what: String) {
      let events = bench.events()
      #expect(bench.report?["outcome"]?.string == "complete", "\(what): \(bench.kinds)")
      for node in ["a", "b"] {
        let own = events.filter { $0["node"]?.string == node }
        let accepted = own.firstIndex { $0["outcome"]?.string == "accepted" } ?? own.endIndex
        let after = own[accepted...].dropFirst().compactMap { $0["event"]?.string }
        #expect(!after.contains("admitted") && !after.contains("attempt"), "\(what): \(node) ran again: \(bench.kinds)")
        #expect(bench.text(".context/\(node).md")?.contains("Found it.") == true, "\(what): the artifact of \(node)")
      }
      #expect(events.compactMap { $0["seq"]?.integer } == Array(1...events.count), "\(what)")
    }
  }

  @Test(arguments: HostStep.allCases)
  func `Killed there, the run comes to its end whether the event is sent again or not, and nothing accepted runs twice`(
    _ step: HostStep
  ) throws {
    let scene = try Scene(before: step)
    var call = 0, played = 0
    while true {
      call += 1
      try scene.goBack()
      let before = scene.bench.kinds.count
      let run = try scene.bench.send(step, fault: .kill(at: call))
      guard run.isStruck else { break }
      #expect(run.status == nil)
      // An answer was given only for what is recorded; with all nodes reported nothing is left to record.
      if !run.output.isEmpty { #expect(scene.bench.kinds.count > before, "call \(call): \(run.text)") }
      guard scene.isNew() else { continue }
      played += 1
      let left = scene.files
      scene.goOn(again: true)
      scene.check("killed at call \(call), sent again")
      #expect(scene.bench.events("lost").isEmpty, "killed at call \(call), sent again")
      try scene.goBack(to: left)
      scene.goOn(again: false)
      scene.finish()
      scene.check("killed at call \(call), not sent again")
    }
    #expect(call > 4 && played > 1, "\(call) calls, \(played) played")
  }

  /// EIO and ENOSPC have these numbers on all systems.
  @Test(arguments: HostStep.allCases)
  func `A call that fails is answered, and the command leads to the end`(_ step: HostStep) throws {
    let scene = try Scene(before: step)
    for call in 1... {
      try scene.goBack()
      let run = try scene.bench.send(step, fault: .error(call % 2 == 0 ? 5 : 28, at: call))
      guard run.isStruck else { break }
      #expect(run.status == 0 || (run.status == 2 && !run.error.isEmpty), "call \(call): \(run.error)")
      if run.status == 0 {
        #expect(JSONReader(file: "answer").read(run.output).accepted?.object != nil, "call \(call): \(run.text)")
      }
      guard scene.isNew() else { continue }
      scene.goOn(again: false)
      scene.finish()
      scene.check("call \(call) failed")
    }
  }
}
