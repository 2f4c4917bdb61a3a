import Platform

/// What a node keeps of its visits.
struct NodeRecord: Sendable {
  /// The activations of the visit; one for a node without a loop.
  var items: ItemList = []
  /// The items to be handed out, in this order.
  var pendingItems: PendingItems = []
  /// How often it became active since the run began or it was reopened.
  var activations = 0
  /// Whether the visit has had a call or an attempt: only then the next
  /// activation is another visit.
  var isUsed = false
  /// The labels that held when it was last left.
  var labels: [String] = []
  /// Of all visits.
  var attempts: [PastAttempt] = []
  var losses: [PastLoss] = []
  var usage: [PastEvent] = []
  var firstStart: Timestamp?
  var end: Timestamp?
  /// The number of the event that ended it.
  var endSequence = 0
  var isLoopWithoutItems = false
  /// Items of earlier visits whose documents still are artifacts.
  var earlierItems: [EarlierItem] = []

  /// Whether it goes through a list.
  var isLoop: Bool { items.first.map { $0.value != nil } ?? isLoopWithoutItems }

  /// The attempts whose documents were accepted, in the order of the items.
  var artifacts: [Attempt] { items.compactMap { $0.acceptance?.attempt } }

  /// The last of them.
  var accepted: Attempt? {
    for place in items.indices.reversed() {
      if let attempt = items[place].acceptance?.attempt { return attempt }
    }
    return nil
  }

  /// The attempts that brought the documents that stand.
  var documents: [Attempt] { artifacts + earlierStanding.compactMap(\.attempt) }

  /// The items of earlier visits whose targets none of this visit has.
  var earlierStanding: [EarlierItem] {
    guard !earlierItems.isEmpty else { return [] }
    let taken = Set(items.compactMap(\.artifact).map(\.target))
    return earlierItems.filter { !taken.contains($0.artifact.target) }
  }

  /// The documents that stand at their targets: those of the current visit,
  /// then those of items that it leaves alone.
  var standing: [ItemState.Artifact] { items.compactMap(\.artifact) + earlierStanding.map(\.artifact) }

  /// Whether one of its documents stands at a target.
  func stands(at target: String) -> Bool {
    for place in items.indices where items[place].artifact?.stands(at: target) == true { return true }
    return !earlierItems.isEmpty && earlierStanding.contains { $0.artifact.stands(at: target) }
  }

  /// Whether the same documents stand as those of another one.
  func standsLike(_ other: NodeRecord) -> Bool {
    guard earlierItems.isEmpty, other.earlierItems.isEmpty, items.count == other.items.count else { return false }
    for place in items.indices where items[place].acceptance?.sequence != other.items[place].acceptance?.sequence {
      return false
    }
    return true
  }
}
