import Diagnostics
import Documents
import TestSupport
import Testing

/// A loop whose items decide together where the run goes on.
@Suite("claude-workflow dry-run of loops with labels")
struct DryRunLoopTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.write(
      """
      name: audit
      state: { files: [] }
      flow: |
        START >> scout >> reader * $files[2]
        reader ?mend >> fixer >> END
        reader ?again >> scout
        reader >> END
      conditions:
        reader:
          mend: output[1].verdict == 'bad'
          again: output[0].verdict == 'odd' and output[2].verdict == 'odd'

      """, to: ".claude/workflows/audit/flow.yaml")
    try folder.write("---\ndescription: Audit\n---\nGo.\n", to: ".claude/commands/audit.md")
    try write("scout", "files: [a, b, c]\n")
    try write("reader", "verdict: good\n", choices: "[good, bad, odd]")
    try write("fixer", "")
  }

  private func write(_ name: String, _ header: String, choices: String? = nil) throws {
    try folder.write(
      "---\nname: \(name)\ndescription: A \(name)\noutput: { contract: \(name), target: \"$WORKDIR/.context/\(name).md\" }\n---\nWork.\n",
      to: ".claude/agents/\(name).md")
    let verdict = choices.map { ", properties: { verdict: { enum: \($0) } }" } ?? ""
    try folder.write(
      """
      name: \(name)
      schema: { properties: { header: { type: object, required: [type]\(verdict) } } }
      examples: [examples/\(name).md]

      """, to: ".claude/workflows/audit/contracts/\(name).yaml")
    try folder.write(
      "---\ntype: \(name)\n\(header)---\n\nText.\n", to: ".claude/workflows/audit/examples/\(name).md")
  }

  /// What the readers handed over in each visit, and the ends of nodes.
  @Test(arguments: [
    ([], ["good good good"], ["reader: done, 3/3", "fixer: skipped"]),
    (["mend"], ["good bad good"], ["reader: done, 3/3", "fixer: done"]),
    (["else"], ["good good good"], ["reader: done, 3/3", "fixer: skipped"]),
    (["again"], ["odd good odd", "good good good"], ["scout: done, visit 2", "reader: done, visit 2, 3/3"]),
    (["again", "mend"], ["odd good odd", "good bad good"], ["reader: done, visit 2, 3/3", "fixer: done"]),
  ])
  func `each item hands over what its visit's branch asks of it`(
    _ branches: [String], _ visits: [String], _ ends: [String]
  ) throws {
    let arguments = branches.flatMap { ["--branch", "reader=" + $0] }
    let run = try CommandRun(["dry-run"] + arguments, in: folder)
    #expect(run.status == 0, "\(run.output)\(run.error)")
    for end in ends { #expect(run.output.contains("  \(end)"), "\(run.output.suffix(400))") }
    let json = try CommandRun(["dry-run", "--format", "json"] + arguments, in: folder)
    let node = try #require(JSONReader(file: "run").read(Array(json.output.utf8)).accepted)
    let handed = (node["events"]?.array ?? []).compactMap { event -> String? in
      guard event["event"]?.string == "SubagentStop", event["payload"]?["agent_type"]?.string == "reader" else {
        return nil
      }
      let text = event["payload"]?["last_assistant_message"]?.string ?? ""
      return ["good", "bad", "odd"].first(where: text.contains)
    }
    #expect(handed.joined(separator: " ") == visits.joined(separator: " "))
  }

  @Test func `a branch that no documents take is said so`() throws {
    try write("reader", "verdict: good\n", choices: "[good, odd]")
    let run = try CommandRun(["dry-run", "--branch", "reader=mend"], in: folder)
    #expect(run.status == 1)
    #expect(
      run.output.contains(
        "found no documents for the 3 items of reader that the contract \"reader\" accepts and with which the run takes ?mend"
      ),
      "\(run.output.suffix(500))")
  }
}
