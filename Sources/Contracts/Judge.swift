package import Diagnostics
public import Documents
import JSONSchema
public import Platform

/// Checks data against contracts: the schema first, then the validator.
public struct Judge: Sendable {
  public let project: Project
  public let environment: EnvironmentVariables
  /// When the whole answer must be there; a validator gets no more time.
  public let deadline: Deadline
  /// Values that no message may repeat.
  private let secrets: [String]

  public init(
    project: Project, environment: EnvironmentVariables, deadline: Deadline, secrets: [String] = []
  ) {
    self.secrets = secrets
    self.project = project
    self.environment = environment
    self.deadline = deadline
  }

  /// How long a validator may take (ten seconds), or less if the whole
  /// answer is due earlier.
  private var timeLimit: Duration { min(.seconds(10), deadline.remaining) }

  /// What is wrong with the data by this contract; empty if it satisfies it.
  ///
  /// `file` is where the data was read from; nil if it stands in no file.
  /// Throws if the validator is broken or late, which says nothing about the
  /// data.
  public func problems(
    of data: Node, by contract: Contract, file: String?
  ) throws(DefinitionError) -> [Problem] {
    // A schema may be as slow as its author likes, on many files.
    guard !deadline.hasPassed else { throw DefinitionError(.tooLate(contract)) }
    let problems = try violations(of: data, contract, file: file)
    guard problems.isEmpty else { return problems }
    guard let validator = contract.validator else { return [] }
    let runner = ValidatorRunner(
      folder: contract.folder, projectRoot: project.root, environment: environment.all, timeLimit: timeLimit)
    do {
      return try runner.run(validator.value, on: data).map { message in
        Problem(
          Diagnostic(
            "contract/validator", reveals(message) ? .withheld : .validator(message), at: file.map { data.range.in($0) }
          ))
      }
    } catch {
      let words = ([error.message] + error.notes.map(\.message)).map(\.text).joined(separator: "; ")
      throw DefinitionError(
        Diagnostic("contract/broken-validator", reveals(words) ? .brokenAndWithheld : .init(words), at: validator.range)
      )
    }
  }
}

extension Judge {
  /// What the contract's schema objects to.
  ///
  /// Throws if it objects to nothing but could not decide on something either:
  /// nobody who writes documents can mend that.
  private func violations(of data: Node, _ contract: Contract, file: String?) throws(DefinitionError) -> [Problem] {
    let violations = contract.schema.validate(data).flattened
    if violations.isEmpty { return [] }
    let mendable = violations.filter { !$0.isUndecided }
    if mendable.isEmpty { throw DefinitionError(violations.map { undecided($0, contract) }) }
    return mendable.map { withheld(Problem($0, file: file)) }
  }

  private func undecided(_ violation: Violation, _ contract: Contract) -> Diagnostic {
    let message = withheld(Problem(violation, file: nil)).diagnostic.message
    return .undecided(contract, message, at: violation.schemaRange, violation.instance)
  }

  /// The problem without a message that shows the values of the environment:
  /// one about `env` as a whole, or about all of the data.
  private func withheld(_ problem: Problem) -> Problem {
    let tokens = problem.diagnostic.pointer?.tokens ?? []
    guard !secrets.isEmpty, tokens.isEmpty || tokens == [.key("env")], reveals(problem.diagnostic.message.text) else {
      return problem
    }
    var copy = problem
    copy.diagnostic.message =
      "does not satisfy the contract; what was found is withheld since it repeats the value of an environment variable"
    return copy
  }

  /// Whether a message repeats a secret or a part of it, however it is quoted
  /// or cut.
  private func reveals(_ message: String) -> Bool {
    let text = Array(message.utf8)
    return secrets.contains { secret in
      let bytes = Array(secret.utf8)
      let length = min(bytes.count, 6)
      guard length > 0 else { return false }
      return (0...(bytes.count - length)).contains { start in
        text.contains(bytes: bytes[start..<(start + length)])
      }
    }
  }
}

/// What came of reading and checking one document.
public struct Judgement: Sendable {
  /// The document, if it could be read at all.
  public var document: Document?
  /// Why it is rejected, in order of place; empty if it is accepted.
  public var problems: [Problem]

