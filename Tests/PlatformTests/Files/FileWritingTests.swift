import Foundation
import Platform
import TestSupport
import Testing

struct FileWritingTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  private func code(_ body: () throws -> Void) -> Int32? {
    do { try body() } catch { return (error as? SystemError)?.code }
    return nil
  }

  @Test(arguments: [true, false])
  func `a file is replaced and nothing else is left`(_ durably: Bool) throws {
    try scratch.write("old and longer", to: "a.md", permissions: 0o640)
    try FileSystem.writeAtomically(Array("new".utf8), to: scratch.path("a.md"), durably: durably)
    try FileSystem.writeAtomically([], to: scratch.path("b.md"), durably: durably)
    #expect(scratch.text("a.md") == "new" && scratch.text("b.md") == "")
    #expect(FileSystem.status(scratch.path("a.md"))?.permissions == 0o640)
    #expect(FileSystem.status(scratch.path("b.md")).map { $0.permissions & 0o133 } == 0)
    #expect(scratch.names() == ["a.md", "b.md"])
  }

  @Test func `a link is written through`() throws {
    try scratch.write("old", to: "real/a.md")
    try scratch.link("link.md", to: "real/a.md")
    try FileSystem.writeAtomically(Array("new".utf8), to: scratch.path("link.md"), durably: false)
    #expect(scratch.text("real/a.md") == "new")
    #expect(FileSystem.status(scratch.path("link.md"), followLinks: false)?.kind == .link)
  }

  @Test func `a failure leaves the old file and no other`() throws {
    try scratch.makeFolder("taken/inner")
    #expect(code { try FileSystem.writeAtomically([1], to: scratch.path("taken"), durably: false) } == EISDIR)
    #expect(code { try FileSystem.writeAtomically([1], to: scratch.path("none/a"), durably: false) } == ENOENT)
    #expect(code { try FileSystem.writeAtomically([1], to: scratch.path("a\0b"), durably: false) } == EINVAL)
    #expect(scratch.names() == ["taken"])
  }

  @Test(.enabled(if: geteuid() != 0, "root may write to any folder"))
  func `a folder that may not be written refuses`() throws {
    try scratch.write("old", to: "folder/a")
    chmod(scratch.path("folder"), 0o500)
    #expect(code { try FileSystem.writeAtomically([1], to: scratch.path("folder/a"), durably: false) } == EACCES)
    #expect(scratch.text("folder/a") == "old")
  }

  #if os(Linux)
    @Test(.enabled(if: geteuid() == 0, "only root may mount a small disk"))
    func `a full disk leaves the old file`() throws {
      try scratch.makeFolder("disk")
      let disk = scratch.path("disk")
      try #require(mount("tmpfs", disk, "tmpfs", 0, "size=64k") == 0)
      defer { umount(disk) }
      try FileSystem.writeAtomically(Array("old".utf8), to: disk + "/a", durably: true)
      let large = [UInt8](repeating: 1, count: 200_000)
      #expect(code { try FileSystem.writeAtomically(large, to: disk + "/a", durably: true) } == ENOSPC)
      #expect(scratch.text("disk/a") == "old" && scratch.names(in: "disk") == ["a"])
      let journal = try AppendFile(path: disk + "/journal")
      try journal.append(Array("one\n".utf8))
      do {
        try journal.append(large)
        Issue.record("the disk took all")
      } catch { #expect(error.isNoSpace) }
      #expect(scratch.text("disk/journal") == "one\n")
    }
  #endif

  @Test func `a confined file is written with the folders above it`() throws {
    try FileSystem.writeConfined(Array("x".utf8), root: scratch.path, relative: "a/./b/c.md", durably: true)
    try FileSystem.writeConfined(Array("y".utf8), root: scratch.path, relative: "a/b/c.md", durably: false)
    #expect(scratch.text("a/b/c.md") == "y" && scratch.names(in: "a/b") == ["c.md"])
  }

  @Test func `a link on the way is refused by name`() throws {
    let outside = try ScratchFolder()
    try scratch.makeFolder("a")
    try scratch.link("a/link", to: outside.path)
    do {
      try FileSystem.writeConfined([1], root: scratch.path, relative: "a/link/new/c.md", durably: false)
      Issue.record("it was followed")
    } catch {
      #expect(
        error.description
          == "cannot write below \"\(scratch.path)/a/link\": it is a symbolic link, which is not followed here")
    }
    #expect(outside.names() == [])
  }

  @Test func `a link in the file's place is replaced, not followed`() throws {
    let outside = try ScratchFolder()
    try outside.write("theirs", to: "file")
    try scratch.link("a.md", to: outside.path("file"))
    try FileSystem.writeConfined(Array("ours".utf8), root: scratch.path, relative: "a.md", durably: false)
    #expect(outside.text("file") == "theirs" && scratch.text("a.md") == "ours")
  }

  @Test(arguments: ["../x", "/x", "", ".", "a/../x", "a/", "a/..", "a\0/b"])
  func `what isn't below the root is refused`(_ relative: String) {
    #expect(
      code { try FileSystem.writeConfined([1], root: scratch.path, relative: relative, durably: false) } == EINVAL)
  }

  @Test func `a file that grows is cut back and read`() throws {
    let path = scratch.path("journal")
    do {
      let file = try AppendFile(path: path)
      try file.append(Array("one\n".utf8))
      try file.append(Array("tw".utf8))
      try file.truncate(to: 4)
      try file.append(Array("two\n".utf8))
      #expect(try FileSystem.read(path) == Array("one\ntwo\n".utf8))
    }
    let file = try AppendFile(path: path)
    #expect(try file.size == 8)
    try scratch.link("link", to: "journal")
    #expect(code { _ = try AppendFile(path: scratch.path("link")) } == ELOOP)
    #expect(code { _ = try AppendFile(path: scratch.path) } == EISDIR)
    #expect(mkfifo(scratch.path("pipe"), 0o600) == 0)
    #expect(code { _ = try AppendFile(path: scratch.path("pipe")) } == EINVAL)
  }

  @Test func `a file that isn't there can't be waited for, and nothing stays open`() throws {
    try FileSystem.synchronize(scratch.write("x", to: "a.md"))
    let missing = scratch.path("b.md")
    let error = #expect(throws: SystemError.self) { try FileSystem.synchronize(missing) }
    #expect(error?.code == ENOENT && error?.path == missing)
    #expect(openDescriptors(below: scratch.path).isEmpty)
  }

  /// What this process has open there, as far as the system tells.
  private func openDescriptors(below folder: String) -> [String] {
    let list = "/proc/self/fd"
    return ((try? FileManager.default.contentsOfDirectory(atPath: list)) ?? [])
      .compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: list + "/" + $0) }
      .filter { $0.hasPrefix(folder) }
  }
}
