import Diagnostics
import Documents
import TestSupport
import Testing

@testable import Commands

@Suite("claude-workflow contract")
struct ContractCommandTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.write(
      """
      ---
      type: audit-report
      agent: auditor
      verdict: pass
      when: 2026-01-06
      findings: []
      ---
      ## Evidence

      All read.

      """, to: "one.md")
    try folder.write(
      """
      ---
      type: audit-report
      agent: auditor
      verdict: fail
      when: 2026-02-07
      score: 1.5
      findings: [{file: a.c, line: 3}, {file: b.c, line: 4, note: ""}]
      ---
      ## Evidence

      Two found.

      ## Remedy

      Mend both.

      """, to: "audit-report.md")
  }

  private func contract(_ arguments: String..., input: String = "") throws -> CommandRun {
    try CommandRun(["contract"] + arguments, in: folder, input: input)
  }

  @Test func `a draft says what the samples have in common`() throws {
    let run = try contract("derive", "audit-report.md", "one.md")
    #expect(run.status == 0 && run.error.isEmpty)
    #expect(
      run.output == #"""
        name: AuditReport
        version: "0.1"
        schema:
          type: object
          required: [header, content]
          properties:
            header:
              type: object
              required: [type, agent, verdict, when, findings]
              properties:
                type: { const: audit-report }
                agent: { const: auditor }
                verdict: { type: string, minLength: 1 }
                when: { type: string, format: date }
                score: { type: number }
                findings:
                  type: array
                  items:
                    type: object
                    required: [file, line]
                    properties:
                      file: { type: string, minLength: 1 }
                      line: { type: integer }
                      note: { type: string }
              additionalProperties: false
            content: { type: string, pattern: '(^|\n)## Evidence[ \t]*(\n|$)' }

        """#)
  }

  @Test func `the samples satisfy their draft`() throws {
    try folder.write(
      try contract("derive", "one.md", "audit-report.md", "--name", "Audit").output, to: "contracts/a.yaml")
    try folder.makeFolder(".claude")
    let run = try CommandRun(["validate", "--contract", "Audit", "one.md", "audit-report.md"], in: folder)
    #expect(run.output == "2 of 2 files valid\n")
  }

  /// Each a heading, and what of the pattern it has to fit.
  @Test(arguments: [
    (["## x ##"], #"## x([ \t]+#+)?[ \t]*(\n|$)"#), (["## C#"], #"## C#[ \t]*(\n|$)"#),
    (["## x", "## x #"], #"## x([ \t]+#+)?[ \t]*(\n|$)"#), (["##   x  y"], #"##[ \t]+x  y([ \t]+#+)?"#),
    (["## a.b ## \t"], #"## a\.b([ \t]+#+)?"#),
  ])
  func `a draft accepts its samples however their headings are written`(_ headings: [String], _ pattern: String) throws
  {
    let files = headings.indices.map { "h\($0).md" }
    for (file, heading) in zip(files, headings) {
      try folder.write("---\ntype: t\nagent: a\n---\n\n\(heading)\n\nhi\n", to: file)
    }
    let draft = try CommandRun(["contract", "derive"] + files + ["--name", "Head"], in: folder)
    #expect(draft.output.contains(pattern), "\(draft.output)")
    try folder.write(draft.output, to: "contracts/head.yaml")
    try folder.makeFolder(".claude")
    let run = try CommandRun(["validate", "--contract", "Head"] + files, in: folder)
    #expect(run.status == 0, "\(run.output)\(run.error)")
  }

  @Test func `words that repeat are a choice`() throws {
    for (place, verdict) in ["pass", "fail", "pass", "fail", "pass"].enumerated() {
      try folder.write("---\nverdict: \(verdict)\n---\nx\n", to: "\(place).md")
    }
    let run = try contract("derive", "0.md", "1.md", "2.md", "3.md", "4.md")
    #expect(run.output.contains("          enum: [pass, fail]\n"))
    #expect(run.output.hasPrefix("name: \"0\"\n"))
  }

  @Test func `what is no document gives the status 1 with its place`() throws {
    try folder.write("Looks good.\n", to: "bad.md")
    let run = try contract("derive", "bad.md", "one.md")
    #expect(run.status == 1)
    #expect(run.output.isEmpty)
    #expect(run.error.hasPrefix("bad.md:1:1: error: found no document, expected Markdown with YAML frontmatter"))
    let gone = try contract("derive", "gone.md")
    #expect(gone.status == 2)
    #expect(
      gone.error
        == "claude-workflow: cannot read \"gone.md\": No such file or directory; did you mean \"one.md\"?\n"
    )
  }

  @Test func `a draft without a name is refused`() throws {
    let run = try contract("derive", "--name", "", "one.md")
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(run.error.contains("--name is empty, expected the contract's name"))
  }

  @Test func `standard input is a document`() throws {
    #expect(try contract("derive", "-", input: "---\na: 1\n---\nx\n").output.contains("        a: { type: integer }\n"))
  }

  // MARK: Describe and example

  private func project() throws {
    try folder.write(
      """
      name: Report
      schema:
        type: object
        required: [header, content]
        properties:
          header:
            type: object
            required: [type, agent, title, when, parts, count]
            properties:
              type: { const: report }
              agent: { type: string }
              title: { type: string, minLength: 12, description: in a few words }
              when: { type: string, format: date }
              parts: { type: array, minItems: 2, items: { type: object, required: [id], properties: { id: { type: integer, minimum: 3 } } } }
              count: { type: integer, minimum: 5, multipleOf: 4 }
              more: { type: string }
          content: { type: string, pattern: "(^|\\n)## Findings" }

      """, to: "contracts/report.yaml")
    try folder.write(
      "---\nname: reporter\ndescription: Reports\noutput: { contract: Report }\n---\n", to: ".claude/agents/r.md")
  }

  @Test func `describe prints what the agent is told`() throws {
    try project()
    let run = try contract("describe", "Report")
    #expect(run.status == 0 && run.error.isEmpty)
    #expect(run.output.hasPrefix("Your final message is the document itself"))
    #expect(run.output.contains("\n- title (required): string, at least 12 characters, in a few words\n"))
    #expect(run.output.contains("agent: reporter"))
    try folder.write("---\nname: other\ndescription: Other\n---\n", to: ".claude/agents/other.md")
    #expect(try contract("describe", "Report", "--agent", "other").output.contains("agent: other"))
  }

  @Test(arguments: ["describe", "example"]) func `an agent that the project hasn't is refused`(_ command: String) throws
  {
    try project()
    let run = try contract(command, "Report", "--agent", "reportr")
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(run.error == "claude-workflow: the project has no agent \"reportr\", did you mean \"reporter\"?\n")
  }

  @Test func `an example satisfies the contract`() throws {
    try project()
    let run = try contract("example", "Report")
    #expect(run.status == 0 && run.error.isEmpty)
    #expect(
      run.output == """
        ---
        type: "report"
        agent: "reporter"
        title: "<title>....."
        when: "2026-01-06"
        parts: [{"id":3},{"id":3}]
        count: 8
        ---

        ## Findings

        <text>

        """)
    try folder.write(run.output, to: "skeleton.md")
    #expect(try CommandRun(["validate", "--contract", "Report", "skeleton.md"], in: folder).status == 0)
  }

  /// A schema of one field, and the value that is made up for it.
  @Test(arguments: [
    ("{ type: number, exclusiveMinimum: 0.5 }", "1"),
    ("{ type: number, exclusiveMinimum: 0.5, exclusiveMaximum: 0.6 }", "0.51"),
    ("{ type: number, multipleOf: 0.25, minimum: 0.3 }", "0.5"),
    ("{ type: integer, multipleOf: 2.5, minimum: 1 }", "5"), ("{ type: integer, maximum: -3 }", "-3"),
    ("{ type: number, multipleOf: 0.5, maximum: -1.2 }", "-1.5"),
    ("{ type: array, uniqueItems: true, minItems: 2, items: { enum: [a, b, c] } }", "[\"a\",\"b\"]"),
    ("{ type: array, uniqueItems: true, minItems: 2, items: { type: string } }", "[\"<x>\",\"<x>-2\"]"),
    ("{ type: array, uniqueItems: true, minItems: 3, items: { type: integer, minimum: 5 } }", "[5,6,7]"),
    (
      "{ type: array, uniqueItems: true, minItems: 2, items: { required: [id], properties: { id: { type: string } } } }",
      "[{\"id\":\"<id>\"},{\"id\":\"<id>-2\"}]"
    ),
    ("{ type: array, contains: { const: 7 }, minContains: 2 }", "[7,7]"),
    ("{ type: object, minProperties: 2, properties: { b: { type: integer } } }", "{\"b\":0,\"key1\":\"<key1>\"}"),
    ("{ type: string, format: idn-email }", "\"someone@example.org\""),
    ("{ type: string, format: idn-hostname }", "\"example.org\""),
    ("{ type: string, format: iri }", "\"https://example.org/\""),
    ("{ type: string, format: uri-template }", "\"https://example.org/{id}\""),
    ("{ type: string, format: relative-json-pointer }", "\"1/a\""),
    ("{ pattern: '^REQ-[0-9]{3}$' }", "\"REQ-000\""), ("{ pattern: '^[A-Z]{3}-\\d{2,4}$' }", "\"AAA-00\""),
    ("{ pattern: '^(draft|final)(-v\\d+)?$' }", "\"draft\""), ("{ pattern: '^[^a-z\\s]+\\.md$' }", "\"0.md\""),
    ("{ type: string, pattern: '^[a-z]+$', minLength: 5 }", "\"aaaaaaaaaa\""),
    ("{ pattern: '^(?:a|b)\\/[\\w.-]*$', maxLength: 2 }", "\"a/\""), ("{ pattern: 'x|y' }", "\"x\""),
    ("{ minLength: 5, enum: [no, '12345'] }", "\"12345\""),
    ("{ anyOf: [{ type: integer, minimum: 3, maximum: 1 }, { const: b }] }", "\"b\""),
    ("{ oneOf: [{ type: integer }, { type: number }, { type: boolean }] }", "false"),
    ("{ not: { type: string } }", "0"), ("{ type: [string, 'null'], not: { type: string } }", "null"),
    (
      "{ required: [y], properties: { y: { anyOf: [{ type: string, maxLength: 2, minLength: 3 }, { type: integer }] } } }",
      "{\"y\":0}"
    ),
  ])
  func `what a schema demands is made up`(_ schema: String, _ value: String) throws {
    try project()
    try folder.write(
      "name: Id\nschema: { properties: { header: { required: [x], properties: { x: \(schema) } } } }\n",
      to: "contracts/id.yaml")
    let run = try contract("example", "Id")
    #expect(run.status == 0 && run.error.isEmpty, "\(run.error)")
    #expect(run.output == "---\nx: \(value)\n---\n\n<text>\n")
  }

  /// What is said of a header's keys besides `properties`, and the header that is made up for it.
  @Test(arguments: [
    ("if: { properties: { v: { const: fail } } }\n      then: { required: [why] }", "v: \"fail\"\nwhy: \"<why>\"\n"),
    (
      "if: { properties: { v: { const: fail } } }\n      then: { required: [l], properties: { l: { minItems: 1 } } }",
      "v: \"fail\"\nl: [\"<l>\"]\n"
    ),
    (
      "if: { properties: { v: { const: pass } } }\n      then: { required: [l] }\n      else: { required: [n] }",
      "v: \"fail\"\nn: 0\n"
    ),
    ("allOf: [{ if: { required: [v] }, then: { properties: { v: { const: pass } } } }]", "v: \"pass\"\n"),
    ("dependentRequired: { v: [n], n: [l] }", "v: \"fail\"\nn: 0\nl: []\n"),
    ("dependentSchemas: { v: { $ref: '#/$defs/n' } }", "v: \"fail\"\nn: 7\n"),
  ])
  func `what a condition demands is made up`(_ condition: String, _ header: String) throws {
    try project()
    try folder.write(
      """
      name: Id
      schema:
        properties:
          header:
            required: [v]
            properties:
              v: { enum: [fail, pass] }
              l: { type: array, items: { type: string } }
              n: { type: integer }
            \(condition)
        $defs: { n: { required: [n], properties: { n: { minimum: 7 } } } }

      """, to: "contracts/id.yaml")
    let run = try contract("example", "Id")
    #expect(run.status == 0 && run.error.isEmpty, "\(run.error)")
    #expect(run.output == "---\n\(header)---\n\n<text>\n")
  }

  @Test func `what can't be made up is told`() throws {
    try project()
    try folder.write(
      "name: Id\nschema: { properties: { header: { required: [id], properties: { id: { type: string, pattern: '^R-(?=7)[0-9]+$' } } } } }\n",
      to: "contracts/id.yaml")
    let run = try contract("example", "Id")
    #expect(run.status == 1)
    #expect(run.output == "---\nid: \"<id>\"\n---\n\n<text>\n")
    #expect(run.error.hasPrefix("fill in /header/id: found "))
  }

  @Test(arguments: ["describe", "example"])
  func `an unknown contract is named with its neighbour`(_ command: String) throws {
    try project()
    let run = try contract(command, "Rport")
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(run.error == "error: no contract has the name \"Rport\", did you mean \"Report\"? [contract/unknown]\n")
    let nowhere = try CommandRun(["contract", command, "Report", "--project", "/"], in: folder)
    #expect(nowhere.status == 2)
    #expect(nowhere.error.contains("found no project at or above \"/\""))
  }

  @Test func `a draft has angle brackets and patterns as people write them`() throws {
    try folder.write("---\ntype: x\n\"<<\": abc\n\"a<b\": 1\n---\n## It's A < B\n\ntext\n", to: "d.md")
    let run = try contract("derive", "d.md")
    #expect(run.status == 0)
    #expect(run.output.contains("required: [type, \"<<\", \"a<b\"]\n"), "\(run.output)")
    #expect(run.output.contains("\n        \"<<\": { type: string, minLength: 1 }\n"))
    #expect(run.output.contains("pattern: '(^|\\n)## It''s A < B[ \\t]*(\\n|$)' }"))
    try folder.makeFolder("p/.claude")
    try folder.write(run.output, to: "p/contracts/d.yaml")
    #expect(
      try CommandRun(["validate", "--contract", "D", "--project", "p", "d.md"], in: folder).output.contains("1 of 1"))
  }

  @Test(arguments: ["text", "json"])
  func `problems are told with angle brackets as they are`(_ format: String) throws {
    try folder.makeFolder("p/.claude")
    try folder.write(
      "name: Tag\nschema: { properties: { header: { properties: { a: { enum: [<b>] } } } } }\n",
      to: "p/contracts/t.yaml")
    let arguments = ["validate", "--contract", "Tag", "--project", "p", "--format", format, "-"]
    let run = try CommandRun(arguments, in: folder, input: "---\na: <i>\n---\n\nText.\n")
    let quote = format == "json" ? #"\""# : "\""
    #expect(run.output.contains("found \(quote)<i>\(quote), expected \(quote)<b>\(quote)"), "\(run.output)")
    let failure = try CommandRun(["flow", "<x>"], in: folder)
    #expect(failure.error.contains("\"<x>\"") && !failure.error.contains("u003c"))
  }

  /// What is written is read back as the same tree.
  @Test(arguments: [
    "null", "[]", "{}", ##"{"a": "yes", "b": "1", "c": "a b", "d": "x: y", "e": "- z", "f": "", "g": "é\n\t\"#"}"##,
    #"{"deep": {"list": [1, 2.50, true, null, "on"], "objects": [{"a": {"b": []}}, []], "empty": {}}, "true": "No"}"#,
    #"{"long": ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"]}"#,
    #"{"<<": "a<b", "it's": "'", "p": "(^|\\n)## It's <b>\"\\\\\"", "l": ["\\d", "'\"'", "<"], "u": "\u2028<"}"#,
    #"{"w": {"a": 1, "b": 2, "c": 3, "d": {"e": "a.b/c_d-1"}}, "-": "-x", "~": "~"}"#,
  ])
  func `YAML is read back as it was`(_ json: String) throws {
    let node = try #require(JSONReader(file: "j").read(Array(json.utf8)).accepted)
    let text = YAMLWriter().write(node)
    #expect(YAMLReader(file: "y").read(Array(text.utf8)).accepted == node, "\(text)")
  }

  @Test(arguments: ["describe", "example"])
  func `a contract for calls is no document's`(_ command: String) throws {
    try folder.write("name: Task\nschema: { required: [prompt] }\n", to: "contracts/task.yaml")
    try folder.write("name: Loose\nschema: { required: [content] }\n", to: "contracts/loose.yaml")
    for name in ["b", "a"] {
      try folder.write(
        "---\nname: \(name)\ndescription: A\ninput: { contract: Task }\n---\nGo.\n", to: ".claude/agents/\(name).md")
    }
    let run = try contract(command, "Task")
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(
      run.error
        == "claude-workflow: the contract \"Task\" is for calls, of \"a\", \"b\": no agent hands over a document for it; try a call with `claude-workflow dry-run hook subagent-input --agent a --prompt TEXT`\n"
    )
    // Whoever names the agent knows.
    #expect(try contract(command, "Task", "--agent", "a").output.isEmpty == false)
    let loose = try contract(command, "Loose")
    #expect(loose.status == 0 && !loose.output.contains("u003c"), "\(loose.output)")
  }
}
