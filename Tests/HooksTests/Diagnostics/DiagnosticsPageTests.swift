import Diagnostics
import Foundation
import Testing

/// docs/diagnostics.md: it lists every code, and its examples are what it says.
struct DiagnosticsPageTests {
  private let page = DiagnosticsPage.ours

  @Test func `The page can be read, and every code has its prose and both examples once`() {
    #expect(page.problems == [])
    #expect(page.entries.filter { $0.prose == 0 }.map(\.code) == [])
    #expect(page.entries.filter { $0.examples.count != 2 }.map(\.code) == [])
    let codes = page.entries.map(\.code)
    #expect(codes.filter { code in codes.count { $0 == code } > 1 } == [])
  }

  @Test func `The page has the codes of the sources, all of them and no others`() throws {
    let sources = try SourceCodes(of: DiagnosticsPage.package.appendingPathComponent("Sources"))
    let codes = Set(page.entries.map(\.code))
    #expect(sources.codes.subtracting(codes).sorted() == [], "codes without an entry in docs/diagnostics.md")
    #expect(codes.subtracting(sources.codes).sorted() == [], "entries in docs/diagnostics.md that no source has")
    #expect(sources.foundDecoderNames == SourceCodes.decoderNames)
  }

  @Test func `The project that the examples stand in is right`() throws {
    #expect(page.project.count == 7)
    #expect(try DiagnosticExample(page.project).findings(for: "agent/no-frontmatter", [:]).map(\.description) == [])
  }

  @Test(arguments: DiagnosticsPage.ours.entries)
  func `The wrong example gives the code and the right one gives nothing`(_ entry: DiagnosticsPage.Entry) throws {
    let wrong = try findings(entry, .wrong)
    #expect(wrong.contains { $0.code == entry.code }, "found \(wrong)")
    #expect(try findings(entry, .right).map(\.description) == [])
  }

  private func findings(_ entry: DiagnosticsPage.Entry, _ side: DiagnosticsPage.Side) throws -> [Finding] {
    switch try #require(entry.examples[side]) {
    case .value(let value, let schema): try DiagnosticExample.findings(in: value, by: schema)
    case .files(let files): try DiagnosticExample(page.project).findings(for: entry.code, files)
    case .situation:
      try #require(DiagnosticSituations.all[entry.code], "DiagnosticSituations doesn't play it").play(side)
        .map(Finding.init)
    }
  }
}

/// A diagnostic as a failed test shows it.
struct Finding: Sendable, CustomStringConvertible {
  let code: String
  let description: String

  init(_ diagnostic: Diagnostic) {
    code = diagnostic.code.rawValue
    description = "\(diagnostic.range?.description ?? "") \(diagnostic.message) [\(code)]"
  }
}
