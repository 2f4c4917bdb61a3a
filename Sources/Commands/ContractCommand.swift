internal import ArgumentParser
import Contracts
import Diagnostics
import Documents
import JSONSchema
import Platform

/// `claude-workflow contract`: contracts made and explained.
struct ContractCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contract",
    abstract: "Drafts a contract from samples, or shows what one asks for.",
    subcommands: [Derive.self, Describe.self, Example.self])

  struct Derive: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "derive",
      abstract: "Drafts a contract from sample documents, as YAML on standard output.",
      discussion: """
        The draft says what the samples have in common: read it, loosen what is chance, tighten what matters, and keep \
        the samples as its examples.

        Exit status: 0 a draft was printed, 1 a sample can't be read as a document, 2 a file can't be read.
        """)

    @Option(help: "The contract's name; without it the first file's name tells.")
    var name: String?

    @Argument(help: ArgumentHelp("Documents, or - for standard input.", valueName: "files"), completion: .file())
    var files: [String]

    func validate() throws {
      if name?.isEmpty == true { throw ValidationError("--name is empty, expected the contract's name.") }
      if files.count(where: { $0 == "-" }) > 1 { throw ValidationError("Standard input can be read only once.") }
    }

    func run() throws {
      var documents: [Node] = []
      var isBroken = false
      for file in files {
        let input: InputFile
        do {
          input = try InputFile(file, format: file == "-" ? .markdown : nil)
        } catch { throw Self.failure("\(error)") }
        let reading = input.data
        var problems = reading.diagnostics.filter { $0.severity == .error }
        if let data = reading.value, problems.isEmpty {
          if data["header"]?.object?.isEmpty == false, data["content"]?.string != nil {
            documents.append(data)
          } else {
            problems = [Diagnostic("document/no-frontmatter", .noDocument, at: TextRange(at: .start).in(input.name))]
          }
        }
        isBroken = isBroken || !problems.isEmpty
        let source = SourceText(file: input.name, bytes: input.text)
        Output.error.write(
          TextRenderer(color: Output.error.takesColor) { $0 == source.file ? source : nil }.render(problems))
      }
      if isBroken { throw ExitCode(1) }
      let contract = Node.object([
        "name": .string(name ?? Self.name(of: files.first ?? "")), "version": .string("0.1"),
        "schema": SchemaSketch(documents: documents).schema,
      ])
      Output.standard.write(YAMLWriter().write(contract))
    }

    /// `AuditReport` for `out/audit-report.md`.
    private static func name(of file: String) -> String {
      let words = Path.stem(file).split { !($0.isLetter || $0.isNumber) }
      let name = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
      return name.isEmpty ? "Draft" : name
    }
  }

  struct Choice: ParsableArguments {
    @Argument(help: ArgumentHelp("The contract's name.", valueName: "name"), completion: NameCompletion.contracts)
    var name: String

    @Option(
      help: ArgumentHelp("The agent that hands over the document; without it the one that names the contract."),
      completion: NameCompletion.agents)
    var agent: String?

    @Option(help: ArgumentHelp("The project, or any folder in it.", valueName: "directory"), completion: .directory)
    var project: String?

    @Option(
      help: ArgumentHelp("The workflow whose contracts come first.", valueName: "name"),
      completion: NameCompletion.workflows)
    var workflow: String?

    /// The contract and the name of the agent; throws after having said why
    /// there is none.
    func resolved() throws -> (Contract, String) {
      guard let found = ProjectOption.nearest(to: project ?? ".") else {
        throw ContractCommand.failure(ProjectOption.missing(project))
      }
      if let problem = ProjectOption.unknown(workflow: workflow, in: found) { throw ContractCommand.failure(problem) }
      if let problem = ProjectOption.unknown(agent: agent, in: found) { throw ContractCommand.failure(problem) }
      do {
        let contract = try found.contract(Located(name, at: TextRange(at: .start).in("name")), workflow: workflow)
        if let agent = agent ?? Self.agent(for: contract, in: found) { return (contract, agent) }
        let callers = Self.agents(givenBy: contract, in: found)
        guard callers.isEmpty else { throw ContractCommand.failure(Self.isInput(contract, of: callers)) }
        return (contract, "AGENT")
      } catch let error as DefinitionError {
        let names = FileNames(found)
        let renderer = TextRenderer(color: Output.error.takesColor) { names.source($0) }
        for diagnostic in error.diagnostics.sortedByPlace() {
          Output.error.write(renderer.render(ProjectOption.told(names.renamed(diagnostic), in: found)))
        }
        throw ExitCode(2)
      }
    }

    private static func agents(givenBy contract: Contract, in project: Project) -> [String] {
      project.agentFiles().compactMap { try? project.agent(inFile: $0) }
        .filter { $0.input?.contract?.value == contract.name }.map(\.name).sorted()
    }

    /// Nobody hands over what it describes.
    private static func isInput(_ contract: Contract, of agents: [String]) -> String {
      let names = agents.prefix(5).map { quoted($0) }.joined(separator: ", ")
      return
        "the contract \(quoted(contract.name)) is for calls, of \(names)\(agents.count > 5 ? " and others" : ""): no agent hands over a document for it; try a call with `claude-workflow dry-run hook subagent-input --agent \(agents[0]) --prompt TEXT`"
    }

    private static func agent(for contract: Contract, in project: Project) -> String? {
      for path in project.agentFiles() {
        if let agent = try? project.agent(inFile: path), agent.output?.contract?.value == contract.name {
          return agent.name
        }
      }
      return nil
    }
  }

  struct Describe: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "describe",
      abstract: "Prints what an agent is told that its document must satisfy.")

    @OptionGroup var choice: Choice

    func run() throws {
      let (contract, agent) = try choice.resolved()
      Output.standard.write(Demands(contract: contract, agent: agent).text + "\n")
    }
  }

  struct Example: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "example",
      abstract: "Prints a skeleton document whose header satisfies a contract.",
      discussion: """
        What can't be made up, such as a text that a pattern demands, is left to be filled in and told on standard error.

        Exit status: 0 the schema accepts the skeleton, 1 something must be filled in first, 2 there is no such contract.
        """)

    @OptionGroup var choice: Choice

    func run() throws {
      let (contract, agent) = try choice.resolved()
      let text = SampleDocument(contract: contract, agent: agent).text
      Output.standard.write(text)
      let reading = DocumentReader(file: "skeleton").read(Array(text.utf8))
      let problems = reading.value.map { contract.schema.validate($0.node).flattened } ?? []
      for problem in problems { Output.error.write(plain("fill in \(problem.instance): \(problem.message)\n")) }
      if !problems.isEmpty { throw ExitCode(1) }
    }
  }
}

extension Diagnostic.Message {
  fileprivate static var noDocument: Self {
    "found no document, expected Markdown with YAML frontmatter (or the same as {\"header\", \"content\"})"
  }
}
