import Contracts
import Diagnostics
import Documents
import Flows
import Foundation
import JSONSchema
import Platform
import TestSupport
import Testing

@testable import Contracts
@testable import Hooks

/// An example of docs/diagnostics.md, given to the library that would read it.
struct DiagnosticExample {
  /// The files of the project around it.
  private let project: [String: String]

  init(_ project: [String: String]) { self.project = project }

  /// What is wrong with a value by a schema, or with a schema.
  static func findings(in value: Node, by schema: Node?, written text: String) throws -> [Finding] {
    let file = "example.yaml"
    let compiled = Schema.compile(schema ?? value, file: file)
    guard schema != nil else { return compiled.diagnostics.map { Finding($0, in: [file: text]) } }
    #expect(compiled.diagnostics == [])
    return try #require(compiled.accepted).validate(value).flattened
      .map { Finding(Problem($0, file: file).diagnostic, in: [file: text]) }
  }

  /// The file that a section is about, if an example has no path.
  private static let subjects = [
    "agent": "collector.md", "path": "collector.md", "contract": "notes.yaml", "command": "analyze.md",
    "flow": "flow.yaml", "document": "notes.md", "settings": ".claude/settings.local.json",
  ]
  /// Codes of flows that only their project gives.
  private static let ofProject: Set<String> = ["flow/unknown-agent"]

  /// What is wrong with these files; what they are is known by the code.
  func findings(for code: String, _ files: [String: String]) throws -> [Finding] {
    let area = String(code.prefix { $0 != "/" })
    let bytes = Array((files[""] ?? "").utf8)
    switch area {
    case "yaml": return findings(YAMLReader(file: "example.yaml").read(bytes).diagnostics, files[""])
    case "json": return findings(JSONReader(file: "example.json").read(bytes).diagnostics, files[""])
    case "flow" where files["view.json"] != nil:
      let view = try #require(JSONReader(file: "view.json").read(Array((files["view.json"] ?? "").utf8)).accepted)
      return findings(JSONViewReader(file: "view.json").read(view).diagnostics, files["view.json"])
    case "flow" where !Self.ofProject.contains(code):
      let text = named(files[""] ?? "")
      return findings(FlowReader(file: "flow.yaml").read(Array(text.utf8)).diagnostics, text)
    default:
      let all = project(with: files, for: area)
      return try ExampleProject(all).diagnostics().map { Finding($0, in: all) }
    }
  }

  /// What `claude-workflow check` says about the project with these files.
  func findingsOfCheck(for code: String, _ files: [String: String]) throws -> [Finding] {
    let all = project(with: files, for: String(code.prefix { $0 != "/" }))
    return try ExampleProject(all).check().map { Finding($0, in: all) }
  }

  private func project(with files: [String: String], for area: String) -> [String: String] {
    var all = project
    for (path, text) in files {
      let isFlow = path.isEmpty ? area == "flow" : path.hasSuffix("flow.yaml")
      all[place(of: path.isEmpty ? Self.subjects[area] ?? "" : path)] = isFlow ? named(text) : text
    }
    return all
  }

  /// The findings in the one file that they are all about.
  private func findings(_ diagnostics: [Diagnostic], _ text: String?) -> [Finding] {
    diagnostics.map { Finding($0, in: $0.range.map { [$0.file: text ?? ""] } ?? [:]) }
  }

  /// The file of the project with this name, else the path itself.
  private func place(of path: String) -> String {
    let places = project.keys.filter { ($0 == path || $0.hasSuffix("/" + path)) && $0.hasPrefix(".context") == false }
    return places.count == 1 ? places[0] : project.keys.first { $0.hasSuffix("/" + path) } ?? path
  }

  /// A flow with the name that examples leave out; those about a key that is
  /// missing have what they need.
  private func named(_ flow: String) -> String {
    flow.hasPrefix("name:") ? flow : "name: analyze\n" + flow
  }
}

/// An example's project on disk, checked as a start, a call and a hand-over of
/// its agents would, or as the command line does.
private struct ExampleProject {
  private let folder: ScratchFolder
  private let project: Project

  init(_ files: [String: String]) throws {
    folder = try ScratchFolder()
    for (path, text) in files {
      let isProgram = path.hasPrefix("validators/") || path.hasPrefix(".claude/hooks/")
      try folder.write(text, to: path, permissions: isProgram ? 0o755 : 0o644)
    }
    for hook in HookExecutable.allCases {
      try folder.write("#!/bin/sh\n", to: ".claude/hooks/\(hook.rawValue)", permissions: 0o755)
    }
    project = try #require(Project(root: folder.path))
  }

  func diagnostics() throws -> [Diagnostic] {
    var all: [Diagnostic] = []
    for path in project.contractFiles() {
      all += project.readContract(try project.readDefinition(path), path: path).diagnostics
    }
    for path in project.agentFiles() {
      all += Agent.read(try project.readDefinition(path), file: project.displayPath(path)).diagnostics
    }
    let start = thrown { () throws(DefinitionError) in
      let workflow = Path.join(project.workflowsFolder, "analyze")
      let definition = try DefinitionReader("analyze", folder: workflow, in: project).definition
      let problems = DefinitionTargets(definition, variables).problems
      if !problems.isEmpty { throw DefinitionError(problems) }
    }
    all += start
    // As in a run, nothing is called or handed over before a start.
    if !start.hasErrors { all += call() + handOver() }
    return all.sortedByPlace()
  }

  func check() -> [Diagnostic] {
    ProjectCheck(
      project, environment: EnvironmentVariables(["PATH": "/usr/bin:/bin"]), mapping: OneAfterTheOther()
    ).run().diagnostics
  }

  private var variables: PathVariables {
    PathVariables(workdir: project.root, project: project.root, environment: EnvironmentVariables([:]))
  }

  private var judge: Judge {
    Judge(
      project: project, environment: EnvironmentVariables(["PATH": "/usr/bin:/bin"]),
      deadline: Deadline(after: .seconds(600)))
  }

  /// What keeps the writer from starting.
  private func call() -> [Diagnostic] {
    thrown { () throws(DefinitionError) in
      guard let writer = try project.agent("writer") else { return }
      let name = writer.input?.contract
      let contract = try name.map { (name) throws(DefinitionError) in try project.contract(name, workflow: nil) }
      let input = try InputCheck(judge: judge, variables: variables)
        .check(writer, contract: contract, prompt: "Write.", description: "write")
      if !input.problems.isEmpty { throw DefinitionError(input.problems.map(\.diagnostic)) }
    }
  }

  /// What is wrong with the document that the collector hands over.
  private func handOver() -> [Diagnostic] {
    thrown { () throws(DefinitionError) in
      let path = Path.join(project.root, ".context/notes.md")
      let place = TextRange(at: .start).in("example")
      let contract = try project.contract(Located("Notes", at: place), workflow: nil)
      let judgement = try judge.judge(
        try project.readDefinition(path), file: "notes.md", agent: "collector", contract: contract)
      if !judgement.isAccepted { throw DefinitionError(judgement.problems.map(\.diagnostic)) }
    }
  }

  private func thrown(_ step: () throws(DefinitionError) -> Void) -> [Diagnostic] {
    do throws(DefinitionError) {
      try step()
      return []
    } catch { return error.diagnostics }
  }
}

/// A mapping without threads.
private struct OneAfterTheOther: ConcurrentMapping {
  func map<Element: Sendable, Result: Sendable>(
    _ elements: [Element], _ body: @escaping @Sendable (Element) -> Result
  ) -> [Result] { elements.map(body) }
}
