import Diagnostics
import Documents
import Flows
import Platform

/// Where the documents of a flow's nodes go, and whether what its agents read
/// is ever written.
struct ContextWriters {
  private struct Target {
    let node: FlowNode
    let located: Located<String>
    let path: String
    /// As a pattern: the items of a loop have names of their own.
    let pattern: String
  }

  private let flow: Flow
  private let project: Project
  private let variables: PathVariables
  private var targets: [Target] = []
  private var byPath: [String: Int] = [:]
  /// Those of loops.
  private var loops: [Target] = []

  init(_ flow: Flow, _ agents: [String: Agent], _ project: Project, _ variables: PathVariables) {
    self.flow = flow
    self.project = project
    self.variables = variables
    for node in flow.nodes {
      guard let target = agents[node.name]?.output?.target, let path = expanded(target) else { continue }
      let pattern = node.loop == nil ? path : Self.itemPattern(path)
      if byPath[path] == nil { byPath[path] = targets.count }
      targets.append(Target(node: node, located: target, path: path, pattern: pattern))
      if node.loop != nil { loops.append(targets[targets.count - 1]) }
    }
  }

  /// The node that writes a context entry of another one, if it is one alone.
  func writer(of entry: Agent.ContextEntry) -> String? {
    guard let path = expanded(entry.path), !FileSystem.hasWildcard(path) else { return nil }
    return byPath[path].map { targets[$0].node.name }
  }

  // MARK: Targets

  /// Two nodes that write the same file, or one the folder of the other's.
  func shared() -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    for (place, target) in targets.enumerated() {
      if let first = byPath[target.path], first != place {
        diagnostics.append(
          .shared(
            target.node.name, target.located.range, with: targets[first].located.range,
            targets[first].node.name))
      }
      var above = Path.parent(of: target.path)
      while above != "/", byPath[above] == nil { above = Path.parent(of: above) }
      if let other = byPath[above].map({ targets[$0] }) {
        diagnostics.append(.nested(target.node.name, target.located.range, in: other.located.range, other.node.name))
      }
    }
    return diagnostics
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
    if FileSystem.hasWildcard(path) { return targets.filter { FileSystem.path($0.pattern, matches: path) } }
    let exact = byPath[path].map { [targets[$0]] } ?? []
    return exact.filter { $0.node.loop == nil } + loops.filter { FileSystem.path(path, matches: $0.pattern) }
  }

  private func unwritten(_ entry: Agent.ContextEntry, _ path: String) -> Diagnostic {
    let loop = targets.first { $0.node.loop != nil && $0.path == path }
    return Diagnostic(
      "agent/context-nobody-writes", loop.map { .itemsOnly(entry, $0.pattern) } ?? .nobody(entry, nearest(path)),
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

  private func expanded(_ path: Located<String>) -> String? {
    // The items of a loop are no variables.
    let neutral = path.value.replacing("{item}", "*").replacing("{index}", "*")
    return try? variables.expand(Located(neutral, at: path.range))
  }

  /// `-*` before the extension, unless the path has a place for the item.
  private static func itemPattern(_ path: String) -> String {
    guard !FileSystem.hasWildcard(path) else { return path }
    let suffix = Path.fileExtension(path)
    let stem = Path.join(Path.parent(of: path), Path.stem(path))
    return stem + "-*" + (suffix.isEmpty ? "" : "." + suffix)
  }
}

extension String {
  fileprivate func replacing(_ part: String, _ other: String) -> String {
    var result: [UInt8] = []
    let wanted = Array(part.utf8)
    var rest = Array(utf8)[...]
    while let byte = rest.first {
      if rest.starts(with: wanted) {
        result += other.utf8
        rest = rest.dropFirst(wanted.count)
      } else {
        result.append(byte)
        rest = rest.dropFirst()
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}

extension Diagnostic {
  fileprivate static func shared(
    _ agent: String, _ range: SourceRange, with otherRange: SourceRange, _ other: String
  ) -> Diagnostic {
    Diagnostic(
      "agent/shared-target",
      "the agents \(quoted(agent)) and \(quoted(other)) have the same target, expected one of its own for each",
      at: range, notes: [Note("the other one is here", at: otherRange)])
  }
  fileprivate static func nested(
    _ agent: String, _ range: SourceRange, in otherRange: SourceRange, _ other: String
  ) -> Diagnostic {
    Diagnostic(
      "agent/shared-target",
      "of the targets of \(quoted(agent)) and \(quoted(other)) one would have to be a folder of the other; write them side by side",
      at: range, notes: [Note("the other one is here", at: otherRange)])
  }
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
