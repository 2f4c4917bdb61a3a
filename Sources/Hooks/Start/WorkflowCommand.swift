/// A prompt that starts a workflow: `/<workflow>` and what stands behind it.
struct WorkflowCommand {
  let name: String
  let arguments: String
  /// The prompt as it was typed.
  let prompt: String

  /// nil if the prompt isn't a slash followed by a name and a blank or the end.
  init?(prompt: String) {
    // By scalars: a mark behind the slash would make one character of both.
    let text = prompt.unicodeScalars.dropFirst()
    guard prompt.unicodeScalars.first == "/" else { return nil }
    let end = text.firstIndex { $0.properties.isWhitespace } ?? text.endIndex
    guard end > text.startIndex else { return nil }
    name = String(text[..<end])
    arguments = String(text[end...])
    self.prompt = prompt
  }

  /// A workflow that the model starts through the tool `Skill`.
  init?(skill: String, arguments: String) {
    let name = skill.hasPrefix("/") ? String(skill.dropFirst()) : skill
    self.init(prompt: "/" + name + (arguments.isEmpty ? "" : " " + arguments))
  }
}

/// A prompt by which the host tells the main agent that a subagent ended.
struct TaskNotification {
  let agentID: String?
  let toolUseID: String?

  /// nil if the prompt is no notification.
  init?(prompt: String) {
    guard prompt.hasPrefix("<task-notification>") else { return nil }
    agentID = Self.text(of: "task-id", in: prompt)
    toolUseID = Self.text(of: "tool-use-id", in: prompt)
  }

  /// The text of the first element of that name; ids hold no markup.
  private static func text(of element: String, in prompt: String) -> String? {
    // The agent's own text stands behind these elements and may say anything.
    let head = prompt.utf8.prefix(4_096)
    let open = Array("<\(element)>".utf8)
    let close = Array("</\(element)>".utf8)
    let bytes = Array(head)
    guard let start = position(of: open, in: bytes, from: 0),
      let end = position(of: close, in: bytes, from: start + open.count)
    else { return nil }
    return String(decoding: bytes[(start + open.count)..<end], as: UTF8.self)
  }

  private static func position(of wanted: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    guard bytes.count >= wanted.count, start <= bytes.count - wanted.count else { return nil }
    return (start...(bytes.count - wanted.count)).first { bytes[$0..<($0 + wanted.count)].elementsEqual(wanted) }
  }
}
