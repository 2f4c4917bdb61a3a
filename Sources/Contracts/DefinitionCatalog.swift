import Diagnostics
import Platform

/// The agents and contracts of a project as one workflow sees them, for
/// looking up many of them: each file is read once and parsed at most once.
public struct DefinitionCatalog {
  private let project: Project
  private let agents: NameIndex
  private let levels: [Level]
  private var contracts: [String: Reading<Contract>] = [:]

  public init(_ project: Project, workflow: String) {
    self.project = project
    // An agent file that we may not even read is the host's to drop.
    agents = NameIndex(
      project.agentFiles().compactMap { path in
        (try? FileSystem.read(path, limit: Project.definitionLimit)).map { .init(path: path, text: $0) }
      }, ofAgents: true)
    levels = project.contractLevels(workflow).map { Level(project.contractFiles($0), project) }
  }

  /// The contract files of one level, and why one of them can't be read.
  private struct Level {
    let index: NameIndex
    private(set) var error: DefinitionError?

    init(_ paths: [String], _ project: Project) {
      var files: [NameIndex.File] = []
      for path in paths {
        do {
          files.append(.init(path: path, text: try project.readDefinition(path)))
        } catch {
          self.error = error
        }
      }
      index = NameIndex(files, ofAgents: false)
    }
  }

  /// The paths of all agent files.
  public var agentPaths: [String] { agents.files.map(\.path) }

  /// As `Project.agent(_:)`.
  public func agent(_ name: String) throws(DefinitionError) -> Agent? {
    try project.agent(name, among: agents.candidates(name.lowercased()).map { agents.files[$0] })
  }

  /// As `Project.contract(_:workflow:)`.
  public mutating func contract(_ name: Located<String>) throws(DefinitionError) -> Contract {
    var broken: [Diagnostic] = []
    for level in levels {
      if let error = level.error { throw error }
      var found: [Contract] = []
      for index in level.index.candidates(name.value) {
        let file = level.index.files[index]
        let reading = read(file)
        guard let contract = reading.value else {
          if NameIndex.name(file.text, inFrontmatter: false) == name.value {
            throw DefinitionError(reading.diagnostics)
          }
          broken += reading.diagnostics
          continue
        }
        guard contract.name == name.value else { continue }
        if reading.diagnostics.hasErrors { throw DefinitionError(reading.diagnostics) }
        found.append(contract)
      }
      if let contract = try Project.only(found) { return contract }
    }
    throw project.missingContract(name, broken: broken)
  }

  private mutating func read(_ file: NameIndex.File) -> Reading<Contract> {
    if let known = contracts[file.path] { return known }
    let reading = project.readContract(file.text, path: file.path)
    contracts[file.path] = reading
    return reading
  }
}
