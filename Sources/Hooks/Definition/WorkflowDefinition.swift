import Contracts
import Diagnostics
import Documents
import Flows
import Platform
import Runs

/// Everything that a start must know of a workflow's definition, which has
/// been read and found without mistakes.
struct WorkflowDefinition {
  /// The agent of a node.
  struct NodeAgent {
    var name: String
    /// Relative to the project.
    var file: String
    /// Where its accepted document goes, before variables are resolved.
    var target: Located<String>?
    /// Whether its node goes through a list, so that each item has a target.
    var isLoop = false
    /// The files whose mistake may hold its node, relative to the project:
    /// its own, and those of its output contract.
    var ownFiles: [String]
    /// What it reads, before variables are resolved.
    var context: [Located<String>] = []
  }

  let name: String
  /// What the flow says under `on_error`; nil for a workflow without a flow.
  var onError: ErrorPolicy?
  var inputContract: Contract?
  var agents: [NodeAgent] = []
  var snapshot: DefinitionSnapshot
  /// Absolute paths of files that were looked at and are no part of it.
  var alsoRead: [String] = []

  /// Reads and checks the definition, or takes it as it was found when none
  /// of its files was another one. Throws with everything that is wrong, not
  /// only with the first mistake.
  init(_ name: String, folder: String, in project: Project, _ context: HookContext) throws(DefinitionError) {
    let cache = DefinitionCache(of: name, in: project, program: context.program)
    if let known = cache.read() {
      self = known
      return
    }
    self = try DefinitionReader.read(name, folder: folder, in: project)
    cache.write(self, readFrom: context.begin)
  }

  /// The definition of one that was read just now.
  init(name: String, snapshot: DefinitionSnapshot) {
    self.name = name
    self.snapshot = snapshot
  }
}

/// Where the documents of a workflow's agents go in one working directory.
struct DefinitionTargets {
  /// Absolute, by the agent's name.
  private(set) var paths: [String: String] = [:]
  private(set) var problems: [Diagnostic] = []

  init(_ definition: WorkflowDefinition, _ variables: PathVariables) {
    var owners: [String: Located<String>] = [:]
    // A loop's target stands for those of all its items.
    var patterns: [String] = []
    let own = Set(definition.snapshot.files.map { Path.join(variables.project, $0.path) })
    for agent in definition.agents {
      do throws(DefinitionError) {
        for entry in agent.context { _ = try variables.expand(entry) }
        guard let target = agent.target else { continue }
        let path = try variables.target(target, item: agent.isLoop ? .any : nil).path
        guard !own.contains(path) else { throw DefinitionError(.definitionAsTarget(agent.name, target)) }
        try Self.checkFile(path, target, agent.name, RunFolder(workdir: variables.workdir))
        let met =
          agent.isLoop
          ? owners.keys.first { FileSystem.path($0, matches: path) }
          : patterns.first { FileSystem.path(path, matches: $0) }
        if agent.isLoop { patterns.append(path) }
        if let owner = owners[path] ?? met.flatMap({ owners[$0] }) {
          throw DefinitionError(.sharedTarget(agent.name, target.range, owner))
        }
        owners[path] = Located(agent.name, at: target.range)
        paths[agent.name] = path
      } catch { problems += error.diagnostics }
    }
    for (path, owner) in owners {
      var above = Path.parent(of: path)
      while above != "/", owners[above] == nil { above = Path.parent(of: above) }
      if let other = owners[above] { problems.append(.nestedTarget(owner.value, owner.range, other)) }
    }
    problems = problems.sortedByPlace()
  }

  /// Throws if no file could be written there.
  private static func checkFile(
    _ path: String, _ target: Located<String>, _ agent: String, _ folder: RunFolder
  ) throws(DefinitionError) {
    guard path != folder.workflowOutput else { throw DefinitionError(.workflowOutputAsTarget(agent, target)) }
    guard FileSystem.status(path)?.kind != .directory, target.value.utf8.last != UInt8(ascii: "/"),
      !folder.workflowOutput.hasPrefix(path + "/")
    else { throw DefinitionError(.folderAsTarget(agent, target, path)) }
    var above = Path.parent(of: path)
    while above != "/", !FileSystem.exists(above) { above = Path.parent(of: above) }
    guard FileSystem.isDirectory(above) else { throw DefinitionError(.targetBelowFile(agent, target, above)) }
  }

  /// The definition as the journal keeps it.
  func snapshot(of definition: WorkflowDefinition) -> DefinitionSnapshot {
    var snapshot = definition.snapshot
    for (agent, path) in paths { snapshot.setTarget(path, of: agent) }
    return snapshot
  }
}

extension Diagnostic {
  fileprivate static func definitionAsTarget(_ agent: String, _ target: Located<String>) -> Diagnostic {
    Diagnostic(
      "agent/target-protected",
      "the target \(quoted(target.value)) of \(quoted(agent)) is a file of the workflow's definition; write it elsewhere",
      at: target.range)
  }
  fileprivate static func folderAsTarget(_ agent: String, _ target: Located<String>, _ path: String) -> Diagnostic {
    Diagnostic(
      "agent/target-folder",
      "the target \(quoted(target.value)) of \(quoted(agent)) is the folder \(quoted(path, limit: 4000)), expected a file; name one in it",
      at: target.range)
  }
  fileprivate static func targetBelowFile(_ agent: String, _ target: Located<String>, _ file: String) -> Diagnostic {
    Diagnostic(
      "agent/target-folder",
      "the target \(quoted(target.value)) of \(quoted(agent)) lies below \(quoted(file, limit: 4000)), which is a file; write it elsewhere",
      at: target.range)
  }
  fileprivate static func nestedTarget(
    _ agent: String, _ range: SourceRange, _ other: Located<String>
  ) -> Diagnostic {
    Diagnostic(
      "agent/shared-target",
      "of the targets of \(quoted(agent)) and \(quoted(other.value)) one would have to be a folder of the other; write them side by side",
      at: range, notes: [Note("the other one is here", at: other.range)])
  }
  fileprivate static func workflowOutputAsTarget(_ agent: String, _ target: Located<String>) -> Diagnostic {
    Diagnostic(
      "agent/target-protected",
      "the target \(quoted(target.value)) of \(quoted(agent)) is where the workflow's own output document is looked for; write it elsewhere",
      at: target.range)
  }
  fileprivate static func sharedTarget(
    _ agent: String, _ range: SourceRange, _ other: Located<String>
  ) -> Diagnostic {
    Diagnostic(
      "agent/shared-target",
      "the agents \(quoted(agent)) and \(quoted(other.value)) write to the same target, expected one for each",
      at: range,
      notes: [Note("the other one is here", at: other.range)])
  }
}
