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
    #expect(page.project.count == 9)
    let example = DiagnosticExample(page.project)
    #expect(try example.findings(for: "agent/no-frontmatter", [:]).map(\.description) == [])
    #expect(try example.findingsOfCheck(for: "agent/no-frontmatter", [:]).map(\.description) == [])
  }

  @Test(arguments: DiagnosticsPage.ours.entries)
  func `The wrong example gives the code and the right one gives nothing`(_ entry: DiagnosticsPage.Entry) throws {
    let wrong = try findings(entry, .wrong)
    #expect(wrong.contains { $0.code == entry.code }, "found \(wrong)")
    #expect(try findings(entry, .right).map(\.description) == [])
  }

  /// What a start would refuse, `claude-workflow check` must find before, and
  /// what it alone is said to tell nobody else may.
  @Test(arguments: DiagnosticsPage.ours.entries)
  func `The check tells the wrong examples of definitions, too`(_ entry: DiagnosticsPage.Entry) throws {
    guard case .files(let files)? = entry.examples[.wrong] else { return }
    let example = DiagnosticExample(page.project)
    if entry.isOfCheckAlone {
      #expect(!(try example.findings(for: entry.code, files).contains { $0.code == entry.code }))
    } else if Self.definitions.contains(String(entry.code.prefix { $0 != "/" })), !Self.ofDocuments.contains(entry.code)
    {
      let told = try example.findingsOfCheck(for: entry.code, files)
      #expect(told.contains { $0.code == entry.code }, "found \(told)")
    }
  }

  private static let definitions: Set<String> = ["agent", "path", "contract", "command", "flow"]
  /// Codes of contracts and views that only something given to them shows.
  private static let ofDocuments: Set<String> = [
    "contract/validator", "contract/broken-validator", "contract/undecided", "flow/not-a-view",
  ]

  /// Every message, with its place, its notes and its carets. After a change
  /// of wording RECORD_FIXTURES=1 writes the file anew, for a person to read.
  @Test func `The messages of all wrong examples are worded as they were`() throws {
    let file = DiagnosticsPage.package.appendingPathComponent("Tests/HooksTests/Fixtures/diagnostics.expected")
    let told = try page.entries.map { entry in
      "### \(entry.code)\n\n" + (try findings(entry, .wrong).map(\.description).joined())
    }
    let text = Self.withoutScratchFolders(told.joined(separator: "\n"))
    let expected = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    if ProcessInfo.processInfo.environment["RECORD_FIXTURES"] != nil, text != expected {
      try text.write(to: file, atomically: true, encoding: .utf8)
      Issue.record("recorded \(file.path); read the difference")
    }
    let lines = text.split(separator: "\n"), known = expected.split(separator: "\n")
    #expect(lines.filter { !known.contains($0) } == [], "messages that have changed")
    #expect(text == expected)
    #expect(page.entries.count >= 60)
  }

  private static func withoutScratchFolders(_ text: String) -> String {
    text.replacingOccurrences(
      of: #"[^" ]*/(scratch|hooks)-[0-9A-F-]{36}"#, with: "/scratch", options: .regularExpression)
  }

  private func findings(_ entry: DiagnosticsPage.Entry, _ side: DiagnosticsPage.Side) throws -> [Finding] {
    switch try #require(entry.examples[side]) {
    case .value(let value, let schema, let text):
      try DiagnosticExample.findings(in: value, by: schema, written: text)
    case .files(let files) where entry.isOfCheckAlone:
      try DiagnosticExample(page.project).findingsOfCheck(for: entry.code, files)
    case .files(let files): try DiagnosticExample(page.project).findings(for: entry.code, files)
    case .situation:
      try #require(DiagnosticSituations.all[entry.code], "DiagnosticSituations doesn't play it").play(side)
        .map { Finding($0) }
    }
  }
}

/// A diagnostic as its reader sees it.
struct Finding: Sendable, CustomStringConvertible {
  let code: String
  /// With its notes and, if the files are given by their names, with carets.
  let description: String

  init(_ diagnostic: Diagnostic, in files: [String: String] = [:]) {
    code = diagnostic.code.rawValue
    description = TextRenderer { name in files[name].map { SourceText(file: name, bytes: Array($0.utf8)) } }
      .render(diagnostic)
  }
}
