import Diagnostics
import Documents
import Foundation
import JSONSchema
import TestSupport
import Testing

@testable import Commands

@Suite("claude-workflow check")
struct CheckTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.write("---\ndescription: Make it\n---\nMake it.\n", to: ".claude/commands/make.md")
    try folder.write("name: make\nflow: |\n  START >> plna >> END\n", to: ".claude/workflows/make/flow.yaml")
    try folder.write("---\nname: plan\ndescription: Plans\n---\nPlan.\n", to: ".claude/agents/plan.md")
  }

  private func check(_ arguments: String..., environment: [String: String] = [:]) throws -> CommandRun {
    try CommandRun(["check"] + arguments, in: folder, environment: environment)
  }

  private static let error = """
    .claude/workflows/make/flow.yaml:3:12: error: no agent has the name "plna", did you mean "plan"? [flow/unknown-agent]
        3 |   START >> plna >> END
          |            ^~~~

    """

  private static let warning = """
    .claude/settings.json:1:1: warning: no settings file of the project wires the hooks or enables the plugin \
    workflow-contracts, so that nothing holds its workflows to their contracts; `claude-workflow init` wires them, and \
    `claude-workflow doctor` sees plugins that are enabled elsewhere [settings/not-wired]

    """

  @Test func `problems are shown with their lines, and counted`() throws {
    let run = try check()
    #expect(run.status == 1)
    #expect(run.error.isEmpty)
    #expect(run.output == Self.warning + Self.error + "1 workflow, 1 agent, 0 contracts: 1 error, 1 warning\n")
  }

  @Test func `quiet shows errors alone`() throws {
    #expect(try check("--quiet").output == Self.error)
    #expect(try check("--quiet", "--strict").output == Self.warning + Self.error)
  }

  @Test func `warnings alone fail a strict check only`() throws {
    try folder.write("---\nname: plna\ndescription: Plans\n---\nPlan.\n", to: ".claude/agents/plna.md")
    let run = try check("--ignore", "agent")
    #expect(run.status == 0)
    #expect(run.output == Self.warning + "1 workflow, 2 agents, 0 contracts: 1 warning\n")
    #expect(try check("--ignore", "agent", "--strict").status == 1)
    let ignored = try check("--ignore", "agent/no-contract", "--ignore", "settings", "--strict")
    #expect(ignored.status == 0)
    #expect(ignored.output == "1 workflow, 2 agents, 0 contracts: no problems\n")
  }

  @Test func `files are named from the folder in which it runs`() throws {
    try folder.makeFolder("deep/er")
    let outer = try ScratchFolder()
    let run = try CommandRun(["check", folder.path, "--quiet", "--format", "github"], in: outer)
    #expect(
      run.output.contains("file=../\(folder.path.split(separator: "/").last ?? "")/.claude/workflows/make/flow.yaml,"))
    let inner = try check("deep/er", "--quiet")
    #expect(inner.output == Self.error)
  }

  @Test func `of one file its own problems are shown`() throws {
    #expect(try check(".claude/workflows/make/flow.yaml").output.hasPrefix(Self.error + "1 workflow"))
    let agent = try check(".claude/agents/plan.md")
    #expect(agent.status == 0 && agent.output.hasSuffix("no problems\n"))
  }

  @Test func `GitHub gets annotations`() throws {
    let run = try check("--format", "github", "--quiet")
    #expect(run.status == 1)
    #expect(
      run.output == """
        ::error file=.claude/workflows/make/flow.yaml,line=3,endLine=3,col=12,endColumn=16,title=flow/unknown-agent::no \
        agent has the name "plna", did you mean "plan"?

        """)
    try folder.write("---\nname: 50%\ndescription: x\ninput: 3\n---\n", to: ".claude/agents/a,b.md")
    #expect(try check("--format", "github").output.contains("file=.claude/agents/a%2Cb.md,line=4"))
  }

  @Test func `JSON has problems and counts`() throws {
    let run = try check("--format", "json")
    let report = try #require(JSONReader(file: "report").read(Array(run.output.utf8)).accepted)
    #expect(
      report["problems"]?.array?.compactMap { $0["code"]?.string } == ["settings/not-wired", "flow/unknown-agent"])
    #expect(report["problems"]?.array?.last?["range"]?["endColumn"]?.integer == 16)
    #expect(report["counts"] == .object(["errors": .integer(1), "warnings": .integer(1)]))
  }

  @Test func `SARIF has rules, levels, places and related places`() throws {
    try folder.write("---\nname: plan\ndescription: Plans\n---\nPlan.\n", to: ".claude/agents/b c.md")
    let run = try check("--format", "sarif")
    #expect(run.status == 1)
    let log = try #require(JSONReader(file: "log").read(Array(run.output.utf8)).accepted)
    #expect(log["version"]?.string == "2.1.0")
    let sarif = try #require(log["runs"]?.array?.first)
    #expect(sarif["columnKind"]?.string == "unicodeCodePoints")
    let rules = sarif["tool"]?["driver"]?["rules"]?.array?.compactMap { $0["id"]?.string } ?? []
    let results = sarif["results"]?.array ?? []
    #expect(results.count == 3)
    for result in results {
      #expect(rules[try #require(result["ruleIndex"]?.integer)] == result["ruleId"]?.string)
    }
    #expect(results.compactMap { $0["level"]?.string } == ["error", "warning", "error"])
    let first = results.first?["locations"]?.array?.first?["physicalLocation"]
    #expect(first?["artifactLocation"]?["uri"]?.string == ".claude/agents/b%20c.md")
    #expect(first?["region"]?["startLine"]?.integer == 1)
    #expect(results.first?["relatedLocations"]?.array?.count == 1)
  }

  /// What SARIF 2.1.0 says of the objects that we write and its schema, which
  /// `make formats` asks, can't.
  @Test func `SARIF keeps what the standard says beyond its schema`() throws {
    try folder.write("---\nname: plan\ndescription: Plans\n---\nPlan.\n", to: ".claude/agents/b %[ü].md")
    let log = try #require(
      JSONReader(file: "log").read(Array(try check("--format", "sarif").output.utf8)).accepted)
    let run = try #require(log["runs"]?.array?.first)
    // §3.19.8, §3.19.23: a component has a name, and each rule stands once in it.
    let driver = try #require(run["tool"]?["driver"])
    #expect(driver["name"]?.string == "claude-workflow")
    let rules = driver["rules"]?.array?.compactMap { $0["id"]?.string } ?? []
    #expect(Set(rules).count == rules.count && !rules.isEmpty)
    // §3.20.14: the run of the tool itself went well, whatever it found.
    #expect(run["invocations"]?.array?.first?["executionSuccessful"]?.boolean == true)
    let bases = run["originalUriBaseIds"]?.object?.keys ?? []
    var paths: Set<String> = []
    for result in run["results"]?.array ?? [] {
      // §3.27.5, §3.27.6: the index is that of the rule with the id.
      #expect(rules[try #require(result["ruleIndex"]?.integer)] == result["ruleId"]?.string)
      // §3.27.10, §3.11.8: a known level, and a message with a text.
      #expect(["error", "warning"].contains(result["level"]?.string))
      #expect(result["message"]?["text"]?.string?.isEmpty == false)
      let places = (result["locations"]?.array ?? []) + (result["relatedLocations"]?.array ?? [])
      #expect(!places.isEmpty)
      for place in places {
        // §3.4.3, §3.4.4: a URI reference, relative to a base that the run has (§3.14.14).
        let artifact = place["physicalLocation"]?["artifactLocation"]
        let uri = try #require(artifact?["uri"]?.string)
        #expect(uri.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && URL(string: uri)?.scheme == nil, "\(uri)")
        paths.insert(try #require(uri.removingPercentEncoding))
        #expect(artifact?["uriBaseId"]?.string.map(bases.contains) == true)
        // §3.30.5 to §3.30.8: from 1 on; the end column stands behind the region.
        let region = try #require(place["physicalLocation"]?["region"])
        let numbers = ["startLine", "startColumn", "endLine", "endColumn"].compactMap { region[$0]?.integer }
        #expect(numbers.count == 4 && numbers.allSatisfy { $0 >= 1 })
        #expect((numbers[0], numbers[1]) <= (numbers[2], numbers[3]))
      }
      #expect(paths.contains(".claude/agents/b %[ü].md"), "\(paths)")
    }
  }

  @Test func `SARIF names files by absolute URIs where paths are absolute`() throws {
    let run = try CommandRun(["check", folder.path, "--format", "sarif"], in: try ScratchFolder())
    let log = try #require(JSONReader(file: "log").read(Array(run.output.utf8)).accepted)
    let artifact = log["runs"]?.array?.first?["results"]?.array?.first?["locations"]?.array?.first?[
      "physicalLocation"]?[
        "artifactLocation"]
    let uri = try #require(artifact?["uri"]?.string)
    #expect(uri.hasPrefix("file:///") == (artifact?["uriBaseId"] == nil), "\(uri)")
  }

  @Test func `colour is for terminals`() throws {
    #expect(!(try check().output.contains("\u{1B}")))
  }

  @Test(arguments: [
    (["nowhere"], "there is nothing at \"nowhere\""), (["--format", "xml"], "'xml' is invalid"),
    (
      ["--ignore", "agent/no-contrakt"],
      "no problem has the code \"agent/no-contrakt\", did you mean \"agent/no-contract\"?"
    ),
    (["--ignore", "nope/nope"], "no problem has the code \"nope/nope\""),
    (["--ignore", "agnet"], "did you mean \"agent\"?"),
    (["/"], "found no project at or above \"/\", expected a folder with .claude"),
  ])
  func `what can't be done gives the status 2 and says why`(_ arguments: [String], _ words: String) throws {
    let run = try CommandRun(["check"] + arguments, in: folder)
    #expect(run.status == 2)
    #expect(run.error.contains(words), "\(run.error)")
    #expect(run.output.isEmpty)
  }

  /// Validators are programs; who checks a stranger's project may not want to
  /// run them.
  @Test func `validators are run unless that is unwanted`() throws {
    try folder.write("#!/bin/sh\ntouch \"$0.ran\"\nexit 1\n", to: "check", permissions: 0o755)
    try folder.write("name: A\nschema: true\nvalidator: check\nexamples: [a.md]\n", to: "contracts/a.yaml")
    try folder.write("---\na: 1\n---\nx\n", to: "a.md")
    let without = try check("--no-validators")
    #expect(!without.output.contains("contract/") && folder.text("check.ran") == nil)
    let with = try check()
    #expect(with.output.contains("contracts/a.yaml:4:12: error: the contract rejects its example \"a.md\""))
    #expect(with.output.contains("note: the validator says \"the validator rejected the document without saying why\""))
    #expect(folder.text("check.ran") != nil)
  }

  // MARK: This repository

  private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// Built hooks are never committed, and the sample's validators need what
  /// `scripts/python-env.sh` installs.
  @Test func `this repository has no problem`() throws {
    let run = try CommandRun(
      ["check", Self.repository, "--strict", "--no-validators", "--ignore", "settings/missing-executable"], in: folder)
    #expect(run.status == 0, "\(run.output)\(run.error)")
    #expect(run.output.hasSuffix("no problems\n"))
  }

  /// What README says of its own project.
  @Test func `README's project has one warning`() throws {
    let readme = try String(contentsOfFile: Self.repository + "/README.md", encoding: .utf8)
    let project = try ScratchFolder()
    for match in readme.matches(of: /\*\*`(\.claude\/[^`]+)`\*\*\n\n```[a-z]+\n((?s:.*?))```/) {
      try project.write(String(match.2), to: String(match.1))
    }
    let run = try CommandRun(["check", "--ignore", "settings/missing-executable"], in: project)
    #expect(run.output.contains(": warning: the agent \"auditor\" has no input contract, so that it starts"))
    #expect(run.output.hasSuffix("1 workflow, 1 agent, 1 contract: 1 warning\n"), "\(run.output)")
  }

  @Test func `the codes that can be ignored are those of the documentation`() throws {
    let manual = try String(contentsOfFile: Self.repository + "/docs/diagnostics.md", encoding: .utf8)
    let documented = manual.matches(of: /(?m)^### `([a-z]+\/[a-z0-9-]+)`$/).map { String($0.1) }
    #expect(documented.count > 100)
    #expect(Set(documented).symmetricDifference(DiagnosticCodes.all).sorted() == [])
  }

  @Test func `a file that can't be read is an error`() throws {
    try folder.makeFolder(".claude/agents/folder.md")
    let run = try check("--ignore", "settings")
    #expect(run.status == 1)
    #expect(
      run.output.contains(
        ".claude/agents/folder.md:1:1: error: cannot read \".claude/agents/folder.md\": it is a directory, not a regular file; put a file there, or take it away [project/unreadable-file]\n"
      ), "\(run.output)")
  }

  /// One mistake is told once: what a file that can't be read may hold is
  /// called neither missing nor unknown.
  @Test func `what can't be read is not told as missing`() throws {
    try folder.write("name: make\nflow: |\n  START >> plan >> END\n", to: ".claude/workflows/make/flow.yaml")
    try FileManager.default.removeItem(atPath: folder.path(".claude/agents/plan.md"))
    try folder.makeFolder(".claude/agents/plan.md")
    try folder.makeFolder(".claude/settings.json")
    let run = try check()
    #expect(run.output.contains("1 workflow, 1 agent, 0 contracts: 2 errors\n"), "\(run.output)")
    // What another file would be named is told all the same.
    try folder.write("name: make\nflow: |\n  START >> test >> END\n", to: ".claude/workflows/make/flow.yaml")
    #expect(try check().output.contains("no agent has the name \"test\""))
    try FileManager.default.removeItem(atPath: folder.path(".claude/agents/plan.md"))
    try folder.write(
      "---\nname: test\ndescription: T\noutput: { contract: Report }\n---\nTest.\n", to: ".claude/agents/test.md")
    try folder.makeFolder("contracts/report.yaml")
    let contracts = try check()
    #expect(contracts.output.contains("contracts/report.yaml:1:1: error: cannot read"))
    #expect(!contracts.output.contains("[contract/unknown]"), "\(contracts.output)")
  }

  @Test func `agents of a folder that can't be read are not told as unknown`() throws {
    // Permissions hold for nobody but others than root.
    try folder.write("name: make\nflow: |\n  START >> plan >> END\n", to: ".claude/workflows/make/flow.yaml")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: folder.path(".claude/agents"))
    defer {
      try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path(".claude/agents"))
    }
    let run = try check("--ignore", "settings")
    if FileManager.default.isReadableFile(atPath: folder.path(".claude/agents")) { return }
    #expect(run.output.contains("cannot read the folder \".claude/agents\""), "\(run.output)")
    #expect(!run.output.contains("[flow/unknown-agent]"), "\(run.output)")
  }

  @Test func `a validator that no example tries is a warning`() throws {
    try folder.write("#!/bin/sh\nexit 0\n", to: "check", permissions: 0o755)
    try folder.write("name: A\nschema: true\nvalidator: check\n", to: "contracts/a.yaml")
    #expect(try check().output.contains("contracts/a.yaml:3:12: warning: no example tries the validator \"check\""))
    #expect(!(try check("--no-validators").output.contains("no example tries")))
  }

  @Test func `every code of a check is documented`() throws {
    let sources = URL(fileURLWithPath: Self.repository).appendingPathComponent("Sources")
    let manual = try String(contentsOfFile: Self.repository + "/docs/checks.md", encoding: .utf8)
    var codes: Set<String> = []
    let pattern = /"((?:settings|agent|contract|command|flow|path)\/[a-z]+(?:-[a-z]+)*)"/
    for folder in ["Contracts", "Flows"] {
      let files = FileManager.default.enumerator(
        at: sources.appendingPathComponent(folder), includingPropertiesForKeys: nil)
      for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
        let text = try String(contentsOf: file, encoding: .utf8)
        for match in text.matches(of: pattern) { codes.insert(String(match.1)) }
        // There the first part is added by `report`.
        guard file.path.contains("/Settings/") else { continue }
        for match in text.matches(of: /report\("([a-z-]+)"/) { codes.insert("settings/" + match.1) }
      }
    }
    #expect(codes.count > 80)
    #expect(codes.filter { !manual.contains("`\($0)`") }.sorted() == [])
  }
}
