import Contracts
import Diagnostics
import Documents
import Flows
import JSONSchema
import Platform
import Runs
import TestSupport
import Testing

@testable import Hooks

/// The examples of docs/diagnostics.md that are told in a sentence, since a
/// text of them would be too long, or since they are no texts.
struct DiagnosticSituations: Sendable {
  let wrong: @Sendable () throws -> [Diagnostic]
  let right: @Sendable () throws -> [Diagnostic]

  func play(_ side: DiagnosticsPage.Side) throws -> [Diagnostic] { try side == .wrong ? wrong() : right() }

  static let all: [String: DiagnosticSituations] = texts.merging(definitions) { $1 }.merging(runs) { $1 }

  // MARK: Texts

  private static let texts: [String: DiagnosticSituations] = [
    "yaml/too-deep": .init {
      yaml("[", 600)
    } right: {
      yaml("[", 500, "]")
    },
    "yaml/too-large": .init {
      document("---\na: \"" + String(repeating: "x", count: 2 << 20) + "\"\n---\n")
    } right: {
      document("---\na: 1\n---\n" + String(repeating: "x", count: 2 << 20))
    },
    "yaml/too-many-directives": .init {
      yaml(tags(65) + "---\na: 1\n")
    } right: {
      yaml(tags(1) + "---\na: 1\n")
    },
    "yaml/control-character": .init {
      yaml("a: \u{1B}")
    } right: {
      yaml("a: \"\\e\"")
    },
    "yaml/invalid-utf8": .init {
      YAMLReader(file: "x").read([0x61, 0x3A, 0x20, 0xE9]).diagnostics
    } right: {
      yaml("a: é")
    },
    "json/too-deep": .init {
      json("[", 600)
    } right: {
      json("[", 500, "]")
    },
    "json/invalid-utf8": .init {
      JSONReader(file: "x").read([0x22, 0xFF, 0x22]).diagnostics
    } right: {
      json("\"é\"")
    },
    "document/invalid-utf8": .init {
      DocumentReader(file: "x").read(Array("---\na: 1\n---\n".utf8) + [0xFF]).diagnostics
    } right: {
      document("---\na: 1\n---\né")
    },
    "document/nul-character": .init {
      document("---\na: 1\n---\na\0b")
    } right: {
      document("---\na: 1\n---\nab")
    },
    "flow/condition-too-deep": .init {
      condition(70)
    } right: {
      condition(60)
    },
  ]

  private static func yaml(_ open: String, _ count: Int = 1, _ close: String = "") -> [Diagnostic] {
    let text = String(repeating: open, count: count) + String(repeating: close, count: count)
    return YAMLReader(file: "x").read(Array(text.utf8)).diagnostics
  }

  private static func json(_ open: String, _ count: Int = 1, _ close: String = "") -> [Diagnostic] {
    let text = String(repeating: open, count: count) + String(repeating: close, count: count)
    return JSONReader(file: "x").read(Array(text.utf8)).diagnostics
  }

  private static func document(_ text: String) -> [Diagnostic] {
    DocumentReader(file: "x").read(Array(text.utf8)).diagnostics
  }

  private static func tags(_ count: Int) -> String {
    (0..<count).map { "%TAG !t\($0)! tag:example.com,2000:\n" }.joined()
  }

  private static func condition(_ depth: Int) -> [Diagnostic] {
    let text = String(repeating: "(", count: depth) + "true" + String(repeating: ")", count: depth)
    let flow = "name: x\nflow: |\n  START >> a ?yes >> END\n  a >> b >> END\nconditions: {a: {yes: \"\(text)\"}}\n"
    return FlowReader(file: "x").read(Array(flow.utf8)).diagnostics
  }

  // MARK: Schemas and contracts

