import Diagnostics
import TestSupport
import Testing

@testable import Flows

@Suite struct ParserTests {
  struct Case: CustomTestStringConvertible {
    let text: String
    let tree: String
    var testDescription: String { text }
  }

  @Test(
    "A flow becomes a tree with places",
    arguments: [
      Case(
        text: "START >> a >> END",
        tree: """
          chain
            START @1:1-1:6
            a @1:10-1:11
            END @1:15-1:18
          """),
      Case(
        text: "a*$x[3]?l>>[b,c ?m]",
        tree: """
          chain
            a @1:1-1:2 loop $x[3] @1:2-1:8 label l @1:9-1:10
            group
              b @1:13-1:14
              c @1:15-1:16 label m @1:18-1:19
          """),
      Case(
        text: "a >> # x\n\n# y\n  b\n>> c\nd >> e\n",
        tree: """
          chain
            a @1:1-1:2
            b @4:3-4:4
            c @5:4-5:5
          chain
            d @6:1-6:2
            e @6:6-6:7
          """),
      Case(
        text: "a->b\nA-1_b >> b-",
        tree: """
          chain
            a @1:1-1:2
          chain
            A-1_b @2:1-2:6
            b- @2:10-2:12
          """),
      Case(text: " \r\n# only a comment", tree: ""),
    ])
  func tree(_ test: Case) {
    #expect(Parser.parse(LocatedText(test.text), file: "flow").tree.dump == test.tree)
  }

  @Test("An error stands where the wrong word stands, and the next line is read")
  func places() {
    let marked = MarkedText("a >> b 1️⃣c2️⃣ >> d\ne >> [f3️⃣\n>> g 4️⃣!!5️⃣\nh >> i\n")
    let (tree, diagnostics) = Parser.parse(LocatedText(marked.text), file: "flow")
    #expect(
      diagnostics.map(\.range) == [
        marked["1", "2"].in("flow"), TextRange(Position(line: 3, column: 1), Position(line: 3, column: 3)).in("flow"),
      ])
    #expect(diagnostics.allSatisfy { $0.code == "flow/syntax" && $0.message.text.contains(", expected ") })
    #expect(tree.chains.last?.steps.map(\.references[0].name.text) == ["h", "i"])
  }

  @Test("A continued line is read for its own errors after its chain broke")
  func headless() {
    let marked = MarkedText("a >> 1️⃣! b\n >> c 2️⃣! d\n >> e\nf >> g")
    let (tree, diagnostics) = Parser.parse(LocatedText(marked.text), file: "flow")
    #expect(diagnostics.map(\.range?.start) == [marked["1"], marked["2"]])
    #expect(tree.chains.map(\.isBroken) == [true, true, true, false])
  }

  @Test(
    "Any text is read to its end",
    arguments: ["[", ">>", "?", "*", "$", "a", "a>>", "a[", "é", "]", ",", "\n>>", "a>>!\n"])
  func anyText(_ piece: String) {
    for count in [1, 2, 3, 5_000] {
      let (tree, diagnostics) = Parser.parse(LocatedText(String(repeating: piece, count: count)), file: "flow")
      #expect(!diagnostics.isEmpty || !tree.chains.isEmpty)
      #expect(diagnostics.allSatisfy { $0.range != nil })
    }
  }
}
