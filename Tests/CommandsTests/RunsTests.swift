import Diagnostics
import Documents
import Foundation
import TestSupport
import Testing

/// Runs that hooks have played, looked at.
@Suite("claude-workflow status, report and runs")
struct RunsTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// The folder of a project with a run.
  private func played(_ arguments: String...) throws -> String {
    try BranchingProject.write(to: folder)
    try folder.makeFolder("kept")
    let run = try CommandRun(
      ["dry-run", "--keep"] + arguments, in: folder, environment: ["TMPDIR": folder.path("kept")])
    let place = run.error.replacingOccurrences(of: "kept: ", with: "").trimmingCharacters(in: .newlines)
    try #require(FileManager.default.fileExists(atPath: place + "/.context/.run/journal.jsonl"), "\(run.error)")
    return place
  }

  /// Cuts a journal off behind its first lines: a run that is on.
  private func interrupt(_ place: String, after lines: Int) throws -> String {
    let path = place + "/.context/.run/journal.jsonl"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let kept = text.split(separator: "\n").prefix(lines).map { $0 + "\n" }.joined()
    try kept.write(toFile: path, atomically: true, encoding: .utf8)
    return text
  }

  private func command(_ arguments: String...) throws -> CommandRun { try CommandRun(arguments, in: folder) }

  private func node(_ text: String) throws -> Node {
    try #require(JSONReader(file: "out").read(Array(text.utf8)).accepted)
  }

  // MARK: flow --run

  @Test(arguments: ["mermaid", "text", "json", "svg"])
  func `a flow is shown with the state of a run`(view: String) throws {
    let place = try played("--reject", "writer=9")
    let id = try #require(try node(command("status", place, "--format", "json").output)["run"]?.string)
    let drawn = { (arguments: [String]) in
      try CommandRun(["flow"] + arguments + ["--to", view], in: folder, environment: ["WORKDIR": place])
    }
    let plain = try drawn([place + "/.claude/workflows/review"])
    let run = try drawn(["--run", id])
    #expect(run.status == 0 && run.error.isEmpty, "\(run.error)")
    #expect(run.output.contains("failed"), "\(run.output)")
    #expect(plain.status == 0 && plain.output != run.output)
    // The file's flow, with where the run stands.
    #expect(try drawn([place + "/.claude/workflows/review", "--run", id]).output == run.output)
    let unknown = try drawn(["--run", "x" + id])
    #expect(unknown.status == 2 && unknown.error.contains("found no run"))
  }

  // MARK: status

  @Test func `a complete run is shown node by node`() throws {
    let place = try played("--branch", "checker=revise", "--reject", "writer")
    let run = try command("status", place)
    #expect(run.status == 0 && run.error.isEmpty)
    #expect(run.output.hasPrefix("review: complete, "))
    #expect(run.output.contains(" in \(place)\n"))
    #expect(run.output.contains("\n  writer      done, visit 2  (3 attempts; "), "\(run.output)")
    #expect(run.output.contains("\n  checker     done, visit 2  (2 attempts; by ?approve; "))
    #expect(run.output.contains("\n  translator  done, visit 2, 2/2  (4 attempts; "))
  }

  @Test func `a failed run is shown with its problems and what to do`() throws {
    let place = try played("--reject", "writer=9")
    let run = try command("status", place)
    #expect(run.status == 1)
    #expect(run.output.hasPrefix("review: failed, "))
    #expect(run.output.contains("\n  writer      failed  (3 attempts"), "\(run.output)")
    #expect(run.output.contains("      - ") && run.output.contains("expected \"writer\""))
    #expect(run.output.contains("`claude-workflow report` tells all attempts; /review in Claude Code goes on"))
    let json = try command("status", place, "--format", "json")
    #expect(json.status == 1)
    #expect(try node(json.output)["outcome"]?.string == "failed")
  }

  @Test func `a run that is on tells what is ready`() throws {
    let place = try played()
    _ = try interrupt(place, after: 1)
    let run = try command("status", place)
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("review: running, "))
    #expect(run.output.hasSuffix("\nready: writer\n"), "\(run.output)")
  }

  @Test func `a run is found from below, by project and by id`() throws {
    let place = try played()
    let id = try #require(
      try node(try command("runs", place, "--format", "json").output)["runs"]?.array?.first?["run"]?.string)
    try FileManager.default.createDirectory(atPath: place + "/deep/er", withIntermediateDirectories: true)
    for arguments in [[place + "/deep/er"], [place, "--run", id], [place, "--run", String(id.prefix(17))]] {
      let run = try CommandRun(["status"] + arguments, in: folder)
      #expect(run.status == 0 && run.output.contains("run \(id) in"), "\(run.error)")
    }
    let none = try command("status", place, "--run", id + "x")
    #expect(none.status == 2)
    #expect(none.error.contains("found no run \"\(id)x\", did you mean \(id)?"))
  }

  @Test func `what isn't there is said with what to do`() throws {
    try folder.makeFolder("empty")
    let run = try command("status", "empty")
    #expect(run.status == 2)
    #expect(run.error.contains("found no run at \"empty\"; start one with its command"))
    #expect(try command("status", "none").error.contains("there is nothing at \"none\""))
  }

  @Test func `a damaged journal is told with its line`() throws {
    let place = try played()
    let path = place + "/.context/.run/journal.jsonl"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try text.replacingOccurrences(of: "\"event\":\"admitted\"", with: "\"event\":\"Admitted\"")
      .write(toFile: path, atomically: true, encoding: .utf8)
    let run = try command("status", place)
    #expect(run.status == 2)
    #expect(
      run.error.contains("journal.jsonl:3: the journal is damaged: the line before it was changed"), "\(run.error)")
    let list = try command("runs", place)
    #expect(list.status == 1 && list.output.contains("the journal is damaged"))
  }

  @Test func `watching shows each change and ends with the run`() throws {
    let place = try played()
    let whole = try interrupt(place, after: 1)
    try whole.write(toFile: place + "/whole", atomically: true, encoding: .utf8)
    let output = try CommandRun.shell(
      """
      cd '\(place)'
      "$COMMAND" status --watch >out 2>&1 &
      until grep -q '^ready: writer' out 2>/dev/null; do sleep 0.1; done
      cp whole new && mv new .context/.run/journal.jsonl
      wait $! && echo ended
      cat out
      """, in: folder)
    #expect(output.hasPrefix("ended\nreview: running, "), "\(output)")
    #expect(output.contains("\nreview: complete, "))
  }

  // MARK: runs

  @Test func `runs are listed with where they stand`() throws {
    let place = try played("--reject", "writer=9")
    let run = try command("runs", place)
    #expect(run.status == 0)
    #expect(run.output.contains("  review  failed  0/5 nodes  \(place)\n"), "\(run.output)")
    try BranchingProject.write(to: folder)
    #expect(try command("runs").output == "no runs; start one in Claude Code with a workflow's command\n")
  }

  // MARK: report

  @Test func `a report is Markdown or JSON, as the one that the hooks write`() throws {
    let place = try played("--reject", "writer")
    let markdown = try command("report", place)
    #expect(markdown.status == 0)
    #expect(markdown.output.hasPrefix("# review: complete\n"))
    #expect(markdown.output.contains("- attempt 1: rejected"))
    let json = try command("report", place, "--output", "out.json")
    #expect(json.status == 0 && json.output.isEmpty)
    let written = try node(try String(contentsOfFile: place + "/.context/report.json", encoding: .utf8))
    #expect(try node(folder.text("out.json") ?? "")["nodes"] == written["nodes"])
  }

  @Test func `the page is one file with the flow drawn and the problems to be opened`() throws {
    let place = try played("--reject", "writer", "--input", "<script>alert('x')</script>")
    #expect(try command("report", place, "-o", "page.html").status == 0)
    let page = try #require(folder.text("page.html"))
    #expect(page.hasPrefix("<!doctype html>\n"))
    #expect(page.contains("<svg xmlns=") && page.contains("<g class=\"node done\">"))
    #expect(
      page.contains("<details class=\"attempt\"><summary>attempt 1 <span class=\"status rejected\">rejected</span>"))
    #expect(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;") && !page.contains("<script"))
    // Nothing is fetched.
    #expect(!page.contains("src=") && !page.contains("href=") && !page.contains("@import"))
    #expect(!page.contains("http-equiv=\"refresh\""))
    for element in ["details", "summary", "span", "ul", "li", "dl", "h1", "h2", "p", "code", "b", "svg", "g"] {
      let opened =
        page.components(separatedBy: "<\(element)>").count + page.components(separatedBy: "<\(element) ").count
      #expect(opened - 1 == page.components(separatedBy: "</\(element)>").count, "\(element)")
    }
  }

  @Test func `watching needs a file`() throws {
    let run = try command("report", "--watch")
    #expect(run.status == 2)
    #expect(run.error.contains("--watch writes a file: name it with --output FILE."))
  }
}
