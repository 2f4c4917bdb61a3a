public import Platform

/// One thing that happened in a run: a line of its journal.
public struct RunEvent: Sendable {
  /// Its place in the journal, starting at 1.
  public var sequence: Int
  public var at: Timestamp
  public var kind: Kind

  public init(sequence: Int, at: Timestamp, kind: Kind) {
    self.sequence = sequence
    self.at = at
    self.kind = kind
  }

  public enum Kind: Sendable {
    /// The first line of every journal.
    case runStarted(RunStart)
    /// A turn of the main agent that belongs to the run began.
    case turn(promptID: String)
    /// A call passed the gate; its agent may start.
    case admitted(Admission)
    /// A call was turned away at the gate.
    case refused(Refusal)
    /// An agent of a node began to work.
    case started(agentID: String, agent: String)
    /// The host said which call an agent belongs to.
    case joined(agentID: String, toolUseID: String)
    /// An agent handed over a final message.
    case attempt(Attempt)
    /// A call that had started ended without a final message.
    case lost(Loss)
    /// A visit ended by something else than an attempt.
    case left(Departure)
    /// A call passed the gate and never started.
    case released(toolUseID: String)
    /// What a finished agent consumed, as the host tells it.
    case usage(Usage)
    /// The main agent was held back from ending its turn.
    case stopBlocked(MessageIdentity, answer: RecordedAnswer)
    /// An interrupted run goes on.
    case resumed(Resumption)
    /// The session ended, whatever the state of the run.
    case sessionEnded(session: String, reason: String)
    /// The run is closed: calls of its agents are none of its business any
    /// more. If a command closed it, its key and what it was answered.
    case finished(RunOutcome, key: String? = nil, answer: RecordedAnswer? = nil)
    /// A kind that a newer version wrote; it changes nothing.
    case unknown(String)
  }
}
