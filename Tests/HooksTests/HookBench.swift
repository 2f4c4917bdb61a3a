import Diagnostics
import Documents
import Foundation
import Hooks
import Platform

/// An agent of a scratch project, described by what tests vary.
struct AgentSketch {
  var name: String
  /// The contract's name; nil for an agent without an output contract.
  var contract: String?
  var target: String?
  var retries: Int?
  var onExhausted: String?
  var inputContract: String?
  /// YAML list items, written as they are.
  var context: [String]
  /// Seconds.
  var timeout: Int?

  init(
    _ name: String, contract: String?? = .none, target: String?? = .none, retries: Int? = nil,
    onExhausted: String? = nil, inputContract: String? = nil, context: [String] = [], timeout: Int? = nil
  ) {
    self.name = name
    self.contract = contract ?? "\(name)-output"
    self.target = target ?? "$WORKDIR/.context/\(name).md"
    self.retries = retries
    self.onExhausted = onExhausted
    self.inputContract = inputContract
    self.context = context
    self.timeout = timeout
  }

  /// An agent that the workflows know nothing of.
  static func plain(_ name: String) -> AgentSketch { AgentSketch(name, contract: .some(nil), target: .some(nil)) }

  var text: String {
    var lines = ["---", "name: \(name)", "description: The agent \(name)", "tools: Read, Write"]
    if let timeout { lines.append("timeout: \(timeout)") }
    if inputContract != nil || !context.isEmpty { lines.append("input:") }
    if let inputContract { lines.append("  contract: \(inputContract)") }
    if !context.isEmpty { lines += ["  context:"] + context.map { "    - \($0)" } }
    if contract != nil || target != nil { lines.append("output:") }
    if let contract { lines.append("  contract: \(contract)") }
    if let target { lines.append("  target: \"\(target)\"") }
    if let retries { lines.append("  retries: \(retries)") }
    if let onExhausted { lines.append("  on_exhausted: \(onExhausted)") }
    return (lines + ["---", "", "Does the work of \(name).", ""]).joined(separator: "\n")
  }

  /// A contract that demands the agent's name, a type and some text.
  var contractText: String? {
    guard let contract else { return nil }
    return """
      name: \(contract)
      version: "1.0"
      schema:
        type: object
        required: [header, content]
        properties:
          header:
            type: object
            required: [agent, type]
            properties:
              agent: {const: \(name)}
              type: {const: \(name)-document}
              count: {type: integer, minimum: 0}
          content: {type: string, minLength: 1}

      """
  }
}

/// A scratch project in a folder of its own, and the hooks run on it in this
/// process with streams, environment and clock of the test's own.
///
/// The folder is removed with the bench, so files are read through it.
final class HookBench: Sendable {
  /// Everything of the test lies below; links resolved.
  let root: String
  let session: String
  let clock = Clock()

  var project: String { root + "/project" }
  /// Where runs work unless a test says otherwise.
  var workdir: String { project }
  var journalPath: String { workdir + "/.context/.run/journal.jsonl" }

  /// A clock that goes on by a second whenever it is read.
  final class Clock: @unchecked Sendable {
    private let lock = NSLock()
    private var milliseconds = 1_767_693_600_000

    func now() -> Timestamp {
      lock.lock()
      defer { lock.unlock() }
      milliseconds += 1_000
      return Timestamp(milliseconds: milliseconds)
    }

    /// From now on it shows another time.
    func set(_ time: Timestamp) { lock.withLock { milliseconds = time.milliseconds } }
  }

  /// `flow` is the text in the flow language, nil for a workflow without a
  /// flow.yaml; `more` are further keys of the file, `files` are added last, by their paths in the project.
  init(
    flow: String? = "START >> a >> b >> END", execution: String = "", more: String = "", agents: [AgentSketch]? = nil,
    files: [String: String] = [:], session: String = "acbb23a7-8c97-45c4-a097-defe108f708e"
  ) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hooks-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    root = FileSystem.realPath(folder.path) ?? folder.path
    self.session = session
    try write("The entry of the workflow.\n", to: ".claude/commands/wf.md")
    try FileManager.default.createDirectory(
      atPath: project + "/.claude/workflows/wf", withIntermediateDirectories: true)
    if let flow {
      let indented = flow.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
      try write(
        "name: wf\nversion: \"1.0\"\nflow: |\n\(indented)\n\(execution.isEmpty ? "" : "execution: {\(execution)}\n")\(more)",
        to: ".claude/workflows/wf/flow.yaml")
    }
    for agent in agents ?? [AgentSketch("a"), AgentSketch("b")] {
      try write(agent.text, to: ".claude/agents/\(agent.name).md")
      if let contract = agent.contractText {
        try write(contract, to: ".claude/workflows/wf/contracts/\(agent.name)-output.yaml")
      }
    }
    for (path, text) in files { try write(text, to: path) }
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  // MARK: Files

