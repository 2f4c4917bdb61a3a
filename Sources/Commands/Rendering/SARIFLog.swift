import Diagnostics
import Documents

/// Diagnostics as a log of the Static Analysis Results Interchange Format,
/// version 2.1.0 (OASIS standard), which code hosts and editors read.
struct SARIFLog {
  let diagnostics: [Diagnostic]
  let version: String

  /// The folder that relative references start from; a reader of the log
  /// knows where it has the files (§3.14.14).
  private static let root = "%SRCROOT%"

  private static let schema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

  var node: Node {
    let codes = self.codes
    let places = Dictionary(uniqueKeysWithValues: codes.enumerated().map { ($1, $0) })
    let driver = Node.object([
      "name": .string("claude-workflow"), "version": .string(version), "semanticVersion": .string(version),
      "rules": .array(codes.map { .object(["id": .string($0)]) }),
    ])
    let run = Node.object([
      "tool": .object(["driver": driver]),
      "originalUriBaseIds": .object([
        Self.root: .object(["description": .object(["text": .string("The folder in which the check ran.")])])
      ]),
      "invocations": .array([.object(["executionSuccessful": .boolean(true)])]),
      // Columns are those of `Position` (§3.14.17).
      "columnKind": .string("unicodeCodePoints"),
      "results": .array(diagnostics.map { result($0, rule: places["\($0.code)"] ?? 0) }),
    ])
    return .object(["$schema": .string(Self.schema), "version": .string("2.1.0"), "runs": .array([run])])
  }

  /// Each code once, in order of its first use.
  private var codes: [String] {
    var seen: Set<String> = []
    return diagnostics.map { "\($0.code)" }.filter { seen.insert($0).inserted }
  }

  private func result(_ diagnostic: Diagnostic, rule: Int) -> Node {
    var text = diagnostic.message.plain
    for note in diagnostic.notes where note.range == nil { text += "; " + note.message.plain }
    let related = diagnostic.notes.compactMap { note in
      note.range.map { location($0, message: note.message.plain) }
    }
    return .object([
      "ruleId": .string("\(diagnostic.code)"), "ruleIndex": .integer(rule),
      "level": .string(diagnostic.severity.rawValue), "message": .object(["text": .string(text)]),
      "locations": .array(diagnostic.range.map { [location($0)] } ?? []),
      "relatedLocations": related.isEmpty ? nil : .array(related),
    ])
  }

  private func location(_ range: SourceRange, message: String? = nil) -> Node {
    .object([
      "physicalLocation": .object([
        "artifactLocation": .object([
          "uri": .string(Self.uri(range.file)),
          // Not beside an absolute one (§3.4.4).
          "uriBaseId": range.file.utf8.first == UInt8(ascii: "/") ? nil : .string(Self.root),
        ]),
        "region": .object([
          "startLine": .integer(range.start.line), "startColumn": .integer(range.start.column),
          "endLine": .integer(range.end.line), "endColumn": .integer(range.end.column),
        ]),
      ]),
      "message": message.map { .object(["text": .string($0)]) },
    ])
  }

  /// A path as a reference (RFC 3986 §4.2): what no path segment may hold is
  /// percent-encoded.
  private static func uri(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = Array((path.utf8.first == UInt8(ascii: "/") ? "file://" : "").utf8)
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"), UInt8(ascii: "/"):
        bytes.append(byte)
      default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
