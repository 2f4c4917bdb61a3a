import Platform
import TestSupport
import Testing

struct GlobTests {
  @Test(arguments: [
    ("abc", "abc", true), ("abc", "a?c", true), ("abc", "*", true), ("abc", "a*", true), ("abc", "*c", true),
    ("abc", "a*b*c", true), ("abc", "b*", false), ("abc", "abcd", false), ("abc", "ab", false), ("", "*", true),
    ("", "?", false), (".a", "*", false), (".a", "?a", false), (".a", ".*", true), ("é", "?", true), ("日本", "??", true),
    ("日本", "?", false), ("aXbXc", "*X?", true), ("[a]", "[a]", true), ("a", "[a]", false), ("a.b", "a.*", true),
    ("mississippi", "m*iss*pi", true), ("a", "**", true), ("a*", "a*", true),
  ])
  func `a name matches or not`(_ name: String, _ pattern: String, _ expected: Bool) {
    #expect(FileSystem.name(name, matches: pattern) == expected)
  }

  @Test func `a hostile pattern ends`() {
    let name = String(repeating: "a", count: 2000)
    #expect(!FileSystem.name(name, matches: String(repeating: "a*", count: 1000) + "b"))
  }

  @Test(arguments: [
    ("*.md", ["a.md", "b.md"]), ("a.md", ["a.md"]), ("none", []), ("*/x", ["p/x", "q/x"]),
    ("?/*", ["p/x", "q/x", "q/y"]),
    (".*", [".h"]), ("q/", ["q/"]), ("*/", ["p", "q", "w*"]), ("w*/z", ["w*/z"]), ("*/none", []), ("a.md/*", []),
    ("../*", nil), ("", []),
  ])
  func `a pattern stands for what exists`(_ pattern: String, _ expected: [String]?) throws {
    let scratch = try ScratchFolder()
    for name in ["b.md", "a.md", "p/x", "q/x", "q/y", ".h", "w*/z"] { try scratch.write("", to: name) }
    let found = FileSystem.matches(glob: pattern, in: scratch.path)
    guard let expected else { return #expect(!found.isEmpty) }
    #expect(found.map { Path.relative($0, to: scratch.path) } == expected.map(Path.normalized))
    let absolute = FileSystem.matches(glob: pattern.isEmpty ? "" : scratch.path + "/" + pattern)
    #expect(absolute == found)
  }

  @Test func `a base with a wildcard is no pattern`() throws {
    let scratch = try ScratchFolder()
    try scratch.write("", to: "w*/z")
    try scratch.write("", to: "wide/z")
    #expect(FileSystem.matches(glob: "*", in: scratch.path("w*")) == [scratch.path("w*/z")])
  }
}
