/// Cases of public suites that our readers answer otherwise on purpose; a test
/// fails when one of them starts to pass.
enum KnownDifferences {
  /// yaml-test-suite, by id: all are streams whose value is the suite's, and
  /// which are refused for a tag that the core schema doesn't have.
  static let yaml: [String: String] = [
    "2XXW": "!!set is no tag of the core schema",
    "565N": "!!binary is no tag of the core schema",
    "5TYM": "the tag !my-light is the application's own",
    "6WLZ": "the tag !foo is the application's own",
    "7FWL": "the tag !bar is the application's own",
    "9WXW": "the tag !foo is the application's own",
    "C4HZ": "the tags of clarkevans.com are the application's own",
    "CC74": "the tag of example.com is the application's own",
    "CUP7": "the tag !local is the application's own",
    "J7PZ": "!!omap is no tag of the core schema",
    "M5C3": "the tag !foo is the application's own",
    "Z67P": "the tag !foo is the application's own",
  ]
}
