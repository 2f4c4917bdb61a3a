import Platform
import Testing

struct PathTests {
  @Test(arguments: [
    ("a", "b", "a/b"), ("a/", "b", "a/b"), ("a", "/b", "/b"), ("", "b", "b"), ("a", "", "a"), ("/", "b", "/b"),
  ])
  func `a part is joined to its base`(_ base: String, _ part: String, _ expected: String) {
    #expect(Path.join(base, part) == expected)
  }

  @Test(arguments: [
    ("a/b.md", "a", "b.md", "md", "b"), ("a", ".", "a", "", "a"), ("/", "/", "", "", ""), ("/a", "/", "a", "", "a"),
    ("a/b/", "a", "b", "", "b"), ("a//b", "a", "b", "", "b"), (".git", ".", ".git", "", ".git"),
    ("x/.a.b", "x", ".a.b", "b", ".a"), ("a.", ".", "a.", "", "a."), ("..", ".", "..", "", ".."), ("", ".", "", "", ""),
    ("a.tar.gz", ".", "a.tar.gz", "gz", "a.tar"), ("//a", "/", "a", "", "a"),
  ])
  func `a path has parts`(_ path: String, _ parent: String, _ last: String, _ suffix: String, _ stem: String) {
    #expect(Path.parent(of: path) == parent)
    #expect(Path.lastComponent(path) == last)
    #expect(Path.fileExtension(path) == suffix)
    #expect(Path.stem(path) == stem)
  }

  @Test(arguments: [
    ("a/./b//c/", "a/b/c"), ("a/../b", "b"), ("../a/..", ".."), ("/../a", "/a"), ("", "."), ("/", "/"), ("a/..", "."),
    ("../../a", "../../a"), ("a/../../b", "../b"), ("/a/b.md", "/a/b.md"), ("/a/.../.b", "/a/.../.b"), ("/a/..", "/"),
    ("/a/.", "/a"), ("/a/", "/a"), ("//a", "/a"), ("/a//b", "/a/b"), ("/./a", "/a"), ("/a/../b", "/b"), ("/..", "/"),
  ])
  func `dots and doubled slashes go`(_ path: String, _ expected: String) {
    #expect(Path.normalized(path) == expected)
  }

  @Test(arguments: [
    ("/a/b", "/a/c", "../b"), ("/a/b", "/a", "b"), ("/a", "/a", "."), ("/a", "/", "a"), ("/", "/a/b", "../.."),
    ("a/b", ".", "a/b"), ("a", "b", "../a"), ("/a", "b", "/a"), ("a", "../b", "a"), ("/ab", "/a", "../ab"),
  ])
  func `a path is seen from a folder`(_ path: String, _ base: String, _ expected: String) {
    #expect(Path.relative(path, to: base) == expected)
  }

  @Test(arguments: [
    ("/a/b", "/a", true), ("/a", "/a", true), ("/ab", "/a", false), ("/a/../b", "/a", false), ("/a", "/", true),
    ("a", ".", true), ("../a", ".", false),
  ])
  func `a path is inside a folder or not`(_ path: String, _ folder: String, _ expected: Bool) {
    #expect(Path.isInside(path, folder) == expected)
  }

  @Test(arguments: [
    ("/a/b/c", "/a", "b/c"), ("/a/b", "/", "a/b"), ("/a", "/a", nil), ("/a/", "/a", ""), ("/ab/c", "/a", nil),
    ("/", "/", ""), ("/a", "/a/b", nil), ("a/b", "a", "b"), ("/ä/b", "/ä", "b"), ("/a/b", "/a/", "b"),
  ])
  func `a path has a rest below a folder`(_ path: String, _ folder: String, _ expected: String?) {
    #expect(Path.rest(of: path, below: folder) == expected)
  }

  @Test(arguments: [("~", "/h"), ("~/x", "/h/x"), ("~//x", "/h/x"), ("~joe/x", "~joe/x"), ("a/~", "a/~"), ("", "")])
  func `a tilde is the home folder`(_ path: String, _ expected: String) {
    #expect(Path.expandingTilde(path, home: "/h") == expected)
  }
}
