import Diagnostics
import Documents
import Flows
import Platform

/// A journal line that isn't an event of ours.
public struct EventDecodingError: Error, Sendable {
  public var problem: String
}

extension RunEvent {
  /// The event as a JSON object; `previous` is the hash of the line before,
  /// `isHeld` whether it counts only if the next one does.
  func encoded(previous: String, isHeld: Bool = false) -> Node {
    var object = Object()
    object.set("seq", .integer(sequence))
    object.set("at", .string(at.description))
    object.set("event", .string(kind.name))
    for member in kind.fields.object?.members ?? [] { object.set(member.key, member.value) }
    if isHeld { object.set(Self.moreKey, .boolean(true)) }
    object.set("previous", .string(previous))
    return Node(.object(object))
  }

  /// The member of a line that counts only if the next one does.
  static let moreKey = "more"
  /// The member that holds a hook's answer.
  static let answerKey = "answer"
  /// The members that are read as text when a journal is read.
  static let unreadKeys = [answerKey, Attempt.headerKey, Attempt.textKey]

  /// An event holds what documents say some levels below itself.
  static let depthLimit = JSONReader.depthLimit + 64

  /// A line of a journal as JSON.
  static func read(line: [UInt8], path: String) -> Reading<Node> {
    JSONReader(file: path, duplicateKeys: .lastWins, unreadKeys: unreadKeys, depthLimit: depthLimit).read(line)
  }

  /// What is wrong with those members of a line, which nobody has seen into
  /// yet; nil if nothing is.
  static func unreadProblem(in line: [UInt8], path: String) -> String? {
    let reading = JSONReader(file: path, duplicateKeys: .lastWins, depthLimit: depthLimit).read(line)
    guard let node = reading.accepted else { return reading.diagnostics.first?.message.text ?? "not JSON" }
    guard let text = node[Attempt.textKey], text.string == nil else { return nil }
    return "the event \"\(node["event"]?.string ?? "")\" has no usable \"\(Attempt.textKey)\""
  }

  /// Throws if a line, read as `read` does, lacks what its kind needs.
  init(decoding node: Node) throws(EventDecodingError) {
    guard let sequence = node["seq"]?.integer, let at = node["at"]?.string.flatMap({ Timestamp($0) }),
      let name = node["event"]?.string
    else { throw EventDecodingError(problem: "expected an object with \"seq\", \"at\" and \"event\"") }
    self.sequence = sequence
    self.at = at
    kind = try Kind(name: name, fields: JournalFields(node: node, event: name))
  }
}

extension RunEvent.Kind {
  /// The word in the line's `event`.
  public var name: String {
    switch self {
    case .runStarted: "run-started"
    case .turn: "turn"
    case .admitted: "admitted"
    case .refused: "refused"
    case .started: "started"
    case .joined: "joined"
    case .attempt: "attempt"
    case .lost: "lost"
    case .left: "left"
    case .released: "released"
    case .usage: "usage"
    case .stopBlocked: "stop-blocked"
    case .resumed: "resumed"
    case .sessionEnded: "session-ended"
    case .finished: "finished"
    case .unknown(let name): name
    }
  }

  fileprivate var fields: Node {
    switch self {
    case .runStarted(let start): start.fields
    case .turn(let promptID): .object(["prompt_id": .string(promptID)])
    case .admitted(let admission): admission.fields
    case .refused(let refusal): refusal.fields
    case .started(let agentID, let agent): .object(["agent_id": .string(agentID), "agent": .string(agent)])
    case .joined(let agentID, let toolUseID):
      .object(["agent_id": .string(agentID), "tool_use_id": .string(toolUseID)])
    case .attempt(let attempt): attempt.fields
    case .lost(let loss): loss.fields
    case .left(let departure): departure.fields
    case .released(let toolUseID): .object(["tool_use_id": .string(toolUseID)])
    case .usage(let usage): usage.fields
    case .stopBlocked(let identity, let answer):
      .object(["key": .string(identity.key), "uuid": identity.uuid.map(Node.string), "answer": answer.node])
    case .resumed(let resumption): resumption.fields
    case .sessionEnded(let session, let reason): .object(["session": .string(session), "reason": .string(reason)])
    case .finished(let outcome, let key, let answer):
      .object(["outcome": .string(outcome.rawValue), "key": key.map(Node.string), "answer": answer?.node])
    case .unknown: .object([:])
    }
  }

  fileprivate init(name: String, fields: JournalFields) throws(EventDecodingError) {
    switch name {
    case "run-started": self = .runStarted(try RunStart(fields))
    case "turn": self = .turn(promptID: try fields.text("prompt_id"))
    case "admitted": self = .admitted(try Admission(fields))
    case "refused": self = .refused(try Refusal(fields))
    case "started": self = .started(agentID: try fields.text("agent_id"), agent: try fields.text("agent"))
    case "joined": self = .joined(agentID: try fields.text("agent_id"), toolUseID: try fields.text("tool_use_id"))
    case "attempt": self = .attempt(try Attempt(fields))
    case "lost": self = .lost(try Loss(fields))
    case "left": self = .left(try Departure(fields))
    case "released": self = .released(toolUseID: try fields.text("tool_use_id"))
    case "usage": self = .usage(try Usage(fields))
    case "stop-blocked": self = .stopBlocked(try fields.identity(), answer: try fields.answer())
    case "resumed": self = .resumed(try Resumption(fields))
    case "session-ended":
      self = .sessionEnded(session: try fields.text("session"), reason: try fields.text("reason"))
    case "finished":
      guard let outcome = RunOutcome(rawValue: try fields.text("outcome")) else { throw fields.bad("outcome") }
      self = .finished(
        outcome, key: fields.node["key"]?.string,
        answer: fields.node[RunEvent.answerKey] == nil ? nil : try fields.answer())
    default: self = .unknown(name)
    }
  }
}
