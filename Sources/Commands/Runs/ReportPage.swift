import Documents
import Flows
import Runs

/// A report as one HTML page that needs nothing from elsewhere.
struct ReportPage {
  let record: RunRecord
  /// As `Report.json` has it.
  let report: Node
  /// Whether the page is to be loaded again, since the run goes on.
  let follows: Bool

  var html: String {
    let workflow = text(report["workflow"])
    let flow = record.state.flow.map { SVGView(flow: $0, states: record.state.statuses).render() }
    return [
      "<!doctype html>", "<html lang=\"en\">", "<head>", "<meta charset=\"utf-8\">",
      "<meta name=\"viewport\" content=\"width=device-width\">", "<meta name=\"color-scheme\" content=\"light dark\">",
      follows ? "<meta http-equiv=\"refresh\" content=\"2\">" : nil,
      "<title>\(workflow): \(text(report["outcome"]))</title>", Self.style, "</head>", "<body>",
      "<h1>\(workflow) <span class=\"status \(text(report["outcome"]))\">\(text(report["outcome"]))</span></h1>",
      facts, flow.map { "<div class=\"flow\">\n\($0)</div>" }, list("Shortfalls", report["shortfalls"]),
      list("Problems of the workflow's output", report["problems"]), "<h2>Nodes</h2>",
      (report["nodes"]?.array ?? []).map(node).joined(separator: "\n"), former, refusals, late, "</body>", "</html>",
      "",
    ].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
  }

  private var facts: String {
    let rows: [(String, Node?)] = [
      ("run", report["run"]), ("working directory", report["workdir"]), ("started", report["started"]),
      ("ended", record.isOver ? report["ended"] : nil), ("seconds", report["seconds"]),
      ("attempts", report["totals"]?["attempts"]), ("tokens", report["totals"]?["tokens"]),
      ("request", report["input"]?["content"]),
    ]
    return "<dl>"
      + rows.compactMap { name, value in value.map { "<dt>\(name)</dt><dd>\(text($0))</dd>" } }.joined(separator: "\n")
      + "</dl>"
  }

  private func node(_ node: Node) -> String {
    let status = text(node["status"])
    let attempts = node["attempts"]?.array ?? []
    var notes = ["\(attempts.count) attempt\(attempts.count == 1 ? "" : "s")"]
    if let visits = node["visits"]?.integer, visits > 1 { notes.append("\(visits) visits") }
    if let labels = node["labels"]?.array {
      notes.append("by " + labels.map { "?" + text($0) }.joined(separator: ", "))
    }
    if let seconds = node["seconds"] { notes.append(text(seconds) + " s") }
    if let tokens = node["tokens"] { notes.append(text(tokens) + " tokens") }
    // What went wrong is open at once.
    let isOpen = ["failed", "held"].contains(status) ? " open" : ""
    var parts: [String] = []
    if let reason = node["because"] { parts.append("<p class=\"because\">\(text(reason))</p>") }
    if let artifact = node["artifact"] { parts.append("<p>document: <code>\(text(artifact))</code></p>") }
    if let contract = node["contract"] {
      parts.append("<p>contract: \(text(contract)) \(text(node["contract_version"]))</p>")
    }
    if let items = node["items"]?.array { parts.append("<ul>\(items.map(item).joined())</ul>") }
    if let lost = node["lost"]?.array { parts.append("<ul>\(lost.map { "<li>lost: \(text($0))</li>" }.joined())</ul>") }
    parts += attempts.map(attempt)
    return
      "<details class=\"node\"\(isOpen)><summary><b>\(text(node["node"]))</b> <span class=\"status \(status)\">\(status)</span> <span class=\"note\">\(notes.joined(separator: ", "))</span></summary>\n\(parts.joined(separator: "\n"))\n</details>"
  }

  private func item(_ item: Node) -> String {
    "<li>item \(text(item["item"])): \(text(item["status"])) \(text(item["because"])) <code>\(text(item["value"]))</code></li>"
  }

