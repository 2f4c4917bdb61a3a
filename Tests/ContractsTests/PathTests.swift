import Contracts
import Diagnostics
import Platform
import TestSupport
import Testing

struct PathExpansionTests {
  private let variables = PathVariables(
    workdir: "/w", project: "/p",
    environment: EnvironmentVariables(["OUT": "/o", "EMPTY": "", "N_1": "n", "WORKDIR": "/env"]))

  private func located(_ path: String) -> Located<String> { Located(path, at: TextRange(at: .start).in("a.md")) }

  @Test(arguments: [
    ("$WORKDIR/a.md", "/w/a.md"), ("${WORKDIR}/a.md", "/w/a.md"), ("$CLAUDE_PROJECT_DIR/a", "/p/a"), ("$OUT/x", "/o/x"),
    ("${OUT}x", "/ox"), ("$OUT-x", "/o-x"), ("$WORKDIR/$N_1.md", "/w/n.md"), ("$WORKDIR/${N_1}2", "/w/n2"),
    ("a/b.md", "/p/a/b.md"),
    ("/abs//x/./y", "/abs/x/y"), ("$WORKDIR/a/../b", "/w/b"), ("../x", "/x"), ("$WORKDIR/part-*.?d", "/w/part-*.?d"),
    ("$WORKDIR", "/w"), ("$WORKDIR/ä b", "/w/ä b"), ("/a/$OUT", "/a/o"),
  ])
  func aPathIsExpandedToAnAbsoluteOne(_ path: String, _ expected: String) throws {
    #expect(try variables.expand(located(path)) == expected)
  }

  @Test(arguments: [
    ("$NOPE/x", "path/undefined-variable"), ("${NOPE}", "path/undefined-variable"),
    ("$EMPTY/x", "path/undefined-variable"),
    ("$WORKDIRx/a", "path/undefined-variable"), ("x/${", "path/bad-variable"), ("x/$", "path/bad-variable"),
    ("${OUT", "path/bad-variable"), ("${}", "path/bad-variable"), ("$/x", "path/bad-variable"),
    ("$1", "path/bad-variable"),
    ("${OUT:-x}", "path/bad-variable"), ("$$", "path/bad-variable"), ("${O UT}", "path/bad-variable"),
    ("$ä", "path/bad-variable"),
  ])
  func aVariableThatIsNotSetIsNeverTakenAsEmpty(_ path: String, _ code: String) {
    let error = #expect(throws: DefinitionError.self) { try variables.expand(located(path)) }
    #expect(error?.diagnostics.map(\.code.rawValue) == [code])
    #expect(error?.diagnostics.first?.range?.file == "a.md")
  }
}

