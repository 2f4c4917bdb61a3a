public import Diagnostics
public import Documents
public import Flows

/// A subagent: what its Markdown file's frontmatter says about it.
public struct Agent: Sendable {
  /// What it must be given.
  public struct Input: Sendable {
    public var contract: Located<String>?
    /// The files it reads, in the order of the file.
    public var context: [ContextEntry] = []
  }

  /// A path, before variables and wildcards are resolved.
  public struct ContextEntry: Sendable {
    public var path: Located<String>
    /// Whether the agent may run without it.
    public var isOptional = false
  }

  /// What it must hand over.
  public struct Output: Sendable {
    public var contract: Located<String>?
    /// Where an accepted document is written, before variables are resolved.
    public var target: Located<String>?
    /// How many rejected attempts are sent back; nil leaves it to the flow.
    public var retries: Int?
    public var onExhausted: ExhaustedPolicy?
  }

  /// Its identity: the frontmatter's `name`, not the file's.
  public var name: String
  public var file: String
  public var input: Input?
  public var output: Output?
  /// What of the file keeps Claude Code from using it as it is meant.
  package var hostMistakes: [Diagnostic]
  /// Whether Claude Code drops the file without a word.
  package var isDropped: Bool
  /// Seconds that one activation may take.
  public var timeout: Int?
  /// The part of the frontmatter that belongs to the workflow's definition:
  /// `name`, `input`, `output` and `timeout`.
  public var definition: Node

  /// Whether the hooks have anything to check for it.
  public var hasContracts: Bool { input?.contract != nil || input?.context.isEmpty == false || output?.contract != nil }
}

extension Agent {
  /// Reads an agent's Markdown file.
  ///
  /// The keys that Claude Code itself reads (`tools`, `model` and so on) are
  /// not looked at; `input`, `output` and `timeout` are read strictly.
  public static func read(_ text: [UInt8], file: String) -> Reading<Agent> {
    read(DocumentReader(file: file).read(text), of: text, file: file)
  }

  /// Reads an agent's file that was taken apart already.
  static func read(_ reading: Reading<Document>, of text: [UInt8], file: String) -> Reading<Agent> {
    guard let header = reading.value?.header, reading.value?.hasFrontmatter == true else {
      let missing = Diagnostic(
        "agent/no-frontmatter", "found no YAML frontmatter, expected a line --- first",
        at: TextRange(at: .start).in(file))
      return Reading(nil, reading.diagnostics.isEmpty ? [missing] : reading.diagnostics)
    }
    let agent = read(header: header, of: text, file: file)
    return Reading(agent.value, reading.diagnostics + agent.diagnostics)
  }

  /// Reads an agent's frontmatter, of a file with this text.
  static func read(header: Node, of text: [UInt8], file: String) -> Reading<Agent> {
    var decoder = Decoder(file: file, prefix: "agent")
    let name = decoder.text(header, "name", required: true)
    let input = decoder.object(header, "input").map { decoder.input($0) }
    let output = decoder.object(header, "output").map { decoder.output($0) }
    let timeout = decoder.integer(header, "timeout", in: 1...1_000_000_000)
    let diagnostics = decoder.diagnostics
    guard let name else { return Reading(nil, diagnostics) }
    let definition = Node.object([
      "name": .string(name.value), "input": header["input"], "output": header["output"], "timeout": header["timeout"],
    ])
    let host = HostAgentFile(header: header, name: name, text: text, file: file)
    return Reading(
      Agent(
        name: name.value, file: file, input: input, output: output, hostMistakes: host.mistakes,
        isDropped: host.isDropped, timeout: timeout, definition: definition),
      diagnostics)
  }
}

extension Decoder {
  fileprivate mutating func input(_ node: Node) -> Agent.Input {
    refuseUnknown(node, known: ["contract", "context"])
    return Agent.Input(contract: text(node, "contract"), context: context(node))
  }

  fileprivate mutating func context(_ node: Node) -> [Agent.ContextEntry] {
    guard let list = node["context"], !list.isNull else { return [] }
    if list.string != nil { return contextEntry(list).map { [$0] } ?? [] }
    guard let items = list.array else {
      report("wrong-type", .context(list), at: list.range)
      return []
    }
    return items.compactMap { contextEntry($0) }
  }

  private mutating func contextEntry(_ node: Node) -> Agent.ContextEntry? {
    switch node.value {
    case .string(let path) where !path.isEmpty: return Agent.ContextEntry(path: located(path, node))
    case .object:
      refuseUnknown(node, known: ["path", "optional"])
      guard let path = text(node, "path", required: true) else { return nil }
      if let optional = node["optional"], optional.boolean == nil {
        report("wrong-type", .optional(optional), at: optional.range)
      }
      return Agent.ContextEntry(path: path, isOptional: node["optional"]?.boolean ?? false)
    default:
      report("wrong-type", .contextEntry(node), at: node.range)
      return nil
    }
  }

  fileprivate mutating func output(_ node: Node) -> Agent.Output {
    refuseUnknown(node, known: ["contract", "target", "retries", "on_exhausted"])
    var output = Agent.Output(contract: text(node, "contract"), target: text(node, "target"))
    // Seven retries are eight blocks at most; the host overrides the ninth.
    output.retries = integer(node, "retries", in: 0...7)
    if let policy = text(node, "on_exhausted") {
      output.onExhausted = ExhaustedPolicy(rawValue: policy.value)
      if output.onExhausted == nil, let place = node["on_exhausted"] {
        report("unknown-policy", .policy(policy.value), at: place.range)
      }
    }
    return output
  }
}

extension Diagnostic.Message {
  fileprivate static func context(_ found: Node) -> Self {
    "found \(found.summary) for \"context\", expected a list of paths"
  }
  fileprivate static func contextEntry(_ found: Node) -> Self {
    "found \(found.summary) in \"context\", expected a path or {path, optional}"
  }
  fileprivate static func optional(_ found: Node) -> Self {
    "found \(found.summary) for \"optional\", expected true or false"
  }
  fileprivate static func policy(_ found: String) -> Self {
    "found \(quoted(found)) for \"on_exhausted\", expected fail, skip or terminate"
  }
}
