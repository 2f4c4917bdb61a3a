/// An attempt that a state remembers: what is asked of it most, and the rest
/// with its event.
struct PastAttempt: Sendable {
  let visit: Int
  let item: Int?
  let number: Int
  let outcome: Attempt.Outcome
  let event: PastEvent

  init(_ attempt: Attempt, _ event: RunEvent) {
    self.init(
      visit: attempt.visit, item: attempt.item, number: attempt.number, outcome: attempt.outcome, event: .known(event))
  }

  init(visit: Int, item: Int?, number: Int, outcome: Attempt.Outcome, event: PastEvent) {
    self.visit = visit
    self.item = item
    self.number = number
    self.outcome = outcome
    self.event = event
  }

  var attempt: Attempt? { event.attempt }
}

/// A loss that a state remembers.
struct PastLoss: Sendable {
  let visit: Int
  let event: PastEvent
}
