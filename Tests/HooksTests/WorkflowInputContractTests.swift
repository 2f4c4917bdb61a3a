import Diagnostics
import Documents
import Foundation
import Hooks
import Testing

/// What a workflow's own input contract sees; the cases that refuse need the
/// schema engine.
@Suite("workflow-input: the input's contract")
struct WorkflowInputContractTests {
  private static let contract = """
    name: wf-input
    schema:
      type: object
      required: [header, content, env]
      properties:
        header:
          type: object
          required: [depth, topic]
          properties:
            depth: {type: integer, minimum: 1}
            topic: {type: string, minLength: 3}
            deep: {type: boolean}
          additionalProperties: false
        content: {type: string, minLength: 1}
        command: {const: wf}
        prompt: {type: string, pattern: "^/wf"}
        env:
          type: object
          required: [API_TOKEN]
          properties: {API_TOKEN: {type: string, minLength: 8}, SHORT: {type: string, maxLength: 2}}

    """

  private func bench(command: String? = nil) throws -> HookBench {
    try HookBench(
      files: [
        ".claude/workflows/wf/contracts/workflow-input.yaml": Self.contract,
        ".claude/commands/wf.md": command ?? "The entry.\n",
      ])
  }

  private let token = ["API_TOKEN": "s3cr3t-t0ken-value"]

  @Test func `An input that satisfies the contract starts the run`() throws {
    let bench = try bench()
    let reply = bench.start("--depth=3 --topic=bees --deep look 'closely'", environment: token)
    #expect(reply.context != nil, "\(reply.text)")
    let input = bench.events().first?["input"]
    #expect(input?["header"].map { JSONWriter().write($0) } == #"{"depth":3,"topic":"bees","deep":true}"#)
    #expect(input?["content"]?.string == "look 'closely'")
  }

  @Test func `A refusal lists all problems and changes nothing`() throws {
    let bench = try bench()
    let before = bench.allFiles()
    let reason = try #require(bench.start("--depth=0 --topic=x --other=1").block)
    #expect(reason.hasPrefix("The input of /wf does not satisfy the contract \"wf-input\":\n- "))
    for place in ["/header/depth", "/header/topic", "other", "/content", "API_TOKEN"] {
      #expect(reason.contains(place), "\(place) in \(reason)")
    }
    #expect(reason.contains("--key=value"))
    #expect(bench.allFiles() == before)
  }

  @Test func `Values of the environment never appear anywhere`() throws {
    let bench = try bench()
    let secrets = ["API_TOKEN": "s3cr3t-t0ken-value", "SHORT": "pin-987"]
    let refused = bench.start("--depth=3 --topic=bees text", environment: secrets)
    #expect(refused.block?.contains("SHORT") == true, "\(refused.text)")
    #expect(!refused.text.contains("pin-987") && !refused.text.contains("s3cr3t"))
    let started = bench.start("--depth=3 --topic=bees text", environment: token)
    #expect(started.context != nil)
    bench.accept("a")
    bench.accept("b")
    bench.stop()
    let secret = Data("s3cr3t".utf8)
    for (name, content) in bench.allFiles() { #expect(content.range(of: secret) == nil, "\(name)") }
    #expect(!started.text.contains("s3cr3t"))
  }

  @Test func `Options of ours reach the contract only if its schema names them`() throws {
    let bench = try bench()
    let reply = bench.start("--workdir=out --fresh --depth=3 --topic=bees text", environment: token)
    #expect(reply.context != nil, "\(reply.text)")
    let header = bench.events(in: bench.project + "/out/.context/.run/journal.jsonl").first?["input"]?["header"]
    #expect(header?.object?.keys == ["depth", "topic"])
  }

  @Test(arguments: [
    ("{enum: [1, 2]}", "2", "2"), ("{const: true}", "true", "true"), ("{allOf: [{type: integer}]}", "7", "7"),
    ("{anyOf: [{type: integer}, {type: 'null'}]}", "null", "null"), ("{enum: [1, a]}", "a", #""a""#),
    ("{$ref: '#/$defs/n'}", "5", "5"), ("{type: [array, string]}", "[1]", #""[1]""#),
  ])
  func `An option has the type that its schema leaves it`(_ schema: String, _ typed: String, _ value: String) throws {
    let bench = try HookBench(files: [
      ".claude/workflows/wf/contracts/workflow-input.yaml":
        "name: c\nschema:\n  properties: {header: {properties: {x: \(schema)}}}\n  $defs: {n: {type: integer}}\n"
    ])
    bench.start("--x=\(typed) text")
    let header = bench.events().first?["input"]?["header"]
    #expect(header.map { JSONWriter().write($0) } == "{\"x\":\(value)}")
  }

  @Test func `An option that no property names has the type of the additional ones`() throws {
    let bench = try HookBench(files: [
      ".claude/workflows/wf/contracts/workflow-input.yaml":
        "name: c\nschema: {properties: {header: {additionalProperties: {type: integer}}}}\n"
    ])
    bench.start("--x=3 text")
    #expect(bench.events().first?["input"]?["header"]?["x"]?.integer == 3)
  }

  @Test(arguments: [
    "properties: {env: {properties: {TOKEN: {}}, const: {TOKEN: x}}}",
    "properties: {env: {properties: {TOKEN: {}}}}\n  const: {}",
  ])
  func `A constant for all of env shows no value`(_ schema: String) throws {
    let bench = try HookBench(files: [
      ".claude/workflows/wf/contracts/workflow-input.yaml": "name: c\nschema:\n  \(schema)\n"
    ])
    let reason = try #require(bench.start("text", environment: ["TOKEN": "hunter2-secret"]).block)
    #expect(!reason.contains("hunter2"))
    #expect(reason.contains("withheld"))
  }

  @Test func `An option of ours that the schema names is given to it`() throws {
    let bench = try HookBench(
      files: [
        ".claude/workflows/wf/contracts/workflow-input.yaml":
          "name: c\nschema:\n  properties:\n    header: {properties: {workdir: {type: string}, force: {type: boolean}}}\n"
      ])
    bench.start("--workdir=out --force text")
    let header = bench.events(in: bench.project + "/out/.context/.run/journal.jsonl").first?["input"]?["header"]
    #expect(header.map { JSONWriter().write($0) } == #"{"workdir":"out","force":true}"#)
  }

  @Test func `The command's contract goes before the workflow's`() throws {
    let bench = try HookBench(
      files: [
        ".claude/workflows/wf/contracts/workflow-input.yaml": Self.contract,
        ".claude/commands/wf.md": "---\ninput: {contract: easy}\n---\nThe entry.\n",
        "contracts/easy.yaml": "name: easy\nschema: {}\n",
      ])
    #expect(bench.start().context != nil)
    let files = bench.events().first?["definition"]?["files"]?.array?.compactMap { $0.array?[2].string } ?? []
    #expect(files.contains("contracts/easy.yaml"))
    #expect(!files.contains(".claude/workflows/wf/contracts/workflow-input.yaml"))
  }

  @Test func `A command whose contract doesn't exist can't start`() throws {
    let bench = try bench(command: "---\ninput: {contract: nothing}\n---\nThe entry.\n")
    let reason = try #require(bench.start("--depth=3 --topic=bees text", environment: token).block)
    #expect(reason.contains(".claude/commands/wf.md:2:"))
    #expect(reason.contains("\"nothing\""))
  }
}
