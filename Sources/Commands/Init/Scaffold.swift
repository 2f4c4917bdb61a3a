internal import ArgumentParser
import Contracts
import Diagnostics
import Documents
import Platform

/// What the commands that add a piece to a project have in common.
struct Scaffold: ParsableArguments {
  @Option(help: ArgumentHelp("The project, or any folder in it.", valueName: "directory"), completion: .directory)
  var project: String?

  @Flag(help: "Show what would be written and write nothing.")
  var dryRun = false

  func found() throws -> Project {
    guard let found = ProjectOption.nearest(to: project ?? ".") else {
      throw Init.failure(ProjectOption.missing(project))
    }
    return found
  }

  /// Writes the files, or none of them if one is there already.
  func write(_ files: [Templates.File], in project: Project) throws {
    do {
      var changes = ProjectChanges(root: project.root)
      for file in files {
        if try changes.current(file.path) != nil {
          throw Init.failure("\(quoted(file.path)) is there already; nothing was written")
        }
        try changes.write(Array(file.text.utf8), to: file.path)
      }
      if dryRun {
        Output.standard.write(changes.diff)
      } else {
        try changes.apply()
        Output.standard.write(changes.summary)
      }
    } catch let error as SystemError { throw Init.failure("\(error)") }
  }

  /// Throws if there is an agent of that name: Claude Code knows only one.
  static func requireNoAgent(_ name: String, in project: Project) throws {
    for path in project.agentFiles() where (try? project.agent(inFile: path))?.name == name {
      throw Init.failure(
        "there is an agent \(quoted(name)) already, in \(quoted(project.displayPath(path))), and Claude Code knows only one of a name; take another one. Nothing was written"
      )
    }
  }

  /// Throws if there is a contract of that name where the new one would lie.
  static func requireNoContract(_ name: String, in folder: String, of project: Project) throws {
    let place = Path.normalized(Path.join(Path.join(project.root, folder), "contracts")) + "/"
    for path in project.contractFiles() where path.hasPrefix(place) {
      guard (try? project.contract(inFile: path))?.name == name else { continue }
      throw Init.failure(
        "there is a contract \(quoted(name)) already, in \(quoted(project.displayPath(path))); take another name. Nothing was written"
      )
    }
  }

  /// The folder that holds a workflow's contracts; without a name that of the
  /// only workflow, else the project's own.
  static func folder(of workflow: String?, in project: Project) throws -> String {
    let names = project.workflowNames()
    if let problem = ProjectOption.unknown(workflow: workflow, in: project) { throw Init.failure(problem) }
    if let workflow { return ".claude/workflows/" + workflow }
    return names.count == 1 ? ".claude/workflows/" + names[0] : "."
  }

  /// Whether it can name an agent, a workflow or a contract.
  static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first, (65...90).contains(first) || (97...122).contains(first) else { return false }
    return name.utf8.allSatisfy { byte in
      switch byte {
      case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"): true
      default: false
      }
    }
  }

  static func badName(_ name: String) -> String {
    "\(quoted(name)) is no name here, expected a letter, then letters, digits, - and _."
  }
}

/// `claude-workflow init agent NAME`.
struct InitAgent: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agent", abstract: "Adds an agent with an output contract and its examples.")

  @Argument(help: ArgumentHelp("The agent's name.", valueName: "name")) var name: String
  @Option(
    help: ArgumentHelp("The workflow that it is for, else the only one.", valueName: "name"),
    completion: NameCompletion.workflows)
  var workflow: String?
  @OptionGroup var scaffold: Scaffold

  func validate() throws {
    if !Scaffold.isName(name) { throw ValidationError(Scaffold.badName(name)) }
  }

  func run() throws {
    let project = try scaffold.found()
    let folder = try Scaffold.folder(of: workflow, in: project)
    let prefix = folder == "." ? "" : folder + "/"
    // What all agents of a workflow are given may be one contract.
    let taskPath = prefix + "contracts/task-input.yaml"
    let known = (try? project.contract(inFile: Path.join(project.root, taskPath)))?.name
    let output = Templates.typeName(name) + "Output"
    try Scaffold.requireNoAgent(name, in: project)
    try Scaffold.requireNoContract(output, in: folder, of: project)
    var files = Templates.agent(
      name, input: known ?? Templates.typeName(name) + "Task", output: output,
      folder: folder == "." ? "" : Path.lastComponent(folder) + "/")
    files += Templates.contract(output, type: name.lowercased() + "-output", agent: name, in: folder)
    if known == nil { files.append((taskPath, Templates.taskInput(Templates.typeName(name) + "Task"))) }
    try scaffold.write(files.map { (Path.normalized($0.path), $0.text) }, in: project)
    Output.standard.write("next: write \(name) into a flow, as in `START >> \(name) >> END`\n")
  }
}

/// `claude-workflow init contract NAME`.
struct InitContract: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contract", abstract: "Adds a contract with an example of each kind.")

  @Argument(help: ArgumentHelp("The contract's name, as AuditReport.", valueName: "name")) var name: String
  @Option(
    help: ArgumentHelp("The workflow that it is for, else the only one.", valueName: "name"),
    completion: NameCompletion.workflows)
  var workflow: String?
  @OptionGroup var scaffold: Scaffold

  func validate() throws {
    if !Scaffold.isName(name) { throw ValidationError(Scaffold.badName(name)) }
  }

  func run() throws {
    let project = try scaffold.found()
    let folder = try Scaffold.folder(of: workflow, in: project)
    try Scaffold.requireNoContract(name, in: folder, of: project)
    let files = Templates.contract(name, type: Templates.fileName(name), agent: nil, in: folder)
    try scaffold.write(files.map { (Path.normalized($0.path), $0.text) }, in: project)
    Output.standard.write("next: name it in an agent, as in `output: { contract: \(name) }`\n")
  }
}

/// `claude-workflow init workflow NAME`.
struct InitWorkflow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workflow", abstract: "Adds a workflow of one agent, with its command, flow and contracts.")

  @Argument(help: ArgumentHelp("The workflow's name, by which users start it.", valueName: "name")) var name: String
  @Option(help: ArgumentHelp("The name of its agent.", valueName: "name")) var agent: String?
  @OptionGroup var scaffold: Scaffold

  func validate() throws {
    for name in [name, agent ?? name] where !Scaffold.isName(name) {
      throw ValidationError(Scaffold.badName(name))
    }
  }

  func run() throws {
    let project = try scaffold.found()
    let agent = agent ?? name + "-agent"
    try Scaffold.requireNoAgent(agent, in: project)
    try scaffold.write(Templates.workflow(name, agent: agent), in: project)
    Output.standard.write("next: `claude-workflow check`, then type /\(name) and a request in claude\n")
  }
}
