import Diagnostics
import Documents
import Foundation
import JSONSchema

/// Gives libFuzzer a reader to break. Whatever the text, the reader answers:
/// it may not crash, hang or contradict itself.
@main
enum Fuzzing {
  static func main() {
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    exit(runDriver(&count, &arguments, testOneInput))
  }
}

/// What libFuzzer calls with every text that it thinks of; it looks for this
/// name itself, too.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  target(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

/// The entry of libFuzzer for programs with a main of their own
/// (https://llvm.org/docs/LibFuzzer.html#using-libfuzzer-as-a-library).
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// The one that FUZZ_TARGET names.
private let target: @Sendable ([UInt8]) -> Void =
  switch ProcessInfo.processInfo.environment["FUZZ_TARGET"] {
  case "json": fuzzJSON
  case "frontmatter": fuzzFrontmatter
  case "schema": fuzzSchema
  case "validation": fuzzValidation
  default: fuzzYAML
  }

@Sendable private func fuzzYAML(_ text: [UInt8]) {
  let reading = YAMLReader(file: "fuzz").read(text)
  precondition(reading.value != nil || reading.diagnostics.hasErrors, "neither a value nor a reason")
  guard let node = reading.accepted else { return }
  // What was read can be written and is read again as the same.
  let written = JSONWriter().bytes(node)
  let again = JSONReader(file: "again").read(written).accepted
  precondition(again == node, "written as JSON it is another value")
}

@Sendable private func fuzzJSON(_ text: [UInt8]) {
  guard let node = JSONReader(file: "fuzz").read(text).accepted else { return }
  precondition(JSONReader(file: "again").read(JSONWriter().bytes(node)).accepted == node, "another value")
  precondition(JSONReader(file: "pretty").read(JSONWriter(pretty: true).bytes(node)).accepted == node, "another value")
}

@Sendable private func fuzzFrontmatter(_ text: [UInt8]) {
  let reading = DocumentReader(file: "fuzz").read(text)
  precondition(reading.value != nil || reading.diagnostics.hasErrors, "neither a value nor a reason")
  guard let document = reading.accepted else { return }
  // The artifact is the document alone, and is the same document.
  let again = DocumentReader(file: "again").read(Array(document.text.utf8)).accepted
  precondition(again?.header == document.header && again?.content == document.content, "another document")
}

@Sendable private func fuzzSchema(_ text: [UInt8]) {
  guard let node = YAMLReader(file: "fuzz").read(text).value else { return }
  let reading = Schema.compile(node, file: "fuzz")
  guard let schema = reading.accepted else { return }
  judge(schema, node)
}

/// The text holds a schema and an instance with a NUL between them.
@Sendable private func fuzzValidation(_ text: [UInt8]) {
  let parts = text.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
  guard parts.count == 2, let node = JSONReader(file: "schema").read(Array(parts[0])).accepted,
    let instance = JSONReader(file: "instance").read(Array(parts[1])).accepted,
    let schema = Schema.compile(node, file: "schema").accepted
  else { return }
  judge(schema, instance)
}

private func judge(_ schema: Schema, _ instance: Node) {
  let violations = schema.validate(instance)
  precondition(schema.isValid(instance) == violations.isEmpty, "the two answers differ")
  for violation in violations.flattened { precondition(!violation.message.text.isEmpty, "a violation without words") }
}
