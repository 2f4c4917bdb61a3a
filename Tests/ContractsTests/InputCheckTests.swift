import Contracts
import Diagnostics
import Documents
import Platform
import TestSupport
import Testing

struct InputCheckTests {
  private let folder: ScratchFolder
  private let project: Project

  init() throws {
    folder = try ScratchFolder()
    try folder.makeFolder("w")
    project = try #require(Project(root: folder.path))
  }

  /// The input of an agent with these context entries, as they would stand in
  /// its file.
  private func check(_ context: String, contract: Contract? = nil, writers: [String: Writer] = [:]) throws
    -> CheckedInput
  {
    let agent = try #require(
      Agent.read(Array("---\nname: a\ninput: {context: [\(context)]}\n---\n".utf8), file: "a.md").accepted)
    let judge = Judge(project: project, environment: EnvironmentVariables([:]), deadline: Deadline(after: .seconds(60)))
    let variables = PathVariables(
      workdir: folder.path("w"), project: project.root, environment: EnvironmentVariables([:]))
    let absolute = Dictionary(uniqueKeysWithValues: writers.map { (folder.path("w/" + $0.key), $0.value) })
    return try InputCheck(judge: judge, variables: variables, writers: absolute)
      .check(agent, contract: contract, prompt: "do it", description: "d")
  }

  private func contract(_ schema: String) throws -> Contract {
    try #require(Contract.read(Array("name: In\nschema: \(schema)\n".utf8), file: "in.yaml", path: "/in.yaml").value)
  }

  private func document(_ file: String, _ header: String = "k: 1") throws {
    try folder.write("---\n\(header)\n---\ntext of \(file)\n", to: "w/" + file)
  }

  private func names(_ input: CheckedInput) -> [String] { input.files.map { Path.lastComponent($0.path) } }
  private func codes(_ input: CheckedInput) -> [String] { input.problems.map(\.diagnostic.code.rawValue) }

  // MARK: Files that nobody of the flow writes

  @Test func aFileIsReadInTheOrderOfTheDefinition() throws {
    try document("b.md", "k: 2")
    try document("a.md")
    let input = try check("$WORKDIR/b.md, $WORKDIR/a.md")
    #expect(names(input) == ["b.md", "a.md"])
    #expect(input.files.first?.document.header["k"]?.integer == 2)
    #expect(input.problems.isEmpty && input.leftOut.isEmpty)
  }

  @Test func aFileWithoutFrontmatterHasAnEmptyHeader() throws {
    try folder.write("plain\n", to: "w/a.md")
    let input = try check("$WORKDIR/a.md")
    #expect(input.files.first?.document.header.object?.isEmpty == true)
    #expect(input.files.first?.document.content.string == "plain")
  }

  @Test func aFileThatIsMissingIsAProblemWithThePlaceThatDemandsIt() throws {
    let input = try check("$WORKDIR/none.md")
    #expect(codes(input) == ["input/context-missing"])
    #expect(input.problems.first?.diagnostic.message.text == #"the context file "w/none.md" does not exist"#)
    #expect(input.problems.first?.diagnostic.notes.first?.range?.file == "a.md")
  }

  @Test func anOptionalFileMayBeMissingAndIsCheckedIfItIsThere() throws {
    var input = try check("{path: $WORKDIR/a.md, optional: true}")
    #expect(input.problems.isEmpty && input.files.isEmpty)
    #expect(input.leftOut.count == 1)
    #expect(input.leftOut.first?.hasSuffix("is left out: it is optional and does not exist.") == true)
    try folder.write("---\nk: [\n---\n", to: "w/a.md")
    input = try check("{path: $WORKDIR/a.md, optional: true}")
    #expect(!input.problems.isEmpty)
  }

  @Test func aFolderIsNoContextFileEvenIfItIsOptional() throws {
    try folder.makeFolder("w/a.md")
    #expect(codes(try check("{path: $WORKDIR/a.md, optional: true}")) == ["input/context-missing"])
  }

  @Test func allProblemsOfAllFilesAreReported() throws {
    try folder.write("---\nk: [\n---\n", to: "w/a.md")
    let input = try check("$WORKDIR/a.md, $WORKDIR/none.md")
    #expect(Set(input.problems.compactMap(\.diagnostic.range?.file)) == ["w/a.md", "w/none.md"])
  }

  @Test func anUndefinedVariableIsNotTheModelsFault() {
    #expect(throws: DefinitionError.self) { try check("$NOWHERE/a.md") }
  }

  // MARK: Files that a node writes

  @Test func aFileWhoseWriterIsAbsentIsLeftOutEvenIfItExists() throws {
    try document("a.md")
    let input = try check("$WORKDIR/a.md", writers: ["a.md": .absent(agent: "w", because: "was skipped")])
    #expect(input.files.isEmpty && input.problems.isEmpty)
    #expect(input.leftOut.first?.hasSuffix("is left out: w was skipped.") == true)
  }

  @Test func whatAnAcceptedWriterWroteIsDemandedEvenIfTheEntryIsOptional() throws {
    let writers = ["a.md": Writer.accepted(agent: "w", hash: nil) { () throws(DefinitionError) in nil }]
    #expect(codes(try check("$WORKDIR/a.md", writers: writers)) == ["input/context-missing"])
    #expect(codes(try check("{path: $WORKDIR/a.md, optional: true}", writers: writers)) == ["input/context-missing"])
    try document("a.md")
    #expect(names(try check("$WORKDIR/a.md", writers: writers)) == ["a.md"])
  }

  @Test func whatAnAcceptedWriterWroteMustStillBeADocumentOfIt() throws {
    let demanded = try contract("{required: [header]}")
    let writers = ["a.md": Writer.accepted(agent: "w", hash: nil) { () throws(DefinitionError) in demanded }]
    try document("a.md", "agent: w")
    #expect(names(try check("$WORKDIR/a.md", writers: writers)) == ["a.md"])
    try document("a.md", "agent: somebody")
    let input = try check("$WORKDIR/a.md", writers: writers)
    #expect(codes(input) == ["document/wrong-agent"])
    #expect(input.files.isEmpty)
    try folder.write("no frontmatter\n", to: "w/a.md")
    #expect(codes(try check("$WORKDIR/a.md", writers: writers)) == ["document/no-frontmatter"])
  }

  // MARK: Wildcards

  @Test func aPatternGivesItsMatchesInOrder() throws {
    for file in ["p-2.md", "p-10.md", "p-1.md", "other.md", ".p-3.md"] { try document(file) }
    #expect(names(try check("$WORKDIR/p-*.md")) == ["p-1.md", "p-10.md", "p-2.md"])
    #expect(names(try check("$WORKDIR/p-?.md")) == ["p-1.md", "p-2.md"])
  }

  @Test func aPatternNeedsOneMatchUnlessItIsOptional() throws {
    #expect(codes(try check("$WORKDIR/p-*.md")) == ["input/context-missing"])
    let input = try check("{path: $WORKDIR/p-*.md, optional: true}")
    #expect(input.problems.isEmpty)
  }

  @Test func aPatternWhoseWritersWroteNothingNeedsNoMatch() throws {
    let writers = [
      "p-1.md": Writer.absent(agent: "one", because: "was skipped"),
      "p-2.md": .absent(agent: "two", because: "has not run"),
    ]
    let input = try check("$WORKDIR/p-*.md", writers: writers)
    #expect(input.problems.isEmpty && input.files.isEmpty)
    #expect(input.leftOut.count == 2)
    #expect(input.leftOut.contains { $0.contains("p-1.md\" is left out: one was skipped.") })
  }

  @Test func aPatternLeavesOutWhatAbsentWritersLeftThereAndDemandsWhatOthersWrote() throws {
    try document("p-1.md")
    try document("p-3.md")
    let writers = [
      "p-1.md": Writer.absent(agent: "one", because: "was skipped"),
      "p-2.md": .accepted(agent: "two", hash: nil) { () throws(DefinitionError) in nil },
    ]
    var input = try check("$WORKDIR/p-*.md", writers: writers)
    #expect(names(input) == ["p-3.md"])
    #expect(codes(input) == ["input/context-missing"])
    try document("p-2.md")
    input = try check("$WORKDIR/p-*.md", writers: writers)
    #expect(names(input) == ["p-2.md", "p-3.md"])
    #expect(input.problems.isEmpty)
  }

  // MARK: The input contract

  @Test func aContractAboutDocumentsNeedsOne() throws {
    let aboutDocuments = try contract("{$ref: '#/$defs/d', $defs: {d: {required: [header]}}}")
    #expect(codes(try check("", contract: aboutDocuments)) == ["input/no-document"])
    try document("a.md")
    #expect(try check("$WORKDIR/a.md", contract: aboutDocuments).problems.isEmpty)
  }

  @Test func aContractAboutTheWholeInputNeedsNoDocument() throws {
    let aboutInput = try contract("{required: [prompt]}")
    #expect(try check("", contract: aboutInput).problems.isEmpty)
  }

  @Test func theContractIsAskedOnlyIfTheFilesAreFine() throws {
    let aboutDocuments = try contract("{required: [header]}")
    #expect(codes(try check("$WORKDIR/none.md", contract: aboutDocuments)) == ["input/context-missing"])
  }

  /// With stems that are alike the keys become paths.
  @Test(arguments: [
    ("$WORKDIR/x/a.md, $WORKDIR/b.md", "a, b"),
    ("$WORKDIR/x/a.md, $WORKDIR/y/a.md, $WORKDIR/b.md", "x/a.md, y/a.md, b"),
  ])
  func theWholeInputHoldsTheDocumentsByTheirStems(_ context: String, _ keys: String) throws {
    for file in ["x/a.md", "y/a.md", "b.md"] { try document(file) }
    let aboutInput = try contract(
      """
      {required: [prompt, description, context], properties: {prompt: {const: do it}, description: {const: d},
        context: {required: [\(keys)], maxProperties: \(keys.split(separator: ",").count)}}}
      """.replacing("\n", with: " "))
    let input = try check(context, contract: aboutInput)
    #expect(input.problems.isEmpty)
    #expect(input.files.count == keys.split(separator: ",").count)
  }
}
