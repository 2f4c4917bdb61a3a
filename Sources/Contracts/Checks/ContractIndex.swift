import Diagnostics
import Documents
import Platform

/// One contract file and what is wrong with it alone.
struct ContractFile: Sendable {
  var path: String
  /// The workflow whose folder holds it; nil for the project's own folder.
  var workflow: String?
  /// Nil if the file can't be read as a contract.
  var contract: Contract?
  var diagnostics: [Diagnostic]
  /// The name that a file which can't be read plainly says.
  var saidName: String?
  /// Whether nobody knows its name.
  private(set) var isUnread = false

  init(path: String, workflow: String?, in project: Project) {
    self.path = path
    self.workflow = workflow
    do {
      let text = try project.readDefinition(path)
      let reading = project.readContract(text, path: path)
      contract = reading.value
      diagnostics = reading.diagnostics
      if contract == nil { saidName = NameIndex.name(text, inFrontmatter: false) }
    } catch {
      diagnostics = error.diagnostics
      isUnread = true
    }
  }

  /// Whether it can be asked about documents.
  var isUsable: Bool { contract != nil && !diagnostics.hasErrors }
}

/// All contracts of a project, found by name as a workflow sees them.
struct ContractIndex: Sendable {
  let files: [ContractFile]
  private var byName: [String: [Int]] = [:]
  private var said: Set<String> = []
  /// Whether there are no files that nobody could look at.
  private let isComplete: Bool

  init(_ files: [ContractFile], isComplete: Bool = true) {
    self.files = files
    self.isComplete = isComplete && !files.contains(where: \.isUnread)
    for (place, file) in files.enumerated() {
      if let name = file.contract?.name { byName[name, default: []].append(place) }
      if let name = file.saidName { said.insert(name) }
    }
  }

  enum Finding {
    case found(ContractFile)
    /// There is a file for it, with mistakes of its own, or there may be one.
    case broken
    case mistake(Diagnostic)
  }

  /// The contract of that name on the nearest level that has one: the
  /// workflow's, the project's, that of all other workflows.
  func contract(_ name: Located<String>, workflow: String?) -> Finding {
    let places = byName[name.value] ?? []
    let levels: [(ContractFile) -> Bool] = [
      { $0.workflow != nil && $0.workflow == workflow }, { $0.workflow == nil },
      { $0.workflow != nil && $0.workflow != workflow },
    ]
    for level in levels {
      let found = places.map { files[$0] }.filter(level)
      if found.count > 1 { return .mistake(.duplicateContract(found.compactMap(\.contract))) }
      if let only = found.first { return only.isUsable ? .found(only) : .broken }
    }
    if !isComplete || said.contains(name.value) { return .broken }
    return .mistake(.unknownContract(name, nearest: nearestName(to: name.value, in: byName.keys.sorted())))
  }

  /// The same name twice in one folder, whoever asks for it.
  var duplicates: [Diagnostic] {
    byName.values.flatMap { places -> [Diagnostic] in
      guard places.count > 1 else { return [] }
      let folders = Dictionary(grouping: places.map { files[$0] }) { Path.parent(of: $0.path) }
      return folders.values.filter { $0.count > 1 }.map { .duplicateContract($0.compactMap(\.contract)) }
    }
  }
}

extension Project {
  /// The paths of all contract files with the workflow that each belongs to.
  func placedContractFiles() -> [(path: String, workflow: String?)] {
    contractFiles(.project).map { ($0, nil) }
      + contractFiles(.otherWorkflows(than: nil)).map { path in
        (path, Path.lastComponent(Path.parent(of: Path.parent(of: path))))
      }
  }

  /// The names of all workflows.
  package func workflowNames() -> [String] {
    ((try? FileSystem.list(workflowsFolder)) ?? []).filter { workflowFolder($0) != nil }
  }
}
