import Diagnostics
import Platform

/// All agents of a project, found by name.
struct AgentIndex: Sendable {
  let files: [AgentFile]
  private var byName: [String: [Int]] = [:]
  /// Whether there are no files that nobody could look at.
  private let isComplete: Bool

  init(_ files: [AgentFile], isComplete: Bool = true) {
    self.files = files
    self.isComplete = isComplete
    for (place, file) in files.enumerated() {
      if let name = file.agent?.name { byName[name, default: []].append(place) }
    }
    // What the host drops hinders no other file.
    byName = byName.mapValues { places in
      let loaded = places.filter { files[$0].agent?.isDropped == false }
      return loaded.isEmpty ? places : loaded
    }
  }

  enum Finding {
    case found(Agent)
    /// There is a file for it, with mistakes of its own, or there may be one.
    case broken
    case unknown(nearest: String?)
  }

  func agent(_ name: String) -> Finding {
    if let places = byName[name] {
      // Of two nobody knows which is meant.
      guard places.count == 1, let agent = files[places[0]].agent else { return .broken }
      return .found(agent)
    }
    if !isComplete || files.contains(where: { $0.saidName == name }) { return .broken }
    return .unknown(nearest: nearestName(to: name, in: byName.keys.sorted()))
  }

  /// Names that two files have, and names that differ in letter case alone,
  /// which Claude Code doesn't tell apart in a call.
  var duplicates: [Diagnostic] {
    var found = byName.values.filter { $0.count > 1 }
      .map { places in Diagnostic.duplicateAgent(places.compactMap { files[$0].agent }) }
    let folded = Dictionary(grouping: byName.keys) { String(decoding: Project.lowercased($0), as: UTF8.self) }
    for names in folded.values where names.count > 1 {
      let agents = names.sorted().compactMap { byName[$0]?.first.flatMap { files[$0].agent } }
      found.append(.alike(agents))
    }
    return found
  }
}

extension Diagnostic {
  fileprivate static func alike(_ agents: [Agent]) -> Diagnostic {
    let place = { (agent: Agent) in TextRange(at: .start).in(agent.file) }
    return Diagnostic(
      "agent/names-alike",
      "the names \(agents.map { quoted($0.name) }.joined(separator: " and ")) differ in letter case alone, which Claude Code ignores in a call; rename one",
      severity: .warning, at: place(agents[0]),
      notes: agents.dropFirst().map { Note("the other one is here", at: place($0)) })
  }
}
