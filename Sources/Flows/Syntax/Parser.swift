import Diagnostics

/// Reads the text of a flow into chains, by recursive descent.
///
/// An error ends the line it stands in: reading goes on at the next line, so
/// that one run reports the errors of all lines.
struct Parser {
  private let tokens: [Token]
  private let file: String
  private var place = 0
  private var diagnostics: [Diagnostic] = []
  /// Whether the last chain ended with an error.
  private var hasFailed = false

  init(_ text: LocatedText, file: String) {
    tokens = Lexer.tokens(of: text)
    self.file = file
  }

  /// `flow = { chain NEWLINE } ;`
  static func parse(_ text: LocatedText, file: String) -> (tree: SyntaxTree, diagnostics: [Diagnostic]) {
    var parser = Parser(text, file: file)
    var tree = SyntaxTree()
    while parser.current.kind != .end {
      let chain = parser.parseChain()
      if !chain.steps.isEmpty { tree.chains.append(chain) }
    }
    return (tree, parser.diagnostics)
  }

  /// `chain = step ">>" step { ">>" step } ;`
  ///
  /// Behind an error a chain may begin with `>>`: the line before has lost it
  /// its head, and it is read for its own errors.
  private mutating func parseChain() -> SyntaxTree.Chain {
    var steps: [SyntaxTree.Step] = []
    let isHeadless = hasFailed && current.kind == .arrow
    hasFailed = false
    do throws(SyntaxError) {
      if !isHeadless { steps.append(try parseStep()) }
      repeat {
        guard current.kind == .arrow else { throw unexpected(["\">>\""], behind: steps.last) }
        advance()
        steps.append(try parseStep())
      } while current.kind == .arrow
      guard current.kind == .newline || current.kind == .end else {
        throw unexpected(["\">>\"", "the end of the line"], behind: steps.last)
      }
      if current.kind == .newline { advance() }
    } catch {
      diagnostics.append(error.diagnostic)
      recover()
    }
    return SyntaxTree.Chain(steps: steps, isBroken: isHeadless || hasFailed)
  }

  /// `step = ref | "[" ref { "," ref } "]" ;`
  private mutating func parseStep() throws(SyntaxError) -> SyntaxTree.Step {
    switch current.kind {
    case .name: return SyntaxTree.Step(references: [try parseReference()], isGroup: false)
    case .openBracket: advance()
    default: throw unexpected(["the name of a node", "\"[\""])
    }
    var references = [try parseReference()]
    while current.kind == .comma {
      advance()
      references.append(try parseReference())
    }
    _ = try expect(.closeBracket, or: ["\",\""] + references[references.count - 1].continuations)
    return SyntaxTree.Step(references: references, isGroup: true)
  }

  /// `ref = name [ "*" "$" var [ "[" int "]" ] ] [ "?" label ] ;`
  private mutating func parseReference() throws(SyntaxError) -> SyntaxTree.Reference {
    let name = try parseName(.name)
    var reference = SyntaxTree.Reference(name: name, range: name.range)
    if current.kind == .star {
      let loop = try parseLoop()
      reference.loop = loop
      reference.range.end = loop.range.end
    }
    if current.kind == .question {
      advance()
      let label = try parseName(.label)
      reference.label = label
      reference.range.end = label.range.end
    }
    return reference
  }

  /// `"*" "$" var [ "[" int "]" ]`
  private mutating func parseLoop() throws(SyntaxError) -> SyntaxTree.Loop {
    let start = current.range.start
    advance()
    _ = try expect(.dollar)
    let variable = try parseName(.variable)
    var loop = SyntaxTree.Loop(variable: variable, degree: 1, range: TextRange(start, variable.range.end))
    guard current.kind == .openBracket else { return loop }
    advance()
    guard current.kind == .integer else { throw unexpected(["the number of parallel activations"]) }
    loop.degree = degree(of: current)
    advance()
    loop.range.end = try expect(.closeBracket).range.end
    return loop
  }

  private mutating func degree(of token: Token) -> Int {
    if let degree = Int(token.text), (1...1_000_000).contains(degree) { return degree }
    diagnostics.append(Diagnostic("flow/loop-degree", .badDegree(token), at: token.range.in(file)))
    return 1
  }
}

