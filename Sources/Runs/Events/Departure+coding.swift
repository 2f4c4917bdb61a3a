import Documents

extension Departure {
  var fields: Node {
    let edges = edges.map {
      Node.object(["from": .string($0.from), "to": .string($0.to), "label": $0.label.map(Node.string)])
    }
    return .object([
      "node": .string(node), "visit": .integer(visit), "outcome": .string(outcome.rawValue),
      "because": because.map(Node.string), "labels": labels.isEmpty ? nil : .array(labels.map(Node.string)),
      "edges": .array(edges), "state": state.isEmpty ? nil : Node(.object(state)),
    ])
  }

  init(_ fields: JournalFields) throws(EventDecodingError) {
    guard let outcome = Outcome(rawValue: try fields.text("outcome")) else { throw fields.bad("outcome") }
    self.init(
      node: try fields.text("node"), visit: try fields.integer("visit"), outcome: outcome,
      because: fields.node["because"]?.string, labels: fields.node["labels"]?.array?.compactMap(\.string) ?? [],
      state: fields.node["state"]?.object ?? Object())
    for edge in fields.node["edges"]?.array ?? [] {
      guard let from = edge["from"]?.string, let to = edge["to"]?.string else { throw fields.bad("edges") }
      edges.append(FlowEdgeName(from: from, to: to, label: edge["label"]?.string))
    }
  }
}
