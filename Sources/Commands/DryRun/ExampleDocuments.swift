import Contracts
import Diagnostics
import Documents
import Platform

/// The documents that stand for what an agent would hand over: its contract's
/// examples, or, without any, a skeleton.
struct ExampleDocuments {
  struct Example {
    /// The file's path in the project, or what was made up.
    var name: String
    var text: String
    /// Nil if it can't be read.
    var document: Document?
  }

  let agent: String
  let contract: Contract?
  /// Not empty; the first one is handed over unless a branch asks for more.
  let accepted: [Example]
  /// Not empty; each is rejected for another reason.
  let rejected: [Example]
  /// Whether no example is accepted, so that a skeleton stands for one.
  let isMadeUp: Bool
  private let judge: Judge

  init(agent: String, contract: Contract?, judge: Judge) throws(DefinitionError) {
    self.agent = agent
    self.contract = contract
    self.judge = judge
    guard let contract else {
      accepted = [Self.example("a document", "---\nagent: \(agent)\n---\n\nDone.\n")]
      rejected = []
      isMadeUp = false
      return
    }
    var accepted: [Example] = []
    var rejected: [Example] = []
    for example in contract.examples {
      guard let found = Self.read(example, of: contract, in: judge.project) else { continue }
      let isAccepted = try Self.accepts(found.text, agent, contract, judge)
      if isAccepted, example.isValid { accepted.append(found) }
      if !isAccepted, !example.isValid { rejected.append(found) }
    }
    isMadeUp = accepted.isEmpty
    if accepted.isEmpty {
      accepted = [Self.example("a made-up skeleton", SampleDocument(contract: contract, agent: agent).text)]
    }
    self.accepted = accepted
    self.rejected =
      rejected + [
        Self.example("a text that is no document", "I have looked at everything, and all is well.\n"),
        Self.example("a document of nobody", "---\nagent: \"nobody here\"\n---\n\nDone.\n"),
      ]
  }

  /// Whether the agent's contract accepts the text.
  func accepts(_ text: String) -> Bool {
    guard let contract else { return true }
    return (try? Self.accepts(text, agent, contract, judge)) ?? false
  }

  private static func accepts(
    _ text: String, _ agent: String, _ contract: Contract, _ judge: Judge
  ) throws(DefinitionError) -> Bool {
    try judge.judge(Array(text.utf8), file: "example", agent: agent, contract: contract).isAccepted
  }

  private static func example(_ name: String, _ text: String) -> Example {
    Example(name: name, text: text, document: DocumentReader(file: name).read(Array(text.utf8)).value)
  }

  /// An example as a document's text; one in JSON or YAML holds what a
  /// contract sees. Nil if it can't be read.
  static func read(_ example: Contract.Example, of contract: Contract, in project: Project) -> Example? {
    let path = Path.join(contract.folder, example.path.value)
    let name = project.displayPath(path)
    guard let bytes = try? FileSystem.read(path, limit: 8 << 20) else { return nil }
    guard let data = Self.data(bytes, name) else {
      return Self.example(name, String(decoding: bytes, as: UTF8.self))
    }
    guard data["header"]?.object != nil || data["content"]?.string != nil else { return nil }
    let text = DraftDocument(header: data["header"] ?? .object([:]), content: data["content"]?.string ?? "").text
    return Self.example(name, text)
  }

  /// What a JSON or YAML file holds; nil for any other.
  static func data(_ bytes: [UInt8], _ name: String) -> Node? {
    switch Path.fileExtension(name).lowercased() {
    case "json": JSONReader(file: name).read(bytes).accepted
    case "yaml", "yml": YAMLReader(file: name).read(bytes).accepted
    default: nil
    }
  }
}
