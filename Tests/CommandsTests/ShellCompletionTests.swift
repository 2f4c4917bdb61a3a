import Foundation
import TestSupport
import Testing

/// The generated scripts in the shells themselves; one that isn't installed
/// is skipped.
@Suite("Completion in shells")
struct ShellCompletionTests {
  /// A line as it is typed, its words apart as a shell has them.
  struct Case: Sendable {
    var words: [String]
    var offered: [String]
    /// Whether other things may be offered, too, such as files.
    var others = false

    init(_ words: String..., offers: String, others: Bool = false) {
      self.words = words
      offered = offers.split(separator: " ").map(String.init)
      self.others = others
    }

    var line: String { words.joined(separator: " ") }
  }

  static let cases = [
    Case("dry-run", "", offers: "hook notes review workflow"),
    Case("dry-run", "notes", "--rej", offers: "--reject"),
    Case("dry-run", "notes", "--reject", "", offers: "reader writer"),
    Case("dry-run", "review", "--lose", "", offers: "reader"),
    Case("dry-run", "notes", "--branch", "", offers: "writer=again writer=else"),
    Case("dry-run", "hook", "", offers: "subagent-input subagent-output workflow-input workflow-output"),
    Case("dry-run", "hook", "--mess", offers: "--message"),
    Case("init", "", offers: "agent contract project workflow", others: true),
    Case("init", "--", offers: "--agent --dry-run --hooks --project --workflow", others: true),
    Case("init", "agent", "x", "--workflow", "", offers: "notes review"),
    Case("help", "co", offers: "completions contract contracts"),
    Case("help", "ex", offers: "exit-status"),
    Case("check", "--ignore", "agent/no-c", offers: "agent/no-contract"),
    Case("check", "--ignore", "pat", offers: "path path/bad-variable path/undefined-variable"),
    Case("flow", "rev", offers: "review"),
    Case("flow", "kept", offers: "kept.yaml", others: true),
    Case("contract", "describe", "Wri", offers: "WriterOutput"),
  ]

  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.makeFolder("p/.claude")
    try folder.write("", to: "p/kept.yaml")
    _ = try CommandRun(["init", "workflow", "notes", "--agent", "writer", "--project", "p"], in: folder)
    _ = try CommandRun(["init", "workflow", "review", "--agent", "reader", "--project", "p"], in: folder)
    try folder.write(
      "name: notes\nversion: \"1\"\nflow: |\n  START >> writer ?again >> writer\n  writer >> reader >> END\nconditions:\n  writer: { again: visits < 2 }\n",
      to: "p/.claude/workflows/notes/flow.yaml")
  }

  private static func has(_ shell: String) -> Bool {
    ["/usr/bin/", "/bin/"].contains { FileManager.default.isExecutableFile(atPath: $0 + shell) }
  }

  /// What a script prints that knows our command and its completions.
  private func output(_ shell: String, _ script: String) throws -> String {
    try folder.write(script, to: "ask")
    return try CommandRun.shell(
      """
      mkdir -p bin functions home && ln -sf "$COMMAND" bin/claude-workflow && PATH="$PWD/bin:$PATH"
      HOME="$PWD/home" TERM=dumb && export PATH HOME TERM
      claude-workflow --generate-completion-script \(shell) >functions/_claude-workflow || exit
      exec 2>&1
      \(shell == "bash" ? "exec bash --norc ask" : shell == "zsh" ? "exec zsh -f ask" : "exec fish --no-config ask")
      """, in: folder)
  }

  /// - Parameter answers: of each case a line, what is offered divided by
  ///   blanks.
  private func expect(_ answers: String, _ sourceLocation: Testing.SourceLocation = #_sourceLocation) {
    let lines = answers.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect(lines.count == Self.cases.count, "\(answers)", sourceLocation: sourceLocation)
    for (test, line) in zip(Self.cases, lines) {
      let offered = Set(line.split(separator: " ").map(String.init))
      let isRight = test.others ? offered.isSuperset(of: test.offered) : offered == Set(test.offered)
      #expect(isRight, "\(test.line): \(line)", sourceLocation: sourceLocation)
    }
  }

  private static func quoted(_ word: String) -> String { "'\(word)'" }

  // MARK: bash

  private static let bash = """
    . functions/_claude-workflow
    read -r _ _ _ _ function _ <<<"$(complete -p claude-workflow)"
    cd p
    ask() {
      COMP_WORDS=(claude-workflow "$@") COMP_CWORD=$#
      COMP_LINE="${COMP_WORDS[*]}" COMP_POINT=${#COMP_LINE} COMPREPLY=()
      "$function" claude-workflow "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
      echo "${COMPREPLY[*]}"
    }

    """

  @Test(.enabled(if: has("bash"), "bash is not installed"))
  func `bash offers names, options, topics and codes`() throws {
    let asked = Self.cases.map { "ask " + $0.words.map(Self.quoted).joined(separator: " ") + "\n" }
    expect(try output("bash", Self.bash + asked.joined()))
  }

  /// What a command is given that was typed at a prompt, with TAB behind it:
  /// bash takes lines apart by itself.
  private func typed(_ lines: [String], setup: String = "") throws -> [String] {
    let keys = lines.map { $0 + "\t\u{1}say \n" }.joined()
    try folder.write(keys, to: "keys")
    try folder.write(
      ". functions/_claude-workflow\ncd p\nsay() { printf '<%s>' \"${@:2}\" >>../said; echo >>../said; }\n" + setup,
      to: "rc")
    let all = try output(
      "bash", ": >said; INPUTRC=/dev/null bash --noprofile --rcfile rc -i <keys >screen 2>&1; cat said\n")
    return all.split(separator: "\n").map(String.init)
  }

  private func writeContracts(_ names: String...) throws {
    for (place, name) in names.enumerated() {
      try folder.write("name: \"\(name)\"\nschema: { type: object }\n", to: "p/contracts/named\(place).yaml")
    }
  }

  @Test(.enabled(if: has("bash"), "bash is not installed"))
  func `what bash takes for several words is completed as one`() throws {
    try writeContracts("plugin:agent", "plugin:agile", "pl$x:y", "other@home", "two words:one")
    let cases = [
      ("validate --contract plugin:agi", "plugin:agile"), ("validate --contract plugin:", "plugin:ag"),
      ("validate --contract pl\\$", "pl$x:y"), ("validate --contract pl\\$x:", "pl$x:y"),
      ("validate --contract \"plugin:agi", "plugin:agile"), ("validate --contract 'two", "two words:one"),
      ("validate --contract two\\ words:", "two words:one"), ("validate --contract oth", "other@home"),
      ("validate --contract other@", "other@home"), ("dry-run notes --branch writer=ag", "writer=again"),
      ("dry-run notes --branch writer=", "writer="), ("validate --contract=plugin:agi", "--contract=plugin:agile"),
      ("check --format=s", "--format=sarif"), ("dry-run notes --branch=writer=e", "--branch=writer=else"),
      ("validate --project=../p --contract Not", "NotesTask"), ("dry-run --rej", "--reject"),
      // Blanks part words, whatever stands there.
      ("validate --contract : Not", "Not"), ("check --format = s", "s"),
    ]
    let lines = try typed(cases.map { "claude-workflow " + $0.0 })
    #expect(lines.count == cases.count, "\(lines)")
    for ((line, last), given) in zip(cases, lines) { #expect(given.hasSuffix("<\(last)>"), "\(line): \(given)") }
  }

  /// Version 3.2, macOS's, gives whole words and asks for a part of the last
  /// one, and has no `compopt`, as no bash has where nobody types.
  @Test(.enabled(if: has("bash"), "bash is not installed"))
  func `an older bash is given the part that it asks for`() throws {
    try writeContracts("plugin:agent", "plugin:agile")
    let ask = """
      old() {
        COMP_WORDS=(claude-workflow "${@:2}") COMP_CWORD=$#-1
        COMP_LINE="${COMP_WORDS[*]}" COMP_POINT=${#COMP_LINE} COMPREPLY=()
        "$function" claude-workflow "$1" "${COMP_WORDS[COMP_CWORD-1]}"
        echo "${COMPREPLY[*]}"
      }
      old ag validate --contract plugin:ag
      old '' validate --contract plugin:
      old plu validate --contract=plu
      old ag validate --contract=plugin:ag
      old el dry-run notes --branch writer=el

      """
    #expect(
      try output("bash", Self.bash + ask)
        == "agent agile\nagent agile\nplugin:agent plugin:agile\nagent agile\nelse\n")
  }

  /// What came with version 4 or later: a pattern, and a text that it must
  /// match to be of use.
  private static let newer = [
    (#"\b(mapfile|readarray|coproc)\b"#, "mapfile x"),
    (#"\b(declare|local|typeset)\s+-[a-zA-Z]*[Agnlu]"#, "local -A x"),
    (#"\$\{[^}]*(,,?|\^\^?|@[A-Za-z])\}"#, "${x,,}"), (#"\|&|&>>|;;?&"#, "a |& b"), (#"\[-[0-9]+\]"#, "${x[-1]}"),
    (#"%\([^)]*\)T"#, "printf '%(%s)T'"), (#"\bCOMP_(TYPE|KEY)\b"#, "$COMP_TYPE"), (#"\[\[ -[vR]\b"#, "[[ -v x ]]"),
    (#"\bread\s+-[a-z]*[iN]"#, "read -N 1"), (#"\bwait\s+-n"#, "wait -n"), (#"\b(globstar|lastpipe)\b"#, "globstar"),
    (#"\bEPOCH|\bBASHPID\b|\bREADLINE_"#, "$EPOCHSECONDS"), (#"\{[0-9]+\.\.[0-9]+\.\.[0-9]+\}"#, "{1..9..2}"),
  ]

  @Test func `the script for bash has nothing that version 3 lacks`() throws {
    let has = { (text: String, pattern: String) in text.range(of: pattern, options: .regularExpression) != nil }
    for (pattern, example) in Self.newer { #expect(has(example, pattern), "\(pattern)") }
    let script = try CommandRun(["--generate-completion-script", "bash"], in: folder).output
    #expect(script.contains("complete -o filenames -F _claude-workflow_words claude-workflow"))
    for line in script.split(separator: "\n") {
      for (pattern, _) in Self.newer { #expect(!has(String(line), pattern), "\(pattern): \(line)") }
      // Without the builtin the script goes on.
      if line.contains("compopt") { #expect(line.contains("&& compopt +o filenames 2>/dev/null; then"), "\(line)") }
    }
  }

  @Test(.enabled(if: has("bash"), "bash is not installed"))
  func `bash puts no backslash before an equals sign`() throws {
    // The builtin works at a prompt alone.
    let asked = "compopt() { printf '%s ' \"$@\"; }\nask dry-run notes --branch wri\nask dry-run no\n"
    #expect(try output("bash", Self.bash + asked) == "+o filenames writer=again writer=else\nnotes\n")
  }

  // MARK: zsh

  /// An interactive shell at a terminal of its own; what it would add to the
  /// line is written down.
  private static let zsh = """
    zmodload zsh/zpty
    zpty inner zsh -f -i
    say() { zpty -w inner "$1" }
    say 'PS1= PS2=; fpath=($PWD/functions $fpath); autoload -Uz compinit; compinit -u -d $PWD/dump; setopt no_beep; cd p'
    say 'compadd() { local -a hits; if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return; fi; builtin compadd -O hits "$@"; print -rn -- "$hits " >>../hits; builtin compadd "$@" }'
    say 'finish() { print >>../hits; BUFFER= }; zle -N finish; bindkey "^]" finish; bindkey "^I" complete-word'
    while IFS= read -r line; do zpty -w -n inner "$line"$'\\t\\x1d'; done <lines
    say exit
    while zpty -r inner out; do :; done
    cat hits

    """

  @Test(.enabled(if: has("zsh"), "zsh is not installed"))
  func `zsh offers names, options, topics and codes`() throws {
    let lines = Self.cases.map { "claude-workflow " + $0.line + "\n" }.joined()
    try folder.write(lines, to: "lines")
    expect(try output("zsh", Self.zsh))
  }

  // MARK: fish

  @Test(.enabled(if: has("fish"), "fish is not installed"))
  func `fish offers names, options, topics and codes`() throws {
    let asked = Self.cases.map {
      "echo (string join -- ' ' (complete -C \(Self.quoted("claude-workflow " + $0.line)) | string replace -r '\\t.*' ''))\n"
    }
    expect(try output("fish", "source functions/_claude-workflow\ncd p\n" + asked.joined()))
  }

  // MARK: Names that a shell could take for more

  /// Contracts whose names would be commands, words or options of a shell.
  private static let odd = ["$(touch ran)", "`touch ran`", "co:lon", "it's two", "two words", "x\"y"]

  private func writeOddContracts() throws {
    try folder.makeFolder("p/contracts")
    for (place, name) in Self.odd.enumerated() {
      let text = name.replacingOccurrences(of: "\"", with: "\\\"")
      try folder.write("name: \"\(text)\"\nschema: { type: object }\n", to: "p/contracts/odd\(place).yaml")
    }
    try folder.write("name: \"line\\nbreak\\e[31m\"\nschema: { type: object }\n", to: "p/contracts/line.yaml")
  }

  @Test(.enabled(if: has("bash"), "bash is not installed"))
  func `bash runs and splits no name`() throws {
    try writeOddContracts()
    let all = "printf '<%s>' \"${COMPREPLY[@]}\"; echo\n"
    let asked =
      "ask validate --contract '' >/dev/null\n" + all + "ask validate --contract 'two\\ w' >/dev/null\n" + all
      + "ask validate --contract \"'it\" >/dev/null\n" + all + "ask validate --contract '$(' >/dev/null\n" + all
    let lines = try output("bash", Self.bash + asked).split(separator: "\n").map(String.init)
    #expect(lines.count == 4, "\(lines)")
    #expect(
      Set(lines[0].dropFirst().dropLast().components(separatedBy: "><"))
        == Set(Self.odd + ["NotesTask", "ReaderOutput", "ReviewTask", "WriterOutput"]))
    #expect(Array(lines.dropFirst()) == ["<two words>", "<it's two>", "<$(touch ran)>"])
    #expect(folder.text("p/ran") == nil)
  }

  /// As at a prompt, where the builtin works and bash quotes no more.
  @Test(.enabled(if: has("bash"), "bash is not installed"))
  func `bash is given words that it needn't quote`() throws {
    try writeOddContracts()
    try folder.write("name: \"$(touch ran)=\"\nschema: { type: object }\n", to: "p/contracts/equals.yaml")
    let asked = [#"'$'"#, "two", #""'two""#].map { "ask validate --contract \($0)\n" }.joined()
    #expect(
      try output("bash", Self.bash + "compopt() { :; }\n" + asked)
        == "\\$\\(touch\\ ran\\) \\$\\(touch\\ ran\\)=\ntwo\\ words\ntwo words\n")
    #expect(folder.text("p/ran") == nil)
  }

  @Test(.enabled(if: has("zsh"), "zsh is not installed"))
  func `zsh runs and splits no name`() throws {
    try writeOddContracts()
    try folder.write("claude-workflow validate --contract \n", to: "lines")
    let offered = try output("zsh", Self.zsh)
    for name in Self.odd { #expect(offered.contains(name), "\(name): \(offered)") }
    #expect(!offered.contains("break") && folder.text("p/ran") == nil)
  }

  @Test(.enabled(if: has("fish"), "fish is not installed"))
  func `fish runs and splits no name`() throws {
    try writeOddContracts()
    let offered = try output(
      "fish", "source functions/_claude-workflow\ncd p\ncomplete -C 'claude-workflow validate --contract '\n")
    // Behind a tabulator stands what it is.
    let lines = Set(offered.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) })
    #expect(lines.isSuperset(of: Self.odd), "\(offered)")
    #expect(!offered.contains("break") && folder.text("p/ran") == nil)
  }

  // MARK: The tree

  /// Else a script would lag behind a new option.
  @Test func `every option of dry-run and init is in the scripts`() throws {
    for command in [
      ["dry-run", "workflow"], ["dry-run", "hook"], ["init", "project"], ["init", "agent"], ["init", "workflow"],
    ] {
      let help = try CommandRun(command + ["--help"], in: folder).output
      let options = Set(help.matches(of: /--[a-z-]+/).map { String($0.output) })
      #expect(options.count > 2)
      let script = try CommandRun(["--generate-completion-script", "fish"], in: folder).output
      let lines = script.split(separator: "\n").filter { $0.contains("options \"claude-workflow \(command[0])\"") }
      for option in options {
        #expect(lines.contains { $0.contains(" -l '\(option.dropFirst(2))'") }, "\(command): \(option)")
      }
    }
  }
}