  private static let definitions: [String: DiagnosticSituations] = [
    "schema/unknown-vocabulary": .init {
      vocabulary(isRequired: true)
    } right: {
      vocabulary(isRequired: false)
    },
    "schema/limit": .init {
      var schema = Node.boolean(true)
      for _ in 0..<700 { schema = .object(["items": schema]) }
      return Schema.compile(schema, file: "x").diagnostics
    } right: {
      Schema.compile(.object(["items": .object(["$ref": .string("#")])]), file: "x").diagnostics
    },
    "contract/too-slow": .init {
      try judged(within: .zero)
    } right: {
      try judged(within: .seconds(600))
    },
    "project/unreadable-file": .init {
      let folder = try ScratchFolder()
      try folder.makeFolder("contracts/birds.yaml")
      return try read("contracts/birds.yaml", in: folder)
    } right: {
      let folder = try ScratchFolder()
      try folder.write("name: Birds\nschema: {}\n", to: "contracts/birds.yaml")
      return try read("contracts/birds.yaml", in: folder)
    },
  ]

  private static func vocabulary(isRequired: Bool) -> [Diagnostic] {
    let meta = """
      {"$schema": "https://json-schema.org/draft/2020-12/schema",
       "$vocabulary": {"https://json-schema.org/draft/2020-12/vocab/core": true, "https://example.com/mine": \(isRequired)}}
      """
    return Schema.compile(.object(["$schema": .string("meta.json")]), file: "x") {
      JSONReader(file: $0).read(Array(meta.utf8))
    }.diagnostics
  }

  private static func judged(within limit: Duration) throws -> [Diagnostic] {
    let folder = try ScratchFolder()
    let project = try #require(Project(root: folder.path))
    let contract = try #require(
      Contract.read(Array("name: A\nschema: {}\n".utf8), file: "a.yaml", path: folder.path("contracts/a.yaml")).value)
    let judge = Judge(project: project, environment: EnvironmentVariables([:]), deadline: Deadline(after: limit))
    return caught { () throws(DefinitionError) in _ = try judge.problems(of: .null, by: contract, file: nil) }
  }

  private static func read(_ path: String, in folder: ScratchFolder) throws -> [Diagnostic] {
    let project = try #require(Project(root: folder.path))
    return caught { () throws(DefinitionError) in _ = try project.contract(inFile: folder.path(path)) }
  }

  private static func caught(_ step: () throws(DefinitionError) -> Void) -> [Diagnostic] {
    do throws(DefinitionError) {
      try step()
      return []
    } catch { return error.diagnostics }
  }

  // MARK: Runs

  private static let runs: [String: DiagnosticSituations] = [
    "output/missing": .init {
      try output(target: nil)
    } right: {
      try output(target: "$WORKDIR/.context/a.md")
    },
    "project/changed-record": .init {
      try restored { try $0.write("Forged.", to: attempt) }
    } right: {
      try restored { _ in }
    },
    "project/unwritable-file": .init {
      try restored {
        try $0.remove("out")
        try $0.write("a file", to: "out")
      }
    } right: {
      try restored { try $0.makeFolder("out") }
    },
  ]

  private static let attempt = ".context/.run/attempts/a/visit-1-attempt-1.md"

  /// What is wrong when an accepted document is to be written anew.
  private static func restored(after damage: (HookBench) throws -> Void) throws -> [Diagnostic] {
    let bench = try HookBench(
      flow: "START >> a >> END", agents: [AgentSketch("a", target: .some("$WORKDIR/out/a.md"))])
    bench.start()
    bench.accept("a")
    try bench.remove("out/a.md")
    try damage(bench)
    let run = try run(of: bench)
    return caught { () throws(DefinitionError) in try run.restoreArtifacts() }
  }

  /// What is wrong with the output of a workflow whose only node writes there.
  private static func output(target: String?) throws -> [Diagnostic] {
    let bench = try HookBench(
      flow: "START >> a >> END", agents: [AgentSketch("a", target: .some(target))],
      files: [".claude/workflows/wf/contracts/workflow-output.yaml": "name: Out\nschema: {required: [header]}\n"])
    bench.start()
    bench.accept("a")
    let context = HookContext(
      environment: EnvironmentVariables(bench.environment), now: { bench.clock.now() },
      deadline: Deadline(after: .seconds(600)))
    let problems = try WorkflowOutputCheck(run: run(of: bench), context: context).problemsIfComplete()
    return try #require(problems).map(\.diagnostic)
  }

  private static func run(of bench: HookBench) throws -> ActiveRun {
    let project = try #require(Project(root: bench.project))
    return try #require(try ActiveRun.open(RunFolder(workdir: bench.workdir), in: project))
  }
}
