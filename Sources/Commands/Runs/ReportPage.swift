import Documents
import Flows
import Runs

/// A report as one HTML page that needs neither scripts nor anything from
/// elsewhere: the flow drawn, what went wrong, each node's attempts.
struct ReportPage {
  let record: RunRecord
  /// As `Report.json` has it.
  let report: Node
  /// Whether the page is to be loaded again, since the run goes on.
  let follows: Bool

  var html: String {
    let workflow = Markup.text(report["workflow"])
    let outcome = report["outcome"]?.string ?? ""
    let lines = [
      "<!doctype html>", "<html lang=\"en\">", "<head>", "<meta charset=\"utf-8\">",
      // Should a value get past the escaping, the browser still runs and
      // fetches nothing.
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">",
      "<meta name=\"viewport\" content=\"width=device-width\">", "<meta name=\"color-scheme\" content=\"light dark\">",
      follows ? "<meta http-equiv=\"refresh\" content=\"2\">" : nil,
      // Without it a browser asks a server for one.
      "<link rel=\"icon\" href=\"data:,\">",
      "<title>\(workflow): \(Markup.text(outcome))</title>", PageStyle.element, "</head>", "<body>", "<header>",
      "<h1>\(workflow) \(Markup.status(outcome))</h1>", "<p class=\"summary\">\(summary)</p>", "</header>", "<main>",
      attention, picture, ready, "<h2>Nodes</h2>",
      nodes.enumerated().map { NodeSection(node: $1, place: $0).html }.joined(separator: "\n"), former,
      list("Refused calls", "refused_calls") { "<b>\(Markup.text($0["node"]))</b>: \(Markup.text($0["reason"]))" },
      list("Attempts outside the run", "attempts_outside_the_run") {
        "<b>\(Markup.text($0["agent"]))</b>: \(Markup.text($0["note"])) \(Markup.code($0["file"]))"
      },
      "<h2>Run</h2>", facts, "</main>", "</body>", "</html>",
    ]
    return lines.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
  }

  private var nodes: [Node] { report["nodes"]?.array ?? [] }
  private var formerNodes: [Node] { report["no_longer_in_the_flow"]?.array ?? [] }

  // MARK: At first sight

  /// `4 of 5 nodes done · 7 attempts, 2 rejected · 4 min 12 s`
  private var summary: String {
    let done = nodes.count { $0["status"]?.string == "done" }
    let messages = (nodes + formerNodes).flatMap { NodeSection.messages($0["attempts"]?.array ?? []) }
    let totals = report["totals"]
    let lost = totals?["lost"]?.integer ?? 0
    let tokens = totals?["tokens"]?.integer ?? 0
    let parts = [
      "\(done) of \(Markup.count(nodes.count, "node")) done",
      NodeSection.count(messages),
      lost > 0 ? "\(lost) lost" : nil, Markup.duration(report["seconds"]),
      tokens > 0 ? Markup.count(tokens, "token") : nil,
    ]
    return parts.compactMap { $0 }.joined(separator: " · ")
  }

  /// What somebody should look at: what failed or is held, and shortfalls.
  private var attention: String {
    let troubled = nodes.enumerated().filter { ["failed", "held"].contains($1["status"]?.string) }
      .map { place, node in
        "<li><a href=\"#\(NodeSection.anchor(place))\">\(Markup.text(node["node"]))</a> \(Markup.status(node["status"]?.string ?? "")) <span class=\"because\">\(Markup.text(node["because"]))</span></li>"
      }
    // A failed node's shortfall says what is said above.
    let names = nodes.filter { ["failed", "held"].contains($0["status"]?.string) }
      .map { ($0["node"]?.string ?? "") + " " + ($0["status"]?.string ?? "") + ":" }
    let others = ((report["shortfalls"]?.array ?? []) + (report["problems"]?.array ?? []))
      .filter { line in !names.contains { line.string?.hasPrefix($0) == true } }
      .map { "<li class=\"because\">\(Markup.text($0))</li>" }
    let items = troubled + others
    guard !items.isEmpty else { return "" }
    return
      "<section class=\"attention\">\n<h2>What went wrong</h2>\n<ul>\n\(items.joined(separator: "\n"))\n</ul>\n\(remedy)</section>"
  }

