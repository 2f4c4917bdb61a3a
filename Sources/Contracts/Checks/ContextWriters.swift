import Diagnostics
import Documents
import Flows
import Platform

/// Who of a flow's nodes writes what its agents read.
struct ContextWriters {
  private struct Target {
    let node: FlowNode
    let located: Located<String>
    /// A loop's has `*` for what tells its items apart.
    let path: String
    let pattern: TargetPattern
  }

  private let flow: Flow
  private let project: Project
  private let variables: PathVariables
  private var targets: [Target] = []
  /// Those of nodes without a loop.
  private var byPath: [String: Target] = [:]
  private var loops: [Target] = []

  init(_ flow: Flow, _ agents: [String: Agent], _ project: Project, _ variables: PathVariables) {
    self.flow = flow
    self.project = project
    self.variables = variables
    for node in flow.nodes {
      guard let located = agents[node.name]?.output?.target else { continue }
      let template = node.loop == nil ? located.value : LoopItem.any.target(located.value)
      guard let path = expanded(Located(template, at: located.range)) else { continue }
      let pattern = TargetPattern(path, template: located.value, isLoop: node.loop != nil)
      let target = Target(node: node, located: located, path: path, pattern: pattern)
      targets.append(target)
      if node.loop != nil {
        loops.append(target)
      } else if byPath[path] == nil {
        byPath[path] = target
      }
    }
  }

  /// The node that writes a context entry of another one, if it is one alone.
  func writer(of entry: Agent.ContextEntry) -> String? {
    guard let path = expanded(entry.path), !FileSystem.hasWildcard(path) else { return nil }
    return byPath[path]?.node.name
  }

  // MARK: Context

  func check(_ agent: Agent) -> [Diagnostic] {
    (agent.input?.context ?? []).compactMap { check($0, of: agent) }
  }

  private func check(_ entry: Agent.ContextEntry, of agent: Agent) -> Diagnostic? {
    guard let path = expanded(entry.path) else { return nil }
    let writers = self.writers(of: path)
    guard !writers.isEmpty else { return isThere(path) || entry.isOptional ? nil : unwritten(entry, path) }
    if writers.contains(where: { leads(from: $0.node.name, to: agent.name) }) { return nil }
    let name = writers[0].node.name
    return Diagnostic(
      "agent/context-written-later", .later(entry, agent.name, name), severity: .warning, at: entry.path.range,
      notes: [.init("written here", at: writers[0].located.range)])
  }

  /// The targets that a context path stands for. Most paths are that of one
  /// node, and a flow may have a thousand.
  private func writers(of path: String) -> [Target] {
    let glob = TargetPattern(glob: path)
    let plain =
      FileSystem.hasWildcard(path)
      ? targets.filter { $0.node.loop == nil && FileSystem.path($0.path, matches: path) }
      : [byPath[path]].compactMap { $0 }
    return plain + loops.filter { $0.pattern.relation(to: glob) == .sameFile }
  }

  private func unwritten(_ entry: Agent.ContextEntry, _ path: String) -> Diagnostic {
    let loop = loops.first { expanded($0.located) == path }
    return Diagnostic(
      "agent/context-nobody-writes", loop.map { .itemsOnly(entry, $0.path) } ?? .nobody(entry, nearest(path)),
      severity: .warning, at: entry.path.range)
  }

  private func nearest(_ path: String) -> String? {
    let folder = Path.parent(of: path)
    let name = nearestName(
      to: Path.lastComponent(path),
      in: targets.filter { Path.parent(of: $0.path) == folder }.map { Path.lastComponent($0.path) })
    return name
  }

  /// Whether the user has put it there; what an earlier run left behind in
  /// `.context` doesn't count.
  private func isThere(_ path: String) -> Bool {
    guard !Path.components(path).contains(".context") else { return false }
    return FileSystem.hasWildcard(path) ? !FileSystem.matches(glob: path).isEmpty : FileSystem.exists(path)
  }

  /// Whether a way leads from one node to the other, back edges included.
  private func leads(from writer: String, to reader: String) -> Bool {
    var seen: Set<String> = [reader]
    var pending = [reader]
    var next = 0
    while next < pending.count {
      for edge in flow.edges(into: pending[next]) {
        if edge.from == writer { return true }
        if edge.from != Flow.start, seen.insert(edge.from).inserted { pending.append(edge.from) }
      }
      next += 1
    }
    return false
  }

  private func expanded(_ path: Located<String>) -> String? { try? variables.expand(path) }
}

extension Diagnostic.Message {
  fileprivate static func nobody(_ entry: Agent.ContextEntry, _ nearest: String?) -> Self {
    let hint =
      nearest.map { ", did you mean \(quoted($0))?" } ?? "; name a node's target, add the file, or say optional: true"
    return
      "no node of the flow writes \(quoted(entry.path.value, limit: 4000)), and there is no such file\(hint)"
  }
  fileprivate static func itemsOnly(_ entry: Agent.ContextEntry, _ pattern: String) -> Self {
    "each item of the loop writes a file of its own, none of them \(quoted(entry.path.value, limit: 4000)); expected a pattern such as \(quoted(Path.lastComponent(pattern)))"
  }
  fileprivate static func later(_ entry: Agent.ContextEntry, _ reader: String, _ writer: String) -> Self {
    "\(quoted(reader)) reads \(quoted(entry.path.value, limit: 4000)), but no way leads to it from \(quoted(writer)), which writes it: it is left out or there by chance"
  }
}
