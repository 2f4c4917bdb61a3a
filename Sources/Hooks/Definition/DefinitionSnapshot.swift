import Contracts
import Diagnostics
import Documents
import Flows
import Platform
import Runs

/// What a run was started with, or an agent of a run without a flow first
/// admitted: the files that define it and what they said.
///
/// The journal keeps it, so that a definition which changes in mid run is
/// noticed, and later hooks need not look for names again.
struct DefinitionSnapshot {
  enum Role: String {
    case flow, agent, contract, reference, validator, command
  }

  struct File {
    var role: Role
    /// The agent's or contract's name.
    var name: String?
    /// Relative to the project.
    var path: String
    /// XXH64 of what counts in the file.
    var hash: String
    /// The absolute path of an agent's target.
    var target: String?
    /// The hash of the file's stamp: if that is as it was, so is the text.
    var state: String

    fileprivate var stampHash: UInt64? { XXH64.value(hex: state) }

    /// What it defines, and where.
    fileprivate var identity: String { "\(role.rawValue) \(name ?? "") \(path)" }
  }

  /// Those that were read, and what a checkpoint or the definition's cache
  /// holds, which is decoded when somebody asks.
  private enum Form {
    case listed([File])
    case packed(PackedDefinition)
  }

  private var form: Form
  /// What was added, to add nothing twice.
  private var added: Set<String> = []
  private var listedFlowText: String?

  init(files: [File] = [], flowText: String?) { self.init(.listed(files), flowText: flowText) }

  private init(_ form: Form, flowText: String?) {
    self.form = form
    listedFlowText = flowText
  }

  var files: [File] {
    switch form {
    case .listed(let files): return files
    case .packed(let packed): return packed.files
    }
  }

  /// Those of the files, relative to the project.
  var paths: [String] {
    switch form {
    case .listed(let files): return files.map(\.path)
    case .packed(let packed): return packed.paths
    }
  }

  private mutating func append(_ file: File) {
    var files = files
    form = .listed([])
    files.append(file)
    form = .listed(files)
  }

  /// `flow.yaml`; nil for a workflow without a flow.
  var flowText: String? { if case .packed(let packed) = form { packed.flowText } else { listedFlowText } }

  /// The flow; nil for a workflow without one, and if it has mistakes.
  func flow(of workflow: String) -> Flow? {
    flowText.flatMap {
      FlowReader(file: ".claude/workflows/\(workflow)/flow.yaml").read(Array($0.utf8)).accepted
    }
  }

  /// The path of the file that defines a name, relative to the project.
  func path(of role: Role, name: String) -> String? {
    switch form {
    case .listed(let files): return files.first { $0.role == role && $0.name == name }?.path
    case .packed(let packed): return packed.path(of: role, name: name)
    }
  }

  /// The names of the agents that it has.
  var agentNames: [String] { files.compactMap { $0.role == .agent ? $0.name : nil } }

  /// The files of another one that it doesn't have.
  func missing(of other: DefinitionSnapshot) -> [File] {
    let known = Set(files.map(\.identity))
    return other.files.filter { !known.contains($0.identity) }
  }

  /// With more files behind its own.
  func adding(_ files: [File]) -> DefinitionSnapshot {
    DefinitionSnapshot(files: self.files + files, flowText: flowText)
  }

  /// The agents whose targets are wanted, by the bytes of their paths.
  func targets(where isWanted: (UnsafeRawBufferPointer) -> Bool) -> [(agent: String, target: String)] {
    switch form {
    case .listed(let files):
      return files.compactMap { file in
        guard let agent = file.name, let target = file.target, Array(target.utf8).withUnsafeBytes(isWanted) else {
          return nil
        }
        return (agent, target)
      }
    case .packed(let packed): return packed.targets(where: isWanted)
    }
  }

  /// Adds an agent that was read just now.
  mutating func add(_ agent: Agent, in project: Project) {
    let status = FileSystem.status(Path.join(project.root, agent.file))
    append(
      File(
        role: .agent, name: agent.name, path: agent.file, hash: Self.hash(of: agent), state: Self.state(status)))
  }