  private var remedy: String {
    report["remedy"].map { "<p class=\"because\">\(Markup.text($0))</p>\n" } ?? ""
  }

  private var picture: String {
    guard let flow = record.state.flow else { return "" }
    let places = Dictionary(
      nodes.enumerated().map { ($1["node"]?.string ?? "", "#" + NodeSection.anchor($0)) }, uniquingKeysWith: { $1 })
    let svg = SVGView(flow: flow, states: record.state.statuses, links: places).render()
    // A region that scrolls must be reached by the keyboard.
    return """
      <figure>
      <div class="flow" tabindex="0" role="region" aria-label="The flow, coloured by status">
      \(svg)</div>
      <figcaption>\(legend)</figcaption>
      </figure>
      """
  }

  /// What may start, or why it may not.
  private var ready: String {
    guard let ready = report["ready"], let names = ready["nodes"]?.array else { return "" }
    let list = names.map { "<b>\(Markup.text($0))</b>" }.joined(separator: ", ")
    guard let because = ready["because"] else { return "<p class=\"ready-nodes\">Ready: \(list)</p>" }
    let what = names.isEmpty ? "No agent is let in" : "Ready, not let in: \(list)"
    return "<p class=\"ready-nodes\">\(what) <span class=\"because\">\(Markup.text(because))</span></p>"
  }

  /// The statuses that occur, with their number, in the order of a node's life.
  private var legend: String {
    let flow = record.state.flow
    let words = ["done", "running", "admitted", "ready", "held", "failed", "skipped", "waiting"]
    let counts = words.compactMap { word -> String? in
      let count = nodes.count { $0["status"]?.string == word }
      return count == 0 ? nil : "<li>\(Markup.status(word)) \(count)</li>"
    }
    let notes = [
      flow?.nodes.contains { $0.loop != nil } == true ? "<li>two sheets: once for each item of a list</li>" : nil,
      flow?.edges.contains { $0.isBack } == true ? "<li>dashed line: a way back</li>" : nil,
    ]
    return "<ul class=\"legend\" aria-label=\"Legend\">\((counts + notes.compactMap { $0 }).joined())</ul>"
  }

  // MARK: The rest

  private var former: String {
    guard !formerNodes.isEmpty else { return "" }
    return "<h2>No longer in the flow</h2>\n"
      + formerNodes.enumerated().map { NodeSection(node: $1, place: nodes.count + $0).html }.joined(separator: "\n")
  }

  private func list(_ title: String, _ key: String, _ item: (Node) -> String) -> String {
    guard let items = report[key]?.array, !items.isEmpty else { return "" }
    return "<h2>\(title)</h2>\n<ul>\(items.map { "<li>\(item($0))</li>" }.joined(separator: "\n"))</ul>"
  }

  private var facts: String {
    let totals = report["totals"]
    let rows: [(String, String?)] = [
      ("request", report["input"]?["content"].map(request)),
      ("run", report["run"].map(Markup.code)),
      ("working directory", report["workdir"].map(Markup.code)),
      ("session", report["session"].map(Markup.code)),
      ("started", Markup.time(report["started"])),
      ("ended", record.isOver ? Markup.time(report["ended"]) : nil),
      (
        "agents' time",
        totals?["agent_seconds"].flatMap { Double(JSONWriter().write($0)) == 0 ? nil : Markup.duration($0) }
      ),
      ("variables", report["state"].map { variables($0) }),
    ]
    return "<dl>\n"
      + rows.compactMap { name, value in value.map { "<dt>\(name)</dt><dd>\($0)</dd>" } }.joined(separator: "\n")
      + "\n</dl>"
  }

  private func request(_ node: Node) -> String {
    let text = "<div class=\"request\">\(Markup.text(node))</div>"
    guard let length = node.string?.count, length > 1_000 else { return text }
    return "<details><summary>\(Markup.count(length, "character"))</summary>\(text)</details>"
  }

  private func variables(_ state: Node) -> String {
    "<ul class=\"plain\">"
      + (state.object?.members ?? []).map { "<li><b>\(Markup.text($0.key))</b> \(Markup.code($0.value))</li>" }.joined()
      + "</ul>"
  }
}
