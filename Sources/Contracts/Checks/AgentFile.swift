package import Diagnostics
import Documents
import Platform

/// One agent's file and what is wrong with it alone.
package struct AgentFile: Sendable {
  package var file: String
  /// Nil if it defines no agent that Claude Code or the hooks could use.
  package var agent: Agent?
  package private(set) var diagnostics: [Diagnostic]
  /// The name that a file which can't be read plainly says.
  package private(set) var saidName: String?

  /// Frontmatter keys that Claude Code itself reads and that look like ours.
  private static let ownKeys = ["input", "output", "timeout"]

  /// - Parameter variables: for resolving its paths.
  package init(path: String, in project: Project, _ variables: PathVariables) {
    file = project.displayPath(path)
    let text: [UInt8]
    do {
      text = try project.readDefinition(path)
    } catch {
      diagnostics = error.diagnostics
      // Mostly a file has the name of its agent.
      saidName = Path.stem(file)
      return
    }
    let document = DocumentReader(file: file).read(text)
    let reading = Agent.read(document, of: text, file: file)
    agent = reading.value
    if agent == nil { saidName = NameIndex.name(text, inFrontmatter: true) }
    diagnostics = reading.diagnostics.map(Self.softened)
    guard let header = document.value?.header, document.value?.hasFrontmatter == true else { return }
    checkKeys(header)
    checkSkills(header, project)
    guard let agent else { return }
    diagnostics += agent.mistakes
    checkContracts(agent, header)
    diagnostics += variables.problems(in: (agent.input?.context ?? []).map(\.path)).map(\.inOtherEnvironment)
  }

  /// A text without frontmatter among the agents may be a note for people.
  private static func softened(_ diagnostic: Diagnostic) -> Diagnostic {
    var copy = diagnostic
    guard diagnostic.code == "agent/no-frontmatter" else {
      // Claude Code reads YAML leniently, and what it can't read line by line.
      if diagnostic.code.rawValue.hasPrefix("yaml/"), diagnostic.severity == .error {
        copy.notes.append(.init("Claude Code may load the agent nevertheless; the hooks don't, and refuse it"))
      }
      return copy
    }
    copy.severity = .warning
    copy.notes.append(.init("Claude Code drops the file without a word"))
    return copy
  }

  private mutating func checkKeys(_ header: Node) {
    for member in header.object?.members ?? [] where !Self.ownKeys.contains(member.key) {
      guard let nearest = nearestName(to: member.key, in: Self.ownKeys) else { continue }
      diagnostics.append(
        Diagnostic(
          "agent/misspelt-key", .misspelt(member.key, nearest), severity: .warning, at: member.keyRange.in(file)))
    }
  }

  private mutating func checkSkills(_ header: Node, _ project: Project) {
    guard let node = header["skills"] else { return }
    let listed = node.array?.compactMap { item in item.string.map { ($0, item.range) } }
    let written = node.string.map { text in
      text.split(separator: ",").map {
        (String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()), node.range)
      }
    }
    // Skills of plugins have a colon in their names.
    for (skill, range) in listed ?? written ?? [] where !skill.isEmpty && !skill.utf8.contains(UInt8(ascii: ":")) {
      let path = Path.join(project.claudeFolder, "skills/" + skill + "/SKILL.md")
      guard !FileSystem.exists(path) else { continue }
      diagnostics.append(
        Diagnostic("agent/missing-skill", .missingSkill(skill), severity: .warning, at: range.in(file)))
    }
  }

  private mutating func checkContracts(_ agent: Agent, _ header: Node) {
    // An agent with neither is none of a workflow's, unless a flow names it.
    guard agent.hasContracts else { return }
    let start = TextRange(at: header.range.start).in(file)
    for missing in agent.missingContracts { diagnostics.append(.noContract(agent, missing, at: start)) }
  }
}

extension Agent {
  /// `input`, `output` or both: what it has no contract for.
  package var missingContracts: [String] {
    (input?.contract == nil ? ["input"] : []) + (output?.contract == nil ? ["output"] : [])
  }
}

extension Diagnostic {
  static func noContract(_ agent: Agent, _ side: String, at range: SourceRange) -> Diagnostic {
    let consequence =
      side == "input"
      ? "so that it starts whatever it is given; name one under \"input\""
      : "so that whatever it hands over is taken; name one under \"output\""
    return Diagnostic(
      "agent/no-contract", "the agent \(quoted(agent.name)) has no \(side) contract, \(consequence)",
      severity: .warning, at: range)
  }

  /// As `check` tells it: the environment of the hooks may have what this one
  /// has not.
  var inOtherEnvironment: Diagnostic {
    var copy = self
    if code == "path/undefined-variable" { copy.severity = .warning }
    return copy
  }
}

extension Diagnostic.Message {
  fileprivate static func misspelt(_ key: String, _ nearest: String) -> Self {
    "neither Claude Code nor the hooks know the key \(quoted(key)), did you mean \"\(nearest)\"?"
  }
  fileprivate static func missingSkill(_ skill: String) -> Self {
    "the project has no skill \(quoted(skill)) (.claude/skills/\(skill)/SKILL.md); Claude Code starts the agent without it and says nothing"
  }
}
