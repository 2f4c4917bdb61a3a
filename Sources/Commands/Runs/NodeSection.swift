import Diagnostics
import Documents

/// What a node did, as a part of a page that can be opened and closed.
struct NodeSection {
  /// A node as `Report.json` has it.
  let node: Node
  /// Its place on the page, starting at 0.
  let place: Int

  /// What links to a node lead to. It stands inside what opens, for a browser
  /// opens whatever hides the target of a link.
  static func anchor(_ place: Int) -> String { "node-\(place + 1)" }

  var html: String {
    let status = node["status"]?.string ?? ""
    // What went wrong is open at once.
    let isOpen = ["failed", "held"].contains(status) ? " open" : ""
    return """
      <details class="node"\(isOpen)>
      <summary><b>\(Markup.text(node["node"]))</b> \(Markup.status(status)) <span class="note">\(notes)</span></summary>
      <div class="body" id="\(Self.anchor(place))">
      \(body)
      </div>
      </details>
      """
  }

  private var attempts: [Node] { node["attempts"]?.array ?? [] }
  /// The last judgement of each final message.
  static func messages(_ attempts: [Node]) -> [Node] { attempts.filter { $0["judged_later"]?.boolean != true } }

  private var visits: Int { node["visits"]?.integer ?? 1 }

  private var notes: String {
    let messages = Self.messages(attempts)
    let parts = [
      messages.isEmpty ? nil : Self.count(messages),
      visits > 1 ? Markup.count(visits, "visit") : nil, node["labels"]?.array.map { "by " + labels($0) },
      node["gated"]?.boolean == false ? "not gated" : nil, Markup.duration(node["seconds"]),
      node["tokens"]?.integer.map { Markup.count($0, "token") },
    ]
    return parts.compactMap { $0 }.joined(separator: " · ")
  }

  private func labels(_ labels: [Node]) -> String { labels.map { "?" + Markup.text($0) }.joined(separator: ", ") }

  private var body: String {
    let facts = [
      // A loop has one for each item, which the attempts name.
      node["items"] == nil ? node["artifact"].map { "document \(Markup.code($0))" } : nil,
      node["contract"].map { "contract \(Markup.code($0)) \(Markup.text(node["contract_version"]))" },
    ].compactMap { $0 }
    let parts: [String?] = [
      node["because"].map { "<p class=\"because\">\(Markup.told($0))</p>" },
      facts.isEmpty ? nil : "<p class=\"note\">\(facts.joined(separator: " · "))</p>",
      node["items"]?.array.map(items),
      node["lost"]?.array.map { "<ul>\($0.map { "<li>lost: \(Markup.text($0))</li>" }.joined())</ul>" },
      attempts.isEmpty ? nil : attempts.map(attempt).joined(separator: "\n"),
    ]
    let text = parts.compactMap { $0 }.joined(separator: "\n")
    return text.isEmpty ? "<p class=\"note\">nothing has happened here</p>" : text
  }

  // MARK: Items of a loop

  private func items(_ items: [Node]) -> String {
    guard !items.isEmpty else { return "<p class=\"note\">the list is empty</p>" }
    let rows = items.map { item in
      "<tr><td>\((item["item"]?.integer ?? 0) + 1)</td><td>\(Markup.status(item["status"]?.string ?? ""))</td><td>\(Markup.code(item["value"]))\(item["because"].map { "<div class=\"because\">\(Markup.told($0))</div>" } ?? "")</td></tr>"
    }
    let table =
      "<table><thead><tr><th>item</th><th>status</th><th>value</th></tr></thead><tbody>\(rows.joined(separator: "\n"))</tbody></table>"
    guard items.count > 12 else { return table }
    let done = items.count { $0["status"]?.string == "done" }
    return "<details class=\"attempt\"><summary>\(items.count) items, \(done) done</summary>\n\(table)\n</details>"
  }

  // MARK: Attempts

  /// How many final messages there were, and how many of them came to nothing.
  static func count(_ messages: [Node]) -> String {
    let refused = messages.count { $0["outcome"]?.string != "accepted" }
    return Markup.count(messages.count, "attempt") + (refused > 0 ? ", \(refused) not accepted" : "")
  }

  private func attempt(_ attempt: Node) -> String {
    let problems = attempt["problems"]?.array ?? []
    let place = [
      visits > 1 ? attempt["visit"].map { "visit \(Markup.text($0))" } : nil,
      attempt["item"]?.integer.map { "item \($0 + 1)" }, "attempt \(Markup.text(attempt["number"]))",
    ].compactMap { $0 }.joined(separator: ", ")
    let count = problems.isEmpty ? "" : " <span class=\"note\">\(Markup.count(problems.count, "problem"))</span>"
    let head = "\(place) \(Markup.status(attempt["outcome"]?.string ?? ""))\(count)"
    let file = attempt["file"].map {
      "<p class=\"note\">\(Markup.code(.string(".context/.run/" + ($0.string ?? ""))))</p>"
    }
    let note = attempt["note"].map { "<p class=\"because\">\(Markup.told($0))</p>" }
    let list = problems.isEmpty ? nil : "<ul class=\"problems\">\(problems.map(problem).joined(separator: "\n"))</ul>"
    let parts = [note, list, file].compactMap { $0 }
    guard note != nil || list != nil else {
      return
        "<p class=\"attempt\">\(head) \(attempt["file"].map { Markup.code(.string(".context/.run/" + ($0.string ?? ""))) } ?? "")</p>"
    }
    return "<details class=\"attempt\"><summary>\(head)</summary>\n\(parts.joined(separator: "\n"))\n</details>"
  }

  /// The place in the document, `4:10`, stands out.
  private func problem(_ line: Node) -> String {
    let text = line.string ?? ""
    let place = text.prefix { $0 == ":" || ("0"..."9").contains($0) }
    guard place.contains(":"), text.dropFirst(place.count).first == " " else {
      return "<li>\(Markup.text(plain(text)))</li>"
    }
    return "<li><code>\(place)</code>\(Markup.text(plain(String(text.dropFirst(place.count)))))</li>"
  }
}
