package import Diagnostics
import Platform

/// Where the documents of a flow's nodes go, and whether each can have a file
/// of its own there. A start and `claude-workflow check` both ask it.
package struct FlowTargets {
  /// An agent with a target, as its node writes there.
  package struct Writer: Sendable {
    package var agent: String
    /// Before variables are resolved.
    package var target: Located<String>
    /// Whether its node goes through a list, so that each item has a file.
    package var isLoop: Bool

    package init(agent: String, target: Located<String>, isLoop: Bool) {
      self.agent = agent
      self.target = target
      self.isLoop = isLoop
    }
  }

  private struct Entry {
    let writer: Writer
    /// A loop's has `*` for what tells its items apart.
    let path: String

    /// Made only where a loop may meet another target.
    var pattern: TargetPattern { TargetPattern(path, template: writer.target.value, isLoop: writer.isLoop) }
  }

  /// Absolute, by the agent's name: those that can be written.
  package private(set) var paths: [String: String] = [:]
  /// What is wrong, in order of place.
  package private(set) var problems: [Diagnostic] = []
  private let variables: PathVariables
  private let definition: Set<String>
  /// Where the workflow's own output document is looked for.
  private let workflowOutput: String
  private var entries: [Entry] = []
  private var byPath: [String: Entry] = [:]
  private var loops: [Entry] = []
  private var links = LinkResolver()
  /// The last folder that was found to be no target, nor to lie below one:
  /// mostly it is that of the next one, too.
  private var free = "/"
  /// By a folder: what stands above its files and is none; nil if nothing does.
  private var obstacles: [String: String?] = [:]

  /// - Parameter definition: paths, relative to the project, of the files that
  ///   define the workflow, which nobody may write to.
  package init(_ writers: [Writer], _ variables: PathVariables, definition: Set<String>) {
    self.variables = variables
    self.definition = definition
    workflowOutput = Path.join(variables.workdir, ".context/workflow-output.md")
    paths = Dictionary(minimumCapacity: writers.count)
    byPath = Dictionary(minimumCapacity: writers.count)
    entries.reserveCapacity(writers.count)
    for writer in writers {
      do throws(DefinitionError) { try add(writer) } catch { problems += error.diagnostics }
    }
    for entry in entries { checkFolders(of: entry) }
    problems = problems.sortedByPlace()
  }

  private mutating func add(_ writer: Writer) throws(DefinitionError) {
    let path = try variables.target(writer.target, item: writer.isLoop ? .any : nil, &links).path
    if let mistake = mistake(at: path, writer) { throw DefinitionError(mistake) }
    let entry = Entry(writer: writer, path: path)
    // Only a loop may meet a target that is written otherwise.
    let others = writer.isLoop ? entries : loops
    if let other = byPath[path] {
      problems.append(.sharedTarget(writer, other.writer))
    } else if let (other, relation) = Self.meeting(entry, others) {
      problems.append(relation == .nested ? .nested(writer, other.writer) : .meeting(writer, other.writer))
    } else {
      paths[writer.agent] = path
    }
    entries.append(entry)
    if byPath[path] == nil { byPath[path] = entry }
    if writer.isLoop { loops.append(entry) }
  }

  private static func meeting(_ entry: Entry, _ others: [Entry]) -> (Entry, TargetPattern.Relation)? {
    guard !others.isEmpty else { return nil }
    let pattern = entry.pattern
    for other in others {
      if let relation = pattern.relation(to: other.pattern) { return (other, relation) }
    }
    return nil
  }

  /// Whether another target would have to be a folder for this one.
  private mutating func checkFolders(of entry: Entry) {
    let folder = Path.parent(of: entry.path)
    var above = folder
    while above != free, above != "/", byPath[above] == nil { above = Path.parent(of: above) }
    guard let other = byPath[above] else {
      free = folder
      return
    }
    // Those with a loop were told when they met.
    guard !entry.writer.isLoop, !other.writer.isLoop else { return }
    problems.append(.nested(entry.writer, other.writer))
  }

  /// Why no document could be written there.
  private mutating func mistake(at path: String, _ writer: Writer) -> Diagnostic? {
    if let inside = Path.rest(of: path, below: variables.project), definition.contains(inside) {
      return .definition(writer)
    }
    if path == workflowOutput { return .workflowOutput(writer) }
    if FileSystem.isDirectory(path) || writer.target.value.utf8.last == UInt8(ascii: "/")
      || Path.rest(of: workflowOutput, below: path) != nil
    {
      return .folder(writer, path)
    }
    return obstacle(above: Path.parent(of: path)).map { .belowFile(writer, $0) }
  }

  private mutating func obstacle(above folder: String) -> String? {
    if let known = obstacles[folder] { return known }
    var above = folder
    while above != "/", !FileSystem.exists(above) { above = Path.parent(of: above) }
    let obstacle = FileSystem.isDirectory(above) ? nil : above
    obstacles[folder] = .some(obstacle)
    return obstacle
  }
}