  public var isAccepted: Bool { problems.isEmpty }
}

extension Judge {
  /// Reads the text as a document of the agent and checks it by the contract.
  ///
  /// `file` names the text in diagnostics. Throws if the contract's validator
  /// is broken.
  public func judge(
    _ text: [UInt8], file: String, agent: String, contract: Contract
  ) throws(DefinitionError) -> Judgement {
    let reading = DocumentReader(file: file).read(text)
    let errors = reading.diagnostics.filter { $0.severity == .error }
    guard let document = reading.value, errors.isEmpty else {
      return Judgement(document: reading.value, problems: errors.map { Problem($0) })
    }
    var problems: [Problem] = []
    if !document.hasFrontmatter {
      problems.append(Problem(.noFrontmatter(text, file: file)))
    }
    problems += misnamed(document, agent: agent, file: file)
    // A validator may rely on what the checks before it found right.
    if problems.isEmpty {
      problems = try self.problems(of: document.node, by: contract, file: file)
    } else {
      problems += contract.schema.validate(document.node).flattened.filter { !$0.isUndecided }
        .map { Problem($0, file: file) }
    }
    return Judgement(document: document, problems: Self.sorted(problems))
  }

  /// A document's `agent`, where present, must be the agent's name.
  private func misnamed(_ document: Document, agent: String, file: String) -> [Problem] {
    guard let found = document.header["agent"], found.string != agent else { return [] }
    return [
      Problem(
        Diagnostic(
          "document/wrong-agent", .wrongAgent(found, expected: agent), at: found.range.in(file),
          pointer: JSONPointer([.key("header"), .key("agent")])))
    ]
  }

  /// The problems in order of place, one for each place and cause.
  private static func sorted(_ problems: [Problem]) -> [Problem] {
    let isMisnamed = problems.contains { $0.diagnostic.code == "document/wrong-agent" }
    // The schema's own constant for `agent` says the same a second time.
    let told = problems.filter { problem in
      !isMisnamed || problem.diagnostic.code != "schema/const"
        || problem.diagnostic.pointer?.description != "/header/agent"
    }
    let schemas = Dictionary(told.map { ($0.diagnostic, $0.schema) }) { first, _ in first }
    return told.map(\.diagnostic).sortedByPlace().map { Problem($0, schema: schemas[$0] ?? .root) }
  }
}

extension Diagnostic {
  /// A document's text begins with none.
  package static func noFrontmatter(_ text: [UInt8], file: String) -> Diagnostic {
    Diagnostic("document/no-frontmatter", .noFrontmatter(text), at: TextRange(at: .start).in(file))
  }

  fileprivate static func tooLate(_ contract: Contract) -> Diagnostic {
    Diagnostic(
      "contract/too-slow",
      "what was to be checked by \(quoted(contract.name)) and before could not be checked in time; simplify the contract, or give it less to check",
      at: TextRange(at: .start).in(contract.file))
  }

  fileprivate static func undecided(
    _ contract: Contract, _ message: Message, at range: SourceRange, _ place: JSONPointer
  ) -> Diagnostic {
    Diagnostic(
      "contract/undecided",
      "the contract \(quoted(contract.name)) can't be decided\(place.tokens.isEmpty ? "" : " at \(quoted(place.description))"): \(message); simplify the schema there",
      at: range)
  }
}

extension Diagnostic.Message {
  fileprivate static var brokenAndWithheld: Self {
    "the validator is broken; what it says is withheld since it repeats the value of an environment variable"
  }
  fileprivate static var withheld: Self {
    "the validator rejects it; its message is withheld since it repeats the value of an environment variable"
  }
  fileprivate static func validator(_ message: String) -> Self { "the validator says \(quoted(message, limit: 1000))" }
  fileprivate static func noFrontmatter(_ text: [UInt8]) -> Self {
    text.allSatisfy { $0 == 32 || (9...13).contains($0) }
      ? "found an empty message, expected a document that begins with a line --- and YAML frontmatter"
      : "found no YAML frontmatter, expected a line ---, keys and values, and a line --- first"
  }
  fileprivate static func wrongAgent(_ found: Node, expected: String) -> Self {
    "found \(found.summary), expected \(quoted(expected)): the name of the agent that hands over the document"
  }
}