  private func attempt(_ attempt: Node) -> String {
    let outcome = text(attempt["outcome"])
    let place = [
      attempt["visit"]?.integer.flatMap { $0 > 1 ? "visit \($0)" : nil }, attempt["item"].map { "item \(text($0))" },
      "attempt \(text(attempt["number"]))",
    ].compactMap { $0 }.joined(separator: ", ")
    let problems = (attempt["problems"]?.array ?? []).map { "<li>\(text($0))</li>" }.joined()
    let file = attempt["file"].map { " <code>.context/.run/\(text($0))</code>" } ?? ""
    let note = attempt["note"].map { "<p class=\"because\">\(text($0))</p>" } ?? ""
    let head = "\(place) <span class=\"status \(outcome)\">\(outcome)</span>\(file)"
    guard !problems.isEmpty || !note.isEmpty else { return "<p class=\"attempt\">\(head)</p>" }
    return "<details class=\"attempt\"><summary>\(head)</summary>\(note)<ul>\(problems)</ul></details>"
  }

  private var former: String {
    let nodes = report["no_longer_in_the_flow"]?.array ?? []
    return nodes.isEmpty ? "" : "<h2>No longer in the flow</h2>\n" + nodes.map(node).joined(separator: "\n")
  }

  private var refusals: String {
    let items = (report["refused_calls"]?.array ?? []).map {
      "<li><b>\(text($0["node"]))</b>: \(text($0["reason"]))</li>"
    }
    return items.isEmpty ? "" : "<h2>Refused calls</h2>\n<ul>\(items.joined())</ul>"
  }

  private var late: String {
    let items = (report["attempts_outside_the_run"]?.array ?? [])
      .map { "<li><b>\(text($0["agent"]))</b>: \(text($0["note"])) <code>\(text($0["file"]))</code></li>" }
    return items.isEmpty ? "" : "<h2>Attempts outside the run</h2>\n<ul>\(items.joined())</ul>"
  }

  private func list(_ title: String, _ items: Node?) -> String {
    guard let items = items?.array, !items.isEmpty else { return "" }
    return "<h2>\(title)</h2>\n<ul>" + items.map { "<li>\(text($0))</li>" }.joined() + "</ul>"
  }

  /// A value as text in which nothing is markup: most of it came from models.
  private func text(_ node: Node?) -> String {
    guard let node else { return "" }
    var result = ""
    for scalar in (node.string ?? JSONWriter().write(node)).unicodeScalars {
      switch scalar {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static let style = """
    <style>
    body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1f2328; background: #fff; }
    h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; } dt { color: #59636e; } dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
    .flow { overflow-x: auto; margin: 1.5rem 0; }
    details.node { border: 1px solid #d1d9e0; border-radius: 8px; padding: .5rem .8rem; margin: .5rem 0; }
    details.attempt, p.attempt { margin: .4rem 0 .4rem 1rem; }
    summary { cursor: pointer; } code { font-size: .85em; overflow-wrap: anywhere; } li { overflow-wrap: anywhere; }
    .note, .because { color: #59636e; } .because { white-space: pre-wrap; }
    .status { font-size: .8rem; border-radius: 1rem; padding: .1rem .6rem; background: #eaeef2; font-weight: normal; }
    .done, .complete, .accepted { background: #dafbe1; } .failed, .terminated, .stalled, .rejected, .exhausted { background: #ffebe9; }
    .running, .admitted { background: #ddf4ff; } .ready { background: #fff8c5; } .held, .unchecked { background: #fbefff; }
    @media (prefers-color-scheme: dark) {
    body { color: #f0f6fc; background: #0d1117; } dt, .note, .because { color: #9198a1; } details.node { border-color: #3d444d; }
    .status { background: #212830; } .done, .complete, .accepted { background: #12361f; }
    .failed, .terminated, .stalled, .rejected, .exhausted { background: #4a1d20; }
    .running, .admitted { background: #10284a; } .ready { background: #3b2e0e; } .held, .unchecked { background: #32214f; }
    }
    </style>
    """
}
