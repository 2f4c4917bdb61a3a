import Diagnostics
public import Documents
import Platform

/// Who writes a file that another agent reads.
public enum Writer: Sendable {
  /// It has been accepted. A file that is no longer the one with the XXH64
  /// `hash` must still satisfy its writer's contract (nil: it has none).
  case accepted(agent: String, hash: String?, contract: @Sendable () throws(DefinitionError) -> Contract?)
  /// It has written nothing, for this reason: the file isn't demanded.
  /// `earlier` are the documents it wrote before the flow went back over it.
  case absent(agent: String, because: String, earlier: [String] = [])
  /// Of a loop that is done: every file at the target of an item that isn't
  /// one of its accepted documents. Whoever wrote it, nothing has checked it.
  /// `skipped` are the places of the items that were skipped.
  case others(agent: String, skipped: [Int])
}

/// A file that an agent is given.
public struct ContextFile: Sendable {
  public var path: String
  public var document: Document
}

/// What an agent is given, checked.
public struct CheckedInput: Sendable {
  /// The files that the agent may read, in the order of its definition.
  public var files: [ContextFile] = []
  /// For each entry that was left out, a sentence that says why.
  public var leftOut: [String] = []
  /// Paths of documents from before the flow went back, in the place of those
  /// that were left out.
  public var earlier: [String] = []
  public var problems: [Problem] = []
}

/// Checks what an agent is about to be given: its context files, then its
/// input contract.
public struct InputCheck: Sendable {
  public let judge: Judge
  public let variables: PathVariables
  /// Who writes which file, by absolute path; one that holds `*` stands for
  /// all files of a loop that have no entry of their own.
  public let writers: [String: Writer]

  public init(judge: Judge, variables: PathVariables, writers: [String: Writer] = [:]) {
    self.judge = judge
    self.variables = variables
    self.writers = writers
  }

  /// Throws if a definition keeps us from checking.
  public func check(
    _ agent: Agent, contract: Contract?, prompt: String, description: String
  ) throws(DefinitionError) -> CheckedInput {
    var input = CheckedInput()
    for entry in agent.input?.context ?? [] { try add(entry, to: &input) }
    guard let contract, input.problems.isEmpty else { return input }
    if contract.describesDocument {
      try checkEach(&input, contract)
    } else {
      let data = whole(input.files, prompt: prompt, description: description)
      input.problems += try judge.problems(of: data, by: contract, file: nil)
    }
    return input
  }

  /// Checks every context file by a contract that is about documents.
  private func checkEach(_ input: inout CheckedInput, _ contract: Contract) throws(DefinitionError) {
    if input.files.isEmpty {
      input.problems.append(
        Problem(
          Diagnostic("input/no-document", .noDocument(contract.name), at: TextRange(at: .start).in(contract.file))))
    }
    for file in input.files {
      input.problems += try judge.problems(
        of: file.document.node, by: contract, file: judge.project.displayPath(file.path))
    }
  }

  private func add(_ entry: Agent.ContextEntry, to input: inout CheckedInput) throws(DefinitionError) {
    let path = try variables.expand(entry.path)
    guard FileSystem.hasWildcard(path) else {
      return try add(path: path, entry, to: &input)
    }
    let writing = writers.filter { FileSystem.path($0.key, matches: path) }.sorted { $0.key < $1.key }
    var matches = Set(FileSystem.matches(glob: path))
    for (path, writer) in writing {
      switch writer {
      case .accepted: break
      case .absent(let agent, let reason, let earlier):
        matches = matches.filter { $0 != path && !FileSystem.path($0, matches: path) }
        input.leftOut.append(.leftOut(path, agent: agent, because: reason))
        input.earlier += earlier
      case .others(let agent, let skipped):
        if !skipped.isEmpty { input.leftOut.append(.skippedItems(skipped, of: agent, at: path)) }
      }
    }
    // What an accepted node wrote is demanded even if the file is gone.
    for case (let path, .accepted) in writing { matches.insert(path) }
    for match in matches.sorted() { try add(path: match, entry, to: &input) }
    if !matches.isEmpty || entry.isOptional { return }
    if writing.isEmpty { input.problems.append(Problem(.noMatch(entry.path, path))) }
  }

