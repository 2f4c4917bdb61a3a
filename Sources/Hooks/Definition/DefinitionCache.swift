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
  private static let format = 4

  /// Stands for the program, by the file system's word; nil if it isn't known,
  /// or was changed so lately that another change might not show.
  func programStamp(asOf begin: Timestamp) -> String? {
    guard let program else { return nil }
    let stamps = Stamps([program], since: begin)
    return stamps.showChanges ? stamps.hash : nil
  }

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
    var parts = Unpacker(unpacker.packed())
    guard parts.text() == project.root, parts.text() == Stamps([program] + parts.texts()).hash else { return nil }
    let input = parts.optionalText()
    let isSelfContained = parts.flag()
    var definition = parts.definition(of: workflow)
    definition.flow = unpacker.flag() ? unpacker.flow() : nil
    guard parts.isComplete, unpacker.isComplete else { return nil }
    if let input {
      let path = Path.join(project.root, input)
      guard let contract = try? project.contract(inFile: path, isKnownSound: isSelfContained) else { return nil }
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
    let own = definition.snapshot.paths.map { Path.join(project.root, $0) } + definition.alsoRead
    let paths = Set(project.definitionPlaces(of: workflow) + own).sorted()
    let stamps = Stamps([program] + paths, since: begin)
    guard stamps.showChanges else { return }
    var parts = Packer()
    parts.add(project.root)
    parts.add(stamps.hash)
    parts.add(paths)
    parts.add(definition.inputContract?.file)
    // One that refers to other files is compiled again when it is read: only
    // so are they found.
    parts.add(definition.inputContract?.references.isEmpty ?? false)
    parts.add(definition)
    var packer = Packer()
    packer.add(Self.format)
    packer.add(parts.bytes)
    packer.add(definition.flow != nil)
    if let flow = definition.flow { packer.add(flow) }
    try? SealedFile.write(packer.bytes, to: path)
  }
}
