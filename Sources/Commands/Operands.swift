/// The files that `validate` is given, taken out of the arguments before
/// ArgumentParser sees them: its time grows with the square of their number,
/// three seconds for 10,000.
struct Operands: Sendable {
  /// What is left for ArgumentParser: all options, and the first file.
  private(set) var arguments: [String] = []
  /// All files, in their order.
  private(set) var files: [String] = []

  /// Those of this process.
  static let ofProcess = Operands(Array(CommandLine.arguments.dropFirst()))

  /// The options of `validate` whose value is the next argument.
  private static let valued: Set<String> = [
    "--contract", "--schema", "--project", "--workflow", "--format", "--input",
  ]

  init(_ all: [String]) {
    guard all.first == "validate" else {
      arguments = all
      return
    }
    var rest = all[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        files += rest
        rest = []
      } else if argument.utf8.first == UInt8(ascii: "-"), argument != "-" {
        arguments.append(argument)
        if Self.valued.contains(argument), let value = rest.popFirst() { arguments.append(value) }
      } else if arguments.isEmpty {
        // The command itself.
        arguments.append(argument)
      } else {
        files.append(argument)
      }
    }
    if let first = files.first { arguments += ["--", first] }
  }
}
