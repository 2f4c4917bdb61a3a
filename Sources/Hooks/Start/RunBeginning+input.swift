import Contracts
import Diagnostics
import Documents
import Platform
import Runs

// MARK: - What the command says

extension RunBeginning {
  /// What the contract sees, and the part of it that is recorded.
  struct Input {
    var data: Node
    var recorded: Node
    var environment: [String: String]
  }

  func input(_ options: CommandLineOptions, _ schema: OptionSchema) -> Input {
    let given = options.options.filter { !RunOptions.all.contains($0.key) || schema.names($0.key) }
    let header = schema.header(of: given)
    var environment: [String: String] = [:]
    for name in schema.environmentVariables { environment[name] = context.environment[name] }
    var env = Object()
    for (name, value) in environment.sorted(by: { $0.key < $1.key }) { env.set(name, .string(value)) }
    let data = Node.object([
      "header": header, "content": .string(options.rest), "command": .string(command.name),
      "prompt": .string(command.prompt), "env": Node(.object(env)),
    ])
    return Input(
      data: data, recorded: .object(["header": header, "content": .string(options.rest)]), environment: environment)
  }

  /// Why the input is refused; nil if the contract accepts it.
  func refusal(of input: Input, _ schema: OptionSchema) throws(Breakdown) -> String? {
    guard let contract = definition.inputContract else { return nil }
    let judge = Judge(
      project: project, environment: context.environment, deadline: context.deadline,
      secrets: Array(input.environment.values))
    let problems: [Problem]
    do {
      problems = try judge.problems(of: input.data, by: contract, file: nil)
    } catch { throw Breakdown(error) }
    guard !problems.isEmpty else { return nil }
    return limited(
      first: "The input of /\(command.name) does not satisfy the contract \(quoted(contract.name)):",
      lines: problems.map { line($0.diagnostic) },
      last: "Options come first (--key=value), then the text. Give the command again.")
  }

  /// The problem in words, without the value of any environment variable.
  private func line(_ diagnostic: Diagnostic) -> String {
    if let tokens = diagnostic.pointer?.tokens, tokens.count > 1, tokens[0] == .key("env"),
      case .key(let name) = tokens[1]
    {
      let demand = diagnostic.notes.first?.range.map { " (demanded at \($0))" } ?? ""
      return "the environment variable \(name) does not satisfy the contract\(demand)"
    }
    return diagnostic.placedLine
  }

  /// `--workdir`, else `$WORKDIR`, else the project.
  func workdir(_ options: CommandLineOptions) throws(Breakdown) -> (path: String?, reason: String) {
    let given = options.options.last { $0.key == "workdir" }
    if let given, given.value?.isEmpty ?? true {
      return (nil, "/\(command.name): --workdir has no value, expected --workdir=DIRECTORY.")
    }
    // What is to be redone is in the session's own run.
    if given == nil, options.options.contains(where: { $0.key == "redo" }), let pointer = try pointer(),
      pointer.workflow == command.name
    {
      return (pointer.workdir, "")
    }
    let path = given?.value ?? context.environment["WORKDIR"]
    if path?.utf8.first == UInt8(ascii: "~"), context.environment["HOME"]?.isEmpty ?? true {
      return (
        nil, "/\(command.name): the working directory begins with ~, and HOME isn't set; give it as an absolute path."
      )
    }
    return (context.workdir(given?.value, in: project), "")
  }
}
