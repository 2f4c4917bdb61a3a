import Foundation
import TestSupport
import Testing

/// Runs what pages tell their readers to type, in its order.
@Suite("Commands on pages")
struct PageTests {
  /// A box of commands, and what its output must have, line by line.
  private struct Step {
    var script: String
    var fails: Bool
    var expected: [String] = []
  }

  private static func steps(of page: String) throws -> [Step] {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent(page)
    var steps: [Step] = []
    var fence: String?
    var lines: [String] = []
    for line in try String(contentsOf: page, encoding: .utf8).components(separatedBy: "\n") {
      guard line.hasPrefix("```") else {
        lines.append(line)
        continue
      }
      switch fence {
      case nil: fence = String(line.dropFirst(3))
      case "sh", "sh fails": steps.append(Step(script: lines.joined(separator: "\n") + "\n", fails: fence != "sh"))
      case "text": steps[steps.count - 1].expected = lines
      // Continuous integration runs these; scripts/check-dist.sh those that
      // need the host.
      case "yaml", "console": break
      default: Issue.record("a box of the kind \"\(fence ?? "")\" is run by nobody")
      }
      if !lines.isEmpty, line == "```" { fence = nil }
      lines = []
    }
    return steps
  }

  @Test(arguments: ["docs/tutorial.md", "docs/recipes.md"])
  func `all that a page says can be typed, and prints what it says`(page: String) throws {
    let steps = try Self.steps(of: page)
    try #require(steps.count > 5)
    let folder = try ScratchFolder()
    try folder.makeFolder("tmp")
    var script = "PATH=\"$(dirname \"$COMMAND\"):$PATH\"; TMPDIR='\(folder.path("tmp"))'; export PATH TMPDIR\n"
    for (number, step) in steps.enumerated() {
      let name = folder.path("step-\(number)")
      try folder.write(step.script, to: "step-\(number)")
      // All in one shell, as a reader has it.
      script += ". '\(name)' >'\(name).out' 2>&1; echo $? >'\(name).status'\n"
    }
    _ = try CommandRun.shell(script, in: folder)
    for (number, step) in steps.enumerated() {
      let output = folder.text("step-\(number).out") ?? ""
      let failed = folder.text("step-\(number).status") != "0\n"
      #expect(failed == step.fails, "\(step.script)\n\(output)")
      var rest = output[...]
      for line in step.expected {
        guard let found = rest.range(of: line) else {
          Issue.record("found no \"\(line)\" behind the lines before it in\n\(output)")
          break
        }
        rest = rest[found.upperBound...]
      }
    }
    // Both pages have a report written.
    let report = folder.text("shop/report.html") ?? folder.text("demo/report.html")
    #expect(report?.hasPrefix("<!doctype html>") == true)
    #expect(folder.names(in: "tmp") == [])
  }
}
