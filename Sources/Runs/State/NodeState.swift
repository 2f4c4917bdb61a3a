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
  package internal(set) var due: Due?
  /// Why a document that may be any item's waits.
  var unassigned: String?
  /// The rest, of which most hooks ask nothing.
  var record = KeptRecord()

  public init(name: String) { self.name = name }

  /// Takes what an earlier state of the node has behind it, but not where it
  /// stood.
  mutating func takeHistory(of known: NodeState) {
    visit = known.visit
    let history = known.record.value
    record.value.isUsed = history.isUsed
    record.value.attempts = history.attempts
    record.value.losses = history.losses
    record.value.usage = history.usage
    record.value.firstStart = history.firstStart
  }

  /// Takes the outcome of an earlier state of the node.
  mutating func restore(_ known: NodeState) {
    visit = known.visit
    isActive = true
    outcome = known.outcome
    let pending = record.value.pendingItems
    record = known.record
    record.value.pendingItems = pending
  }

  /// Whether anything came of it in any visit.
  var hasRun: Bool {
    let record = record.value
    return !record.attempts.isEmpty || !record.losses.isEmpty || !record.usage.isEmpty
  }
}

// MARK: - Its items

extension NodeState {
  /// The activations of the visit; one for a node without a loop.
  public internal(set) var items: ItemList {
    _read { yield record.value.items }
    _modify { yield &record.value.items }
  }
  /// The items to be handed out, in this order.
  public internal(set) var pendingItems: PendingItems {
    _read { yield record.value.pendingItems }
    _modify { yield &record.value.pendingItems }
  }

  /// The item of a call or an attempt; the only one without a loop.
  public func item(_ index: Int?) -> ItemState? {
    let place = index ?? 0
    return items.indices.contains(place) ? items[place] : nil
  }

  /// Whether it goes through a list.
  public var isLoop: Bool { record.value.isLoop }

  /// Why its documents, or one of them, couldn't be checked. Without a flow
  /// that may be another document of a node that is done.
  public var held: String? {
    if outcome == nil, let unassigned { return unassigned }
    return record.isQuiet || items.heldCount == 0 ? nil : items.lazy.compactMap(\.held).first
  }
}

// MARK: - What it has behind it

extension NodeState {
  /// The labels that held when it was last left.
  public internal(set) var labels: [String] {
    _read { yield record.value.labels }
    _modify { yield &record.value.labels }
  }
  public internal(set) var firstStart: Timestamp? {
    _read { yield record.value.firstStart }
    _modify { yield &record.value.firstStart }
  }
  public internal(set) var end: Timestamp? {
    _read { yield record.value.end }
    _modify { yield &record.value.end }
  }

  /// The attempts of all visits, in order.
  public var attempts: [Attempt] { record.value.attempts.compactMap(\.attempt) }
  /// The calls of all visits that ended without a final message.
  public var losses: [Loss] { record.value.losses.compactMap(\.event.loss) }
  public var usage: [Usage] { record.value.usage.compactMap(\.usage) }

  /// The attempts of the current visit; a lost start is one, too, and a
  /// document that was checked twice, or found its item later, is one only.
  var tries: Int {
    var own: Set<[Int]> = []
    for attempt in record.value.attempts where attempt.visit == visit && attempt.outcome != .unassigned {
      own.insert([attempt.item ?? -1, attempt.number])
    }
    for attempt in unassignedAttempts { own.insert([attempt.item ?? -1, attempt.number]) }
    return own.count + lossesOfVisit
  }

  /// The calls of the current visit that ended without a final message.
  public var lossesOfVisit: Int { record.value.losses.count { $0.visit == visit } }

  /// The number of the next attempt of the current visit, or of one of its
  /// items, starting at 1.
  public func nextNumber(ofItem item: Int?) -> Int { (own(ofItem: item).map(\.number).max() ?? 0) + 1 }

  /// Attempts of the current visit, and of one of its items if it has some.
  public func attempts(ofItem item: Int?) -> [Attempt] { own(ofItem: item).compactMap(\.attempt) }

  private func own(ofItem item: Int?) -> [PastAttempt] {
    record.value.attempts.filter { $0.visit == visit && $0.item == item }
  }

  /// The last attempt of all visits.
  public var lastAttempt: Attempt? { record.value.attempts.last?.attempt }
}

// MARK: - Its documents

extension NodeState {
  /// The attempts whose documents are the artifacts of the current visit, in
  /// the order of the items.
  public var artifacts: [Attempt] { record.value.artifacts }

  /// The attempt whose document was accepted, or the last one's of a loop.
  public var accepted: Attempt? { record.value.accepted }

  /// Items of earlier visits whose documents still are artifacts.
  public internal(set) var earlierItems: [EarlierItem] {
    _read { yield record.value.earlierItems }
    _modify { yield &record.value.earlierItems }
  }

  /// The documents that stand at their targets: those of the current visit,
  /// then those of items that it leaves alone.
  public var standing: [ItemState.Artifact] { record.value.standing }

  /// Whether one of its documents stands at a target.
  package func stands(at target: String) -> Bool { record.stands(at: target) }

  /// Whether the same documents stand as those of another state of the node.
  func standsLike(_ other: NodeState) -> Bool { outcome == other.outcome && record.standsLike(other.record) }

  /// The attempts that brought them.
  public var documents: [Attempt] { record.value.documents }

  /// Where its document stands, or the last one's of a loop; nil if another
  /// agent's took its place.
  var place: String? {
    let record = record.value
    return record.accepted?.target.flatMap { record.stands(at: $0) ? $0 : nil }
  }
}
