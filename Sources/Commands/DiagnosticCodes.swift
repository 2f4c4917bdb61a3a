import Diagnostics

/// The codes of all diagnostics, as docs/diagnostics.md lists them.
enum DiagnosticCodes {
  /// What is wrong with a code, or the first part of one, that isn't among
  /// them; nil if it is.
  static func problem(_ code: String) -> String? {
    guard !all.contains(code), !areas.contains(code) else { return nil }
    let known = code.utf8.contains(UInt8(ascii: "/")) ? all : areas
    let hint = nearestName(to: code, in: known).map { ", did you mean \"\($0)\"?" } ?? ""
    return "no problem has the code \(quoted(code))\(hint.isEmpty ? "; docs/diagnostics.md lists them" : hint)"
  }

  /// The first parts of them, each once.
  static var areas: [String] { Set(all.map { String($0.prefix { $0 != "/" }) }).sorted() }

  static let all = list.split(separator: " ").map(String.init)

  private static let list = """
    agent/bad-name agent/context-nobody-writes agent/context-written-later agent/duplicate-name agent/empty \
    agent/hidden-frontmatter agent/missing-key agent/missing-skill agent/misspelt-key agent/names-alike \
    agent/no-contract agent/no-description agent/no-frontmatter agent/out-of-range agent/shared-target \
    agent/target-folder agent/target-outside agent/target-protected agent/target-without-contract agent/unknown-key \
    agent/unknown-policy agent/wrong-type command/empty command/forked command/missing command/missing-key \
    command/unknown-key command/wrong-type contract/bad-validator contract/broken-validator contract/duplicate-name \
    contract/empty contract/example-accepted contract/example-rejected contract/missing-example contract/missing-key \
    contract/missing-validator contract/no-identity contract/no-schema contract/not-an-object contract/shared-type \
    contract/too-slow contract/undecided contract/unknown contract/unknown-key contract/untried-validator \
    contract/validator contract/wrong-type document/frontmatter-not-mapping document/invalid-utf8 \
    document/no-frontmatter document/nul-character document/unclosed-frontmatter document/wrong-agent \
    flow/condition-constant flow/condition-not-boolean flow/condition-syntax flow/condition-too-deep flow/condition-type flow/condition-unknown-name \
    flow/contract-mismatch flow/duplicate-edge flow/edge-into-start flow/edge-out-of-end flow/empty-name \
    flow/endless-cycle flow/impossible-label flow/irreducible-loop flow/label-both-ways flow/label-on-last-step \
    flow/label-on-start flow/loop-before-list flow/loop-conflict flow/loop-degree flow/loop-on-start-or-end \
    flow/missing-key flow/name-differs flow/no-incoming-edge flow/no-nodes flow/no-path-to-end flow/not-a-view \
    flow/out-of-range flow/parallelism-over-cap flow/syntax flow/undefined-variable flow/unknown-agent \
    flow/unknown-choice flow/unknown-key flow/unknown-output-field flow/unreachable flow/unused-condition \
    flow/wrong-type input/context-missing input/no-document json/duplicate-key json/invalid-utf8 json/lone-surrogate \
    json/number-out-of-range json/syntax json/too-deep output/missing path/bad-variable path/undefined-variable \
    project/changed-record project/unreadable-file project/unwritable-file schema/any-of schema/const schema/content \
    schema/dependent-required schema/duplicate-id schema/enum schema/exclusive-maximum schema/exclusive-minimum \
    schema/false schema/format schema/infinite-recursion schema/limit schema/malformed-keyword \
    schema/malformed-pattern schema/malformed-schema schema/max-contains schema/max-items schema/max-length \
    schema/max-properties schema/maximum schema/min-contains schema/min-items schema/min-length \
    schema/min-properties schema/minimum schema/multiple-of schema/network-reference schema/not schema/one-of \
    schema/pattern schema/property-name schema/required schema/type schema/undecided-pattern schema/unexpected-item \
    schema/unexpected-property schema/unique-items schema/unknown-draft schema/unknown-format schema/unknown-keyword \
    schema/unknown-reference schema/unknown-vocabulary settings/async settings/disabled settings/event-not-a-list \
    settings/flat-entry settings/long-timeout settings/matcher-misses settings/misplaced-event \
    settings/missing-event settings/missing-executable settings/never-matches settings/no-command settings/no-type \
    settings/not-executable settings/not-substituted settings/not-wired settings/one-tool-name \
    settings/relative-command settings/short-timeout settings/unknown-event settings/unquoted-path \
    settings/wrong-event settings/wrong-type yaml/control-character yaml/duplicate-key yaml/invalid-utf8 \
    yaml/key-not-string yaml/multiple-documents yaml/not-finite yaml/number-out-of-range yaml/recursive-alias \
    yaml/syntax yaml/tag-mismatch yaml/too-deep yaml/too-large yaml/too-many-aliases yaml/too-many-directives \
    yaml/undefined-alias yaml/unknown-tag
    """
}
