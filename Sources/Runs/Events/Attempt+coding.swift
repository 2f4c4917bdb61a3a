import Documents
import Flows

extension Attempt {
  static let headerKey = "header"
  static let textKey = "text"

  var fields: Node {
    let problems = problems.map { Node.object(["identity": .string($0.identity), "line": .string($0.line)]) }
    return .object([
      "key": .string(identity.key), "uuid": identity.uuid.map(Node.string), "node": .string(node),
      "visit": .integer(visit), "item": item.map(Node.integer), "number": .integer(number),
      "agent_id": .string(agentID), "tool_use_id": toolUseID.map(Node.string), "outcome": .string(outcome.rawValue),
      "policy": policy.map { .string($0.rawValue) }, "gated": .boolean(isGated), "contract": contract.map(Node.string),
      "contract_version": contractVersion.map(Node.string), "file": file.map(Node.string),
      "hash": hash.map(Node.string), Self.textKey: recordedText?.node, "target": target.map(Node.string),
      "artifact_hash": artifactHash.map(Node.string), Self.headerKey: recordedHeader?.node,
      "leaves": departure?.fields, "problems": problems.isEmpty ? nil : .array(problems),
      "hold": hold.map { .string($0.rawValue) }, "note": note.map(Node.string), "answer": answer.node,
    ])
  }

  init(_ fields: JournalFields) throws(EventDecodingError) {
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
    recordedText = fields.recorded(Self.textKey)
    target = fields.node["target"]?.string
    artifactHash = fields.node["artifact_hash"]?.string
    recordedHeader = fields.recorded(Self.headerKey)
    departure = try fields.node["leaves"].map { (node) throws(EventDecodingError) in
      try Departure(JournalFields(node: node, event: fields.event))
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
