package import Diagnostics
import Documents
import Platform

/// Whether a contract does to its examples what it says about them, and
/// whether its validator could run.
struct ExampleCheck: Sendable {
  let contract: Contract
  /// The agents that hand over documents by this contract.
  let agents: [String]
  let judge: Judge
  /// Whether validators, which are programs of the project, may be run.
  let runsValidators: Bool

  func diagnostics() -> [Diagnostic] {
    var found: [Diagnostic] = []
    var contract = contract
    var isComplete = contract.validator == nil
    if let validator = contract.validator {
      let problem = validatorProblem(validator)
      found += problem.map { [$0] } ?? []
      isComplete = problem == nil && runsValidators
      if !isComplete { contract.validator = nil }
      if isComplete, contract.examples.isEmpty { found.append(.untried(validator)) }
    }
    for example in self.contract.examples {
      do throws(DefinitionError) {
        found += try check(example, by: contract, isComplete: isComplete).map { [$0] } ?? []
      } catch { found += error.diagnostics }
    }
    return found
  }

  private func validatorProblem(_ validator: Located<Validator>) -> Diagnostic? {
    if let missing = contract.missingValidator { return missing }
    guard runsValidators else { return nil }
    do throws(ValidatorFailure) {
      try ValidatorRunner(
        folder: contract.folder, projectRoot: judge.project.root, environment: judge.environment.all
      ).probe(validator.value)
      return nil
    } catch {
      return Diagnostic("contract/broken-validator", error.message, at: validator.range, notes: error.notes)
    }
  }

  /// - Parameter isComplete: whether `contract` has all that decides; without
  ///   its validator nobody can tell what it would accept.
  private func check(
    _ example: Contract.Example, by contract: Contract, isComplete: Bool
  ) throws(DefinitionError) -> Diagnostic? {
    let path = Path.join(contract.folder, example.path.value)
    let file = judge.project.displayPath(path)
    let text: [UInt8]
    // What lies elsewhere is shown to nobody.
    guard FileSystem.realPath(path).map({ Path.isInside($0, judge.project.root) }) ?? true else {
      return Diagnostic("contract/missing-example", .outside(example), at: example.path.range)
    }
    do {
      text = try FileSystem.read(path, limit: Project.definitionLimit)
    } catch {
      return Diagnostic("contract/missing-example", .unreadable(file, error), at: example.path.range)
    }
    let problems = try problems(of: text, file, by: contract)
    if example.isValid, !problems.isEmpty {
      return Diagnostic(
        "contract/example-rejected", .rejected(example), at: example.path.range,
        notes: problems.map { .init($0.message, at: $0.range) })
    }
    if !example.isValid, problems.isEmpty, isComplete {
      return Diagnostic("contract/example-accepted", .accepted(example), at: example.path.range)
    }
    return nil
  }

  private func problems(
    of text: [UInt8], _ file: String, by contract: Contract
  ) throws(DefinitionError) -> [Diagnostic] {
    let reading: Reading<Node>
    switch Path.fileExtension(file).lowercased() {
    case "json": reading = JSONReader(file: file).read(text)
    case "yaml", "yml": reading = YAMLReader(file: file).read(text)
    default:
      let document = DocumentReader(file: file).read(text)
      // What an agent hands over must also bear its name.
      if let agent = agent(of: document.value) {
        return try judge.judge(text, file: file, agent: agent, contract: contract).problems.map(\.diagnostic)
      }
      reading = Reading(document.value?.node, document.diagnostics)
    }
    let errors = reading.diagnostics.filter { $0.severity == .error }
    guard let data = reading.value, errors.isEmpty else { return errors }
    return try judge.problems(of: data, by: contract, file: file).map(\.diagnostic).sortedByPlace()
  }

  /// Who would hand over the document: of several agents the one it names.
  private func agent(of document: Document?) -> String? {
    let named = document?.header["agent"]?.string
    return agents.first { $0 == named } ?? agents.first
  }
}

extension Contract {
  /// What is wrong with its validator's file, if it has one.
  package var missingValidator: Diagnostic? {
    guard let validator else { return nil }
    do throws(ValidatorFailure) {
      _ = try ValidatorRunner.file(of: validator.value, in: folder)
      return nil
    } catch { return Diagnostic("contract/missing-validator", error.message, at: validator.range, notes: error.notes) }
  }
}

extension Diagnostic {
  /// That a validator loads doesn't tell that it gives a verdict: a Python
  /// function may return nothing.
  fileprivate static func untried(_ validator: Located<Validator>) -> Diagnostic {
    Diagnostic(
      "contract/untried-validator",
      "no example tries the validator \(quoted(validator.value.description)), so that nobody knows whether it gives a verdict; name one under \"examples\"",
      severity: .warning, at: validator.range)
  }
}

extension Diagnostic.Message {
  fileprivate static func unreadable(_ file: String, _ error: SystemError) -> Self {
    "cannot read the example \(quoted(file, limit: 4000)): \(error.reason); examples are named relative to the folder that holds contracts/"
  }
  fileprivate static func outside(_ example: Contract.Example) -> Self {
    "the example \(quoted(example.path.value, limit: 4000)) lies outside of the project and isn't read; put it beside contracts/"
  }
  fileprivate static func rejected(_ example: Contract.Example) -> Self {
    "the contract rejects its example \(quoted(example.path.value, limit: 4000)), expected it to be accepted; mend either, or say valid: false"
  }
  fileprivate static func accepted(_ example: Contract.Example) -> Self {
    "the contract accepts its example \(quoted(example.path.value, limit: 4000)), expected it to be rejected (valid: false)"
  }
}
