import Documents
import Flows
import Platform

/// A journal line that isn't an event of ours.
public struct EventDecodingError: Error, Sendable {
  public var problem: String
}

extension RunEvent {
  /// The event as a JSON object; `previous` is the hash of the line before.
  func encoded(previous: String) -> Node {
    var object = Object()
    object.set("seq", .integer(sequence))
    object.set("at", .string(at.description))
    object.set("event", .string(kind.name))
    for member in kind.fields.object?.members ?? [] { object.set(member.key, member.value) }
    object.set("previous", .string(previous))
    return Node(.object(object))
  }

  /// The member that is read as text when a journal is read.
  static let answerKey = "answer"

  /// Throws if a line, whose answer is text, lacks what its kind needs.
  init(decoding node: Node) throws(EventDecodingError) {
    guard let sequence = node["seq"]?.integer, let at = node["at"]?.string.flatMap({ Timestamp($0) }),
      let name = node["event"]?.string
    else { throw EventDecodingError(problem: "expected an object with \"seq\", \"at\" and \"event\"") }
    self.sequence = sequence
    self.at = at
    kind = try Kind(name: name, fields: Fields(node: node, event: name))
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
    case .finished(let outcome): .object(["outcome": .string(outcome.rawValue)])
    case .unknown: .object([:])
    }
  }

  fileprivate init(name: String, fields: Fields) throws(EventDecodingError) {
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
      self = .finished(outcome)
    default: self = .unknown(name)
    }
  }
}

/// The members of a line, demanded by name.
private struct Fields {
  let node: Node
  let event: String

  func bad(_ key: String) -> EventDecodingError {
    EventDecodingError(problem: "the event \"\(event)\" has no usable \"\(key)\"")
  }

  func text(_ key: String) throws(EventDecodingError) -> String {
    guard let text = node[key]?.string else { throw bad(key) }
    return text
  }

  func integer(_ key: String) throws(EventDecodingError) -> Int {
    guard let value = node[key]?.integer else { throw bad(key) }
    return value
  }

  func member(_ key: String) throws(EventDecodingError) -> Node {
    guard let member = node[key] else { throw bad(key) }
    return member
  }

  func answer() throws(EventDecodingError) -> RecordedAnswer {
    RecordedAnswer(text: Array(try text(RunEvent.answerKey).utf8))
  }

  func identity() throws(EventDecodingError) -> MessageIdentity {
    MessageIdentity(key: try text("key"), uuid: node["uuid"]?.string)
  }

  func policy() throws(EventDecodingError) -> ExhaustedPolicy? {
    guard let word = node["policy"], !word.isNull else { return nil }
    guard let policy = word.string.flatMap(ExhaustedPolicy.init(rawValue:)) else { throw bad("policy") }
    return policy
  }
}

extension RunStart {
  fileprivate var fields: Node {
    .object([
      "format": .integer(format), "run": .string(run), "workflow": .string(workflow), "session": .string(session),
      "key": key.map(Node.string), "prompt_id": promptID.map(Node.string), "project": .string(project),
      "workdir": .string(workdir), "input": input, "definition": definition, "answer": answer.node,
    ])
  }

  fileprivate init(_ fields: Fields) throws(EventDecodingError) {
    self.init(
      run: try fields.text("run"), workflow: try fields.text("workflow"), session: try fields.text("session"),
      key: fields.node["key"]?.string, promptID: fields.node["prompt_id"]?.string,
      project: try fields.text("project"), workdir: try fields.text("workdir"), input: try fields.member("input"),
      definition: try fields.member("definition"), answer: try fields.answer())
    format = try fields.integer("format")
  }
}

extension Admission {
  fileprivate var fields: Node {
    .object([
      "tool_use_id": .string(toolUseID), "node": .string(node), "visit": .integer(visit),
      "item": item.map(Node.integer), "timeout": timeout.map(Node.integer), "prompt_id": promptID.map(Node.string),
      "answer": answer.node,
    ])
  }

  fileprivate init(_ fields: Fields) throws(EventDecodingError) {
    self.init(
      toolUseID: try fields.text("tool_use_id"), node: try fields.text("node"), visit: try fields.integer("visit"),
      item: fields.node["item"]?.integer, timeout: fields.node["timeout"]?.integer,
      promptID: fields.node["prompt_id"]?.string, answer: try fields.answer())
  }
}

extension Refusal {
  fileprivate var fields: Node {
    .object([
      "tool_use_id": .string(toolUseID), "node": .string(node), "prompt_id": promptID.map(Node.string),
      "reason": .string(reason), "answer": answer.node,
    ])
  }

  fileprivate init(_ fields: Fields) throws(EventDecodingError) {
    self.init(
      toolUseID: try fields.text("tool_use_id"), node: try fields.text("node"),
      promptID: fields.node["prompt_id"]?.string, reason: try fields.text("reason"),
      answer: try fields.answer())
  }
}

extension Attempt {
  fileprivate var fields: Node {
    let problems = problems.map { Node.object(["identity": .string($0.identity), "line": .string($0.line)]) }
    return .object([
      "key": .string(identity.key), "uuid": identity.uuid.map(Node.string), "node": .string(node),
      "visit": .integer(visit), "item": item.map(Node.integer), "number": .integer(number),
      "agent_id": .string(agentID), "tool_use_id": toolUseID.map(Node.string), "outcome": .string(outcome.rawValue),
      "policy": policy.map { .string($0.rawValue) }, "gated": .boolean(isGated), "contract": contract.map(Node.string),
      "contract_version": contractVersion.map(Node.string), "file": file.map(Node.string),
      "hash": hash.map(Node.string), "target": target.map(Node.string),
      "artifact_hash": artifactHash.map(Node.string), "header": header,
      "leaves": departure?.fields, "problems": problems.isEmpty ? nil : .array(problems),
      "hold": hold.map { .string($0.rawValue) }, "note": note.map(Node.string), "answer": answer.node,
    ])
  }

