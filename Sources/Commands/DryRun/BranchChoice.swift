import Contracts
import Diagnostics
import Documents
import Flows
import Runs

/// Finds a document of a node with which a run takes a certain way.
struct BranchChoice: WayChoice {
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

  var noun: String { "document" }
  var first: ExampleDocuments.Example { documents.accepted[0] }

  /// The first document that leads that way: an accepted example as it is,
  /// else one with fields changed; nil if none does that the contract accepts.
  func documents(for way: Way) -> ExampleDocuments.Example? {
    let plain = documents.accepted.filter { $0.document != nil }
    for isStrict in [true, false] {
      if let found = plain.first(where: { leads($0, way, strictly: isStrict) }) { return found }
    }
    for isStrict in [true, false] {
      for demands in proposals(way, strictly: isStrict) where !demands.isEmpty {
        let found = changes(demands, way).first { leads($0, way, strictly: isStrict) && documents.accepts($0.text) }
        if let found { return found }
      }
    }
    return nil
  }

  func goesAstray(_ example: ExampleDocuments.Example, mayGoBack: Bool) -> Bool {
    isAstray(departure(example), mayGoBack: mayGoBack)
  }

  func isAstray(_ departure: Departure?, mayGoBack: Bool) -> Bool {
    guard let departure else { return !mayGoBack }
    if takes(departure, .onward, strictly: true) { return false }
    return !mayGoBack || departure.outcome != .done || departure.edges.isEmpty
  }

  // MARK: Looking

  private func leads(_ example: ExampleDocuments.Example, _ way: Way, strictly: Bool) -> Bool {
    departure(example).map { takes($0, way, strictly: strictly) } ?? false
  }

  private func departure(_ example: ExampleDocuments.Example) -> Departure? {
    example.document.map { state.departure(of: node, accepting: $0, attempt: attempt) }
  }

  /// - Parameter strictly: no other label holds beside the wanted one.
  func takes(_ departure: Departure, _ way: Way, strictly: Bool) -> Bool {
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

  /// What documents would have to be, in ways to be tried.
  func proposals(_ way: Way, strictly: Bool) -> [[FieldDemand]] {
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

  /// The examples changed as demanded, in all ways that are worth a try.
  func changes(_ demands: [FieldDemand], _ way: Way) -> some Sequence<ExampleDocuments.Example> {
    let values = DemandedValues(documents: documents)
    return documents.accepted.lazy.filter { $0.document != nil }.flatMap { example -> [ExampleDocuments.Example] in
      guard let document = example.document else { return [] }
      let drafts = demands.reduce([DraftDocument(document)]) { drafts, demand in
        Array(drafts.lazy.flatMap { values.candidates(for: demand, in: $0) }.prefix(64))
      }
      return drafts.map { draft in
        let text = draft.text
        return .init(
          name: "\(example.name), changed so that \(way.text) is taken", text: text,
          document: DocumentReader(file: "draft").read(Array(text.utf8)).value)
      }
    }
  }
}
