import Documents

/// Where a node of a reference run stands.
struct ReferenceNode {
  enum Outcome: String { case done, skipped, failed }

  enum Trouble { case visitsUsedUp, noList }

  /// One activation: the only one of a node without a loop.
  struct Item {
    /// The element of the list; nil without a loop.
    var value: Node?
    var outcome: Outcome?
    /// Whether it failed by the policy `terminate`.
    var endsRun = false
    var isHeld = false
    /// Rejected and lost attempts.
    var failures = 0
    /// Of the accepted document.
    var header: Node?
  }

  var visit = 0
  /// Whether the visit had a call or an attempt.
  var isUsed = false
  /// Visits that count towards `max_visits`.
  var visits = 0
  var isActive = false
  /// Why its visit is over before it began.
  var trouble: Trouble?
  var outcome: Outcome?
  /// Whether it failed and no label leads on.
  var failsRun = false
  var endsRun = false
  var items: [Item] = []
  /// Items to be handed out, in this order.
  var pending: [Int] = []
  /// Attempts and losses of the visit.
  var tries = 0
  /// What its only document said below its header.
  var content = ""
  /// Whether a way back led to it.
  var wasSentBack = false
}
