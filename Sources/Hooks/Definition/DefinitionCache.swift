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
  private let program: Stamp?

  init(of workflow: String, in project: Project, program: String?) {
    self.workflow = workflow
    self.project = project
    // No session's pointer has a dot in its name.
    path = Path.join(SessionPointer.folder(project: project.root), ".definition.\(workflow).json")
    // A name without a slash was looked for in PATH.
    self.program = program.flatMap { $0.utf8.contains(UInt8(ascii: "/")) ? Stamp($0) : nil }
  }

  /// How young a file may be: another change could bear the same time.
  private static let youngest = 2_000_000_000

  /// What the file system says of a file or folder; its state counts as zeros
  /// where there is none.
  private struct Stamp: Equatable {
    var path: String
    var size = 0
    var modified = 0
    var changed = 0
    var inode = 0

    init(_ path: String) {
      self.path = path
      guard let status = FileSystem.status(path) else { return }
      size = status.kind == .directory ? -1 : status.size
      modified = status.mtimeNanoseconds
      changed = status.ctimeNanoseconds
      inode = Int(truncatingIfNeeded: status.inode)
    }

    var exists: Bool { inode != 0 }
    var node: Node { .array([.string(path), .integer(size), .integer(modified), .integer(changed), .integer(inode)]) }

    /// Whether a stored stamp is still true.
    static func holds(_ node: Node) -> Bool {
      guard let parts = node.array, parts.count == 5, let path = parts[0].string else { return false }
      let now = Stamp(path)
      return parts[1].integer == now.size && parts[2].integer == now.modified && parts[3].integer == now.changed
        && parts[4].integer == now.inode
    }
  }

  func read() -> WorkflowDefinition? {
    guard let program, program.exists,
      let text = try? FileSystem.read(path, limit: 16 << 20),
      let node = JSONReader(file: path).read(text).value,
      node["program"] == program.node, let stamps = node["stamps"]?.array, !stamps.isEmpty,
      stamps.allSatisfy(Stamp.holds), let stored = node["definition"], let agents = node["agents"]?.array
    else { return nil }
    var definition = WorkflowDefinition(name: workflow, snapshot: DefinitionSnapshot(stored))
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
    guard let program, program.exists else { return }
    let own = definition.snapshot.files.map { Path.join(project.root, $0.path) }
    let stamps = Set(project.definitionPlaces(of: workflow) + own).sorted().map { Stamp($0) }
    let limit = begin.milliseconds * 1_000_000 - Self.youngest
    guard stamps.allSatisfy({ $0.modified < limit && $0.changed < limit }) else { return }
    let node = Node.object([
      "program": program.node, "stamps": .array(stamps.map(\.node)),
      "on_error": definition.onError.map { .string($0.rawValue) },
      "input": (definition.inputContract?.file).map(Node.string),
      "agents": .array(definition.agents.map(\.node)), "definition": definition.snapshot.node,
    ])
    // It only saves time: a start does without.
    try? FileSystem.makeDirectories(Path.parent(of: path))
    try? FileSystem.writeAtomically(JSONWriter().bytes(node), to: path, durably: false)
  }
}

extension WorkflowDefinition.NodeAgent {
  fileprivate var node: Node {
    .object([
      "name": .string(name), "file": .string(file), "target": target.map { .string($0.value) },
      "line": target.map { .integer($0.range.start.line) }, "column": target.map { .integer($0.range.start.column) },
      "own": .array(ownFiles.map(Node.string)),
    ])
  }

  fileprivate init?(_ node: Node) {
    guard let name = node["name"]?.string, let file = node["file"]?.string, let own = node["own"]?.array else {
      return nil
    }
    self.init(name: name, file: file, ownFiles: own.compactMap(\.string))
    guard let target = node["target"]?.string else { return }
    let start = Position(line: node["line"]?.integer ?? 1, column: node["column"]?.integer ?? 1)
    self.target = Located(target, at: TextRange(at: start).in(file))
  }
}
