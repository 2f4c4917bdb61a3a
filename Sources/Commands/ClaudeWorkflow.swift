internal import ArgumentParser
import Diagnostics
import Platform

/// `claude-workflow`: the command line.
///
/// Its exit status is 0 if all is well, 1 if problems were found, and 2 if the
/// command could not do what it was asked for.
public enum ClaudeWorkflow {
  static let version = "0.1.0"

  /// Runs what the process's arguments ask for; doesn't return.
  public static func run() -> Never {
    do {
      if let plain = Validation(plain: Array(CommandLine.arguments.dropFirst())) {
        try plain.run()
      } else {
        var command = try Root.parseAsRoot(Operands.ofProcess.arguments)
        try command.run()
      }
      exit(code: 0)
    } catch {
      if let words = Root.unknownCommand(Operands.ofProcess.arguments.first) {
        Output.error.write("claude-workflow: \(words)\n")
        exit(code: 2)
      }
      let text = Root.fullMessage(for: error)
      switch Root.exitCode(for: error) {
      // Help that was asked for.
      case .success:
        Output.standard.write(text + "\n")
        exit(code: 0)
      case let code:
        if !text.isEmpty { Output.error.write(text + "\n") }
        exit(code: code == .failure ? 1 : 2)
      }
    }
  }

  struct Root: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "claude-workflow",
      abstract: "Checks the contracts of Claude Code workflows.",
      discussion: "Exit status: 0 all is well, 1 problems were found, 2 the command could not do it.",
      version: ClaudeWorkflow.version,
      subcommands: [
        Check.self, Validate.self, Inspect.self, ContractCommand.self, ShowFlow.self, PrintSchema.self, Init.self,
        Uninstall.self, Doctor.self, DryRun.self, Status.self, RunReport.self, RunList.self,
      ])
  }
}

extension ClaudeWorkflow.Root {
  /// What to say of a command that there isn't; nil if there is, or if it is
  /// an option.
  fileprivate static func unknownCommand(_ name: String?) -> String? {
    let names = configuration.subcommands.map { $0._commandName } + ["help"]
    guard let name, !name.hasPrefix("-"), !name.isEmpty, !names.contains(name) else { return nil }
    let hint = nearestName(to: name, in: names).map { "did you mean \"\($0)\"?" }
    return "there is no command \(quoted(name)), "
      + (hint ?? "expected one of " + names.joined(separator: ", ") + ";")
      + " `claude-workflow help` tells what each does"
  }
}

extension ParsableCommand {
  /// Ends the command with the exit status 2.
  static func failure(_ words: String) -> any Error {
    Output.error.write("claude-workflow: " + words + "\n")
    return ExitCode(2)
  }
}
