import Diagnostics
import Testing

struct DiagnosticTests {
  static func at(_ line: Int, _ column: Int, file: String = "b", _ message: Diagnostic.Message = "m") -> Diagnostic {
    Diagnostic("x/y", message, at: TextRange(at: Position(line: line, column: column)).in(file))
  }

  @Test func `diagnostics are sorted by place and each is kept once`() {
    let placeless = Diagnostic("x/z", "m")
    let list = [
      Self.at(2, 1), Self.at(1, 9), Self.at(1, 2, "second"), Self.at(1, 2, "first"), placeless,
      Self.at(9, 9, file: "a"),
      Self.at(2, 1),
    ]
    #expect(
      list.sortedByPlace() == [
        placeless, Self.at(9, 9, file: "a"), Self.at(1, 2, "second"), Self.at(1, 2, "first"), Self.at(1, 9),
        Self.at(2, 1),
      ])
  }

  @Test func `a reading with an error is not accepted`() {
    #expect(Reading(1, [Diagnostic("x/y", "m", severity: .warning)]).accepted == 1)
    #expect(Reading(1, [Diagnostic("x/y", "m")]).accepted == nil)
  }
}
