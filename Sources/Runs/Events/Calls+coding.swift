import Documents
import Flows

extension RunStart {
  var fields: Node {
    .object([
      "format": .integer(format), "run": .string(run), "workflow": .string(workflow), "session": .string(session),
      "key": key.map(Node.string), "prompt_id": promptID.map(Node.string), "project": .string(project),
      "workdir": .string(workdir), "input": input, "definition": definition, "answer": answer.node,
    ])
  }

  init(_ fields: JournalFields) throws(EventDecodingError) {
    self.init(
      run: try fields.text("run"), workflow: try fields.text("workflow"), session: try fields.text("session"),
      key: fields.node["key"]?.string, promptID: fields.node["prompt_id"]?.string,
      project: try fields.text("project"), workdir: try fields.text("workdir"), input: try fields.member("input"),
      definition: try fields.member("definition"), answer: try fields.answer())
    format = try fields.integer("format")
  }
}

extension Admission {
  var fields: Node {
    .object([
      "tool_use_id": .string(toolUseID), "node": .string(node), "visit": .integer(visit),
      "item": item.map(Node.integer), "timeout": timeout.map(Node.integer), "prompt_id": promptID.map(Node.string),
      "files": files.isEmpty ? nil : .array(files), "answer": answer.node,
    ])
  }

  init(_ fields: JournalFields) throws(EventDecodingError) {
    self.init(
      toolUseID: try fields.text("tool_use_id"), node: try fields.text("node"), visit: try fields.integer("visit"),
      item: fields.node["item"]?.integer, timeout: fields.node["timeout"]?.integer,
      promptID: fields.node["prompt_id"]?.string, files: fields.node["files"]?.array ?? [],
      answer: try fields.answer())
  }
}

extension Refusal {
  var fields: Node {
    .object([
      "tool_use_id": .string(toolUseID), "node": .string(node), "prompt_id": promptID.map(Node.string),
      "reason": .string(reason), "answer": answer.node,
    ])
  }

  init(_ fields: JournalFields) throws(EventDecodingError) {
    self.init(
      toolUseID: try fields.text("tool_use_id"), node: try fields.text("node"),
      promptID: fields.node["prompt_id"]?.string, reason: try fields.text("reason"),
      answer: try fields.answer())
  }
}

extension Loss {
  var fields: Node {
    .object([
      "node": .string(node), "visit": .integer(visit), "item": item.map(Node.integer),
      "tool_use_id": toolUseID.map(Node.string), "agent_id": agentID.map(Node.string), "cause": .string(cause),
      "policy": policy.map { .string($0.rawValue) },
    ])
  }

  init(_ fields: JournalFields) throws(EventDecodingError) {
    self.init(
      node: try fields.text("node"), visit: try fields.integer("visit"), item: fields.node["item"]?.integer,
      toolUseID: fields.node["tool_use_id"]?.string,
      agentID: fields.node["agent_id"]?.string, cause: try fields.text("cause"), policy: try fields.policy())
  }
}

extension Usage {
  var fields: Node {
    .object([
      "tool_use_id": .string(toolUseID), "agent_id": agentID.map(Node.string), "node": .string(node),
      "tokens": tokens.map(Node.integer), "milliseconds": milliseconds.map(Node.integer),
      "tool_uses": toolUses.map(Node.integer),
    ])
  }

  init(_ fields: JournalFields) throws(EventDecodingError) {
    self.init(
      toolUseID: try fields.text("tool_use_id"), agentID: fields.node["agent_id"]?.string,
      node: try fields.text("node"), tokens: fields.node["tokens"]?.integer,
      milliseconds: fields.node["milliseconds"]?.integer, toolUses: fields.node["tool_uses"]?.integer)
  }
}

extension Resumption {
  private var itemsNode: Object {
    var object = Object()
    for (node, places) in items.sorted(by: { $0.key < $1.key }) { object.set(node, .array(places.map(Node.integer))) }
    return object
  }

  var fields: Node {
    .object([
      "session": .string(session), "key": key.map(Node.string), "prompt_id": promptID.map(Node.string),
      "definition": definition, "kept": kept.map { .array($0.map(\.fields)) },
      "items": items.isEmpty ? nil : Node(.object(itemsNode)),
      "reset": reset.isEmpty ? nil : .array(reset.map(Node.string)), "redo": redo.map(Node.string),
      "answer": answer.node,
    ])
  }

  init(_ fields: JournalFields) throws(EventDecodingError) {
    var kept: [Departure]?
    for node in fields.node["kept"]?.array ?? [] {
      kept = (kept ?? []) + [try Departure(JournalFields(node: node, event: fields.event))]
    }
    if fields.node["kept"] != nil { kept = kept ?? [] }
    self.init(
      session: try fields.text("session"), key: fields.node["key"]?.string,
      promptID: fields.node["prompt_id"]?.string, definition: fields.node["definition"], kept: kept,
      items: fields.items("items"), reset: (fields.node["reset"]?.array ?? []).compactMap(\.string),
      redo: fields.node["redo"]?.string, answer: try fields.answer())
  }
}
