import Platform
import Runs

/// What an agent says at its end.
struct FinalMessage {
  let message: String?
  let isActive: Bool
  let transcript: Transcript?
  let event: HookEvent
  /// Read once, since the host goes on writing: text and identity are to be
  /// of the same moment.
  private let last: Transcript.Assistant?

  init(message: String?, isActive: Bool, transcript: Transcript?, event: HookEvent) {
    self.message = message
    self.isActive = isActive
    self.transcript = transcript
    self.event = event
    last = transcript?.lastAssistant().flatMap { $0.isLatest ? $0 : nil }
  }

  /// What the agent said.
  ///
  /// Without a text in the event it is the text of the last line that the
  /// model wrote, never of an earlier one.
  var text: String { message ?? last?.text ?? "" }

  var identity: MessageIdentity { .init(of: event.agentID, text: text, isActive: isActive, last: last) }

  var hasTranscript: Bool { transcript?.exists ?? false }
}

extension MessageIdentity {
  /// The identity of a final message: whose it is, its words, whether they
  /// were sent back before, and the transcript's line if it says the same.
  init(of author: String?, text: String, isActive: Bool, last: Transcript.Assistant?) {
    let digest = XXH64.hex(Array(text.utf8))
    self.init(
      key: (author ?? "") + "/" + digest + (isActive ? "/again" : "/first"),
      uuid: last.flatMap { $0.isLatest && $0.text == text ? $0.uuid : nil })
  }
}
