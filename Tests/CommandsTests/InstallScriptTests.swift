import Foundation
import TestSupport
import Testing

/// `install.sh` of an archive, whose files stand for the real ones.
@Suite("install.sh")
struct InstallScriptTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    let program = "#!/bin/sh\necho 1.0\n"
    for name in ["bin/claude-workflow", "bin/workflow-input"] {
      try folder.write(program, to: "new/" + name, permissions: 0o755)
    }
    for name in [
      ".claude-plugin/plugin.json", "hooks/hooks.json", "docs/a.md", "licenses/a.txt", "README.md", "CHANGELOG.md",
      "LICENSE", "share/man/man1/claude-workflow.1", "share/bash-completion/completions/claude-workflow",
      "share/zsh/site-functions/_claude-workflow", "share/fish/vendor_completions.d/claude-workflow.fish",
    ] { try folder.write("claude-workflow\n", to: "new/" + name) }
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let script = try String(contentsOf: package.appendingPathComponent("scripts/dist-install.sh"), encoding: .utf8)
    try folder.write(script, to: "new/install.sh", permissions: 0o755)
  }

  /// What it says, its status last.
  private func install(_ arguments: String = "", prefix: String = "pre") throws -> String {
    try CommandRun.shell("PREFIX=\(prefix) new/install.sh \(arguments) 2>&1; echo \"status $?\"", in: folder)
  }

  private func files(_ place: String = "pre") throws -> String {
    try CommandRun.shell("cd \(place) && find . ! -type d | sort", in: folder)
  }

  @Test func `what it put there it takes out`() throws {
    #expect(try install().hasSuffix("status 0\n"))
    #expect(try CommandRun.shell("pre/bin/claude-workflow", in: folder) == "1.0\n")
    #expect(try install().hasSuffix("status 0\n"))
    #expect(try install("uninstall").hasSuffix("status 0\n"))
    #expect(try files().isEmpty)
    #expect(try CommandRun.shell("ls -d pre/lib/*", in: folder).isEmpty)
  }

  @Test func `a user's own link is neither replaced nor removed`() throws {
    try folder.makeFolder("pre/bin")
    let link = folder.path("pre/bin/claude-workflow")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "../mine")
    let refused = try install()
    #expect(refused.contains("pre/bin/claude-workflow is there already and was not put there by this script"))
    #expect(refused.hasSuffix("status 1\n"))
    #expect(try files() == "./bin/claude-workflow\n")
    try FileManager.default.removeItem(atPath: link)
    #expect(try install().hasSuffix("status 0\n"))
    try FileManager.default.removeItem(atPath: link)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "../mine")
    let removed = try install("uninstall")
    #expect(removed.contains("pre/bin/claude-workflow is not as this script put it there; it stays"), "\(removed)")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "../mine")
    #expect(try files() == "./bin/claude-workflow\n")
  }

  @Test func `a user's file in the library stays, and an earlier version's goes`() throws {
    try folder.write("old\n", to: "new/docs/old/b.md")
    #expect(try install().hasSuffix("status 0\n"))
    try folder.remove("new/docs/old/b.md")
    for place in ["mine.txt", "docs/mine.md"] { try folder.write("mine\n", to: "pre/lib/claude-workflow/" + place) }
    #expect(try install().hasSuffix("status 0\n"))
    #expect(folder.text("pre/lib/claude-workflow/docs/old/b.md") == nil)
    #expect(try CommandRun.shell("ls pre/lib/claude-workflow/docs", in: folder) == "a.md\nmine.md\n")
    let removed = try install("uninstall")
    #expect(removed.contains("pre/lib/claude-workflow has other files, too; they stay"), "\(removed)")
    #expect(try files() == "./lib/claude-workflow/docs/mine.md\n./lib/claude-workflow/mine.txt\n")
  }

  /// It kept no list of what is in the library.
  @Test func `an installation of an earlier version is replaced and removed`() throws {
    #expect(try install().hasSuffix("status 0\n"))
    let list = "pre/lib/claude-workflow/installed"
    let text = try #require(folder.text(list))
    try folder.write(
      text.split(separator: "\n").filter { !$0.hasPrefix("library ") }.joined(separator: "\n") + "\n", to: list)
    try folder.write("old\n", to: "pre/lib/claude-workflow/docs/old.md")
    try folder.write("mine\n", to: "pre/lib/claude-workflow/mine.txt")
    #expect(try install().hasSuffix("status 0\n"))
    #expect(folder.text("pre/lib/claude-workflow/docs/old.md") == nil)
    #expect(try install("uninstall").hasSuffix("status 0\n"))
    #expect(try files() == "./lib/claude-workflow/mine.txt\n")
  }

  @Test(arguments: ["pre/", "pre//"])
  func `slashes at the end of PREFIX are none of the paths'`(_ prefix: String) throws {
    let said = try install(prefix: prefix)
    #expect(said.contains("installed claude-workflow 1.0 in \(folder.path)/pre\n"), "\(said)")
    #expect(said.contains("put \(folder.path)/pre/bin on your PATH\n"))
  }
}
