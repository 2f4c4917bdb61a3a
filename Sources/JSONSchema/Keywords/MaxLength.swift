internal import Diagnostics
internal import Documents

/// `maxLength`: the greatest number of characters (Unicode scalars) of a string (Validation 2020-12 §6.3.1).
struct MaxLength: Assertion {
  let place: KeywordPlace
  private let limit: Int

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    guard let limit = compiler.count(source) else { return nil }
    place = source.place
    self.limit = limit
  }

  func accepts(_ instance: Node) -> Bool {
    guard case .string(let text) = instance.value else { return true }
    // A string has at most as many scalars as bytes, and at least a quarter.
    let bytes = text.utf8.count
    if bytes <= limit { return true }
    return bytes / 4 <= limit && text.unicodeScalars.count <= limit
  }

  func problem(with instance: Node) -> Violation.Kind {
    let text = instance.string ?? ""
    return .maxLength(found: text, length: text.unicodeScalars.count, limit)
  }
}
