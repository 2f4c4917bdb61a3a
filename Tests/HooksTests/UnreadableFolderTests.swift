import Foundation
import Hooks
import Testing

/// Folders that can't be looked into. A link that leads to itself is one for
/// root, too.
@Suite("workflow-input: folders that can't be read")
struct UnreadableFolderTests {
  @Test(arguments: [".claude/commands", "contracts"])
  func `A definition of which a folder is missed can't start`(_ folder: String) throws {
    let bench = try HookBench()
    try? bench.remove(folder)
    try bench.link(folder, to: Path.last(folder))
    let reason = try #require(bench.start().block)
    #expect(reason.contains("cannot read the folder \"\(folder)\": Too many levels of symbolic links"))
    #expect(!bench.exists(".context"))
    try bench.remove(folder)
    #expect(bench.start(turn: "p2").context?.contains("has started") == true)
  }

  @Test func `What an earlier run left isn't taken for nothing`() throws {
    let bench = try HookBench()
    try bench.makeFolder(".context/.run")
    try bench.link(".context/.run/attempts", to: "attempts")
    let reply = bench.start()
    #expect(reply.text.contains("cannot look for \\\"\(bench.project)/.context/.run/attempts\\\""), "\(reply.text)")
    #expect(!bench.exists(".context/.run/journal.jsonl"))
    try bench.remove(".context/.run/attempts")
    #expect(bench.start(turn: "p2").context?.contains("has started") == true)
  }

  @Test func `Nothing is archived before all that is to be archived was found`() throws {
    let bench = try HookBench()
    bench.start()
    bench.accept("a")
    let journal = bench.journal
    try bench.remove(".context/.run/attempts")
    try bench.link(".context/.run/attempts", to: "attempts")
    let reply = bench.start("--fresh", turn: "p2")
    #expect(reply.text.contains("cannot look for"), "\(reply.text)")
    #expect(bench.journal == journal)
    #expect(bench.exists(".context/a.md"))
    #expect(!bench.exists(".context/.run/archive"))
  }

  @Test(.enabled(if: geteuid() != 0, "root may read any folder"))
  func `A folder of records that can't be listed is told`() throws {
    let bench = try HookBench()
    bench.start()
    let journal = bench.journal
    #expect(chmod(bench.path(".context/.run"), 0o300) == 0)
    defer { chmod(bench.path(".context/.run"), 0o700) }
    let reply = bench.start("--fresh", turn: "p2")
    #expect(reply.text.contains("cannot list \\\"\(bench.project)/.context/.run\\\""), "\(reply.text)")
    #expect(bench.journal == journal)
  }

  @Test func `A run elsewhere that can't be looked at isn't forgotten`() throws {
    let bench = try HookBench()
    #expect(bench.start("--workdir=out").context?.contains("has started") == true)
    let folder = bench.path("out"), aside = bench.path("aside")
    try FileManager.default.moveItem(atPath: folder, toPath: aside)
    try bench.link("out", to: "out")
    let reply = bench.start("--workdir=other", turn: "p2")
    #expect(reply.text.contains("cannot look for \\\"\(folder)/.context/.run/journal.jsonl\\\""), "\(reply.text)")
    // What was removed is no reason against a new run.
    try bench.remove("out")
    #expect(bench.start("--workdir=other", turn: "p3").context?.contains("has started") == true)
  }

  @Test(arguments: ["", "--redo=a"])
  func `A pointer to a run that can't be read is told`(_ options: String) throws {
    let bench = try HookBench()
    bench.start()
    let pointer = ".claude/workflows/.runs/\(bench.session)"
    try bench.remove(pointer)
    try bench.link(pointer, to: bench.session)
    let reply = bench.start(options, turn: "p2")
    #expect(reply.text.contains("cannot read \\\"\(bench.path(pointer))\\\""), "\(reply.text)")
  }
}

private enum Path {
  static func last(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }
}
