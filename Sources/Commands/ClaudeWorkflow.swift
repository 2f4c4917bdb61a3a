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
    occupyClosedStreams()
    do {
      if try Root.tellsTopic(Operands.ofProcess.arguments) { exit(code: 0) }
      let arguments = Array(CommandLine.arguments.dropFirst())
      if let plain = Validation(plain: arguments) {
        try plain.run()
      } else if let script = CompletionScript(askedBy: arguments) {
        Output.standard.write(script.text)
      } else if CompletionTree.isAsked(by: arguments) {
        var command = try CompletionTree.parseAsRoot(arguments)
        try command.run()
      } else {
        var command = try Root.parseAsRoot(Operands.ofProcess.arguments)
        try command.run()
      }
      exit(code: 0)
    } catch {
      if let words = Root.unknownCommand(Operands.ofProcess.arguments) {
        Output.error.write("claude-workflow: \(plain(words))\n")
        exit(code: 2)
      }
      let text = Root.fullMessage(for: error)
      switch Root.exitCode(for: error) {
      // Help that was asked for.
      case .success:
        Output.standard.write(text + "\n")
        exit(code: 0)
      case let code:
        if !text.isEmpty { Output.error.write(plain(text) + "\n") }
        exit(code: code == .failure ? 1 : 2)
      }
    }
  }

  struct Root: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "claude-workflow",
      abstract: "Checks the contracts of Claude Code workflows.",
      discussion: """
        Exit status: 0 all is well, 1 problems were found, 2 the command could not do it.

        Beside the commands `claude-workflow help TOPIC` tells of \
        \(HelpTopic.allCases.map(\.rawValue).joined(separator: ", ")).
        """,
      version: ClaudeWorkflow.version,
      subcommands: [
        Check.self, Validate.self, Inspect.self, ContractCommand.self, ShowFlow.self, PrintSchema.self, Init.self,
        Uninstall.self, Doctor.self, DryRun.self, Status.self, RunReport.self, RunList.self,
        Completions.self,
      ])
  }
}

extension ClaudeWorkflow.Root {
  static var commandNames: [String] { configuration.subcommands.map { $0._commandName } }

  /// Prints what `help` is asked for, if that is a topic; throws if it is
  /// neither that nor a command.
  fileprivate static func tellsTopic(_ arguments: [String]) throws -> Bool {
    guard arguments.first == "help", arguments.count > 1, !arguments[1].hasPrefix("-") else { return false }
    if let topic = HelpTopic(rawValue: arguments[1]) {
      Output.standard.write(topic.text)
      return true
    }
    let commands = commandNames + ["help"]
    guard !commands.contains(arguments[1]) else { return false }
    let topics = HelpTopic.allCases.map(\.rawValue)
    let hint = nearestName(to: arguments[1], in: commands + topics).map { "did you mean \"\($0)\"?" }
    throw failure(
      "there is no command and no topic \(quoted(arguments[1])), "
        + (hint ?? "expected a command or one of " + topics.joined(separator: ", ")))
  }

  /// What to say of a command that there isn't; nil if there is, or if it is
  /// an option.
  fileprivate static func unknownCommand(_ arguments: [String]) -> String? {
    var command: any ParsableCommand.Type = self
    var path = ""
    for name in arguments {
      let below = command.configuration.subcommands
      // Without subcommands, or with one that is meant if none is named, what
      // stands there is an argument.
      guard !below.isEmpty, command.configuration.defaultSubcommand == nil, !name.hasPrefix("-"), !name.isEmpty
      else { return nil }
      if let known = below.first(where: { $0._commandName == name }) {
        command = known
        path += " " + name
        continue
      }
      let names = below.map { $0._commandName } + (path.isEmpty ? ["help"] : [])
      guard !names.contains(name) else { return nil }
      let hint = nearestName(to: name, in: names).map { "did you mean \"\($0)\"?" }
      return "there is no command \(quoted(String((path + " " + name).dropFirst()))), "
        + (hint ?? "expected one of " + names.joined(separator: ", ") + ";")
        + " `claude-workflow help\(path)` tells what each does"
    }
    return nil
  }
}

extension ParsableCommand {
  /// Ends the command with the exit status 2.
  static func failure(_ words: String) -> any Error {
    Output.error.write("claude-workflow: " + plain(words) + "\n")
    return ExitCode(2)
  }
}
