import Diagnostics
import Platform

/// The agents and contracts of a project as one workflow sees them, for
/// looking up many of them: each file is read once and parsed at most once.
public struct DefinitionCatalog {
  private let project: Project
  private let agents: NameIndex
  private var contracts: ContractCatalog
  /// The agent files whose names only show when they are parsed, by these
  /// names; made when first needed.
  private var parsed: [[UInt8]: [Int]]?
  /// Those that can't be parsed.
  private var broken: [Int] = []

  public init(_ project: Project, workflow: String) {
    self.project = project
    // An agent file that we may not even read is the host's to drop.
    agents = NameIndex(
      project.agentFiles().compactMap { path in
        (try? FileSystem.read(path, limit: Project.definitionLimit)).map { .init(path: path, text: $0) }
      }, ofAgents: true)
    contracts = ContractCatalog(project, workflow: workflow)
  }

  /// The paths of all agent files.
  public var agentPaths: [String] { agents.files.map(\.path) }

  /// As `Project.agent(_:)`.
  public mutating func agent(_ name: String) throws(DefinitionError) -> Agent? {
    let hidden = parseUnsure()[Project.lowercased(name)] ?? []
    let candidates = (agents.sure(name.lowercased()) + hidden + broken).sorted()
    return try project.agent(name, among: candidates.map { agents.files[$0] })
  }

  private mutating func parseUnsure() -> [[UInt8]: [Int]] {
    if let parsed { return parsed }
    var names: [[UInt8]: [Int]] = [:]
    for index in agents.unsure {
      let file = agents.files[index]
      if let agent = Agent.read(file.text, file: file.path).value {
        names[Project.lowercased(agent.name), default: []].append(index)
      } else {
        broken.append(index)
      }
    }
    parsed = names
    return names
  }

  /// As `Project.contract(_:workflow:)`.
  public mutating func contract(_ name: Located<String>) throws(DefinitionError) -> Contract {
    try contracts.contract(name)
  }
}
