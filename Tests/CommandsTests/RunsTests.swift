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

  // MARK: copied projects

  @Test func `a project that was copied with its runs has each once`() throws {
    let place = try played()
    _ = try CommandRun.shell("cp -R '\(place)' copy", in: folder)
    let list = try node(command("runs", "copy", "--format", "json").output)["runs"]?.array ?? []
    #expect(list.count == 1)
    #expect(list.first?["workdir"]?.string == folder.path("copy"))
    let id = try #require(list.first?["run"]?.string)
    let status = try CommandRun.shell("cd copy && \"$COMMAND\" status --run \(id); echo $?", in: folder)
    #expect(status.hasSuffix("\n0\n"), "\(status)")
    // The first one has its own still.
    let first = try node(command("runs", place, "--format", "json").output)["runs"]?.array ?? []
    #expect(first.compactMap { $0["workdir"]?.string } == [place])
  }

  // MARK: status

  /// Emptied, and with a first line that a crash tore.
  @Test(arguments: ["", "{\"seq\":1,\"at\""])
  func `a run whose journal holds nothing is told, and no other one shown`(_ text: String) throws {
    let place = try played()
    let other = folder.path("other")
    // The project's last run, which would be shown where none is named.
    _ = try CommandRun.shell("mkdir other && cp -R '\(place)/.context' other/", in: folder)
    let journal = place + "/.context/.run/journal.jsonl"
    try text.write(toFile: journal, atomically: true, encoding: .utf8)
    let environment = ["WORKDIR": other]
    for command in ["status", "report"] {
      let run = try CommandRun([command, place], in: folder, environment: environment)
      #expect(run.status == 2 && run.output.isEmpty, "\(run.output)")
      #expect(run.error.contains("\(journal):1: the journal holds no event"), "\(run.error)")
    }
    let runs = try CommandRun(["runs", place], in: folder, environment: environment)
    #expect(runs.status == 1 && runs.output.contains("the journal holds no event"), "\(runs.output)")
    #expect(runs.output.contains("complete"))
  }

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

  @Test func `a run whose definition was changed tells which file keeps its nodes from starting`() throws {
    let place = try played()
    _ = try interrupt(place, after: 1)
    let flow = place + "/.claude/workflows/review/flow.yaml"
    let text = try String(contentsOfFile: flow, encoding: .utf8)
    try (text + "# changed\n").write(toFile: flow, atomically: true, encoding: .utf8)
    let why =
      "\".claude/workflows/review/flow.yaml\" changed since the run began; restore it, or take it as it is by /review --force"
    #expect(try command("status", place).output.hasSuffix("\nready, not let in: writer (\(why))\n"))
    let json = try node(command("status", place, "--format", "json").output)
    #expect(json["ready"]?["may_start"]?.boolean == false && json["ready"]?["because"]?.string == why)
    // The same text in another file is no change.
    try text.write(toFile: flow, atomically: true, encoding: .utf8)
    #expect(try command("status", place).output.hasSuffix("\nready: writer\n"))
  }

  @Test func `a run whose definition changes while it is watched is shown again`() throws {
    let place = try played()
    let whole = try interrupt(place, after: 1)
    try whole.write(toFile: place + "/whole", atomically: true, encoding: .utf8)
    let output = try CommandRun.shell(
      """
      cd '\(place)'
      "$COMMAND" status --watch >out 2>&1 &
      until grep -q '^ready: writer' out 2>/dev/null; do sleep 0.1; done
      echo '# changed' >>.claude/workflows/review/flow.yaml
      tries=0
      until grep -q '^ready, not let in: writer' out || [ $tries = 40 ]; do sleep 0.5; tries=$((tries + 1)); done
      cp whole new && mv new .context/.run/journal.jsonl
      wait $! && echo ended
      cat out
      """, in: folder)
    #expect(output.hasPrefix("ended\n") && output.contains("\nready, not let in: writer ("), "\(output)")
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

  @Test func `so is one whose last line is damaged inside an answer`() throws {
    let place = try played()
    _ = try interrupt(place, after: 1)
    let path = place + "/.context/.run/journal.jsonl"
    try String(contentsOfFile: path, encoding: .utf8)
      .replacingOccurrences(of: "\"hookSpecificOutput\":{", with: "\"hookSpecificOutput\":,{")
      .write(toFile: path, atomically: true, encoding: .utf8)
    for name in ["status", "report"] {
      let run = try command(name, place)
      #expect(run.status == 2)
      #expect(run.error.contains("journal.jsonl:1: the journal is damaged: "), "\(run.error)")
    }
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

  @Test func `watching on a terminal puts the new state in the place of the old one`() throws {
    let place = try played()
    let whole = try interrupt(place, after: 1)
    try whole.write(toFile: place + "/whole", atomically: true, encoding: .utf8)
    try folder.write(
      "import os, pty, sys\nsys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))\n", to: "terminal.py")
    let output = try CommandRun.shell(
      """
      cd '\(place)'
      TERM=xterm python3 '\(folder.path("terminal.py"))' "$COMMAND" status --watch >out 2>&1 </dev/null &
      until grep -q 'ready: writer' out 2>/dev/null; do sleep 0.1; done
      cp whole new && mv new .context/.run/journal.jsonl
      wait $! && echo ended
      cat out
      """, in: folder)
    #expect(output.hasPrefix("ended\n\u{1B}[2J\u{1B}[Hreview: "), "\(output)")
    #expect(output.components(separatedBy: "\u{1B}[2J\u{1B}[H").count == 3)
    #expect(output.contains("review: \u{1B}[32mcomplete\u{1B}[0m, "))
  }

  @Test func `watching in JSON gives a line for each state`() throws {
    let place = try played("--reject", "writer=9")
    let whole = try interrupt(place, after: 1)
    try whole.write(toFile: place + "/whole", atomically: true, encoding: .utf8)
    let output = try CommandRun.shell(
      """
      cd '\(place)'
      "$COMMAND" status --watch --format json >out 2>&1 &
      until [ -s out ]; do sleep 0.1; done
      cp whole new && mv new .context/.run/journal.jsonl
      wait $! || echo "ended with $?"
      cat out
      """, in: folder)
    let lines = output.split(separator: "\n")
    #expect(lines.first == "ended with 1", "\(output)")
    #expect(try lines.dropFirst().map { try node(String($0))["outcome"]?.string } == ["running", "failed"])
  }

  @Test func `watching a run that is over, or that isn't there, ends at once`() throws {
    let place = try played()
    let over = try command("status", place, "--watch")
    #expect(over.status == 0 && over.output.hasPrefix("review: complete, "))
    try folder.makeFolder("empty")
    let none = try command("status", "empty", "--watch")
    #expect(none.status == 2 && none.output.isEmpty && none.error.contains("found no run at \"empty\""))
    let unknown = try command("status", place, "--watch", "--run", "2020")
    #expect(
      unknown.status == 2 && unknown.error.contains("`claude-workflow runs --all` lists them"), "\(unknown.error)")
  }

  @Test func `a run that vanishes while it is watched is told`() throws {
    let place = try played()
    _ = try interrupt(place, after: 1)
    let output = try CommandRun.shell(
      """
      "$COMMAND" status '\(place)' --watch >out 2>error &
      until grep -q '^ready: writer' out 2>/dev/null; do sleep 0.1; done
      rm -r '\(place)/.context'
      wait $! || echo "ended with $?"
      cat error
      """, in: folder)
    #expect(output.hasPrefix("ended with 2\nclaude-workflow: found no run at "), "\(output)")
  }

  // MARK: runs

  /// Starts another run in a working directory, so that its run is archived;
  /// returns the ids of the old and the new one.
  private func startAgain(_ place: String) throws -> (old: String, new: String) {
    let ids = {
      try node(try command("runs", place, "--format", "json").output)["runs"]?.array?.compactMap { $0["run"]?.string }
        ?? []
    }
    let old = try #require(try ids().first)
    let answer = try CommandRun.shell(
      """
      printf '%s' '{"hook_event_name":"UserPromptSubmit","session_id":"next","cwd":"\(place)","prompt_id":"p","prompt":"/review once more"}' |
        CLAUDE_PROJECT_DIR='\(place)' "$(dirname "$COMMAND")/workflow-input"
      """, in: folder)
    try #require(answer.contains("has started"), "\(answer)")
    return (old, try #require(try ids().first))
  }

  @Test func `archived runs are listed if that is asked for, the last one first`() throws {
    let place = try played()
    let (old, new) = try startAgain(place)
    #expect(old != new)
    let short = try command("runs", place)
    #expect(short.output.contains(new) && !short.output.contains(old), "\(short.output)")
    let all = try command("runs", place, "--all")
    #expect(all.status == 0)
    let lines = all.output.split(separator: "\n")
    #expect(
      lines.count == 2 && lines[0].hasPrefix("\(new)  review  running ") && lines[1].hasPrefix(old), "\(all.output)")
    #expect(lines[1].contains("  complete, archived  4/5 nodes  "))
    let json = try node(try command("runs", place, "--all", "--format", "json").output)["runs"]?.array
    #expect(json?.map { $0["archived"]?.boolean } == [false, true])
    #expect(json?.map { $0["standing"]?.string } == ["running", "complete"])
  }

  @Test func `without a flow a run is under way until its turn ends`() throws {
    let place = try played()
    try FileManager.default.removeItem(atPath: place + "/.claude/workflows/review/flow.yaml")
    let (_, new) = try startAgain(place)
    #expect(try command("runs", place).output.hasPrefix("\(new)  review  running "))
    #expect(try command("status", place).output.contains("running"))
  }

  @Test func `an archived run is shown and reported by its id`() throws {
    let place = try played("--reject", "writer")
    let (old, new) = try startAgain(place)
    let status = try command("status", place, "--run", old)
    #expect(status.status == 0 && status.output.contains("run \(old) in \(place)"), "\(status.error)")
    #expect(try command("report", place).output.hasPrefix("# review: running\n"))
    let report = try command("report", place, "--run", old)
    #expect(report.status == 0 && report.output.hasPrefix("# review: complete\n"))
    #expect(report.output.contains("| run | `\(old)` |") && report.output.contains("- attempt 1: rejected"))
    #expect(try command("report", place, "--run", old, "-o", "old.html").status == 0)
    #expect(folder.text("old.html")?.contains("<title>review: complete</title>") == true)
    let both = try command("report", place, "--run", String(old.prefix(4)))
    #expect(both.status == 2 && both.output.isEmpty)
    #expect(both.error.contains("2 runs begin so: \(new), \(old)"), "\(both.error)")
  }

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
    let other = try command("report", place, "--output", "out.pdf")
    #expect(other.status == 2 && other.error.contains("\"out.pdf\" names no format that a report is written in"))
    let nowhere = try command("report", place, "--output", "none/out.md")
    #expect(nowhere.status == 2 && nowhere.error.hasSuffix("; make the folder \"none\" first\n"), "\(nowhere.error)")
    #expect(folder.text("out.pdf") == nil)
    #expect(try command("report", place, "--output", "out.pdf", "--format", "markdown").status == 0)
    #expect(try command("report", place, "--output", "OUT.Html").status == 0)
    #expect(folder.text("OUT.Html")?.hasPrefix("<!doctype html>") == true)
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
    #expect(!page.contains("src=") && !page.contains("@import") && !page.contains("url(\"") && !page.contains("url('"))
    let links = page.components(separatedBy: "href=\"").dropFirst()
    #expect(links.allSatisfy { $0.hasPrefix("#node-") || $0.hasPrefix("data:,") } && links.count > 5)
    #expect(page.contains("default-src 'none'"))
    #expect(!page.contains("http-equiv=\"refresh\""))
    for element in [
      "details", "summary", "span", "ul", "li", "dl", "h1", "h2", "p", "code", "b", "svg", "g", "a", "div",
    ] {
      let opened =
        page.components(separatedBy: "<\(element)>").count + page.components(separatedBy: "<\(element) ").count
      #expect(opened - 1 == page.components(separatedBy: "</\(element)>").count, "\(element)")
    }
  }

  @Test func `a watched page follows the run and is whole at its end`() throws {
    let place = try played()
    let whole = try interrupt(place, after: 1)
    try whole.write(toFile: place + "/whole", atomically: true, encoding: .utf8)
    let output = try CommandRun.shell(
      """
      "$COMMAND" report '\(place)' --watch -o page.html &
      until [ -s page.html ]; do sleep 0.1; done
      cp page.html first.html
      mv '\(place)/whole' '\(place)/.context/.run/journal.jsonl'
      wait $! && echo ended
      """, in: folder)
    #expect(output == "ended\n")
    #expect(folder.text("first.html")?.contains("<meta http-equiv=\"refresh\" content=\"2\">") == true)
    #expect(folder.text("first.html")?.contains("<title>review: running</title>") == true)
    #expect(folder.text("page.html")?.contains("http-equiv=\"refresh\"") == false)
    #expect(folder.text("page.html")?.contains("<title>review: complete</title>") == true)
  }

  @Test func `a page tells what went wrong first, and leads there`() throws {
    let place = try played("--reject", "writer=9")
    let page = try command("report", place, "--format", "html").output
    let attention = try #require(page.range(of: "<section class=\"attention\">"))
    let nodes = try #require(page.range(of: "<h2>Nodes</h2>"))
    #expect(attention.lowerBound < nodes.lowerBound)
    #expect(
      page[attention.upperBound...].contains(
        "<a href=\"#node-1\">writer</a> <span class=\"status failed\">failed</span>"))
    #expect(page.contains("<p class=\"summary\">0 of 5 nodes done · 3 attempts, 3 not accepted · "))
    #expect(page.contains("<details class=\"node\" open>\n<summary><b>writer</b>"))
    #expect(page.components(separatedBy: "<details class=\"node\" open>").count == 2)
  }

  @Test func `the items of a loop are listed with their values`() throws {
    let page = try command("report", try played(), "--format", "html").output
    #expect(
      page.contains("<td>2</td><td><span class=\"status done\">done</span></td><td><code>fr</code></td>"), "\(page)")
    #expect(page.contains("two sheets: once for each item of a list"))
    #expect(page.contains("<p class=\"attempt\">item 2, attempt 1 <span class=\"status accepted\">"))
  }

  @Test func `watching needs a file`() throws {
    let run = try command("report", "--watch")
    #expect(run.status == 2)
    #expect(run.error.contains("--watch writes a file: name it with --output FILE."))
  }
}
