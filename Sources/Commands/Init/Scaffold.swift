internal import ArgumentParser
import Contracts
import Diagnostics
import Documents
import Flows
import Platform

/// What the commands that add a piece to a project have in common.
struct Scaffold: ParsableArguments {
  @Option(help: ArgumentHelp("The project, or any folder in it.", valueName: "directory"), completion: .directory)
  var project: String?

  @Flag(help: "Show what would be written and write nothing.")
  var dryRun = false

  /// Writes the files that a piece is made of, or none of them if one is
  /// there already. A folder without a project becomes one: with the plugin
  /// it needs nothing else.
  func add(_ files: (Project) throws -> [Templates.File]) throws {
    let (project, isNew) = try found()
    do {
      try ProjectLock.holding(project.root) {
        var changes = ProjectChanges(root: project.root)
        for file in try files(project) {
          let path = Path.normalized(file.path)
          if try changes.current(path) != nil {
            throw Init.failure("\(quoted(path)) is there already; nothing was written")
          }
          try changes.write(Array(file.text.utf8), to: path)
        }
        try IgnoredPaths.add(IgnoredPaths.ofRuns, to: &changes)
        if dryRun {
          Output.standard.write(changes.diff)
          return
        }
        try FileSystem.makeDirectories(project.claudeFolder)
        try changes.apply()
        Output.standard.write(changes.summary)
      }
    } catch let error as SystemError { throw Init.failure("\(error)") }
    if isNew {
      Output.error.write(
        "claude-workflow: no project was here or above: \(quoted(project.root, limit: 4000)) \(dryRun ? "would become" : "became") one; `claude-workflow init` puts the hooks in, unless the plugin brings them\n"
      )
    }
  }

  /// What to do after it, unless nothing was written.
  func tellNext(_ text: String) { if !dryRun { Output.standard.write("next: \(text)\n") } }

  private func found() throws -> (Project, isNew: Bool) {
    guard let folder = FileSystem.realPath(project ?? "."), FileSystem.isDirectory(folder) else {
      throw Init.failure("there is no folder \(quoted(project ?? ".", limit: 4000)), make it first")
    }
    if let found = UsersFolder.nearestProject(to: folder) { return (found, false) }
    guard let new = Project(root: folder) else { throw Init.failure("the folder vanished") }
    return (new, true)
  }

  /// Throws if there is an agent of that name: Claude Code knows only one.
  ///
  /// - Parameter file: where it may be.
  static func requireNoAgent(
    _ name: String, in project: Project, besides file: String? = nil, remedy: String = "take another one"
  ) throws {
    for path in project.agentFiles() where project.displayPath(path) != file {
      guard let found = (try? project.agent(inFile: path))?.name,
        Project.lowercased(found) == Project.lowercased(name)
      else { continue }
      let form = found == name ? "" : ", whatever its letters' case"
      throw Init.failure(
        "there is an agent \(quoted(found)) already, in \(quoted(project.displayPath(path))), and Claude Code knows only one of a name\(form); \(remedy). Nothing was written"
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

  /// What is wrong with the name of a new agent; nil if nothing is.
  static func problem(withAgent name: String) -> String? {
    guard isName(name) else { return badName(name) }
    guard [Flow.start, Flow.end].contains(name) else { return nil }
    return
      "\(quoted(name)) can't be an agent's name: in a flow START is where the run begins and END where it ends; take another one, as \(name.lowercased())-agent."
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
    if let problem = Scaffold.problem(withAgent: name) { throw ValidationError(problem) }
  }

  func run() throws {
    try scaffold.add(files)
    scaffold.tellNext("write \(name) into a flow, as in `START >> \(name) >> END`")
  }

  private func files(for project: Project) throws -> [Templates.File] {
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
    return files
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
    try scaffold.add { project in
      let folder = try Scaffold.folder(of: workflow, in: project)
      try Scaffold.requireNoContract(name, in: folder, of: project)
      return Templates.neutralContract(name, in: folder)
    }
    scaffold.tellNext("say what it asks for, and name it in an agent, as in `output: { contract: \(name) }`")
  }
}

/// `claude-workflow init workflow NAME`.
struct InitWorkflow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workflow", abstract: "Adds a workflow of one agent, with its command, flow and contracts.")

  @Argument(help: ArgumentHelp("The workflow's name, by which users start it.", valueName: "name")) var name: String
  @Option(help: ArgumentHelp("The name of its agent, else NAME-agent.", valueName: "name")) var agent: String?
  @OptionGroup var scaffold: Scaffold

  private var agentName: String { agent ?? Templates.agentName(ofWorkflow: name) }

  func validate() throws {
    if !Scaffold.isName(name) { throw ValidationError(Scaffold.badName(name)) }
    if let problem = Scaffold.problem(withAgent: agentName) { throw ValidationError(problem) }
  }

  func run() throws {
    try scaffold.add { project in
      try Scaffold.requireNoAgent(agentName, in: project, remedy: "name another one with --agent")
      return Templates.workflow(name, agent: agentName)
    }
    scaffold.tellNext("`claude-workflow check`, then type /\(name) and a request in claude")
  }
}
