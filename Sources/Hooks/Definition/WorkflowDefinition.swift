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
  /// nil for a workflow without one.
  var flow: Flow?
  /// The flow as the main agent is told of it at a start.
  var flowView: String?
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
  ///
  /// `admitted`: the agents that a run without a flow has admitted.
  init(
    _ name: String, folder: String, in project: Project, _ context: HookContext, admitted: [String] = []
  ) throws(DefinitionError) {
    let cache = DefinitionCache(of: name, in: project, program: context.program)
    if admitted.isEmpty, let known = cache.read() {
      self = known
      return
    }
    var project = project
    project.trees?.compiler = cache.programStamp(asOf: context.begin)
    let reader = try DefinitionReader(name, folder: folder, in: project, admitted: admitted)
    defer { context.leave(reader) }
    self = reader.definition
    flowView = flow.map { TextView(flow: $0).render() }
    if admitted.isEmpty { cache.write(self, readFrom: context.begin) }
  }

  /// The definition of one that was read just now.
  init(name: String, snapshot: DefinitionSnapshot) {
    self.name = name
    self.snapshot = snapshot
  }
}
