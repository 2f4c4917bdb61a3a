import Diagnostics
import Documents

/// What came of checking one file.
struct FileVerdict: Sendable {
  enum Outcome: Sendable {
    /// Empty if the file is valid.
    case checked([Diagnostic])
    /// Why nobody can tell.
    case unchecked([String])
  }

  let file: String
  /// For showing the lines that are wrong.
  let text: [UInt8]
  let outcome: Outcome
}

/// Prints verdicts one by one: as a compiler does, or as one JSON object.
struct ValidationReport {
  struct Counts {
    var valid = 0
    var invalid = 0
    var unchecked = 0
  }

  /// Nobody reads more problems of one file; as JSON they are told all.
  private static let shown = 100

  let format: Validate.Format
  let gauge: Gauge

  func begin() {
    if format == .json { Output.standard.write("{\"files\":[") }
  }

  func add(_ verdict: FileVerdict, to counts: inout Counts) {
    let isFirst = counts.valid + counts.invalid + counts.unchecked == 0
    switch verdict.outcome {
    case .checked([]): counts.valid += 1
    case .checked: counts.invalid += 1
    case .unchecked: counts.unchecked += 1
    }
    switch (format, verdict.outcome) {
    case (.json, _): Output.standard.write((isFirst ? "\n" : ",\n") + JSONWriter().write(node(verdict)))
    case (.text, .checked([])): break
    case (.text, .checked(let problems)):
      let own = SourceText(file: verdict.file, bytes: verdict.text)
      let gauge = gauge
      let renderer = TextRenderer(color: Output.standard.takesColor) { $0 == own.file ? own : gauge.source($0) }
      Output.standard.write(renderer.render(problems.prefix(Self.shown)))
      if problems.count > Self.shown {
        Output.standard.write("\(verdict.file): and \(problems.count - Self.shown) more problems\n")
      }
    case (.text, .unchecked(let reasons)):
      for reason in reasons { Output.error.write(plain("\(verdict.file): could not be checked: \(reason)\n")) }
    }
  }

  func end(_ counts: Counts) {
    switch format {
    case .json:
      let all = Node.object([
        "valid": .integer(counts.valid), "invalid": .integer(counts.invalid), "unchecked": .integer(counts.unchecked),
      ])
      Output.standard.write("\n],\"counts\":" + JSONWriter().write(all) + "}\n")
    case .text:
      let total = counts.valid + counts.invalid + counts.unchecked
      var words = ["\(counts.valid) of \(total) \(total == 1 ? "file" : "files") valid"]
      if counts.invalid > 0 { words.append("\(counts.invalid) invalid") }
      if counts.unchecked > 0 { words.append("\(counts.unchecked) not checked") }
      Output.standard.write(words.joined(separator: ", ") + "\n")
    }
  }

  private func node(_ verdict: FileVerdict) -> Node {
    switch verdict.outcome {
    case .checked(let problems):
      .object([
        "file": .string(verdict.file), "valid": .boolean(problems.isEmpty),
        "problems": .array(problems.map(\.node)),
      ])
    case .unchecked(let reasons):
      .object(["file": .string(verdict.file), "valid": .null, "reasons": .array(reasons.map(Node.string))])
    }
  }
}