  /// The absolute path of one in the project.
  func path(_ relative: String) -> String { relative.hasPrefix("/") ? relative : project + "/" + relative }

  func write(_ text: String, to relative: String) throws {
    let url = URL(fileURLWithPath: path(relative))
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  func makeFolder(_ relative: String) throws {
    try FileManager.default.createDirectory(atPath: path(relative), withIntermediateDirectories: true)
  }

  func link(_ relative: String, to destination: String) throws {
    try FileManager.default.createSymbolicLink(atPath: path(relative), withDestinationPath: destination)
  }

  func remove(_ relative: String) throws { try FileManager.default.removeItem(atPath: path(relative)) }

  func text(_ relative: String) -> String? {
    FileManager.default.contents(atPath: path(relative)).map { String(decoding: $0, as: UTF8.self) }
  }

  func exists(_ relative: String) -> Bool { FileManager.default.fileExists(atPath: path(relative)) }

  /// Every file below the test's folder with its content.
  func allFiles() -> [String: Data] {
    var files: [String: Data] = [:]
    for case let name as String in FileManager.default.enumerator(atPath: root) ?? .init() {
      files[name] = FileManager.default.contents(atPath: root + "/" + name) ?? Data()
    }
    return files
  }

  /// The files below a folder of the project.
  func files(below relative: String) -> [String] {
    (FileManager.default.enumerator(atPath: path(relative))?.compactMap { $0 as? String } ?? []).sorted()
  }

  // MARK: The run's records

  var journal: [UInt8] { Array(FileManager.default.contents(atPath: journalPath) ?? Data()) }

  func events(in journal: String? = nil) -> [Node] {
    let text = FileManager.default.contents(atPath: journal ?? journalPath) ?? Data()
    return Array(text).split(separator: 10).compactMap { JSONReader(file: "journal").read(Array($0)).value }
  }

  /// The journal's kinds of events, in order.
  var kinds: [String] { events().compactMap { $0["event"]?.string } }

  /// The events of one kind.
  func events(_ kind: String) -> [Node] { events().filter { $0["event"]?.string == kind } }

  var attempts: [Node] { events("attempt") }
  var outcomes: [String] { attempts.compactMap { $0["outcome"]?.string } }

  var report: Node? {
    text(workdir + "/.context/report.json").flatMap { JSONReader(file: "r").read(Array($0.utf8)).value }
  }

  // MARK: Running

  var environment: [String: String] {
    ["CLAUDE_PROJECT_DIR": project, "CLAUDE_CODE_SESSION_ID": session, "CLAUDECODE": "1", "HOME": root + "/home"]
  }

  /// Runs a hook on these bytes.
  func run(
    _ hook: some Hook, bytes: [UInt8], environment added: [String: String] = [:], program: String? = nil
  ) -> HookReply {
    let output = Box()
    let error = Box()
    let clock = clock
    var process = HookProcess(
      read: { () throws(SystemError) in bytes }, write: { (bytes) throws(SystemError) in output.append(bytes) },
      writeError: { error.append($0) }, environment: environment.merging(added) { $1 }, now: { clock.now() })
    process.program = program
    let status = process.run(hook)
    return HookReply(bytes: output.bytes, status: status, error: String(decoding: error.bytes, as: UTF8.self))
  }

  func run(_ hook: some Hook, _ payload: Node, environment: [String: String] = [:]) -> HookReply {
    run(hook, bytes: JSONWriter().bytes(payload), environment: environment)
  }

  private final class Box: @unchecked Sendable {
    private let lock = NSLock()
    private var content: [UInt8] = []

    func append(_ bytes: [UInt8]) { lock.withLock { content += bytes } }
    var bytes: [UInt8] { lock.withLock { content } }
  }
}

/// What a hook answered.
struct HookReply: Sendable, Equatable {
  let bytes: [UInt8]
  let status: Int32
  let error: String

  static func == (left: HookReply, right: HookReply) -> Bool {
    left.bytes == right.bytes && left.status == right.status
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }
  var node: Node { JSONReader(file: "answer").read(bytes).accepted ?? .null }

  /// Exactly *continue*, nothing else.
  var isContinue: Bool { text == "{\"continue\":true}\n" && status == 0 && error.isEmpty }
  private var specific: Node? { node["hookSpecificOutput"] }
  var context: String? { specific?["additionalContext"]?.string }
  var updatedInput: Node? { specific?["updatedInput"] }
  /// The prompt that an admitted agent gets.
  var prompt: String { updatedInput?["prompt"]?.string ?? "" }
  var isAdmitted: Bool { updatedInput != nil }
  /// Why a call was refused.
  var denial: String? {
    specific?["permissionDecision"]?.string == "deny" ? specific?["permissionDecisionReason"]?.string : nil
  }
  /// Why a prompt or a stop was blocked.
  var block: String? { node["decision"]?.string == "block" ? node["reason"]?.string : nil }
  var message: String? { node["systemMessage"]?.string }
}
