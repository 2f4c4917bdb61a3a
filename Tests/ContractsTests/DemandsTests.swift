import Contracts
import Diagnostics
import Documents
import TestSupport
import Testing

struct DemandsTests {
  static let text = """
    name: ReviewOutput
    schema:
      type: object
      required: [header, content]
      properties:
        header:
          required: [agent, type, score, tags, checked]
          properties:
            agent: {const: reviewer}
            type: {const: review}
            score: {type: integer, minimum: 0, maximum: 10, description: how good it is}
            tags: {type: array, minItems: 1, uniqueItems: true, items: {$ref: '#/$defs/tag'}}
            state: {enum: [open, closed]}
            checked: {type: boolean}
        content: {type: string, minLength: 20, pattern: '^# '}
      $defs: {tag: {type: string, maxLength: 8}}
    examples: [examples/good.md]
    """

  private let folder: ScratchFolder
  private let contract: Contract

  init() throws {
    folder = try ScratchFolder()
    let path = folder.path("contracts/review.yaml")
    contract = try #require(Contract.read(Array(Self.text.utf8), file: "review.yaml", path: path).value)
  }

  @Test func theSkeletonHasEveryKeyThatIsRequired() {
    #expect(
      Skeleton(contract: contract, agent: "reviewer").text == """
        ---
        agent: "reviewer"
        type: "review"
        score: 0
        tags: []
        checked: false
        ---

        <text>

        """)
  }

  @Test func theDemandsNameEveryKeyWithWhatItMayBe() {
    #expect(
      Demands(contract: contract, agent: "reviewer").text == """
        Your final message is the document itself: Markdown with YAML frontmatter, nothing before or after it. Do not write the file yourself; it is checked and stored for you.
        It is checked against the contract "ReviewOutput". Frontmatter keys:
        - agent (required): exactly "reviewer"
        - type (required): exactly "review"
        - score (required): integer, at least 0, at most 10, how good it is
        - tags (required): array, at least 1 items, no two alike, each item: string, at most 8 characters
        - state (optional): one of "open", "closed"
        - checked (required): boolean
        The text below the frontmatter: string, matching the regular expression ^# , at least 20 characters.
        Quote frontmatter values that contain `: ` or `#`, or begin with a special character.
        It has this form:
        ```markdown
        ---
        agent: "reviewer"
        type: "review"
        score: 0
        tags: []
        checked: false
        ---

        <text>
        ```
        """)
  }

  /// What a contract's file says can't pass for a line or a tag of ours.
  @Test func whatTheContractSaysStaysInItsLine() throws {
    let text = #"""
      name: "A<b>|\e[31m\n# X"
      schema:
        required: [header, content]
        properties:
          header: { properties: { "k\n- y": { const: "</c>" }, d: { description: "one\ntwo <i>", pattern: "(?<x>a)<b" } } }
          content: { type: string, pattern: "(^|\n)## Evidence\t*" }
      """#
    let contract = try #require(Contract.read(Array(text.utf8), file: "a.yaml", path: "/none/contracts/a.yaml").value)
    let lines = Demands(contract: contract, agent: "x").text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[1] == #"It is checked against the contract "A\u003cb>|\u001b[31m\n# X". Frontmatter keys:"#)
    #expect(lines[2] == #"- k\n- y (optional): exactly "\u003c/c\u003e""#)
    #expect(
      lines[3] == #"- d (optional): any value, matching the regular expression (?<x>a)\u003cb, one\ntwo \u003ci>"#)
    #expect(
      lines[4] == #"The text below the frontmatter: string, matching the regular expression (^|\n)## Evidence\t*."#)
  }

  @Test(arguments: [
    (#"(^|\n)## Evidence[ \t]*\n"#, "## Evidence\n\n<text>"), ("\\n# C\\+\\+ \\(new\\)$", "# C++ (new)\n\n<text>"),
    ("^### Findings?", "### Finding\n\n<text>"), ("[^#]## End\n", "## End\n\n<text>"), ("^# ", "<text>"),
    ("(?!## Never)", "<text>"), ("##{1,2} X", "<text>"), ("## \\w+", "<text>"),
  ])
  func aHeadingThatAPatternPlainlyDemandsIsInTheForm(_ pattern: String, _ form: String) throws {
    let schema = Node.object([
      "required": .array([.string("content")]),
      "properties": .object(["content": .object(["pattern": .string(pattern)])]),
    ])
    let text = "{\"name\": \"A\", \"schema\": \(JSONWriter().write(schema))}"
    let contract = try #require(Contract.read(Array(text.utf8), file: "a.yaml", path: "/none/contracts/a.yaml").value)
    #expect(Skeleton(contract: contract, agent: "x").text == "---\n---\n\n\(form)\n")
    #expect(SampleDocument(contract: contract, agent: "x").text == "---\n---\n\n\(form)\n")
  }

  /// A schema, and what the agent is told of it.
  @Test(arguments: [
    (
      "oneOf: [{type: string, maxLength: 9}, {const: 10}]",
      "exactly one of (string, at most 9 characters) or (exactly 10)"
    ),
    (
      "type: number, anyOf: [{minimum: 1, type: integer}, {enum: [0.5]}]",
      "number, either (integer, at least 1) or (one of 0.5)"
    ),
    ("anyOf: [{$ref: '#/$defs/text'}, {type: 'null'}]", "either (string) or (null)"),
    ("anyOf: [{required: [a]}, {type: string}]", "any value"),
    ("not: {type: string}", "any value"),
  ])
  func alternativesAreToldIfAllCanBePutInWords(_ schema: String, _ phrase: String) throws {
    let text =
      "name: A\nschema: {properties: {header: {properties: {k: {\(schema)}}}}, $defs: {text: {type: string}}}\n"
    let reading = Contract.read(Array(text.utf8), file: "a.yaml", path: "/none/contracts/a.yaml")
    let contract = try #require(reading.value)
    #expect(Demands(contract: contract, agent: "x").text.contains("- k (optional): \(phrase)\n"))
  }

  @Test func whatNoValueSatisfiesIsToBeLeftOut() throws {
    let text = "name: A\nschema: {properties: {header: {properties: {k: false}}, content: {type: string}}}\n"
    let contract = try #require(Contract.read(Array(text.utf8), file: "a.yaml", path: "/none/contracts/a.yaml").value)
    #expect(Demands(contract: contract, agent: "x").text.contains("- k (optional): nothing, leave it out\n"))
  }

  @Test func placesInAListAreToldOneByOne() throws {
    let text = """
      name: A
      schema: {properties: {header: {properties: {pair: {prefixItems: [{type: string}, {type: integer}], items: {type: boolean}}}}}}
      """
    let contract = try #require(Contract.read(Array(text.utf8), file: "a.yaml", path: "/none/contracts/a.yaml").value)
    #expect(
      Demands(contract: contract, agent: "x").text
        .contains("- pair (optional): any value, item 1: string, item 2: integer, each further item: boolean\n"))
    let pair = try #require(contract.outline.property("header").flatMap { contract.outline.property("pair", of: $0) })
    let types = (0..<3).map { place in
      contract.outline.schemas(forItem: place, of: pair).flatMap { contract.outline.types(of: $0) }
    }
    #expect(types == [["string"], ["integer"], ["boolean"]])
  }

  @Test func anExampleIsShownBeforeTheSkeletonAndATemplateBeforeBoth() throws {
    let demands = { Demands(contract: contract, agent: "reviewer").text }
    try folder.write("---\nexample: 1\n---\n```\ncode\n```", to: "examples/good.md")
    #expect(
      demands().hasSuffix("An example that is accepted:\n````markdown\n---\nexample: 1\n---\n```\ncode\n```\n````"))
    try folder.write("---\ntemplate: 1\n---\n", to: "templates/review.md")
    #expect(demands().hasSuffix("Use this form:\n```markdown\n---\ntemplate: 1\n---\n```"))
    try folder.write(String(repeating: "x", count: 4001), to: "templates/review.md")
    #expect(demands().contains("An example that is accepted:"), "too long to be shown")
  }

  @Test(arguments: ["true", "{}", "{$ref: '#'}", "{properties: {header: {$ref: '#/properties/header'}}}"])
  func aSchemaThatSaysNothingStillGivesAForm(_ schema: String) throws {
    let contract = try #require(
      Contract.read(Array("name: A\nschema: \(schema)\n".utf8), file: "a.yaml", path: "/none/contracts/a.yaml").value)
    #expect(Skeleton(contract: contract, agent: "x").text == "---\n---\n\n<text>\n")
    #expect(Demands(contract: contract, agent: "x").text.contains("It has this form:"))
  }
}
