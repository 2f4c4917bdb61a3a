import Diagnostics
import Documents
import Platform

/// A session's or an agent's transcript: a text of one JSON object a line, to
/// which the host appends.
struct Transcript {
  let path: String

  /// The transcript of a session's agent, beside the session's own.
  static func ofAgent(_ agentID: String, session transcript: String?) -> Transcript? {
    guard let transcript, transcript.hasSuffix(".jsonl"), !agentID.isEmpty, !agentID.utf8.contains(UInt8(ascii: "/"))
    else { return nil }
    return Transcript(path: transcript.dropLast(6) + "/subagents/agent-\(agentID).jsonl")
  }

  /// The last line that the model wrote.
  struct Assistant {
    var uuid: String?
    var text: String
    /// Whether nothing was said to the model since: otherwise the line that
    /// belongs to the event hasn't been written yet.
    var isLatest: Bool
  }

  var exists: Bool { FileSystem.exists(path) }

  /// Read from the end, since transcripts grow large; nil if there is none.
  func lastAssistant() -> Assistant? {
    guard let size = FileSystem.status(path)?.size, size > 0 else { return nil }
    var length = 64 << 10
    while true {
      guard let tail = try? FileSystem.readTail(path, length: length) else { return nil }
      if let found = Self.lastAssistant(in: tail, isWhole: length >= Int(size)) { return found }
      if length >= Int(size) { return nil }
      length *= 8
    }
  }

  private static func lastAssistant(in tail: [UInt8], isWhole: Bool) -> Assistant? {
    var lines = tail.split(separator: 10, omittingEmptySubsequences: true)
    // The first line may have lost its beginning.
    if !isWhole, !lines.isEmpty { lines.removeFirst() }
    var isLatest = true
    for line in lines.reversed() {
      guard let node = JSONReader(file: "transcript", duplicateKeys: .lastWins).read(Array(line)).value else {
        continue
      }
      switch node["type"]?.string {
      case "assistant":
        return Assistant(
          uuid: node["uuid"]?.string, text: text(node["message"]?["content"]), isLatest: isLatest)
      case "user": isLatest = false
      default: continue
      }
    }
    return nil
  }

  /// The text of a message: its last text block.
  private static func text(_ content: Node?) -> String {
    if let text = content?.string { return text }
    return content?.array?.last { $0["type"]?.string == "text" }?["text"]?.string ?? ""
  }

  /// The call that started the agent of this transcript, which the host
  /// writes into a file beside it.
  func toolUseID() -> String? {
    guard path.hasSuffix(".jsonl") else { return nil }
    let meta = String(path.dropLast(6)) + ".meta.json"
    return (try? FileSystem.read(meta, limit: 1 << 20)).flatMap {
      JSONReader(file: meta, duplicateKeys: .lastWins).read($0).value?["toolUseId"]?.string
    }
  }
}
