import Contracts
import Diagnostics
import Documents
import Flows
import Platform
import Runs

/// What reading a workflow's definition came to, kept for the next start: to
/// read and check every agent and every contract takes most of a start's
/// time, and they seldom change between two.
///
/// It holds only as long as every file and folder that was looked at is
/// still the same one by the file system's word, and the program, too. If
/// anything about it is unusual the definition is read.
struct DefinitionCache {
  private let workflow: String
  private let project: Project
  private let path: String
  private let program: String?

  init(of workflow: String, in project: Project, program: String?) {
    self.workflow = workflow
    self.project = project
    // No session's pointer has a dot in its name.
    path = Path.join(SessionPointer.folder(project: project.root), ".definition.\(workflow)")
    // A name without a slash was looked for in PATH.
    self.program = program.flatMap { $0.utf8.contains(UInt8(ascii: "/")) && FileSystem.exists($0) ? $0 : nil }
  }

  /// To be raised whenever what is packed, or what a start checks, changes.
  private static let format = 1

  /// The folder in which hooks keep the trees of definition files; it is made
  /// by the first start of a run.
  static func trees(of project: Project) -> String {
    Path.join(SessionPointer.folder(project: project.root), ".trees")
  }

  /// What the file system says of some files and folders.
  private struct Stamps {
    /// One hash for all of them, since each start compares it.
    let hash: String
    /// Whether a change of any from `begin` on is sure to show in it.
    private(set) var showChanges = true

    init(_ paths: [String], since begin: Timestamp? = nil) {
      var values: [UInt8] = []
      for path in paths {
        values += path.utf8
        values.append(0)
        guard let status = FileSystem.status(path) else { continue }
        if let begin, showChanges { showChanges = status.showsChanges(since: begin) }
        values += status.stamp
      }
      hash = XXH64.hex(values)
    }
  }

  func read() -> WorkflowDefinition? {
    guard let program, let bytes = SealedFile.read(path) else { return nil }
    var unpacker = Unpacker(bytes)
    guard unpacker.integer() == Self.format else { return nil }
    let node = unpacker.node()
    let flow = unpacker.flag() ? unpacker.flow() : nil
    guard unpacker.isComplete, node["project"]?.string == project.root,
      let paths = node["paths"]?.array, !paths.isEmpty,
      node["stamps"]?.string == Stamps([program] + paths.compactMap(\.string)).hash,
      let stored = node["definition"], let agents = node["agents"]?.array
    else { return nil }
    var definition = WorkflowDefinition(name: workflow, snapshot: DefinitionSnapshot(stored))
    definition.flow = flow
    definition.onError = node["on_error"]?.string.flatMap(ErrorPolicy.init(rawValue:))
    for agent in agents {
      guard let known = WorkflowDefinition.NodeAgent(agent) else { return nil }
      definition.agents.append(known)
    }
    if let input = node["input"]?.string {
      guard let contract = try? project.contract(inFile: Path.join(project.root, input)) else { return nil }
      definition.inputContract = contract
    }
    return definition
  }

  /// Keeps a definition that was read from `begin` on, unless a file changed
  /// so lately that a later change might not show.
  func write(_ definition: WorkflowDefinition, readFrom begin: Timestamp) {
    guard let program else { return }
    // It only saves time, here and below: a start does without. The folder is
    // made first, since that changes the one that holds it.
    try? FileSystem.makeDirectories(Self.trees(of: project))
    let own = definition.snapshot.files.map { Path.join(project.root, $0.path) } + definition.alsoRead
    let paths = Set(project.definitionPlaces(of: workflow) + own).sorted()
    let stamps = Stamps([program] + paths, since: begin)
    guard stamps.showChanges else { return }
    let node = Node.object([
      "project": .string(project.root), "paths": .array(paths.map(Node.string)), "stamps": .string(stamps.hash),
      "on_error": definition.onError.map { .string($0.rawValue) },
      "input": (definition.inputContract?.file).map(Node.string),
      "agents": .array(definition.agents.map(\.node)), "definition": definition.snapshot.node,
    ])
    var packer = Packer()
    packer.add(Self.format)
    packer.add(node)
    packer.add(definition.flow != nil)
    if let flow = definition.flow { packer.add(flow) }
    try? SealedFile.write(packer.bytes, to: path)
  }
}

extension WorkflowDefinition.NodeAgent {
  fileprivate var node: Node {
    .object([
      "name": .string(name), "file": .string(file), "target": target?.node,
      "loop": isLoop ? .boolean(true) : nil, "own": .array(ownFiles.map(Node.string)),
      "context": .array(context.map(\.node)),
    ])
  }

  fileprivate init?(_ node: Node) {
    guard let name = node["name"]?.string, let file = node["file"]?.string, let own = node["own"]?.array else {
      return nil
    }
    self.init(name: name, file: file, isLoop: node["loop"]?.boolean ?? false, ownFiles: own.compactMap(\.string))
    target = node["target"].flatMap { Located($0, file: file) }
    context = (node["context"]?.array ?? []).compactMap { Located($0, file: file) }
  }
}

extension Located<String> {
  fileprivate var node: Node {
    .array([.string(value), .integer(range.start.line), .integer(range.start.column)])
  }

  fileprivate init?(_ node: Node, file: String) {
    guard let parts = node.array, parts.count == 3, let value = parts[0].string else { return nil }
    let start = Position(line: parts[1].integer ?? 1, column: parts[2].integer ?? 1)
    self.init(value, at: TextRange(at: start).in(file))
  }
}
