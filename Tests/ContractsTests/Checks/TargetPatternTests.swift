import Diagnostics
import Platform
import TestSupport
import Testing

@testable import Contracts

/// Whether targets can meet, and what a flow's are told about.
struct TargetPatternTests {
  struct Pair: Sendable, CustomTestStringConvertible {
    var one: String
    var other: String
    var relation: TargetPattern.Relation?
    var testDescription: String { "\(one) and \(other)" }

    init(_ one: String, _ other: String, _ relation: TargetPattern.Relation?) {
      (self.one, self.other, self.relation) = (one, other, relation)
    }
  }

  /// Those that begin with `loop:` are of nodes with a loop.
  static let pairs: [Pair] = [
    Pair("/a/n.md", "/a/n.md", .sameFile), Pair("/a/n.md", "/a/m.md", nil),
    Pair("/a/n", "/a/n/b.md", .nested), Pair("/a/n", "/a/nb.md", nil),
    Pair("loop:/a/n.md", "/a/n.md", nil), Pair("loop:/a/n.md", "/a/n-0.md", .sameFile),
    Pair("loop:/a/n.md", "/a/n-117.md", .sameFile), Pair("loop:/a/n.md", "/a/n-.md", nil),
    Pair("loop:/a/n.md", "/a/n-final.md", nil), Pair("loop:/a/n.md", "/a/n-0x.md", nil),
    Pair("loop:/a/n.md", "loop:/a/n.md", .sameFile), Pair("loop:/a/n.md", "loop:/a/n-checked.md", nil),
    Pair("loop:/a/n.md", "loop:/a/n-1.md", nil), Pair("loop:/a/n-{index}.md", "loop:/a/n.md", .sameFile),
    Pair("loop:/a/{item}.md", "/a/summary.md", .sameFile), Pair("loop:/a/{item}.md", "/a/b.c.md", nil),
    Pair("loop:/a/{item}.md", "loop:/a/n.md", .sameFile), Pair("loop:/a/x-{item}.md", "loop:/a/{item}-y.md", .sameFile),
    Pair("loop:/a/{item}.md", "loop:/b/{item}.md", nil), Pair("loop:/a/{index}/n.md", "/a/7", .nested),
    Pair("loop:/a/{index}/n.md", "/a/b", nil), Pair("loop:/a/{item}", "loop:/a/b/{item}", .nested),
    // A directory of an item may be named as another item's file.
    Pair("loop:/a/{item}/{item}", "loop:/a/{item}", .nested),
  ]

  private func pattern(_ text: String) -> TargetPattern {
    guard text.hasPrefix("loop:") else { return TargetPattern(text, template: text, isLoop: false) }
    let template = String(text.dropFirst(5))
    return TargetPattern(LoopItem.any.target(template), template: template, isLoop: true)
  }

  @Test(arguments: pairs) func `Targets meet or don't, whichever is asked`(_ pair: Pair) {
    #expect(pattern(pair.one).relation(to: pattern(pair.other)) == pair.relation)
    #expect(pattern(pair.other).relation(to: pattern(pair.one)) == pair.relation)
  }

  @Test(arguments: [
    ("/a/n-*.md", true), ("/a/*", true), ("/a/n-?.md", true), ("/a/n-??.md", true), ("/a/n-0.md", true),
    ("/a/n-x*.md", false), ("/*/n-3.md", true), ("/a/*/n.md", false), ("/a/n.md", false),
  ])
  func `A glob meets what it would match`(_ glob: String, meets: Bool) {
    let relation = pattern("loop:/a/n.md").relation(to: TargetPattern(glob: glob))
    #expect((relation == .sameFile) == meets)
  }

  @Test func `Each target of a flow that can't be written is told with its place`() throws {
    let folder = try ScratchFolder()
    try folder.makeFolder("dir")
    let root = try #require(FileSystem.realPath(folder.path))
    let variables = PathVariables(workdir: root, project: root, environment: EnvironmentVariables([:]))
    let written: [(String, Bool)] = [
      ("$WORKDIR/n.md", true), ("$WORKDIR/n-3.md", false), ("dir", false), ("dir", true), ("own.yaml", false),
      ("$NONE/x.md", false), ("$WORKDIR/n.md", false), ("$WORKDIR/n.md/x", false),
    ]
    let writers = written.enumerated().map { line, target in
      let place = TextRange(at: Position(line: line + 1, column: 1)).in("a")
      return FlowTargets.Writer(agent: "a\(line + 1)", target: Located(target.0, at: place), isLoop: target.1)
    }
    let targets = FlowTargets(writers, variables, definition: ["own.yaml"])
    #expect(
      targets.problems.map { "\($0.range?.description ?? "") \($0.code)" } == [
        "a:2:1 agent/shared-target", "a:3:1 agent/target-folder", "a:5:1 agent/target-protected",
        "a:6:1 path/undefined-variable", "a:8:1 agent/shared-target",
      ])
    #expect(targets.paths["a1"] == root + "/n-*.md")
    #expect(targets.paths["a4"] == root + "/dir-*")
  }
}