extension PathVariables {
  /// What is wrong with paths that are only read.
  package func problems(in paths: [Located<String>]) -> [Diagnostic] {
    paths.flatMap { path in
      if rest(belowWorkdir: path.value) != nil { return [Diagnostic]() }
      do throws(DefinitionError) {
        _ = try expand(path)
        return [Diagnostic]()
      } catch { return error.diagnostics }
    }
  }
}

extension Diagnostic {
  private static func target(
    _ code: Code, _ writer: FlowTargets.Writer, _ rest: String, notes: [Note] = []
  ) -> Diagnostic {
    Diagnostic(
      code, "the target \(quoted(writer.target.value)) of \(quoted(writer.agent)) \(rest)",
      at: writer.target.range, notes: notes)
  }
  fileprivate static func definition(_ writer: FlowTargets.Writer) -> Diagnostic {
    target("agent/target-protected", writer, "is a file of the workflow's definition; write it elsewhere")
  }
  fileprivate static func workflowOutput(_ writer: FlowTargets.Writer) -> Diagnostic {
    target(
      "agent/target-protected", writer,
      "is where the workflow's own output document is looked for; write it elsewhere")
  }
  fileprivate static func folder(_ writer: FlowTargets.Writer, _ path: String) -> Diagnostic {
    target(
      "agent/target-folder", writer,
      "is the folder \(quoted(path, limit: 4000)), expected a file; name one in it")
  }
  fileprivate static func belowFile(_ writer: FlowTargets.Writer, _ file: String) -> Diagnostic {
    target(
      "agent/target-folder", writer,
      "lies below \(quoted(file, limit: 4000)), which is a file; write it elsewhere")
  }
  fileprivate static func sharedTarget(_ writer: FlowTargets.Writer, _ other: FlowTargets.Writer) -> Diagnostic {
    shared(
      writer, other,
      "the agents \(quoted(writer.agent)) and \(quoted(other.agent)) write to the same target, expected one for each")
  }
  fileprivate static func meeting(_ writer: FlowTargets.Writer, _ other: FlowTargets.Writer) -> Diagnostic {
    shared(
      writer, other,
      "the agents \(quoted(writer.agent)) and \(quoted(other.agent)) may write to the same target, since each item of a loop has a file of its own; expected names that can't meet"
    )
  }
  fileprivate static func nested(_ writer: FlowTargets.Writer, _ other: FlowTargets.Writer) -> Diagnostic {
    shared(
      writer, other,
      "of the targets of \(quoted(writer.agent)) and \(quoted(other.agent)) one would have to be a folder of the other; write them side by side"
    )
  }
  private static func shared(
    _ writer: FlowTargets.Writer, _ other: FlowTargets.Writer, _ message: Message
  ) -> Diagnostic {
    Diagnostic(
      "agent/shared-target", message, at: writer.target.range,
      notes: [Note("the other one is here", at: other.target.range)])
  }
}
