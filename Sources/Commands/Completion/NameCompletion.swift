internal import ArgumentParser
import Contracts
import Diagnostics
import Documents
import Flows
import Platform
import Runs

/// The names that a shell offers where a command takes one.
///
/// It is asked while somebody types: what can't be read has no names, and
/// nothing is said of it.
enum NameCompletion {
  static let workflows = completion { $0.workflowNames() }
  static let contracts = completion { $0.contractNames() }
  static let agents = completion { project in
    project.agentFiles().concurrentMap { (try? project.agent(inFile: $0))?.name }.compactMap { $0 }
  }

  static let nodes = flows { $0.nodes.map(\.name) }
  /// `node=label` for each label by which a node is left, `node=else` for the
  /// edge without one beside them.
  static let branches = flows { flow in
    flow.nodes.flatMap { node in
      let labels = flow.edges(from: node.name).map(\.label)
      guard labels.contains(where: { $0 != nil }) else { return [String]() }
      return labels.map { "\(node.name)=\($0 ?? "else")" }
    }
  }
  /// Whole codes, and their first parts.
  static let codes = CompletionKind.custom { _, _, _ in DiagnosticCodes.areas + DiagnosticCodes.all }
  static let runs = CompletionKind.custom { words, _, _ in
    let path = words.dropFirst(2).first { !$0.isEmpty && !$0.hasPrefix("-") && FileSystem.isDirectory($0) }
    let project = ProjectOption.nearest(to: path ?? ".")
    return RunSearch(project: project).all(archived: true).compactMap { $0.record?.state.start.run }
  }

  /// Of the workflow that the line names; as long as it names none, of all.
  private static func flows(_ names: @escaping @Sendable (Flow) -> [String]) -> CompletionKind {
    .custom { words, _, _ in
      Self.names(in: words) { project in
        let all = project.workflowNames()
        let named = all.filter { words.contains($0) || words.contains("/" + $0) }
        return (named.isEmpty ? all : named).compactMap { flow(of: $0, in: project) }.flatMap(names)
      }
    }
  }

  private static func flow(of workflow: String, in project: Project) -> Flow? {
    let path = Path.join(Path.join(project.workflowsFolder, workflow), "flow.yaml")
    return (try? FileSystem.read(path)).flatMap { FlowReader(file: path).read($0).value }
  }

  /// Names of the project that the words of the command line mean.
  static func completion(_ names: @escaping @Sendable (Project) -> [String]) -> CompletionKind {
    .custom { words, _, _ in Self.names(in: words, names) }
  }

  static func names(in words: [String], _ names: (Project) -> [String]) -> [String] {
    var path = value(of: "--project", in: words) ?? "."
    // No shell has replaced it yet.
    if path.hasPrefix("~/"), let home = EnvironmentVariables.current["HOME"] { path = home + path.dropFirst() }
    guard let project = ProjectOption.nearest(to: path) else { return [] }
    return Set(names(project)).filter(isOffered).sorted().map(escaped)
  }

  /// A name is a line to the shell, and is shown at a terminal.
  private static func isOffered(_ name: String) -> Bool {
    name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
  }

  /// To zsh what follows a colon tells of a name.
  private static func escaped(_ name: String) -> String {
    guard CompletionShell.requesting == .zsh else { return name }
    return name.split(separator: ":", omittingEmptySubsequences: false).joined(separator: "\\:")
  }

  /// What an option is given; nil without it.
  static func value(of option: String, in words: [String]) -> String? {
    for (place, word) in words.enumerated() {
      if word == option, place + 1 < words.count { return words[place + 1] }
      if word.hasPrefix(option + "=") { return String(word.dropFirst(option.count + 1)) }
    }
    return nil
  }
}
