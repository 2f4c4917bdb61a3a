import Contracts
import Diagnostics
import Documents
import Flows
import Platform
import Runs

// MARK: - What the definition says

extension ActiveRun {
  /// The node's name as the flow spells it; the host matches agents without
  /// regard to letter case.
  func node(named name: String) -> String? {
    guard let flow else { return nil }
    if flow.node(name) != nil { return name }
    let lowered = name.lowercased()
    return flow.nodes.first { $0.name.lowercased() == lowered }?.name
  }

  /// The agent of a name, read from the file that defined it at the start.
  func agent(_ name: String) throws(DefinitionError) -> Agent? {
    guard let path = definition.path(of: .agent, name: name) else { return try project.agent(name) }
    return try project.agent(inFile: Path.join(project.root, path))
  }

  /// The contract of a name, read from the file that defined it at the start.
  func contract(_ name: Located<String>) throws(DefinitionError) -> Contract {
    guard let path = definition.path(of: .contract, name: name.value) else {
      return try project.contract(name, workflow: workflow)
    }
    return try project.contract(inFile: Path.join(project.root, path))
  }

  /// What the contract of a name says to its agent. In a run whose definition
  /// is as it was at the start the schema was found without mistakes then.
  func contractText(_ name: Located<String>) throws(DefinitionError) -> ContractText {
    guard let path = definition.path(of: .contract, name: name.value) else { return try contract(name).text }
    return try project.contractText(inFile: Path.join(project.root, path))
  }

  /// Who writes the files that an agent reads, as far as the nodes have got.
  func writers(
    forContextOf agent: Agent, _ variables: PathVariables
  ) throws(DefinitionError) -> [String: Writer] {
    var wanted: [(path: String, isPattern: Bool)] = []
    for entry in agent.input?.context ?? [] {
      let path = try variables.expand(entry.path)
      wanted.append((path, FileSystem.hasWildcard(path)))
    }
    guard !wanted.isEmpty else { return [:] }
    var writers: [String: Writer] = [:]
    // Most targets are another agent's business.
    let bytes = wanted.map { Array($0.path.utf8) }
    let hasPattern = wanted.contains { $0.isPattern }
    let targets = definition.targets { target in
      hasPattern || FileSystem.hasWildcard(target)
        || bytes.contains { $0.count == target.count && $0.elementsEqual(target) }
    }
    for (node, target) in targets {
      for (path, writer) in self.writers(of: node, target) where wanted.contains(where: { meets($0.path, path) }) {
        writers[path] = writer
      }
    }
    return writers
  }

  /// Whether a context entry may be about a file; of a loop that isn't done
  /// the file's path is a pattern, too.
  private func meets(_ entry: String, _ path: String) -> Bool {
    entry == path || FileSystem.path(path, matches: entry)
      || FileSystem.hasWildcard(path) && FileSystem.path(entry, matches: path)
  }

  private func writers(of node: String, _ target: String) -> [String: Writer] {
    let status = state.status(of: node)
    // Without a flow nobody is known to come later, or not at all: the file
    // is demanded like any other.
    if flow == nil, status != .done { return [:] }
    switch status {
    case .done:
      var writers: [String: Writer] = [:]
      for artifact in state.nodes[node]?.standing ?? [] {
        writers[artifact.target ?? target] = .accepted(agent: node, hash: artifact.hash) {
          () throws(DefinitionError) in
          let name = try self.agent(node)?.output?.contract
          return try name.map { (name) throws(DefinitionError) in try self.contract(name) }
        }
      }
      // Without a flow another agent's document may stand in its place.
      if flow == nil { return writers }
      guard !writers.isEmpty else { return [target: .absent(agent: node, because: "had nothing to do")] }
      if flow?.node(node)?.loop != nil, writers[target] == nil {
        let skipped = (state.nodes[node]?.items ?? []).filter { $0.outcome == .skipped }
        // An agent may have left a file there, or an earlier run.
        writers[target] = .others(agent: node, skipped: skipped.map(\.index))
      }
      return writers
    case .skipped: return [target: .absent(agent: node, because: "was skipped")]
    case .failed: return [target: .absent(agent: node, because: "failed")]
    default:
      let earlier = earlierDocuments(of: node)
      let because = earlier.isEmpty ? "has not run yet" : "has not run again since the flow went back"
      return [target: .absent(agent: node, because: because, earlier: earlier)]
    }
  }

  /// The kept documents of the last visit of a node over which the flow went
  /// back.
  func earlierDocuments(of node: String) -> [String] {
    let accepted = state.nodes[node]?.attempts.filter { $0.outcome == .accepted } ?? []
    guard let last = accepted.last?.visit else { return [] }
    return accepted.filter { $0.visit == last }.compactMap { $0.file.map { Path.join(folder.records, $0) } }
  }
}

// MARK: - What it doesn't say yet

extension ActiveRun {
  /// The files of an agent that the run is about to admit and doesn't know
  /// yet, as they are now; nil if it knows them.
  ///
  /// Nobody knows beforehand whom a run without a flow will call: what defines
  /// an agent belongs to the definition from its first admission on.
  func newcomer(_ name: String, _ variables: PathVariables) throws(DefinitionError) -> DefinitionSnapshot? {
    guard flow == nil, definition.path(of: .agent, name: name) == nil else { return nil }
    var collector = DefinitionCollector(project, workflow: workflow)
    collector.known = definition
    guard let agent = try collector.catalog.agent(name) else { return nil }
    // Its stamp is taken before it is read once more: a change in between shows.
    try collector.add(.agent, name: agent.name, path: Path.join(project.root, agent.file))
    try collector.addContracts(of: agent)
    var snapshot = collector.snapshot
    if let target = agent.output?.target { snapshot.setTargets([agent.name: try variables.target(target).path]) }
    return snapshot
  }
}
