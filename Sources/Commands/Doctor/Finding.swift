import Documents

/// What an examination found, and what to do about it.
struct Finding: Sendable {
  enum Verdict: String, Sendable { case ok, warning, error }

  var verdict: Verdict
  /// What was looked at: `settings`, `plugin`, `hook`, `gate`, `host`, `validator`, `workdir`.
  var subject: String
  var what: String
  var remedy: String?

  static func ok(_ subject: String, _ what: String) -> Finding {
    Finding(verdict: .ok, subject: subject, what: what)
  }
  static func warning(_ subject: String, _ what: String, remedy: String) -> Finding {
    Finding(verdict: .warning, subject: subject, what: what, remedy: remedy)
  }
  static func error(_ subject: String, _ what: String, remedy: String) -> Finding {
    Finding(verdict: .error, subject: subject, what: what, remedy: remedy)
  }

  var node: Node {
    .object([
      "verdict": .string(verdict.rawValue), "subject": .string(subject), "what": .string(what),
      "remedy": remedy.map(Node.string),
    ])
  }
}
