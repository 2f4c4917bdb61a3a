public import Platform

/// Where one node stands.
public struct NodeState: Sendable {
  public enum Outcome: Sendable, Hashable {
    case done
    /// Every way to it is dead, or its attempts are exhausted and the policy
    /// is to skip it.
    case skipped(because: String)
    case failed(because: String)
  }

  /// What has to be decided before the node can be left; the fold evaluates
  /// no condition.
  package enum Due: Sendable, Hashable {
    /// All its items are settled.
    case settled
    /// It can't be visited once more.
    case visitsUsedUp
    /// What it should go through is no list.
    case notAList(found: String)
  }

  public let name: String
  /// The current activation, or the last one, starting at 1; 0 before the
  /// first.
  public internal(set) var visit = 0
  /// Whether a visit has begun that isn't over.
  public internal(set) var isActive = false
  public internal(set) var outcome: Outcome?
  /// Whether the node failed and none of its labels leads on from there.
  public internal(set) var failsRun = false
  /// The activations of the visit; one for a node without a loop.
  public internal(set) var items: ItemList = []
  /// The items to be handed out, in this order.
  public internal(set) var pendingItems: PendingItems = []
  package internal(set) var due: Due?
  /// How often it became active since the run began or it was reopened.
  var activations = 0
  /// Whether the visit has had a call or an attempt: only then the next
  /// activation is another visit.
  var isUsed = false
  /// The labels that held when it was last left.
  public internal(set) var labels: [String] = []
  /// Of all visits.
  var pastAttempts: [PastAttempt] = []
  var pastLosses: [PastLoss] = []
  var pastUsage: [PastEvent] = []
  public internal(set) var firstStart: Timestamp?
  public internal(set) var end: Timestamp?
  /// The number of the event that ended it.
  var endSequence = 0

  public init(name: String) { self.name = name }

  /// Takes what an earlier state of the node has behind it, but not where it
  /// stood.
  mutating func takeHistory(of known: NodeState) {
    visit = known.visit
    isUsed = known.isUsed
    pastAttempts = known.pastAttempts
    pastLosses = known.pastLosses
    pastUsage = known.pastUsage
    firstStart = known.firstStart
  }

  /// Takes the outcome of an earlier state of the node.
  mutating func restore(_ known: NodeState) {
    takeHistory(of: known)
    isActive = true
    outcome = known.outcome
    items = known.items
    isLoopWithoutItems = known.isLoopWithoutItems
    labels = known.labels
    end = known.end
    endSequence = known.endSequence
    activations = known.activations
    earlierItems = known.earlierItems
  }

  /// The attempts of all visits, in order.
  public var attempts: [Attempt] { pastAttempts.compactMap(\.attempt) }
  /// The calls of all visits that ended without a final message.
  public var losses: [Loss] { pastLosses.compactMap(\.event.loss) }
  public var usage: [Usage] { pastUsage.compactMap(\.usage) }

  /// Why its documents, or one of them, couldn't be checked. Without a flow
  /// that may be another document of a node that is done.
  public var held: String? {
    if outcome == nil, let unassigned { return unassigned }
    return items.heldCount == 0 ? nil : items.lazy.compactMap(\.held).first
  }

  /// Why a document that may be any item's waits.
  var unassigned: String?

  /// Whether it goes through a list.
  public var isLoop: Bool { items.first.map { $0.value != nil } ?? isLoopWithoutItems }
  var isLoopWithoutItems = false

  /// The item of a call or an attempt; the only one without a loop.
  public func item(_ index: Int?) -> ItemState? {
    let place = index ?? 0
    return items.indices.contains(place) ? items[place] : nil
  }

  /// Whether anything came of it in any visit.
  var hasRun: Bool { !pastAttempts.isEmpty || !pastLosses.isEmpty || !pastUsage.isEmpty }

  /// The attempts of the current visit; a lost start is one, too, and a
  /// document that was checked twice, or found its item later, is one only.
  var tries: Int {
    var own: Set<[Int]> = []
    for attempt in pastAttempts where attempt.visit == visit && attempt.outcome != .unassigned {
      own.insert([attempt.item ?? -1, attempt.number])
    }
    for attempt in unassignedAttempts { own.insert([attempt.item ?? -1, attempt.number]) }
    return own.count + lossesOfVisit
  }

  /// The calls of the current visit that ended without a final message.
  public var lossesOfVisit: Int { pastLosses.count { $0.visit == visit } }

  /// The number of the next attempt of the current visit, or of one of its
  /// items, starting at 1.
  public func nextNumber(ofItem item: Int?) -> Int { (own(ofItem: item).map(\.number).max() ?? 0) + 1 }

  /// Attempts of the current visit, and of one of its items if it has some.
  public func attempts(ofItem item: Int?) -> [Attempt] { own(ofItem: item).compactMap(\.attempt) }

  private func own(ofItem item: Int?) -> [PastAttempt] { pastAttempts.filter { $0.visit == visit && $0.item == item } }

  /// The last attempt of all visits.
  public var lastAttempt: Attempt? { pastAttempts.last?.attempt }

  /// The attempts whose documents are the artifacts of the current visit, in
  /// the order of the items.
  public var artifacts: [Attempt] { items.compactMap { $0.acceptance?.attempt } }

  /// Items of earlier visits whose documents still are artifacts.
  public internal(set) var earlierItems: [EarlierItem] = []

  /// The documents that stand at their targets: those of the current visit,
  /// then those of items that it leaves alone.
  public var standing: [ItemState.Artifact] { items.compactMap(\.artifact) + earlierStanding.map(\.artifact) }

  /// Whether one of its documents stands at a target.
  func stands(at target: String) -> Bool {
    for place in items.indices where items[place].artifact?.target == target { return true }
    return !earlierItems.isEmpty && earlierStanding.contains { $0.artifact.target == target }
  }

  /// Whether the same documents stand as those of another state of the node.
  func standsLike(_ other: NodeState) -> Bool {
    guard earlierItems.isEmpty, other.earlierItems.isEmpty, items.count == other.items.count, outcome == other.outcome
    else { return false }
    for place in items.indices where items[place].acceptance?.sequence != other.items[place].acceptance?.sequence {
      return false
    }
    return true
  }

  /// The attempts that brought them.
  public var documents: [Attempt] { artifacts + earlierStanding.compactMap(\.attempt) }

  /// The items of earlier visits whose targets none of this visit has.
  var earlierStanding: [EarlierItem] {
    guard !earlierItems.isEmpty else { return [] }
    let taken = Set(items.compactMap(\.artifact).map(\.target))
    return earlierItems.filter { !taken.contains($0.artifact.target) }
  }

  /// The attempt whose document was accepted, or the last one's of a loop.
  public var accepted: Attempt? { artifacts.last }

  /// Where its document stands, or the last one's of a loop; nil if another
  /// agent's took its place.
  var place: String? { accepted?.target.flatMap { stands(at: $0) ? $0 : nil } }
}
