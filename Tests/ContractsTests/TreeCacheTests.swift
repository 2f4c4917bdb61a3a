import Diagnostics
import Documents
import Foundation
import JSONSchema
import Platform
import TestSupport
import Testing

@testable import Contracts

@Suite("A kept tree")
struct TreeCacheTests {
  private let folder: ScratchFolder
  private let project: Project
  private var contractPath: String { Path.join(project.root, "contracts/report.yaml") }
  private var agentPath: String { Path.join(project.root, ".claude/agents/writer.md") }

  private static let contract = """
    name: Report
    version: "1.10"
    schema:
      type: object
      properties:
        header: {type: object, required: [verdict], properties: {verdict: {enum: [pass, 1.50, null, "é"]}}}
    """

  init() throws {
    folder = try ScratchFolder()
    try folder.write(Self.contract, to: "contracts/report.yaml")
    try folder.write(
      "---\nname: writer\ndescription: d\noutput:\n  contract: Report\n  target: $WORKDIR/a.md\n---\n\nWrite.\n",
      to: ".claude/agents/writer.md")
    try FileSystem.makeDirectories(folder.path("trees"))
    var project = try #require(Project(root: folder.path("")))
    project.trees = TreeCache(folder: folder.path("trees"))
    self.project = project
  }

  private var kept: [String] { (try? FileSystem.list(folder.path("trees"))) ?? [] }

  /// The tree with every place, as text.
  private func dump(_ node: Node) -> String {
    switch node.value {
    case .array(let values): "\(node.range)[" + values.map(dump).joined(separator: ",") + "]"
    case .object(let object):
      "\(node.range){" + object.members.map { "\($0.key)\($0.keyRange)" + dump($0.value) }.joined(separator: ",") + "}"
    default: "\(node.range)" + JSONWriter().write(node)
    }
  }

  @Test func `is the tree that was read, with all places`() throws {
    let text = Array(Self.contract.utf8)
    let read = YAMLReader(file: "contracts/report.yaml").read(text)
    for _ in 0..<2 {
      let tree = project.tree(of: text, in: contractPath)
      #expect(tree.diagnostics.isEmpty)
      #expect(tree.value.map(dump) == read.value.map(dump))
    }
    #expect(kept.count == 1)
  }

  @Test func `gives the same contract and the same agent`() throws {
    let first = (try project.contract(inFile: contractPath), try project.agent(inFile: agentPath))
    #expect(kept.count == 2)
    // Only the kept trees can tell: what follows reads no YAML.
    let asked = TreeCache(folder: folder.path("trees")).tree(of: Array(Self.contract.utf8), in: contractPath) {
      Issue.record("it was read again")
      return Reading(nil)
    }
    #expect(asked.value != nil)
    let again = (try project.contract(inFile: contractPath), try project.agent(inFile: agentPath))
    #expect(again.0.name == "Report")
    #expect(again.0.version == first.0.version)
    #expect(again.0.schemaNode == first.0.schemaNode)
    #expect(dump(again.0.schemaNode) == dump(first.0.schemaNode))
    #expect(again.1.name == "writer")
    #expect(again.1.hostMistakes.isEmpty)
    #expect(again.1.definition == first.1.definition)
    #expect(again.1.output?.target?.range == first.1.output?.target?.range)
  }

  @Test func `is not used for another text, even of the same length`() throws {
    _ = try project.contract(inFile: contractPath)
    let other = Self.contract.replacing("name: Report", with: "name: Revert")
    try folder.write(other, to: "contracts/report.yaml")
    #expect(try project.contract(inFile: contractPath).name == "Revert")
    try folder.write(Self.contract, to: "contracts/report.yaml")
    #expect(try project.contract(inFile: contractPath).name == "Report")
    #expect(kept.count == 1)
  }

  @Test func `that is damaged is read anew`() throws {
    _ = try project.contract(inFile: contractPath)
    let path = folder.path("trees/" + kept[0])
    try Data("nonsense".utf8).write(to: URL(fileURLWithPath: path))
    #expect(try project.contract(inFile: contractPath).name == "Report")
    #expect(SealedFile.read(path) != nil)
  }

  @Test func `is kept only of a text without any mistake`() throws {
    try folder.write("name: [unclosed\n", to: "contracts/report.yaml")
    #expect(throws: DefinitionError.self) { try project.contract(inFile: contractPath) }
    try folder.write("no frontmatter", to: ".claude/agents/writer.md")
    #expect(throws: DefinitionError.self) { try project.agent(inFile: agentPath) }
    #expect(kept.isEmpty)
  }

