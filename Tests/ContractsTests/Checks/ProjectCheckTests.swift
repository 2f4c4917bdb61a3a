import Diagnostics
import Foundation
import Platform
import TestSupport
import Testing

@testable import Contracts

/// A project without a mistake, one mistake put into it, and the one problem
/// that must come of it.
struct ProjectCheckTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    for (path, text) in Self.project { try folder.write(text, to: path) }
    for hook in HookExecutable.allCases {
      try folder.write("#!/bin/sh\n", to: ".claude/hooks/\(hook.rawValue)", permissions: 0o755)
    }
  }

  private static let agent = { @Sendable (name: String, input: String, context: String, output: String) in
    """
    ---
    name: \(name)
    description: Does it
    input:
      contract: \(input)
      context: [\(context)]
    output:
      contract: \(output)
      target: "$WORKDIR/.context/\(name).md"
    ---
    Do it.

    """
  }

  private static let hook = { @Sendable (name: String) in
    #"{ "type": "command", "command": "\"$CLAUDE_PROJECT_DIR\"/.claude/hooks/\#(name)", "timeout": 30 }"#
  }

  static let settings = """
    { "hooks": {
      "UserPromptSubmit": [ { "hooks": [ \(hook("workflow-input")) ] } ],
      "PreToolUse": [ { "matcher": "Task|Agent", "hooks": [ \(hook("subagent-input")) ] } ],
      "SubagentStop": [ { "hooks": [ \(hook("subagent-output")) ] } ],
      "Stop": [ { "hooks": [ \(hook("workflow-output")) ] } ]
    } }

    """

  private static let contract = { @Sendable (name: String, type: String, header: String) in
    """
    name: \(name)
    schema:
      type: object
      required: [header, content]
      properties:
        header:
          type: object
          required: [type]
          properties:
            type: { const: \(type) }
    \(header)

    """
  }

  static let project: [String: String] = [
    ".claude/settings.json": settings,
    ".claude/commands/make.md": "---\ndescription: Make it\n---\nMake $ARGUMENTS\n",
    ".claude/workflows/make/flow.yaml": """
    name: make
    flow: |
      START >> plan ?go >> build >> END
      plan ?stop >> END
    conditions:
      plan: { go: output.ready, stop: not output.ready }

    """,
    ".claude/agents/plan.md": agent("plan", "Task", "", "Plan"),
    ".claude/agents/build.md": agent("build", "AnyPlan", "\"$WORKDIR/.context/plan.md\"", "Built"),
    ".claude/workflows/make/contracts/plan.yaml": contract("Plan", "plan", "        ready: { type: boolean }")
      + "examples: [examples/plan.md, { path: examples/none.md, valid: false }]\n",
    ".claude/workflows/make/contracts/built.yaml": contract("Built", "built", "        status: { enum: [ok] }"),
    "contracts/any-plan.yaml":
      "name: AnyPlan\nschema: { properties: { header: { type: object, required: [type] }, content: { type: string } } }\n",
    "contracts/task.yaml": "name: Task\nschema: { type: object, required: [prompt] }\n",
    ".claude/workflows/make/examples/plan.md": "---\ntype: plan\n---\nA plan.\n",
    ".claude/workflows/make/examples/none.md": "---\ntype: other\n---\nNo plan.\n",
  ]

  private func check(runsValidators: Bool = true) throws -> [Diagnostic] {
    let project = try #require(Project(root: folder.path))
    let environment = EnvironmentVariables(["PATH": Environment.value("PATH") ?? "/usr/bin:/bin"])
    return ProjectCheck(
      project, environment: environment, mapping: OneAfterTheOther(), runsValidators: runsValidators
    ).run().diagnostics
  }

  @Test func `a project without mistakes has no problem`() throws {
    #expect(try check().map { "\($0.range?.description ?? "") \($0.message)" } == [])
  }

  /// A mistake: in which file what is replaced by what, and the codes of the
  /// problems with their severity.
  struct Mistake: Sendable, CustomTestStringConvertible {
    var file: String
    var from: String
    var to: String
    var codes: [String]
    var testDescription: String { "\(file): \(from.isEmpty ? "" : from + " -> ")\(to)" }

    init(_ file: String, _ from: String, _ to: String, _ codes: String...) {
      (self.file, self.from, self.to, self.codes) = (file, from, to, codes)
    }
  }

  private static let flow = ".claude/workflows/make/flow.yaml"
  private static let plan = ".claude/agents/plan.md"
  private static let build = ".claude/agents/build.md"
  private static let planContract = ".claude/workflows/make/contracts/plan.yaml"
  private static let built = ".claude/workflows/make/contracts/built.yaml"

  static let mistakes: [Mistake] = [
    // Agents.
    Mistake(plan, "description: Does it\n", "", "error agent/no-description"),
    Mistake(plan, "description: Does it", "description: \"\"", "error agent/no-description"),
    Mistake(plan, "description: Does it", "description: \"  \"", "error agent/no-description"),
    Mistake(plan, "description: Does it", "description: [it]", "error agent/no-description"),
    Mistake(plan, "description: Does it", "description: true", "error agent/no-description"),
    Mistake(plan, "description: Does it", "description: Does it\nhooks: 5", "error agent/wrong-type"),
    Mistake(
      ".claude/agents/late.md", "", "\n---\nname: late\ndescription: x\n---\n", "error agent/hidden-frontmatter"),
    Mistake(
      ".claude/agents/late.md", "", "Hello.\n\n---\nname: late\ndescription: x\n---\n",
      "error agent/hidden-frontmatter"),
    Mistake(
      ".claude/agents/late.md", "", "```\n---\nname: late\ndescription: x\n---\n```\n",
      "error agent/hidden-frontmatter"),
    Mistake(
      ".claude/agents/late.md", "", "---\nname: late\ndescription: x\n...\n", "error agent/hidden-frontmatter"),
    Mistake(".claude/agents/late.md", "", "---\nname: a:b\ndescription: x\n---\n", "error agent/bad-name"),
    Mistake(".claude/agents/late.md", "", "---\nname: -a\ndescription: x\n---\n", "error agent/bad-name"),
    // A dropped file takes nobody's name.
    Mistake(
      ".claude/agents/copy.md", "", "\n---\nname: plan\ndescription: x\n---\n", "error agent/hidden-frontmatter"),
    Mistake(
      plan, "output:", "ouptut:", "warning agent/misspelt-key", "warning agent/no-contract",
      "warning agent/context-nobody-writes"),
    Mistake(plan, "description:", "skills: knots\ndescription:", "warning agent/missing-skill"),
    Mistake(plan, "description:", "skills: [knots, plugin:knots]\ndescription:", "warning agent/missing-skill"),
    Mistake(plan, "contract: Task", "contract: Tsak", "error contract/unknown"),
    Mistake(plan, "  contract: Task\n", "", "warning agent/no-contract"),
    Mistake(plan, "  contract: Plan\n", "", "warning agent/no-contract", "error agent/target-without-contract"),
    Mistake(
      plan, "$WORKDIR/.context/plan.md", "/etc/plan.md", "error agent/target-outside",
      "warning agent/context-nobody-writes"),
    Mistake(
      plan, "target: \"$WORKDIR/.context/plan.md\"", "target: contracts", "error agent/target-folder",
      "warning agent/context-nobody-writes"),
    Mistake(
      plan, "target: \"$WORKDIR/.context/plan.md\"", "target: out/", "error agent/target-folder",
      "warning agent/context-nobody-writes"),
    Mistake(
      plan, "target: \"$WORKDIR/.context/plan.md\"", "target: contracts/task.yaml/x.md", "error agent/target-folder",
      "warning agent/context-nobody-writes"),
    Mistake(
      plan, "target: \"$WORKDIR/.context/plan.md\"", "target: .context/workflow-output.md",
      "error agent/target-protected", "warning agent/context-nobody-writes"),
    Mistake(plan, "$WORKDIR", "$OUT", "warning path/undefined-variable", "warning agent/context-nobody-writes"),
    Mistake(".claude/agents/copy.md", "", "---\nname: plan\ndescription: x\n---\n", "error agent/duplicate-name"),
    Mistake(".claude/agents/copy.md", "", "---\nname: Plan\ndescription: x\n---\n", "warning agent/names-alike"),
    Mistake(".claude/agents/note.md", "", "For people.\n", "warning agent/no-frontmatter"),
    Mistake(build, ".context/build.md", ".context/plan.md", "error agent/shared-target"),
    Mistake(build, ".context/build.md", ".context/plan.md/b.md", "error agent/shared-target"),
    Mistake(
      plan, "target: \"$WORKDIR/.context/plan.md\"", "target: contracts/any-plan.yaml", "error agent/target-protected",
      "warning agent/context-nobody-writes"),
    Mistake(
      ".claude/agents/loose.md", "",
      "---\nname: loose\ndescription: x\ninput: { contract: Task }\noutput: { contract: Plan, target: /x.md }\n---\n",
      "error agent/target-outside"),
    Mistake(build, ".context/plan.md\"]", ".context/plam.md\"]", "warning agent/context-nobody-writes"),
    Mistake(build, ".context/plan.md\"]", ".context/p*.md\", spec.md]", "warning agent/context-nobody-writes"),
    Mistake(plan, "context: []", "context: [$WORKDIR/.context/build.md]", "warning agent/context-written-later"),
    // A loop writes a file for each item.
    Mistake(
      flow, "plan ?go", "plan * $parts ?go", "error flow/undefined-variable", "error flow/unknown-output-field",
      "warning agent/context-nobody-writes"),
    Mistake(
      flow, "flow: |\n  START >> plan ?go", "state: { parts: [1] }\nflow: |\n  START >> plan * $parts ?go",
      "error flow/unknown-output-field", "warning agent/context-nobody-writes"),
    // Contracts.
    Mistake(planContract, "type: object", "type: objekt", "error schema/malformed-keyword"),
    Mistake(planContract, "name: Plan", "name: Built", "error contract/duplicate-name", "error contract/unknown"),
    Mistake(built, "const: built", "const: plan", "error contract/shared-type"),
    Mistake(built, "required: [type]", "required: [status]", "warning contract/no-identity"),
    Mistake(planContract, "examples/plan.md", "examples/gone.md", "error contract/missing-example"),
    Mistake(planContract, "examples/plan.md", "/etc/passwd", "error contract/missing-example"),
    Mistake(".claude/workflows/make/examples/plan.md", "plan\n", "spec\n", "error contract/example-rejected"),
    Mistake(".claude/workflows/make/examples/none.md", "other", "plan", "error contract/example-accepted"),
    Mistake(".claude/workflows/make/examples/plan.md", "type", "agent: build\ntype", "error contract/example-rejected"),
    Mistake(built, "name: Built", "name: Built\nvalidator: v.py::check", "error contract/missing-validator"),
    // Flows and commands.
    Mistake(flow, ">> build", ">> biuld", "error flow/unknown-agent"),
    Mistake(flow, "name: make", "name: amke", "warning flow/name-differs"),
    Mistake(flow, "stop: not output.ready", "stop: not output.raedy", "error flow/unknown-output-field"),
    Mistake(flow, ", stop: not output.ready", "", "error flow/unknown-output-field"),
    Mistake(flow, "build >> END", "build ?done >> END\n  build >> END", "error flow/impossible-label"),
    Mistake(
      "contracts/any-plan.yaml", "required: [type]", "properties: { type: { const: spec } }",
      "warning flow/contract-mismatch"),
    Mistake(
      "contracts/any-plan.yaml",
      "properties: { header: { type: object, required: [type] }, content: { type: string } }",
      "properties: { context: { required: [spec] } }",
      "warning flow/contract-mismatch"),
    Mistake(".claude/commands/make.md", "description", "context: fork\ndescription", "warning command/forked"),
    Mistake(
      ".claude/commands/make.md", "description", "input: { contract: None }\ndescription", "error contract/unknown"),
    // Settings.
    Mistake(
      ".claude/settings.json", "\"Stop\"", "\"SessionStart\"", "error settings/missing-event",
      "error settings/wrong-event"),
    Mistake(".claude/settings.json", "Task|Agent", "Agent(plan)", "error settings/matcher-misses"),
    Mistake(".claude/settings.json", "Task|Agent", "Agent", "warning settings/one-tool-name"),
    Mistake(
      ".claude/settings.json", "hooks/workflow-output", "hooks/none/workflow-output",
      "warning settings/missing-executable"),
    Mistake(
      ".claude/settings.json", "\"Stop\": [ { \"hooks\": [ {", "\"Stop\": [ { \"hooks\": [ { \"async\": true,",
      "error settings/async"),
  ]

  @Test(arguments: ["plan-*.md", "plan-0.md", "*.md"])
  func `the items of a loop are found by a pattern or by one name`(_ name: String) throws {
    for (file, from, to) in [
      (Self.flow, "flow: |\n  START >> plan ?go", "state: { parts: [1] }\nflow: |\n  START >> plan * $parts ?go"),
      (Self.flow, "{ go: output.ready, stop: not output.ready }", "{ go: len(output) > 0, stop: len(output) == 0 }"),
      (Self.build, ".context/plan.md\"]", ".context/\(name)\"]"),
    ] {
      let text = try #require(folder.text(file))
      try folder.write(text.replacingOccurrences(of: from, with: to), to: file)
    }
    #expect(try check().map(\.message.text) == [])
  }

  /// Where a loop's target goes, where the other's, and whether they meet.
  @Test(arguments: [
    (".context/plan.md", ".context/plan-0.md", true), (".context/plan.md", ".context/plan-final.md", false),
    (".context/{item}.md", ".context/build.md", true), (".context/{index}.md", ".context/build.md", false),
    (".context/{item}/p.md", ".context/build", true),
  ])
  func `the items of a loop have targets of their own`(_ loop: String, _ other: String, meets: Bool) throws {
    for (file, from, to) in [
      (Self.flow, "flow: |\n  START >> plan ?go", "state: { parts: [1] }\nflow: |\n  START >> plan * $parts ?go"),
      (Self.flow, "{ go: output.ready, stop: not output.ready }", "{ go: len(output) > 0, stop: len(output) == 0 }"),
      (Self.plan, ".context/plan.md", loop), (Self.build, ".context/build.md", other),
      (Self.build, "\"$WORKDIR/.context/plan.md\"", ""),
    ] {
      let text = try #require(folder.text(file))
      try folder.write(text.replacingOccurrences(of: from, with: to), to: file)
    }
    #expect(try check().map(\.code) == (meets ? ["agent/shared-target"] : []))
  }

  @Test func `a Python validator that can't be loaded is told with its line`() throws {
    let text = try #require(folder.text(Self.built))
    try folder.write(text + "validator: validators/built.py::check\n", to: Self.built)
    try folder.write(
      "import json\n\ndef check(data):\n  return json.(data)\n", to: ".claude/workflows/make/validators/built.py")
    let found = try check()
    #expect(found.map(\.code) == ["contract/broken-validator"])
    let told = found.map { "\($0.message) \($0.notes)" }.joined()
    #expect(told.contains("built.py"))
    #expect(told.contains("line 4"))
    #expect(found.first?.range?.file == Self.built)
    #expect(try check(runsValidators: false).map(\.code) == [])
  }

  @Test(arguments: mistakes)
  func `each mistake is told, and nothing else`(_ mistake: Mistake) throws {
    if mistake.from.isEmpty {
      try folder.write(mistake.to, to: mistake.file)
    } else {
      let text = try #require(folder.text(mistake.file))
      let changed = text.replacingOccurrences(of: mistake.from, with: mistake.to)
      try #require(changed != text)
      try folder.write(changed, to: mistake.file)
    }
    let found = try check()
    #expect(
      Set(found.map { "\($0.severity.rawValue) \($0.code)" }) == Set(mistake.codes),
      "\(found.map { "\($0.range?.description ?? "") \($0.message) [\($0.code)]" })")
  }
}

/// A mapping without threads.
private struct OneAfterTheOther: ConcurrentMapping {
  func map<Element: Sendable, Result: Sendable>(
    _ elements: [Element], _ body: @escaping @Sendable (Element) -> Result
  ) -> [Result] { elements.map(body) }
}