  private func add(
    path: String, _ entry: Agent.ContextEntry, to input: inout CheckedInput
  ) throws(DefinitionError) {
    let writer = writer(of: path)
    switch writer {
    case .absent(let agent, let reason, let earlier)?:
      input.leftOut.append(.leftOut(path, agent: agent, because: reason))
      input.earlier += earlier
      return
    case .others(let agent, _)?:
      input.leftOut.append(.notAccepted(path, of: agent))
      return
    case .accepted?, nil: break
    }
    let file = judge.project.displayPath(path)
    let text: [UInt8]
    do {
      text = try FileSystem.read(path, limit: Project.definitionLimit)
    } catch  where error.isNotFound && entry.isOptional && writer == nil {
      input.leftOut.append("\(quoted(path, limit: 4000)) is left out: it is optional and does not exist.")
      return
    } catch {
      input.problems.append(Problem(.unreadable(file, error, entry.path)))
      return
    }
    if case .accepted(let agent, let hash, let contract)? = writer, hash == nil || XXH64.hex(text) != hash,
      let contract = try contract()
    {
      let judgement = try judge.judge(text, file: file, agent: agent, contract: contract)
      input.problems += judgement.problems
      if judgement.isAccepted, let document = judgement.document {
        input.files.append(ContextFile(path: path, document: document))
      }
      return
    }
    let reading = DocumentReader(file: file).read(text)
    input.problems += reading.diagnostics.filter { $0.severity == .error }.map { Problem($0) }
    if let document = reading.accepted { input.files.append(ContextFile(path: path, document: document)) }
  }

  private func writer(of path: String) -> Writer? {
    writers[path] ?? writers.first { FileSystem.hasWildcard($0.key) && FileSystem.path(path, matches: $0.key) }?.value
  }

  /// The input as one object, for a contract that isn't about documents.
  private func whole(_ files: [ContextFile], prompt: String, description: String) -> Node {
    let stems = files.map { Path.stem($0.path) }
    var context = Object()
    for (file, stem) in zip(files, stems) {
      let isUnique = stems.count { $0 == stem } == 1
      context.set(isUnique ? stem : Path.relative(file.path, to: variables.workdir), file.document.node)
    }
    return .object([
      "prompt": .string(prompt), "description": .string(description), "context": Node(.object(context)),
    ])
  }
}

extension Diagnostic {
  fileprivate static func unreadable(
    _ file: String, _ error: SystemError, _ entry: Located<String>
  ) -> Diagnostic {
    let what: Message =
      error.isNotFound
      ? "the context file \(quoted(file, limit: 4000)) does not exist"
      : "cannot read the context file \(quoted(file, limit: 4000)): \(error.description)"
    return Diagnostic(
      "input/context-missing", what, at: TextRange(at: .start).in(file), notes: [Note("demanded here", at: entry.range)]
    )
  }

  fileprivate static func noMatch(_ entry: Located<String>, _ path: String) -> Diagnostic {
    Diagnostic(
      "input/context-missing", "no file matches \(quoted(path, limit: 4000)), expected at least one", at: entry.range)
  }
}

extension Diagnostic.Message {
  fileprivate static func noDocument(_ contract: String) -> Self {
    "the input contract \(quoted(contract)) is about documents, and there is no context file to check"
  }
}

extension String {
  fileprivate static func leftOut(_ path: String, agent: String, because reason: String) -> String {
    "\(quoted(path, limit: 4000)) is left out: \(agent) \(reason)."
  }

  fileprivate static func notAccepted(_ path: String, of agent: String) -> String {
    "\(quoted(path, limit: 4000)) is left out: it is the place of a document of \(agent), and none was accepted for it."
  }

  fileprivate static func skippedItems(_ indices: [Int], of agent: String, at path: String) -> String {
    let numbers = indices.prefix(20).map { String($0 + 1) }.joined(separator: ", ") + (indices.count > 20 ? ", …" : "")
    let subject =
      indices.count == 1
      ? "item \(numbers) of \(agent) was skipped and has" : "items \(numbers) of \(agent) were skipped and have"
    return "\(quoted(path, limit: 4000)): \(subject) no document."
  }
}
