internal import ArgumentParser
import Contracts
import Diagnostics

/// What `validate` does, once it is known what it is asked for.
struct Validation {
  var contract: String?
  var schema: String?
  var project: String?
  var workflow: String?
  var format = Validate.Format.text
  var input: InputFormat?
  var assertsFormats = true
  let files: [String]

  func run() throws {
    let gauge = try self.gauge()
    let report = ValidationReport(format: format, gauge: gauge)
    report.begin()
    var counts = ValidationReport.Counts()
    // A few at a time: memory grows with the largest file, not with their
    // number, and results come in the order of the files.
    var rest = files[...]
    ProgressLine.during("validating", unit: "files", of: files.count) { line in
      while !rest.isEmpty {
        let verdicts = ParallelMapping(progress: line).map(Array(rest.prefix(Self.batch))) { verdict(on: $0, gauge) }
        rest = rest.dropFirst(Self.batch)
        let print = { for verdict in verdicts { report.add(verdict, to: &counts) } }
        line?.aside(print) ?? print()
      }
    }
    report.end(counts)
    if counts.unchecked > 0 { throw ExitCode(2) }
    if counts.invalid > 0 { throw ExitCode(1) }
  }

  private static let batch = 256

  private func gauge() throws -> Gauge {
    do {
      if let schema { return try .schema(inFile: schema, assertsFormat: assertsFormats) }
      return try .contract(contract ?? "", project: project, workflow: workflow)
    } catch {
      Output.error.write(error.text)
      throw ExitCode(2)
    }
  }

  private func verdict(on name: String, _ gauge: Gauge) -> FileVerdict {
    let file: InputFile
    do {
      file = try InputFile(name, format: input)
    } catch {
      return FileVerdict(file: name, text: [], outcome: .unchecked(["\(error)"]))
    }
    let reading = file.data
    let errors = reading.diagnostics.filter { $0.severity == .error }
    guard let data = reading.value, errors.isEmpty else {
      return FileVerdict(file: file.name, text: file.text, outcome: .checked(errors.sortedByPlace()))
    }
    do {
      var problems = try gauge.problems(of: data, file: file.name)
      if !problems.isEmpty, let missing = file.missingFrontmatter { problems.insert(missing, at: 0) }
      return FileVerdict(file: file.name, text: file.text, outcome: .checked(problems.sortedByPlace()))
    } catch {
      return FileVerdict(file: file.name, text: [], outcome: .unchecked(error.diagnostics.map { "\($0.message)" }))
    }
  }
}

extension Validation {
  /// The plainest call: `--schema FILE` or `--contract NAME`, then files. nil
  /// for any other, which ArgumentParser takes apart; that takes twice as long
  /// as the start of the process and the work on one document.
  init?(plain arguments: [String]) {
    let operands = Operands(arguments)
    guard arguments.count >= 4, arguments[0] == "validate", operands.arguments.count == 5,
      operands.files.count(where: { $0 == "-" }) < 2, !arguments[2].hasPrefix("-")
    else { return nil }
    self.init(files: operands.files)
    switch arguments[1] {
    case "--schema": schema = arguments[2]
    case "--contract": contract = arguments[2]
    default: return nil
    }
  }
}