  /// `targets`: absolute paths by the agents' names.
  mutating func setTargets(_ targets: [String: String]) {
    var files = files
    for index in files.indices where files[index].role == .agent {
      files[index].target = files[index].name.flatMap { targets[$0] }
    }
    form = .listed(files)
  }

  private static func hash(of agent: Agent) -> String { XXH64.hex(JSONWriter().bytes(agent.definition)) }

  /// Adds a file as it is now.
  mutating func add(_ role: Role, name: String? = nil, path: String, in project: Project) throws(DefinitionError) {
    var file = File(role: role, name: name, path: project.displayPath(path), hash: "", state: "")
    guard added.insert(file.identity).inserted else { return }
    // Before it is read: a change in between shows.
    file.state = Self.state(FileSystem.status(path))
    file.hash = try Self.hash(of: role, path: path, in: project)
    append(file)
  }

  private static func state(_ status: FileStatus?) -> String { status.map { XXH64.hex($0.stampHash) } ?? "" }

  /// Whether another reading came to the same files, in the same order.
  func saysTheSame(as other: DefinitionSnapshot) -> Bool {
    if case .packed(let own) = form, case .packed(let others) = other.form { return own.saysTheSame(as: others) }
    return files.elementsEqual(other.files) { $0.identity == $1.identity && $0.hash == $1.hash }
  }

  /// The files that say something else now, or are gone.
  func changedFiles(in project: Project) -> [String] {
    var changed: [String] = []
    let note = { (file: File) in
      guard !changed.contains(file.path) else { return }
      let path = Path.join(project.root, file.path)
      if (try? Self.hash(of: file.role, path: path, in: project)) != file.hash { changed.append(file.path) }
    }
    switch form {
    case .listed(let files):
      for file in files {
        let status = FileSystem.status(Path.join(project.root, file.path))
        if status == nil || status?.stampHash != file.stampHash { note(file) }
      }
    case .packed(let packed):
      let root = OpenFolder(project.root)
      packed.staleFiles { root?.status($0)?.stampHash }.forEach(note)
    }
    return changed
  }

  /// Of an agent or a command only the contracts count: its prose may be
  /// mended while a run goes on.
  private static func hash(of role: Role, path: String, in project: Project) throws(DefinitionError) -> String {
    let text = try project.readDefinition(path)
    switch role {
    case .agent:
      let reading = Agent.read(text, file: project.displayPath(path))
      guard let agent = reading.value else { throw DefinitionError(reading.diagnostics) }
      return hash(of: agent)
    case .command:
      let header = DocumentReader(file: project.displayPath(path)).read(text).value?.header
      return XXH64.hex(JSONWriter().bytes(.object(["input": header?["input"], "output": header?["output"]])))
    case .flow, .contract, .reference, .validator: return XXH64.hex(text)
    }
  }
}

extension DefinitionSnapshot {
  /// As the journal keeps it; a file is a list of its values, since each hook
  /// reads it.
  var node: Node {
    .object(["files": .array(files.map(\.node)), "flow": flowText.map(Node.string)])
  }

  /// As a run's state has it, and the definition's cache.
  var stored: StoredDefinition { StoredDefinition(node) }

  init(_ stored: StoredDefinition) {
    if let packed = PackedDefinition(stored) {
      self.init(.packed(packed), flowText: nil)
    } else {
      self.init(stored.node)
    }
  }

  init(_ node: Node) {
    listedFlowText = node["flow"]?.string
    let files = (node["files"]?.array ?? []).compactMap { (file: Node) -> File? in
      guard let values = file.array, values.count >= 6, let role = values[0].string.flatMap(Role.init(rawValue:)),
        let path = values[2].string, let hash = values[3].string, let state = values[4].string
      else { return nil }
      return File(
        role: role, name: values[1].string, path: path, hash: hash, target: values[5].string,
        state: state)
    }
    form = .listed(files)
  }
}

extension DefinitionSnapshot.File {
  var node: Node {
    .array([
      .string(role.rawValue), name.map(Node.string) ?? .null, .string(path), .string(hash), .string(state),
      target.map(Node.string) ?? .null,
    ])
  }
}
