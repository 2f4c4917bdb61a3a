import Diagnostics
import Documents
import Foundation
import Testing

/// docs/diagnostics.md: the codes with their examples, and the project that
/// the examples are files of.
struct DiagnosticsPage: Sendable {
  enum Side: String, Sendable { case wrong = "Wrong", right = "Right" }

  enum Example: Sendable {
    /// A value under a schema, with the text of both; without a schema it is
    /// one itself.
    case value(Node, schema: Node?, text: String)
    /// Texts by the paths behind their labels; an empty path stands for the
    /// file that the section is about.
    case files([String: String])
    /// A sentence; `DiagnosticSituations` plays it.
    case situation
  }

  struct Entry: Sendable, CustomTestStringConvertible {
    var code: String
    var prose = 0
    /// Whether neither a start nor a call tells it.
    var isOfCheckAlone = false
    var examples: [Side: Example] = [:]
    var testDescription: String { code }
  }

  private(set) var project: [String: String] = [:]
  private(set) var entries: [Entry] = []
  /// What could not be understood.
  private(set) var problems: [String] = []

  static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The page of this package.
  static let ours = DiagnosticsPage(
    (try? String(contentsOf: package.appendingPathComponent("docs/diagnostics.md"), encoding: .utf8)) ?? "")

  init(_ text: String) {
    var label = ""
    var fence: [Substring]?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        if let lines = fence { add(lines.joined(separator: "\n") + "\n", label) }
        fence = fence == nil ? [] : nil
        if fence == nil { label = "" }
      } else if fence != nil {
        fence?.append(line)
      } else if line.hasPrefix("### `"), line.hasSuffix("`") {
        entries.append(Entry(code: String(line.dropFirst(5).dropLast())))
      } else if let side = Self.side(line) {
        label = String(line)
        if let colon = line.range(of: ": "), !line[colon.upperBound...].isEmpty {
          setExample(side, .situation)
          label = ""
        }
      } else if line.hasPrefix("**`"), line.hasSuffix("`**") {
        label = String(line)
      } else if line == Self.checkAlone, !entries.isEmpty {
        entries[entries.count - 1].isOfCheckAlone = true
      } else if !line.isEmpty, !line.hasPrefix("#"), !entries.isEmpty {
        entries[entries.count - 1].prose += 1
      }
    }
  }

  private static let checkAlone = "*Told by `claude-workflow check` alone.*"

  private static func side(_ line: Substring) -> Side? {
    [.wrong, .right].first { (side: Side) in
      line.hasPrefix(side.rawValue + ":") || line.hasPrefix(side.rawValue + ", `")
    }
  }

  private mutating func setExample(_ side: Side, _ example: Example) {
    guard !entries.isEmpty else { return problems.append("an example before the first code") }
    entries[entries.count - 1].examples[side] = example
  }

  private mutating func add(_ text: String, _ label: String) {
    if label.hasPrefix("**`") {
      project[String(label.dropFirst(3).dropLast(3))] = text
    } else if let side = Self.side(label[...]), !entries.isEmpty {
      let path = label.split(separator: "`").dropFirst().first.map(String.init) ?? ""
      var files: [String: String] = [:]
      if case .files(let others)? = entries[entries.count - 1].examples[side] { files = others }
      files[path] = text
      setExample(side, .files(files))
    } else if !entries.isEmpty {
      addValues(text)
    }
  }

  private mutating func addValues(_ text: String) {
    let reading = YAMLReader(file: entries[entries.count - 1].code).read(Array(text.utf8))
    guard let values = reading.accepted, let wrong = values["wrong"], let right = values["right"] else {
      return problems.append("\(entries[entries.count - 1].code): no values wrong and right in a block without a label")
    }
    setExample(.wrong, .value(wrong, schema: values["schema"], text: text))
    setExample(.right, .value(right, schema: values["schema"], text: text))
  }
}
