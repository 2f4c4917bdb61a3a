/// What a payload says at first sight: enough to see that an event is none of
/// our business, which most events are.
///
/// Reading the whole payload costs a third of what such a call may take, most
/// of it the first use of the types that hold it; this only finds the places
/// of a few strings. It never decides anything but that there is nothing to
/// decide: where something is unusual, the payload is read as a whole.
struct EventGlance {
  /// The place of a string's content. (Two integers: the first use of an
  /// optional slice would cost as much as the whole scan.)
  struct Place {
    fileprivate(set) var start = -1
    fileprivate(set) var end = -1

    /// Whether there is such a string, without escapes.
    var isFound: Bool { start >= 0 }
    var isEmpty: Bool { start == end }
  }

  let bytes: [UInt8]
  private var index = 0
  private(set) var event = Place()
  private(set) var prompt = Place()
  /// Whether more letters may follow behind the place of the prompt.
  private(set) var promptIsCut = false
  private(set) var session = Place()
  private(set) var agentType = Place()
  private(set) var toolName = Place()
  /// `tool_input.subagent_type`, and whether the input has the key.
  private(set) var subagentType = Place()
  private(set) var hasSubagentType = false

  /// nil if the payload isn't an object, or is one that has to be looked at
  /// more closely.
  init?(_ payload: [UInt8]) {
    bytes = payload
    skipBlanks()
    guard scanObject(isInput: false) else { return nil }
    skipBlanks()
    guard index == bytes.count, event.isFound else { return nil }
  }

  func text(_ place: Place) -> String? {
    place.isFound ? String(decoding: bytes[place.start..<place.end], as: UTF8.self) : nil
  }

  func equals(_ place: Place, _ text: StaticString) -> Bool {
    guard place.end - place.start == text.utf8CodeUnitCount else { return false }
    for offset in 0..<text.utf8CodeUnitCount where bytes[place.start + offset] != text.utf8Start[offset] {
      return false
    }
    return true
  }

  // MARK: Scanning

  /// Scans an object's members up to its closing brace.
  private mutating func scanObject(isInput: Bool) -> Bool {
    guard take(UInt8(ascii: "{")) else { return false }
    skipBlanks()
    if take(UInt8(ascii: "}")) { return true }
    while true {
      skipBlanks()
      let key = string()
      guard key.isFound else { return false }
      skipBlanks()
      guard take(UInt8(ascii: ":")) else { return false }
      skipBlanks()
      guard isInput ? scanInputMember(key) : scanMember(key) else { return false }
      skipBlanks()
      if take(UInt8(ascii: "}")) { return true }
      guard take(UInt8(ascii: ",")) else { return false }
    }
  }

  private mutating func scanMember(_ key: Place) -> Bool {
    if equals(key, "tool_input") { return scanObject(isInput: true) }
    if equals(key, "hook_event_name") {
      event = string()
      return event.isFound
    }
    if equals(key, "session_id") {
      session = string()
      return session.isFound
    }
    if equals(key, "agent_type") {
      agentType = string()
      return agentType.isFound
    }
    if equals(key, "tool_name") {
      toolName = string()
      return toolName.isFound
    }
    if equals(key, "prompt") { return keepPrompt() }
    return skipValue()
  }

  private mutating func scanInputMember(_ key: Place) -> Bool {
    if equals(key, "subagent_type") {
      hasSubagentType = true
      subagentType = string()
      return subagentType.isFound
    }
    return skipValue()
  }

  /// A prompt may hold escapes anywhere; its beginning is all that counts.
  private mutating func keepPrompt() -> Bool {
    let start = index + 1
    guard skipString() else { return false }
    var end = start
    while end < index - 1, bytes[end] != UInt8(ascii: "\\") { end += 1 }
    prompt.start = start
    prompt.end = end
    // Behind an escaped line break or tab nothing belongs to a name.
    promptIsCut =
      end < index - 1 && ![UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t")].contains(bytes[end + 1])
    // A prompt that begins with an escape begins with something we can't see.
    return end > start || end == index - 1
  }

  /// The content of the string here; not found if there is none, or an escape
  /// in it.
  private mutating func string() -> Place {
    let start = index + 1
    guard skipString() else { return Place() }
    var place = Place()
    for byte in start..<(index - 1) where bytes[byte] == UInt8(ascii: "\\") { return place }
    place.start = start
    place.end = index - 1
    return place
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
