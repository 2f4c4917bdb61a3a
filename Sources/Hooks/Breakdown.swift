public import Contracts
import Diagnostics
public import Flows
public import Platform
public import Runs

/// Something of ours is broken: a definition, the disk, a lock, a validator.
///
/// It is never the fault of the model whose work is being checked, and every
/// answer that it leads to says so, with the file, the cause and the remedy.
public struct Breakdown: Error, Sendable {
  /// What is wrong, a line each; never empty.
  public var lines: [String]
  /// What the user can do.
  public var remedy: String
  /// Whether it happened inside a run.
  public var isInsideRun = false
  /// Whether it is that the definition was changed in mid run.
  public private(set) var isChange = false
  /// What the flow says is to be done then.
  public var policy: ErrorPolicy?

  public init(_ line: String, remedy: String) {
    lines = [line]
    self.remedy = remedy
  }

  public init(_ error: DefinitionError) {
    lines = error.diagnostics.sortedByPlace().map(\.line)
    remedy = "Mend the definition, then call again."
  }

  public init(_ error: SystemError) {
    lines = [error.description]
    remedy =
      error.isNoSpace
      ? "Free some disk space, then call again." : "Make the file or folder accessible, then call again."
  }

  /// A session's pointer that can't be read. One that is torn is written anew
  /// by the command.
  init(pointer error: SystemError) {
    self.init(error)
    guard error.code == 0 else { return }
    remedy = "Give the workflow's command again, with the --workdir that it had: the run goes on there."
  }

  public init(_ error: LockError) {
    switch error {
    case .system(let error): self.init(error)
    case .timeout:
      self.init(
        error.description,
        remedy: "Another hook holds the lock for too long; look for a hanging process, then call again.")
    }
  }

  public init(_ error: JournalError) {
    switch error {
    case .system(let error): self.init(error)
    case .damaged(let path, let line, let problem):
      self.init(
        "\(path):\(line): the run's journal is damaged: \(problem)",
        remedy: "Restore the file, or start over with --fresh (what is there now is archived).")
    case .newerFormat(let path, let version):
      self.init(
        "\(path):1: the journal has the format \(version), this program knows \(RunStart.currentFormat)",
        remedy: "Install the newer claude-workflow that began the run.")
    }
  }

  /// Files of the definition are no longer what they were when the run began.
  static func changedDefinition(_ files: [String], _ workflow: String) -> Breakdown {
    var breakdown = Breakdown(
      "the workflow's definition was changed while the run is under way: " + listed(files),
      remedy:
        "Restore these files and give /\(workflow) to go on, take them as they are with /\(workflow) --force, or start over with /\(workflow) --fresh."
    )
    breakdown.isChange = true
    return breakdown
  }

  func inside(_ policy: ErrorPolicy?) -> Breakdown {
    var copy = self
    copy.isInsideRun = true
    copy.policy = policy ?? copy.policy
    return copy
  }
}

extension Breakdown {
  /// The cause and the remedy, for a model or a user.
  public func text(limit: Int = 8_000) -> String {
    limited(
      first: "The workflow's own machinery is broken; this is not the fault of the agent or its document.",
      lines: lines, last: remedy, limit: limit)
  }

  /// `block` inside a run, `allow` outside, unless the flow says otherwise.
  var effectivePolicy: ErrorPolicy { policy ?? (isInsideRun ? .block : .allow) }

  /// The answer to an event that couldn't be decided.
  ///
  /// Only gates are closed: an agent that is asked again can't mend our
  /// files, nor can a main agent that is kept from stopping.
  public func answer(to event: HookEvent, hook: String) -> HookAnswer {
    let message = "\(hook): " + text()
    switch event.kind {
    case .preToolUse where effectivePolicy == .block: return .block(reason: text())
    case .userPromptSubmit where effectivePolicy == .block, .userPromptExpansion where effectivePolicy == .block:
      return .block(reason: text())
    default: return .proceed(message: message)
    }
  }
}

extension Diagnostic {
  /// `file:line:column: message [code]`, with what its notes suggest.
  package var line: String {
    let hints = notes.filter { $0.range == nil }.map { " (\($0.message.text))" }.joined()
    return (range.map { shown($0) + ": " } ?? "") + "\(message)\(hints) [\(code)]"
  }

  /// `line:column pointer: message`, for a text that its reader wrote.
  package var placedLine: String {
    let place = [range.map { "\($0.start)" }, pointer.flatMap { $0.tokens.isEmpty ? nil : harmless($0.description) }]
      .compactMap { $0 }.joined(separator: " ")
    return place.isEmpty ? message.text : place + ": " + message.text
  }
}

/// The text as it is if nothing in it could pass for anything else, else
/// quoted and cut.
func harmless(_ text: String, limit: Int = 200) -> String {
  let quoted = quoted(text, limit: limit)
  return quoted == "\"" + text + "\"" ? text : quoted
}

/// `file:line:column`, with a file's name that could pass for something else
/// quoted.
func shown(_ range: SourceRange) -> String { harmless(range.file, limit: 4_000) + ":\(range.start)" }

/// The names, or the first of many.
func listed(_ names: [String]) -> String {
  names.count <= 30
    ? names.joined(separator: ", ") : names.prefix(30).joined(separator: ", ") + " and \(names.count - 30) more"
}

extension String {
  /// The first UTF-16 units, in which the host counts, with a mark if that
  /// isn't all.
  func cut(_ limit: Int) -> String {
    // A text has at least as many bytes as UTF-16 units, and they are known.
    guard utf8.count > limit, utf16.count > limit else { return self }
    var kept = String.UnicodeScalarView()
    var count = 0
    for scalar in unicodeScalars {
      count += scalar.value > 0xFFFF ? 2 : 1
      if count >= limit { break }
      kept.append(scalar)
    }
    return String(kept) + "…"
  }
}

/// A sentence, a list of lines and an instruction, kept below `limit` UTF-16
/// units by leaving out lines from the end of the list.
func limited(first: String, lines: [String], last: String, limit: Int = 9_000) -> String {
  let first = first.cut(limit / 4)
  let last = last.cut(limit / 4)
  var room = limit - first.utf16.count - last.utf16.count - 40
  var kept: [String] = []
  for line in lines {
    let cut = line.cut(1_500)
    guard cut.utf16.count + 3 <= room else { break }
    room -= cut.utf16.count + 3
    kept.append("- " + cut)
  }
  if kept.count < lines.count { kept.append("- … and \(lines.count - kept.count) more") }
  return ([first] + kept + [last]).joined(separator: "\n")
}
