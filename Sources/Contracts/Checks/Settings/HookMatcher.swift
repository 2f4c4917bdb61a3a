import Diagnostics
import Documents
import JSONSchema

/// A hook's `matcher`, as Claude Code 2.1 reads it: nothing, an empty text and
/// `*` match everything; words between `|` or `,` match whole names, letter
/// case included; anything else is a regular expression.
package struct HookMatcher: Sendable {
  private enum Form: Sendable {
    case everything
    case names([String])
    case expression(Schema)
    case unreadable
  }

  private let form: Form

  package init(_ text: String?) {
    guard let text, !text.isEmpty, text != "*" else {
      form = .everything
      return
    }
    if text.utf8.allSatisfy(Self.isPlain) {
      form = .names(
        text.split { $0 == "|" || $0 == "," }.map { String($0.drop { $0 == " " }) }.map { name in
          String(name.reversed().drop { $0 == " " }.reversed())
        })
      return
    }
    let schema = Schema.compile(.object(["pattern": .string(text)]), file: "matcher").accepted
    form = schema.map(Form.expression) ?? .unreadable
  }

  package func matches(_ name: String) -> Bool {
    switch form {
    case .everything: true
    case .names(let names): names.contains(name)
    case .expression(let schema): schema.isValid(.string(name))
    case .unreadable: false
    }
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122, UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "|"), UInt8(ascii: ","), 32:
      true
    default: false
    }
  }
}
