/// What a payload says at first sight: enough to see that an event is none of
/// our business, which most events are.
///
/// Reading the whole payload costs a third of what such a call may take, most
/// of it the first use of the types that hold it; this only finds the places
/// of a few strings. It never decides anything but that there is nothing to
/// decide: where something is unusual, the payload is read as a whole.
struct EventGlance {
  /// The content of a string without escapes.
  typealias Text = ArraySlice<UInt8>

  private let bytes: [UInt8]
  private var index = 0
  private(set) var event: Text?
  private(set) var prompt: Text?
  private(set) var session: Text?
  private(set) var agentType: Text?
  private(set) var toolName: Text?
  /// `tool_input.subagent_type`, and whether the input has the key.
  private(set) var subagentType: Text?
  private(set) var hasSubagentType = false

  /// nil if the payload isn't an object, or is one that has to be looked at
  /// more closely.
  init?(_ payload: [UInt8]) {
    bytes = payload
    skipBlanks()
    guard scanObject(isInput: false) else { return nil }
    skipBlanks()
    guard index == bytes.count, event != nil else { return nil }
  }

  // MARK: Scanning

  /// Scans an object's members up to its closing brace.
  private mutating func scanObject(isInput: Bool) -> Bool {
    guard take(UInt8(ascii: "{")) else { return false }
    skipBlanks()
    if take(UInt8(ascii: "}")) { return true }
    while true {
      skipBlanks()
      guard let key = string() else { return false }
      skipBlanks()
      guard take(UInt8(ascii: ":")) else { return false }
      skipBlanks()
      guard isInput ? scanInputMember(key) : scanMember(key) else { return false }
      skipBlanks()
      if take(UInt8(ascii: "}")) { return true }
      guard take(UInt8(ascii: ",")) else { return false }
    }
  }

  private mutating func scanMember(_ key: Text) -> Bool {
    if key.elementsEqual("tool_input".utf8) { return scanObject(isInput: true) }
    if key.elementsEqual("hook_event_name".utf8) {
      event = string()
      return event != nil
    }
    if key.elementsEqual("session_id".utf8) {
      session = string()
      return session != nil
    }
    if key.elementsEqual("agent_type".utf8) {
      agentType = string()
      return agentType != nil
    }
    if key.elementsEqual("tool_name".utf8) {
      toolName = string()
      return toolName != nil
    }
    if key.elementsEqual("prompt".utf8) { return keepPrompt() }
    return skipValue()
  }

  private mutating func scanInputMember(_ key: Text) -> Bool {
    if key.elementsEqual("subagent_type".utf8) {
      hasSubagentType = true
      subagentType = string()
      return subagentType != nil
    }
    return skipValue()
  }


  /// A prompt may hold escapes anywhere; its beginning is all that counts.
  private mutating func keepPrompt() -> Bool {
    let start = index
    guard skipString() else { return false }
    let end = bytes[(start + 1)..<(index - 1)].firstIndex(of: UInt8(ascii: "\\")) ?? index - 1
    prompt = bytes[(start + 1)..<end]
    // A prompt that begins with an escape begins with something we can't see.
    return end > start + 1 || end == index - 1
  }

  /// The content of the string here; nil if there is none, or an escape in it.
  private mutating func string() -> Text? {
    let start = index
    guard skipString() else { return nil }
    let text = bytes[(start + 1)..<(index - 1)]
    return text.contains(UInt8(ascii: "\\")) ? nil : text
  }

  private mutating func skipString() -> Bool {
    guard take(UInt8(ascii: "\"")) else { return false }
    return bytes.withUnsafeBufferPointer { bytes in
      while index < bytes.count {
        let byte = bytes[index]
        index += byte == UInt8(ascii: "\\") ? 2 : 1
        if byte == UInt8(ascii: "\"") { return true }
      }
      return false
    }
  }

  /// Skips any value; brackets are counted, not matched by kind.
  private mutating func skipValue() -> Bool {
    var depth = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""): guard skipString() else { return false }
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        index += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return true }
        depth -= 1
        index += 1
      case UInt8(ascii: ","):
        if depth == 0 { return true }
        index += 1
      default: index += 1
      }
      guard depth > 0 || index >= bytes.count || bytes[index] != UInt8(ascii: ",") else { return true }
    }
    return false
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard index < bytes.count, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  private mutating func skipBlanks() {
    while index < bytes.count, bytes[index] == 32 || (9...13).contains(bytes[index]) { index += 1 }
  }
}
