import Diagnostics
import Documents
import Platform

extension Project {
  /// A place where contracts are looked for; the nearer level wins.
  enum ContractLevel {
    case workflow(String), project, otherWorkflows(than: String?)
  }

  /// The contract of that name, seen from a workflow: its own folder first,
  /// then `contracts/` of the project, then the other workflows' folders.
  ///
  /// Throws if there is none, if one level has two, or if it is broken.
  public func contract(_ name: Located<String>, workflow: String?) throws(DefinitionError) -> Contract {
    var catalog = ContractCatalog(self, workflow: workflow)
    return try catalog.contract(name)
  }

  /// The only contract that a level has of a name, if it has one.
  static func only(_ found: [Contract]) throws(DefinitionError) -> Contract? {
    if found.count > 1 { throw DefinitionError(.duplicateContract(found)) }
    return found.first
  }

  /// Why there is no contract of a name: a file that mentions it and can't be
  /// read is most likely the one.
  func missingContract(_ name: Located<String>, broken: [Diagnostic]) -> DefinitionError {
    if !broken.isEmpty { return DefinitionError(broken) }
    return DefinitionError(.unknownContract(name, nearest: nearestName(to: name.value, in: contractNames())))
  }

  /// Reads the contract in `path`; throws if it is broken.
  public func contract(inFile path: String) throws(DefinitionError) -> Contract {
    try contract(inFile: path, isKnownSound: false)
  }

  /// `isKnownSound`: this program has found what the file says without mistakes,
  /// and it refers to no other.
  package func contract(inFile path: String, isKnownSound: Bool) throws(DefinitionError) -> Contract {
    let reading = readContract(try readDefinition(path), path: path, isKnownSound: isKnownSound)
    guard let contract = reading.accepted else { throw DefinitionError(reading.diagnostics) }
    return contract
  }

  /// The contract in the file `contracts/<stem>.yaml` of a workflow, if there
  /// is such a file: `workflow-input` and `workflow-output` need no command.
  public func contract(file stem: String, ofWorkflow workflow: String) throws(DefinitionError) -> Contract? {
    for suffix in Self.contractSuffixes {
      let path = Path.join(contractsFolder(.workflow(workflow))[0], stem + suffix)
      if FileSystem.exists(path) { return try contract(inFile: path) }
    }
    return nil
  }

  /// The absolute paths of all contract files of the project.
  public func contractFiles() -> [String] {
    contractFiles(.project) + contractFiles(.otherWorkflows(than: nil))
  }

  /// The names of all contracts, in the order of their files.
  package func contractNames() -> [String] {
    contractFiles().compactMap { path in
      (try? FileSystem.read(path, limit: Self.definitionLimit))
        .flatMap { YAMLReader(file: path).read($0).value?["name"]?.string }
    }
  }

  private static let contractSuffixes = [".yaml", ".yml"]

  func contractLevels(_ workflow: String?) -> [ContractLevel] {
    (workflow.map { [.workflow($0)] } ?? []) + [.project, .otherWorkflows(than: workflow)]
  }

  private func contractsFolder(_ level: ContractLevel) -> [String] {
    switch level {
    case .workflow(let name): [Path.join(Path.join(workflowsFolder, name), "contracts")]
    case .project: [Path.join(root, "contracts")]
    case .otherWorkflows(let name):
      ((try? FileSystem.list(workflowsFolder)) ?? [])
        .filter { $0 != name && !$0.hasPrefix(".") }
        .map { Path.join(Path.join(workflowsFolder, $0), "contracts") }
    }
  }

  /// The folders of a level and the files in them.
  func contractPlaces(_ level: ContractLevel) -> [String] { contractsFolder(level) + contractFiles(level) }

  func contractFiles(_ level: ContractLevel) -> [String] {
    contractsFolder(level).flatMap { Self.files(below: $0, suffixes: Self.contractSuffixes, recursive: false) }
  }

  func readContract(_ text: [UInt8], path: String, isKnownSound: Bool = false) -> Reading<Contract> {
    let files = ReferencedFiles(project: self)
    let file = displayPath(path)
    let known = trees?.entry(of: text, in: path)
    let tree = known.map { Reading($0.tree) } ?? YAMLReader(file: file).read(text)
    let wasSound = known?.isSound ?? false
    var reading = Contract.read(
      text, tree: tree, file: file, path: path, isSound: wasSound || isKnownSound
    ) { files.read($0) }
    reading.value?.references = files.paths.sorted()
    reading.value?.referenced = files.nodes
    if let trees, let node = tree.value, tree.diagnostics.isEmpty {
      // What other files say may change.
      let isCompiled = wasSound || !isKnownSound
      let isSoundNow = trees.compiler != nil && isCompiled && reading.accepted != nil && files.paths.isEmpty
      if known == nil || isSoundNow != wasSound { trees.keep(node, of: text, in: path, isSound: isSoundNow) }
    }
    return reading
  }
}

/// Reads the files that a schema refers to by relative path, and remembers
/// them: they are a part of the contract.
final class ReferencedFiles {
  private let project: Project
  private(set) var paths: Set<String> = []
  private(set) var nodes: [String: Node] = [:]

  init(project: Project) { self.project = project }

  /// The file, read as YAML or JSON; nil if it isn't there or lies outside
  /// the project.
  func read(_ reference: String) -> Reading<Node>? {
    let absolute = Path.isAbsolute(reference) ? reference : Path.join(project.root, reference)
    guard let real = FileSystem.realPath(absolute), Path.rest(of: real, below: project.root) != nil,
      let text = try? FileSystem.read(real, limit: Project.definitionLimit)
    else { return nil }
    // As it is written: where a link on its way leads may change.
    paths.insert(Path.normalized(absolute))
    let file = project.displayPath(real)
    let reading = real.hasSuffix(".json") ? JSONReader(file: file).read(text) : YAMLReader(file: file).read(text)
    nodes[reference] = reading.value
    return reading
  }
}

extension Contract {
  /// The folder that holds `contracts/`: validators, examples and templates
  /// are named relative to it.
  public var folder: String { Path.parent(of: Path.parent(of: path)) }
}

extension Diagnostic {
  static func duplicateContract(_ contracts: [Contract]) -> Diagnostic {
    let place = { (contract: Contract) in TextRange(at: .start).in(contract.file) }
    return Diagnostic(
      "contract/duplicate-name",
      "\(contracts.count) contracts on one level have the name \(quoted(contracts[0].name)), expected one; rename or remove the others",
      at: place(contracts[0]), notes: contracts.dropFirst().map { Note("also named so here", at: place($0)) })
  }

  static func unknownContract(_ name: Located<String>, nearest: String?) -> Diagnostic {
    let hint = nearest.map { ", did you mean \"\($0)\"?" } ?? "; add a contract file with this name"
    return Diagnostic(
      "contract/unknown", "no contract has the name \(quoted(name.value))\(Message(hint).text)", at: name.range)
  }
}
