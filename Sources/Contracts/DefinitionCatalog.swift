import Diagnostics
import Platform

/// The agents and contracts of a project as one workflow sees them, for
/// looking up many of them: each file is read once and parsed at most once.
public struct DefinitionCatalog {
  private let project: Project
  private var agents: NameIndex
  private var contracts: ContractCatalog

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
    if !agents.unsure.isEmpty {
      agents.resolve(
        agents.unsure.map { ($0, Agent.read(agents.files[$0].text, file: agents.files[$0].path).value?.name) })
    }
    return try project.agent(name, among: agents.candidates(name).map { agents.files[$0] })
  }

  /// As `Project.contract(_:workflow:)`.
  public mutating func contract(_ name: Located<String>) throws(DefinitionError) -> Contract {
    try contracts.contract(name)
  }
}
