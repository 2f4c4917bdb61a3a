internal import Diagnostics
internal import Documents

/// `format`: the notation of a string (Validation 2020-12 §7), asserted if the
/// options or the meta-schema say so. An unknown one constrains nothing.
struct Format: Assertion {
  let place: KeywordPlace
  private let name: String
  private let check: Formats.Check

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    guard let name = compiler.string(source) else { return nil }
    guard let format = Formats.entry(name) else {
      if let nearest = nearestName(to: name, in: Formats.all.map(\.name).sorted()) {
        compiler.report(
          "schema/unknown-format", .unknown(name, nearest), source.value.range, source, severity: .warning)
      }
      return nil
    }
    guard source.dialect.assertsFormat, source.draft >= format.since else { return nil }
    place = source.place
    self.name = name
    check = format.check
  }

  func accepts(_ instance: Node) -> Bool {
    guard case .string(let text) = instance.value else { return true }
    return check(text)
  }

  func problem(with instance: Node) -> Violation.Kind { .format(found: instance.string ?? "", name) }
}

extension Diagnostic.Message {
  fileprivate static func unknown(_ name: String, _ nearest: String) -> Self {
    "unknown format \(quoted(name)) has no effect (did you mean \(quoted(nearest))?)"
  }
}
