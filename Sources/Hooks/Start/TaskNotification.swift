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
