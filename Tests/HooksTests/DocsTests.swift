import Contracts
import Diagnostics
import Documents
import Foundation
import Platform
import TestSupport
import Testing

/// What the pages below docs/ show and point at.
struct DocsTests {
  private func page(_ path: String) throws -> String {
    try String(contentsOf: DiagnosticsPage.package.appendingPathComponent(path), encoding: .utf8)
  }

  private func blocks(_ page: String, _ language: String) -> [String] {
    page.components(separatedBy: "\n```\(language)\n").dropFirst().map { $0.components(separatedBy: "\n```")[0] + "\n" }
  }

  private static let pages: [String] = {
    let folder = DiagnosticsPage.package.appendingPathComponent("docs").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".md") }.map { "docs/" + $0 }.sorted() + ["README.md", "CONTRIBUTING.md"]
  }()

  @Test(arguments: Self.pages)
  func `Links lead to files and headings that are there`(_ path: String) throws {
    let links = matches(#"\]\(([^)\s]+)\)"#, in: try page(path)).filter { !$0.contains("://") }
    for link in links {
      let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let folder = (path as NSString).deletingLastPathComponent
      let target = parts[0].isEmpty ? path : ((folder + "/" + parts[0]) as NSString).standardizingPath
      let file = DiagnosticsPage.package.appendingPathComponent(target).path
      #expect(FileManager.default.fileExists(atPath: file), "\(path): \(link)")
      guard parts.count == 2, target.hasSuffix(".md") else { continue }
      #expect(try headings(target).contains(parts[1]), "\(path): \(link)")
    }
  }

  /// The names under which the headings of a page can be linked.
  private func headings(_ path: String) throws -> [String] {
    try page(path).split(separator: "\n").filter { $0.hasPrefix("#") }.map { line in
      let text = line.drop { $0 == "#" || $0 == " " }.lowercased()
      return String(text.filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" })
        .replacingOccurrences(of: " ", with: "-")
    }
  }

  private func matches(_ pattern: String, in text: String) -> [String] {
    guard let expression = try? NSRegularExpression(pattern: pattern) else { return [] }
    return expression.matches(in: text, range: NSRange(text.startIndex..., in: text)).compactMap {
      Range($0.range(at: 1), in: text).map { String(text[$0]) }
    }
  }

  @Test(arguments: ["docs/contracts.md", "docs/formats.md"])
  func `The contracts shown are read without a word of complaint`(_ path: String) throws {
    let contracts = blocks(try page(path), "yaml").filter { $0.contains("\nschema:") && $0.hasPrefix("name:") }
    #expect(contracts.count == 1)
    for contract in contracts {
      #expect(
        Contract.read(Array(contract.utf8), file: "c.yaml", path: "/c.yaml").diagnostics.map(\.message.text) == [])
    }
  }

  @Test func `The validators shown accept and reject`() throws {
    let page = try page("docs/validators.md")
    let scratch = try ScratchFolder()
    let python = try #require(blocks(page, "python").first)
    let shell = try #require(blocks(page, "sh").first)
    try scratch.write(python, to: "v.py")
    try scratch.write(shell, to: "v", permissions: 0o755)
    let runner = ValidatorRunner(
      folder: scratch.path, projectRoot: scratch.path, environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"],
      timeLimit: .seconds(60))
    func objections(_ validator: String, _ content: String) throws -> [String] {
      let data = Node.object(["header": .object(["total": .integer(1)]), "content": .string(content)])
      return try runner.run(try #require(Validator(parsing: validator)), on: data)
    }
    #expect(try objections("v", "x\n## Sources\n") == [])
    #expect(try objections("v", "x") == ["the text has no section \"## Sources\""])
    guard FileSystem.findExecutable("python3", path: "/usr/local/bin:/usr/bin:/bin") != nil else { return }
    #expect(try objections("v.py::validate", "x\n## Sources\n") == [])
    #expect(try objections("v.py::validate", "x") == ["total is 1, but the text has 0 sections"])
  }

  @Test func `Every failure of a validator is in the table, in its own words`() throws {
    let reasons: [ValidatorFailure.Reason] = [
      .notFound, .outsideFolder("/p"), .notExecutable, .empty, .noInterpreter("python3"), .noFunction("f"),
      .raised(trace: "KeyError: 'total'", line: 4), .raised(trace: "SyntaxError: x", line: 3),
      .raised(trace: "ModuleNotFoundError: x", line: 1), .wrongReturn(type: "NoneType"), .exited(127), .exited(7),
      .signalled(11), .timedOut(seconds: 10), .outOfMemory(limit: 1 << 30), .badOutput,
      .notStarted(SystemError("run", code: EAGAIN)),
    ]
    let messages = reasons.map { ValidatorFailure(validator: "…", reason: $0).message.text }
    let table = try page("docs/validators.md").components(separatedBy: "| message: validator")[1]
    let phrases = table.split(separator: "\n").filter { $0.hasPrefix("| `") }.flatMap { row in
      matches("`([^`]+)`", in: String(row.split(separator: " | ")[0]))
    }
    #expect(phrases.count >= 16)
    for phrase in phrases {
      #expect(messages.contains { has($0, phrase) }, "no failure says \(phrase)")
    }
    for message in messages {
      #expect(phrases.contains { has(message, $0) }, "docs/validators.md doesn't have \(message)")
    }
  }

  /// Whether the text has the parts of the phrase around each `…` in order.
  private func has(_ text: String, _ phrase: String) -> Bool {
    var rest = text[...]
    for part in phrase.components(separatedBy: "…") {
      guard let range = rest.range(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }
}