struct TargetPathTests {
  /// `p` is the project; `w` lies beside it, `p/w` in it.
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    for path in ["p/w/.context", "p/.claude/agents", "p/contracts", "w/inside", "elsewhere"] {
      try folder.makeFolder(path)
    }
  }

  private func target(_ path: String, workdir: String = "w") throws -> String {
    let variables = PathVariables(
      workdir: folder.path(workdir), project: folder.path("p"),
      environment: EnvironmentVariables(["TOP": folder.path, "CLAUDE": ".claude"]))
    let target = try variables.target(Located(path, at: TextRange(at: .start).in("a.md")))
    #expect(target.path == target.root + "/" + target.relative)
    return String(target.path.dropFirst(folder.path.count + 1))
  }

  @Test(arguments: [
    ("$WORKDIR/.context/a.md", "w/.context/a.md"), ("$WORKDIR/new/er/a.md", "w/new/er/a.md"),
    ("docs/a.md", "p/docs/a.md"),
    ("$CLAUDE_PROJECT_DIR/a.md", "p/a.md"), ("$WORKDIR/x/../a.md", "w/a.md"),
    ("contracts/readme.md", "p/contracts/readme.md"),
    ("$WORKDIR/contracts/a.yaml", "w/contracts/a.yaml"), ("$WORKDIR/.contextual/.run", "w/.contextual/.run"),
    ("$WORKDIR/.claude.md", "w/.claude.md"),
  ])
  func aTargetLiesBelowTheWorkingDirectoryOrTheProject(_ path: String, _ expected: String) throws {
    #expect(try target(path) == expected)
  }

  @Test(arguments: [
    "/etc/passwd", "$TOP/elsewhere/a.md", "$WORKDIR/../elsewhere/a.md", "../elsewhere/a.md", "$TOP/wide/a.md",
    "$WORKDIR/../../a.md", "/",
  ])
  func aTargetOutsideIsRefused(_ path: String) {
    let error = #expect(throws: DefinitionError.self) { try target(path) }
    #expect(error?.diagnostics.map(\.code) == ["agent/target-outside"])
  }

  @Test(arguments: [
    ".claude/agents/a.md", "$WORKDIR/.claude/x.md", ".git/config", "$WORKDIR/.git/hooks/post-commit",
    "$WORKDIR/.context/.run/journal.jsonl",
    "$WORKDIR/.context/.run", "w/.context/.run/x", "contracts/a.yaml", "contracts/sub/a.yml",
    "$WORKDIR/sub/.claude/a.md", "x/../.claude/a.md",
    "$CLAUDE/a.md", "$WORKDIR/sub/../.context/.run/a",
  ])
  func aTargetAmongDefinitionsOrRecordsIsRefused(_ path: String) {
    let error = #expect(throws: DefinitionError.self) { try target(path) }
    #expect(error?.diagnostics.map(\.code) == ["agent/target-protected"])
  }

  @Test(arguments: ["$WORKDIR", "$CLAUDE_PROJECT_DIR", "."])
  func theFolderItselfIsNoTarget(_ path: String) {
    #expect(throws: DefinitionError.self) { try target(path) }
  }

  @Test func linksAreFollowed() throws {
    try folder.link("w/out", to: folder.path("elsewhere"))
    try folder.link("w/in", to: "inside")
    try folder.link("w/defs", to: folder.path("p/.claude"))
    try folder.link("w/file.md", to: folder.path("elsewhere/file.md"))
    try folder.write("x", to: "elsewhere/file.md")
    try folder.link("w/dangling", to: folder.path("elsewhere/none"))
    try folder.link("w/circle", to: "circle")
    #expect(try target("$WORKDIR/in/a.md") == "w/inside/a.md")
    for path in ["out/a.md", "out/new/a.md", "file.md", "dangling", "dangling/a.md", "circle", "circle/a.md"] {
      let error = #expect(throws: DefinitionError.self) { try target("$WORKDIR/" + path) }
      #expect(error?.diagnostics.map(\.code) == ["agent/target-outside"], "\(path)")
    }
    let error = #expect(throws: DefinitionError.self) { try target("$WORKDIR/defs/a.md") }
    #expect(error?.diagnostics.map(\.code) == ["agent/target-protected"])
  }

  @Test func aWorkingDirectoryInsideTheProjectKeepsTheProjectsDefinitionsSafe() throws {
    #expect(try target("$WORKDIR/.context/a.md", workdir: "p/w") == "p/w/.context/a.md")
    #expect(throws: DefinitionError.self) { try target("$WORKDIR/a.yaml", workdir: "p/contracts") }
    #expect(throws: DefinitionError.self) { try target("$WORKDIR/a.md", workdir: "p/.claude") }
  }

  @Test(arguments: [
    ("repo/.context", ".run/journal.jsonl"), ("repo/.context", "report.md"), ("repo/.Context", ".run/x"),
    ("repo/.claude/worktrees/x", "out.md"), ("repo/.git/x", "out.md"), ("repo/p", "contracts/a.yaml"),
    ("repo/p", ".context/.run/x"), ("repo/p", "$WORKDIR/.git/config"), ("repo/p", "$WORKDIR/p/contracts/a.yml"),
  ])
  func aWorkingDirectoryAboveTheProjectKeepsItsOwnFilesSafeToo(_ project: String, _ path: String) throws {
    try folder.makeFolder(project)
    let variables = PathVariables(
      workdir: folder.path("repo"), project: folder.path(project), environment: EnvironmentVariables([:]))
    let target = { path in try variables.target(Located(path, at: TextRange(at: .start).in("a.md"))).relative }
    let error = #expect(throws: DefinitionError.self) { try target(path) }
    #expect(error?.diagnostics.map(\.code) == ["agent/target-protected"])
    #expect(try target("$WORKDIR/out.md") == "out.md")
  }

  /// A session in `/`: the host's project is the root folder.
  @Test func theRootFolderAsProjectKeepsItsDefinitionsSafe() throws {
    let variables = PathVariables(
      workdir: folder.path("w"), project: "/", environment: EnvironmentVariables([:]))
    let target = { path in try variables.target(Located(path, at: TextRange(at: .start).in("a.md"))) }
    for path in ["/.claude/settings.json", "contracts/a.yaml", "$WORKDIR/.git/config"] {
      let error = #expect(throws: DefinitionError.self) { try target(path) }
      #expect(error?.diagnostics.map(\.code) == ["agent/target-protected"], "\(path)")
    }
    #expect(try target(folder.path("elsewhere/a.md")).root == "/")
  }

  @Test(arguments: [".Claude/a.md", ".GIT/config", "$WORKDIR/.context/.RUN/x", "Contracts/a.YAML"])
  func letterCaseOpensNoDoorOnFileSystemsThatIgnoreIt(_ path: String) {
    #expect(throws: DefinitionError.self) { try target(path) }
  }
}
