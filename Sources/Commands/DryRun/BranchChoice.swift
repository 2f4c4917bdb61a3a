import Contracts
import Diagnostics
import Documents
import Flows
import Runs

/// Finds a document of a node with which a run takes a certain way.
struct BranchChoice {
  enum Way: Equatable {
    case label(String)
    /// The edges without a label, as no label holds.
    case otherwise
    /// Whichever way leads on, not back.
    case onward

    var text: String {
      switch self {
      case .label(let label): "?" + label
      case .otherwise: "else"
      case .onward: "a way that leads on"
      }
    }
  }

  let state: RunState
  let flow: Flow
  let node: String
  let documents: ExampleDocuments
  /// The place of the attempt in the visit, starting at 1.
  let attempt: Int

  /// The first document that leads that way: an accepted example as it is,
  /// else one with fields changed; nil if none does that the contract accepts.
  func document(for way: Way) -> ExampleDocuments.Example? {
    let plain = documents.accepted.filter { $0.document != nil }
    for isStrict in [true, false] {
      if let found = plain.first(where: { leads($0.document, way, strictly: isStrict) }) { return found }
    }
    for isStrict in [true, false] {
      for demands in proposals(way, strictly: isStrict) {
        for example in plain {
          if let found = changed(example, demands, way, strictly: isStrict) { return found }
        }
      }
    }
    return nil
  }

  /// Whether a document leads nowhere or, if that is unwelcome, back.
  func goesAstray(_ example: ExampleDocuments.Example, mayGoBack: Bool) -> Bool {
    if leads(example.document, .onward, strictly: true) { return false }
    guard mayGoBack, let document = example.document else { return true }
    let departure = state.departure(of: node, accepting: document, attempt: attempt)
    return departure.outcome != .done || departure.edges.isEmpty
  }

  // MARK: Looking

  /// - Parameter strictly: no other label holds beside the wanted one.
  private func leads(_ document: Document?, _ way: Way, strictly: Bool) -> Bool {
    guard let document else { return false }
    let departure = state.departure(of: node, accepting: document, attempt: attempt)
    guard departure.outcome == .done else { return false }
    switch way {
    case .label(let label):
      return strictly ? departure.labels == [label] : departure.labels.contains(label)
    case .otherwise: return departure.labels.isEmpty
    case .onward:
      let back = flow.backEdges(from: node)
      return !departure.edges.isEmpty
        && !departure.edges.contains { edge in back.contains { $0.to == edge.to && $0.label == edge.label } }
    }
  }

  // MARK: Changing

  private func proposals(_ way: Way, strictly: Bool) -> [[FieldDemand]] {
    let labels = flow.labels(of: node)
    let back = Set(flow.backEdges(from: node).compactMap(\.label))
    switch way {
    case .label(let name):
      let wanted = labels.filter { $0.label == name }
      return Self.all(
        wanted.map { ($0, true) } + (strictly ? labels.filter { $0.label != name }.map { ($0, false) } : []))
    case .otherwise: return Self.all(labels.map { ($0, false) })
    case .onward:
      let forward = labels.filter { !back.contains($0.label) }.flatMap {
        proposals(.label($0.label), strictly: strictly)
      }
      return forward
        + (flow.edges(from: node).contains { $0.label == nil && !$0.isBack }
          ? proposals(.otherwise, strictly: true) : [])
    }
  }

  /// The ways to make all labels hold, or not hold, as wished.
  private static func all(_ wishes: [(Flow.LabelCondition, Bool)]) -> [[FieldDemand]] {
    wishes.reduce([[]]) { ways, wish in
      let next = wish.0.condition.demands(holding: wish.1)
      return Array(ways.lazy.flatMap { way in next.map { way + $0 } }.prefix(64))
    }
  }

  private func changed(
    _ example: ExampleDocuments.Example, _ demands: [FieldDemand], _ way: Way, strictly: Bool
  ) -> ExampleDocuments.Example? {
    guard let document = example.document, !demands.isEmpty else { return nil }
    let values = DemandedValues(documents: documents)
    var drafts = [DraftDocument(document)]
    for demand in demands {
      drafts = Array(
        drafts.lazy.flatMap { draft in values.candidates(for: demand, in: draft) }.prefix(64))
    }
    for draft in drafts {
      let text = draft.text
      let changed = DocumentReader(file: "draft").read(Array(text.utf8)).value
      guard leads(changed, way, strictly: strictly), documents.accepts(text) else { continue }
      return .init(name: "\(example.name), changed so that \(way.text) is taken", text: text, document: changed)
    }
    return nil
  }
}
