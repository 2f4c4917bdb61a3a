import Diagnostics

/// Diagnostics as workflow commands of GitHub Actions, which shows them beside
/// the lines of a pull request.
struct GitHubAnnotations {
  let diagnostics: [Diagnostic]

  var text: String { diagnostics.map { line($0) + "\n" }.joined() }

  private func line(_ diagnostic: Diagnostic) -> String {
    var properties: [String] = []
    if let range = diagnostic.range {
      properties = [
        "file=" + Self.property(range.file), "line=\(range.start.line)", "endLine=\(range.end.line)",
      ]
      // Columns are refused beside a range of several lines.
      if range.start.line == range.end.line {
        properties += ["col=\(range.start.column)", "endColumn=\(range.end.column)"]
      }
    }
    properties.append("title=" + Self.property("\(diagnostic.code)"))
    var text = diagnostic.message.plain
    for note in diagnostic.notes {
      text += "\n" + (note.range.map { "\($0): " } ?? "") + note.message.plain
    }
    return "::\(diagnostic.severity.rawValue) \(properties.joined(separator: ","))::\(Self.data(text))"
  }

  private static func data(_ text: String) -> String { escaped(text, [37, 13, 10]) }
  private static func property(_ text: String) -> String { escaped(text, [37, 13, 10, 58, 44]) }

  private static func escaped(_ text: String, _ special: [UInt8]) -> String {
    var bytes: [UInt8] = []
    let digits = Array("0123456789ABCDEF".utf8)
    for byte in text.utf8 {
      if special.contains(byte) {
        bytes += [37, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