  fileprivate init(_ fields: Fields) throws(EventDecodingError) {
    guard let outcome = Outcome(rawValue: try fields.text("outcome")) else { throw fields.bad("outcome") }
    self.init(
      identity: try fields.identity(), node: try fields.text("node"), visit: try fields.integer("visit"),
      number: try fields.integer("number"), agentID: try fields.text("agent_id"),
      toolUseID: fields.node["tool_use_id"]?.string, outcome: outcome,
      isGated: fields.node["gated"]?.boolean ?? true, answer: try fields.answer())
    item = fields.node["item"]?.integer
    policy = try fields.policy()
    contract = fields.node["contract"]?.string
    contractVersion = fields.node["contract_version"]?.string
    file = fields.node["file"]?.string
    hash = fields.node["hash"]?.string
    target = fields.node["target"]?.string
    artifactHash = fields.node["artifact_hash"]?.string
    header = fields.node["header"]
    departure = try fields.node["leaves"].map { (node) throws(EventDecodingError) in
      try Departure(Fields(node: node, event: fields.event))
    }
    for problem in fields.node["problems"]?.array ?? [] {
      guard let identity = problem["identity"]?.string, let line = problem["line"]?.string else {
        throw fields.bad("problems")
      }
      problems.append(Problem(identity: identity, line: line))
    }
    hold = fields.node["hold"]?.string.flatMap(Hold.init(rawValue:))
    note = fields.node["note"]?.string
  }
}

extension Loss {
  fileprivate var fields: Node {
    .object([
      "node": .string(node), "visit": .integer(visit), "item": item.map(Node.integer),
      "tool_use_id": toolUseID.map(Node.string), "agent_id": agentID.map(Node.string), "cause": .string(cause),
      "policy": policy.map { .string($0.rawValue) },
    ])
  }

  fileprivate init(_ fields: Fields) throws(EventDecodingError) {
    self.init(
      node: try fields.text("node"), visit: try fields.integer("visit"), item: fields.node["item"]?.integer,
      toolUseID: fields.node["tool_use_id"]?.string,
      agentID: fields.node["agent_id"]?.string, cause: try fields.text("cause"), policy: try fields.policy())
  }
}

extension Usage {
  fileprivate var fields: Node {
    .object([
      "tool_use_id": .string(toolUseID), "agent_id": agentID.map(Node.string), "node": .string(node),
      "tokens": tokens.map(Node.integer), "milliseconds": milliseconds.map(Node.integer),
      "tool_uses": toolUses.map(Node.integer),
    ])
  }

  fileprivate init(_ fields: Fields) throws(EventDecodingError) {
    self.init(
      toolUseID: try fields.text("tool_use_id"), agentID: fields.node["agent_id"]?.string,
      node: try fields.text("node"), tokens: fields.node["tokens"]?.integer,
      milliseconds: fields.node["milliseconds"]?.integer, toolUses: fields.node["tool_uses"]?.integer)
  }
}

extension Resumption {
  fileprivate var fields: Node {
    .object([
      "session": .string(session), "key": key.map(Node.string), "prompt_id": promptID.map(Node.string),
      "definition": definition, "kept": kept.map { .array($0.map(\.fields)) }, "redo": redo.map(Node.string),
      "answer": answer.node,
    ])
  }

  fileprivate init(_ fields: Fields) throws(EventDecodingError) {
    var kept: [Departure]?
    for node in fields.node["kept"]?.array ?? [] {
      kept = (kept ?? []) + [try Departure(Fields(node: node, event: fields.event))]
    }
    if fields.node["kept"] != nil { kept = kept ?? [] }
    self.init(
      session: try fields.text("session"), key: fields.node["key"]?.string,
      promptID: fields.node["prompt_id"]?.string, definition: fields.node["definition"], kept: kept,
      redo: fields.node["redo"]?.string, answer: try fields.answer())
  }
}

extension Departure {
  fileprivate var fields: Node {
    let edges = edges.map {
      Node.object(["from": .string($0.from), "to": .string($0.to), "label": $0.label.map(Node.string)])
    }
    return .object([
      "node": .string(node), "visit": .integer(visit), "outcome": .string(outcome.rawValue),
      "because": because.map(Node.string), "labels": labels.isEmpty ? nil : .array(labels.map(Node.string)),
      "edges": .array(edges), "state": state.isEmpty ? nil : Node(.object(state)),
    ])
  }

  fileprivate init(_ fields: Fields) throws(EventDecodingError) {
    guard let outcome = Outcome(rawValue: try fields.text("outcome")) else { throw fields.bad("outcome") }
    self.init(
      node: try fields.text("node"), visit: try fields.integer("visit"), outcome: outcome,
      because: fields.node["because"]?.string, labels: fields.node["labels"]?.array?.compactMap(\.string) ?? [],
      state: fields.node["state"]?.object ?? Object())
    for edge in fields.node["edges"]?.array ?? [] {
      guard let from = edge["from"]?.string, let to = edge["to"]?.string else { throw fields.bad("edges") }
      edges.append(FlowEdgeName(from: from, to: to, label: edge["label"]?.string))
    }
  }
}
