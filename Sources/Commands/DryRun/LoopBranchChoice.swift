import Documents
import Flows
import Runs

/// Finds documents for all items of a loop, which decide together, with which
/// a run takes a certain way.
struct LoopBranchChoice: WayChoice {
  typealias Handed = [ExampleDocuments.Example]

  let choice: BranchChoice
  /// How many items there are.
  let count: Int

  var node: String { choice.node }
  var noun: String { "documents for the \(count) item\(count == 1 ? "" : "s")" }
  var first: Handed { [ExampleDocuments.Example](repeating: choice.first, count: count) }

  func documents(for way: BranchChoice.Way) -> Handed? {
    for isStrict in [true, false] where leads(first, way, strictly: isStrict) { return first }
    for isStrict in [true, false] {
      for demands in choice.proposals(way, strictly: isStrict) where !demands.isEmpty {
        if let found = changed(demands, way), leads(found, way, strictly: isStrict) { return found }
      }
    }
    return nil
  }

  func goesAstray(_ handed: Handed, mayGoBack: Bool) -> Bool {
    choice.isAstray(departure(handed), mayGoBack: mayGoBack)
  }

  private func leads(_ handed: Handed, _ way: BranchChoice.Way, strictly: Bool) -> Bool {
    departure(handed).map { choice.takes($0, way, strictly: strictly) } ?? false
  }

  private func departure(_ handed: Handed) -> Departure? {
    let documents = handed.compactMap(\.document)
    guard documents.count == count, count > 0 else { return nil }
    return choice.state.departure(of: node, acceptingAll: documents, attempts: count)
  }

  /// The examples, each changed as far as the demands are about its item.
  private func changed(_ demands: [FieldDemand], _ way: BranchChoice.Way) -> Handed? {
    var handed = first
    for item in handed.indices {
      let own = demands.compactMap { demand -> FieldDemand? in
        var own = demand
        if demand.root == .state { return item == count - 1 ? demand : nil }
        guard demand.path.first == .index(item), demand.path.count > 1 else { return nil }
        own.path.removeFirst()
        return own
      }
      guard !own.isEmpty else { continue }
      guard let found = choice.changes(own, way).first(where: { choice.documents.accepts($0.text) }) else { return nil }
      handed[item] = found
    }
    return handed
  }
}
