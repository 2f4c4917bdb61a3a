internal import ArgumentParser
import Contracts
import Diagnostics
import Documents
import Platform

/// `claude-workflow doctor`: are the hooks live?
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Proves that the hooks of a project are live on this machine.",
    discussion: """
      Looks for the settings where Claude Code reads them, and for the plugins that they enable; runs each wired hook on an event that is none of its \
      business, and on one that it must refuse in a project made up for it; loads the validators, and tries the working directory. Nothing is left behind.

      Exit status: 0 the hooks are live, 1 something keeps them from it, 2 there is no project.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json
  }

  @Argument(help: ArgumentHelp("The project, or any folder in it.", valueName: "project"), completion: .directory)
  var project: String?

  @Option(
    help: ArgumentHelp(
      "The folder of a plugin that sessions are given by --plugin-dir, instead of the enabled ones.",
      valueName: "directory"), completion: .directory)
  var pluginDir: String?

  @Option(help: "How findings are printed: text or json.")
  var format: Format = .text

  func run() throws {
    guard let found = ProjectOption.nearest(to: project ?? ".") else {
      throw Self.failure(ProjectOption.missing(project))
    }
    if let pluginDir, !FileSystem.isDirectory(pluginDir) {
      throw Self.failure("there is no folder \(quoted(pluginDir, limit: 4000)), expected the one of a plugin")
    }
    let examination = Examination(
      project: found, environment: EnvironmentVariables.current.all, pluginFolder: pluginDir)
    let findings = ProgressLine.during("trying the hooks") { _ in examination.findings() }
    switch format {
    case .text: Output.standard.write(plain(text(findings)))
    case .json:
      Output.standard.write(
        JSONWriter(pretty: true).write(.object(["findings": .array(findings.map(\.node))])) + "\n")
    }
    if findings.contains(where: { $0.verdict == .error }) { throw ExitCode(1) }
  }

  private func text(_ findings: [Finding]) -> String {
    let color = Output.standard.takesColor
    let lines = findings.map { finding -> String in
      let style =
        switch finding.verdict {
        case .ok: "32"
        case .warning: "1;35"
        case .error: "1;31"
        }
      let word = finding.verdict.rawValue
      let mark = (color ? "\u{1B}[\(style)m\(word)\u{1B}[0m" : word) + String(repeating: " ", count: 9 - word.count)
      let remedy = finding.remedy.map { "         → \($0)\n" } ?? ""
      return "\(mark)\(finding.subject): \(finding.what)\n\(remedy)"
    }
    let errors = findings.count { $0.verdict == .error }
    let end =
      errors == 0 ? "the hooks are live\n" : "the hooks are not live: \(errors) error\(errors == 1 ? "" : "s")\n"
    return lines.joined() + end
  }
}