  /// Whoever changes what is packed, or how a text is read, must raise the
  /// format's number with it: an older tree would be taken for one of the new
  /// kind.
  @Test func `of this format has this form`() throws {
    let text = """
      plain: word
      "quoted": "caf\\u00e9 \\"x\\""
      numbers: [0, -17, 2.50, 1e3, 123456789012345678901234567890]
      others: {yes: true, no: false, none: null, empty: ""}
      lines: |
        one
          two
      folded: >-
        three
        four
      known: &known [a, {b: c}]
      again: *known
      nothing: []
      """
    _ = project.tree(of: Array(text.utf8), in: contractPath)
    let bytes = try #require(SealedFile.read(folder.path("trees/" + kept[0])))
    #expect(TreeCache.format == 2)
    #expect(XXH64.hex(bytes) == "943bd164a275d521")
  }

  @Test func `of another format is read anew`() throws {
    _ = try project.contract(inFile: contractPath)
    let path = folder.path("trees/" + kept[0])
    let bytes = try #require(SealedFile.read(path))
    var packer = Packer()
    packer.add(TreeCache.format)
    let number = packer.bytes
    #expect(bytes.starts(with: number))
    packer = Packer()
    packer.add(TreeCache.format + 1)
    try SealedFile.write(packer.bytes + bytes.dropFirst(number.count), to: path)
    var wasRead = false
    let tree = TreeCache(folder: folder.path("trees")).tree(of: Array(Self.contract.utf8), in: contractPath) {
      wasRead = true
      return Reading(.null)
    }
    #expect(wasRead && tree.value == .null)
  }

  @Test func `that can't be kept costs nothing but time`() throws {
    var project = project
    project.trees = TreeCache(folder: folder.path("missing"))
    #expect(try project.contract(inFile: contractPath).name == "Report")
    #expect(!FileManager.default.fileExists(atPath: folder.path("missing")))
  }

  // MARK: Sound schemas

  /// The project of one program.
  private func project(of compiler: String?) -> Project {
    var project = project
    project.trees?.compiler = compiler
    return project
  }

  @Test func `of a contract without mistakes says so to the same program alone`() throws {
    let text = Array(Self.contract.utf8)
    let one = try #require(project(of: "one").trees)
    _ = try project.contract(inFile: contractPath)
    #expect(one.entry(of: text, in: contractPath)?.isSound == false)
    let first = try project(of: "one").contract(inFile: contractPath)
    #expect(one.entry(of: text, in: contractPath)?.isSound == true)
    #expect(project.trees?.entry(of: text, in: contractPath)?.isSound == false)
    #expect(project(of: "two").trees?.entry(of: text, in: contractPath)?.isSound == false)
    let again = try project(of: "one").contract(inFile: contractPath)
    for (header, isValid) in [(Node.string("pass"), true), (.string("fail"), false)] {
      let document = Node.object(["header": .object(["verdict": header])])
      #expect(first.schema.isValid(document) == isValid && again.schema.isValid(document) == isValid)
    }
    // One without a stamp of its own takes nothing away.
    _ = try project.contract(inFile: contractPath)
    #expect(one.entry(of: text, in: contractPath)?.isSound == true)
  }

  @Test func `that was found sound is not compiled again before a document comes`() throws {
    let text = "name: Report\nschema: {type: objekt}\n"
    try folder.write(text, to: "contracts/report.yaml")
    let tree = try #require(YAMLReader(file: "contracts/report.yaml").read(Array(text.utf8)).value)
    project(of: "one").trees?.keep(tree, of: Array(text.utf8), in: contractPath, isSound: true)
    #expect(try project(of: "one").contract(inFile: contractPath).name == "Report")
    #expect(throws: DefinitionError.self) { try project(of: "two").contract(inFile: contractPath) }
    #expect(throws: DefinitionError.self) { try project.contract(inFile: contractPath) }
  }

  @Test func `of a contract that refers to a file is compiled each time`() throws {
    let text = "name: Report\nschema: {$ref: ../schemas/part.yaml}\n"
    try folder.write("type: object\n", to: "schemas/part.yaml")
    try folder.write(text, to: "contracts/report.yaml")
    for _ in 0..<2 { _ = try project(of: "one").contract(inFile: contractPath) }
    #expect(project(of: "one").trees?.entry(of: Array(text.utf8), in: contractPath)?.isSound == false)
    try folder.write("type: objekt\n", to: "schemas/part.yaml")
    #expect(throws: DefinitionError.self) { try project(of: "one").contract(inFile: contractPath) }
  }

  @Test func `of a contract that was only warned of is compiled once, and nobody is warned again`() throws {
    let text = "name: Report\nschema: {type: object}\nodd: 1\n"
    try folder.write(text, to: "contracts/report.yaml")
    let first = project(of: "one").readContract(Array(text.utf8), path: contractPath)
    #expect(first.diagnostics.map(\.code) == ["contract/unknown-key"])
    #expect(project(of: "one").trees?.entry(of: Array(text.utf8), in: contractPath)?.isSound == true)
    let second = project(of: "one").readContract(Array(text.utf8), path: contractPath)
    #expect(second.diagnostics.isEmpty)
    #expect(second.value?.schema.validate(.null).isEmpty == false)
  }
}
