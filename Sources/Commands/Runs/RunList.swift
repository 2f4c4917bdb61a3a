internal import ArgumentParser
import Contracts
import Diagnostics
import Documents
import Platform
import Runs

/// `claude-workflow runs`: the runs of a project.
struct RunList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "Lists the runs of a project, the last one first.",
    discussion: """
      Those of all working directories in which a session of the project has started one.

      Exit status: 0 all could be read, 1 one of them can't be, 2 there is no project.
      """)

  @Argument(help: ArgumentHelp("The project, or any folder in it.", valueName: "project"), completion: .directory)
  var project: String?

  @Flag(help: "Also runs that were archived for later ones.")
  var all = false

  @Option(help: "How they are printed: text or json.")
  var format: Status.Format = .text

  func run() throws {
    guard let found = ProjectOption.nearest(to: project ?? ".") else {
      throw Self.failure(ProjectOption.missing(project))
    }
    let runs = RunSearch(project: found).all(archived: all)
    switch format {
    case .text: Output.standard.write(plain(text(runs)))
    case .json:
      let node = Node.object(["runs": .array(runs.map(Self.node))])
      Output.standard.write(JSONWriter(pretty: true).write(node) + "\n")
    }
    if runs.contains(where: { $0.problem != nil }) { throw ExitCode(1) }
  }

  private func text(_ runs: [RunSearch.Found]) -> String {
    if runs.isEmpty { return "no runs; start one in Claude Code with a workflow's command\n" }
    let rows = runs.map { found -> [String] in
      guard let record = found.record else { return ["?", "?", found.problem ?? "", "", found.workdir] }
      let state = record.state
      let done = state.nodes.values.count { $0.outcome == .done }
      return [
        state.start.run, state.start.workflow, record.standing + (found.isArchived ? ", archived" : ""),
        "\(done)/\(state.nodes.values.count) nodes", found.workdir,
      ]
    }
    let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ") + "  " + row[4]
        + "\n"
    }.joined()
  }

  private static func node(_ found: RunSearch.Found) -> Node {
    guard let record = found.record else {
      return .object(["workdir": .string(found.workdir), "problem": found.problem.map(Node.string)])
    }
    let state = record.state
    return .object([
      "run": .string(state.start.run), "workflow": .string(state.start.workflow),
      "standing": .string(record.standing), "session": .string(state.session),
      "workdir": .string(found.workdir), "started": .string(state.startedAt.description),
      "ended": state.endedAt.map { .string($0.description) }, "archived": .boolean(found.isArchived),
      "nodes": .integer(state.nodes.values.count),
      "done": .integer(state.nodes.values.count { $0.outcome == .done }),
    ])
  }
}