// MARK: - Tokens

extension Parser {
  private enum NameRole: String {
    case name = "the name of a node"
    case label = "a label"
    case variable = "the name of a variable"
  }

  private var current: Token { tokens[place] }

  private mutating func advance() { if place + 1 < tokens.count { place += 1 } }

  private mutating func parseName(_ role: NameRole) throws(SyntaxError) -> SyntaxTree.Name {
    let token = current
    guard token.kind == .name else { throw unexpected([role.rawValue]) }
    advance()
    return SyntaxTree.Name(text: token.text, range: token.range)
  }

  private mutating func expect(_ kind: Token.Kind, or others: [String] = []) throws(SyntaxError) -> Token {
    let token = current
    guard token.kind == kind else {
      let sign: String =
        switch kind {
        case .arrow: "\">>\""
        case .closeBracket: "\"]\""
        case .dollar: "\"$\""
        default: "something else"
        }
      throw unexpected([sign] + others)
    }
    advance()
    return token
  }

  /// The one place that words syntax errors.
  private func unexpected(_ expected: [String], behind step: SyntaxTree.Step? = nil) -> SyntaxError {
    var notes: [Diagnostic.Note] = []
    if let hint = hint(behind: step) { notes.append(Diagnostic.Note(hint)) }
    let message = Diagnostic.Message.unexpected(current, expected: expected + (step?.continuations ?? []))
    return SyntaxError(
      diagnostic: Diagnostic("flow/syntax", message, at: current.range.in(file), notes: notes))
  }

  /// What the user most likely meant.
  private func hint(behind step: SyntaxTree.Step?) -> Diagnostic.Message? {
    let previous = place > 0 ? tokens[place - 1] : nil
    switch current.kind {
    case .unknown where current.text.hasSuffix(">") || current.text == "→" || current.text == "=":
      return "an arrow is written \">>\""
    case .unknown where current.text.utf8.first.map(isDigit) == true: return "a name begins with a letter"
    case .question where previous?.kind == .closeBracket && step?.isGroup == true:
      return "a label stands behind a name: write it inside the brackets"
    case .star where previous?.kind == .closeBracket && step?.isGroup == true:
      return "a loop belongs to one node: write it inside the brackets"
    case .question where previous?.kind == .name:
      return "one mention of a node has one label: write one chain for each label"
    case .star: return "a loop stands before the label: name * $variable ?label"
    case .openBracket where previous?.kind == .openBracket || previous?.kind == .comma:
      return "a group cannot stand inside a group"
    case .newline where previous?.kind == .comma || previous?.kind == .openBracket:
      return "a group stands on one line"
    case .name where previous.map { $0.kind != .newline && $0.range.end.line < current.range.start.line } == true:
      return "the line break before it is no part of the flow's text: write the flow as a literal block, \"flow: |\""
    default: return nil
    }
  }

  /// Moves to the next line of the file.
  private mutating func recover() {
    hasFailed = true
    let line = current.range.start.line
    while current.kind != .end, current.kind != .newline, current.range.start.line == line { advance() }
    if current.kind == .newline { advance() }
  }
}

/// An error that ends the line.
private struct SyntaxError: Error {
  var diagnostic: Diagnostic
}

extension SyntaxTree.Reference {
  /// What could also stand behind the reference.
  fileprivate var continuations: [String] {
    if label != nil { return [] }
    return loop == nil ? ["\"*\"", "\"?\""] : ["\"?\""]
  }
}

extension SyntaxTree.Step {
  fileprivate var continuations: [String] { isGroup ? [] : references[references.count - 1].continuations }
}

extension Diagnostic.Message {
  fileprivate static func unexpected(_ token: Token, expected: [String]) -> Self {
    let list =
      expected.count < 2
      ? expected.joined() : expected.dropLast().joined(separator: ", ") + " or " + expected[expected.count - 1]
    return "found \(token.name), expected \(list)"
  }

  fileprivate static func badDegree(_ token: Token) -> Self {
    "found \(token.name), expected the number of parallel activations: 1 or more, at most 1000000"
  }
}
