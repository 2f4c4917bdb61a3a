import Diagnostics
import Documents

extension Diagnostic {
  /// Lines and columns start at 1; the end is the place behind the last
  /// character.
  var node: Node {
    .object([
      "code": .string("\(code)"), "severity": .string(severity.rawValue), "message": .string(message.plain),
      "range": range?.node, "pointer": (pointer?.description).map(Node.string),
      "notes": notes.isEmpty
        ? nil : .array(notes.map { .object(["message": .string($0.message.plain), "range": $0.range?.node]) }),
    ])
  }
}

extension SourceRange {
  fileprivate var node: Node {
    .object([
      "file": .string(file), "line": .integer(start.line), "column": .integer(start.column),
      "endLine": .integer(end.line), "endColumn": .integer(end.column),
    ])
  }
}
