import Contracts
import Diagnostics
import Documents
import Platform

/// What a dry run's user types, and the contracts around the whole workflow.
struct WorkflowRequest {
  let workflow: String
  let input: Contract?
  let output: Contract?
  /// What stands behind the command.
  let arguments: String
  /// Variables that an example of the input has.
  let environment: [String: String]

  var prompt: String { arguments.isEmpty ? "/" + workflow : "/\(workflow) \(arguments)" }

  /// - Parameters:
  ///   - text: what to type; nil takes the first example that the input's
  ///     contract is said to accept.
  ///   - workdir: the working directory to name in front of it.
  init(_ workflow: String, in project: Project, text: String?, workdir: String?) throws(DefinitionError) {
    self.workflow = workflow
    let command = try project.command(workflow)
    input = try Self.contract(command?.input, "workflow-input", workflow, project)
    output = try Self.contract(command?.output, "workflow-output", workflow, project)
    let data = input.flatMap { Self.example(of: $0, project) }
    var variables: [String: String] = [:]
    for member in data?["env"]?.object?.members ?? [] { variables[member.key] = member.value.string }
    environment = variables
    let typed = text ?? data.map(Self.typed) ?? "A dry run of the workflow \(workflow)."
    arguments = ([workdir.map { "--workdir=" + Self.word($0) }, typed.isEmpty ? nil : typed] as [String?])
      .compactMap(\.self).joined(separator: " ")
  }

  private static func contract(
    _ named: Located<String>?, _ file: String, _ workflow: String, _ project: Project
  ) throws(DefinitionError) -> Contract? {
    if let named { return try project.contract(named, workflow: workflow) }
    return try project.contract(file: file, ofWorkflow: workflow)
  }

  private static func example(of contract: Contract, _ project: Project) -> Node? {
    for example in contract.examples where example.isValid {
      let path = Path.join(contract.folder, example.path.value)
      guard let bytes = try? FileSystem.read(path, limit: 8 << 20) else { continue }
      let name = project.displayPath(path)
      if let data = ExampleDocuments.data(bytes, name) ?? DocumentReader(file: name).read(bytes).value?.node {
        return data
      }
    }
    return .object([
      "header": SampleDocument(contract: contract, agent: "user").header,
      "content": .string("A dry run of this workflow."),
    ])
  }

  /// The options and the text as a user types them.
  private static func typed(_ data: Node) -> String {
    let options = (data["header"]?.object?.members ?? []).flatMap { member -> [String] in
      let values = member.value.array.flatMap { $0.isEmpty ? nil : $0 } ?? [member.value]
      return values.map { "--\(member.key)=" + word($0.string ?? JSONWriter().write($0)) }
    }
    let text = data["content"]?.string ?? ""
    return (options + [text.hasPrefix("-") ? "-- " + text : text]).filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// As a shell's word.
  private static func word(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      switch byte {
      case 45...57, 65...90, 97...122, 95, 58, 61, 64: true
      default: false
      }
    }
    return isPlain && !text.isEmpty
      ? text : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
  }
}
