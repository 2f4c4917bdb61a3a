import Foundation
import Platform
import TestSupport
import Testing

struct FileSystemTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch {
      return "\(error)".replacingOccurrences(of: scratch.path + "/", with: "")
    }
  }

  @Test func `a file is read as a whole`() throws {
    let text = String(repeating: "0123456789", count: 50_000)
    let path = try scratch.write(text, to: "a.md")
    #expect(try FileSystem.read(path) == Array(text.utf8))
    #expect(try FileSystem.read(scratch.write("", to: "empty")) == [])
    #expect(try FileSystem.read(path, limit: 500_000).count == 500_000)
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/status"), "no /proc"))
  func `a file that doesn't know its size is read to its end`() throws {
    #expect(try FileSystem.read("/proc/self/status").count > 100)
    #expect(message { _ = try FileSystem.read("/proc/self/status", limit: 10) }.hasSuffix("larger than 10 bytes"))
  }

  @Test func `what can't be read says so at once`() throws {
    try scratch.write("12345", to: "five")
    try scratch.makeFolder("folder")
    #expect(mkfifo(scratch.path("pipe"), 0o600) == 0)
    for (name, expected) in [
      ("none", "cannot read \"none\": No such file or directory"),
      ("folder", "cannot read \"folder\": it is a directory, not a regular file"),
      ("pipe", "cannot read \"pipe\": it is a named pipe, not a regular file"),
      ("five", "cannot read \"five\": it is larger than 4 bytes"),
      ("a\0b", "cannot read \"a\\u{00}b\": Invalid argument"),
    ] {
      let text = message { _ = try FileSystem.read(scratch.path(name), limit: 4) }
      #expect(text == expected || name == "a\0b" && text.hasSuffix("Invalid argument"))
    }
    #expect(
      message { _ = try FileSystem.read("/dev/null") }
        == "cannot read \"/dev/null\": it is a device, not a regular file")
  }

  @Test func `what can't be looked for says so`() throws {
    try scratch.write("text", to: "folder/file")
    try scratch.link("dangling", to: "none")
    try scratch.link("circle", to: "circle")
    #expect(try FileSystem.isPresent(scratch.path("folder")))
    #expect(try FileSystem.isPresent(scratch.path("folder/file")))
    for absent in ["none", "folder/none", "folder/file/below", "dangling", "a\0b"] {
      #expect(try !FileSystem.isPresent(scratch.path(absent)))
    }
    let expected = "cannot look for \"circle/file\": Too many levels of symbolic links"
    #expect(message { _ = try FileSystem.isPresent(scratch.path("circle/file")) } == expected)
  }

  @Test func `errors know their kind`() {
    #expect(SystemError("read", code: ENOENT).isNotFound)
    #expect(SystemError("write", code: ENOSPC).isNoSpace)
    #expect(!SystemError("write", code: EROFS).isNoSpace)
    #expect("\(SystemError("write", path: "x.md", code: ENOSPC))" == "cannot write \"x.md\": No space left on device")
    #expect("\(SystemError("spawn", code: EAGAIN))".hasPrefix("cannot spawn: "))
  }

  @Test func `a folder is listed in order of bytes`() throws {
    for name in ["b", "B", ".hidden", "é", "a"] { try scratch.write("", to: name) }
    #expect(try FileSystem.list(scratch.path) == [".hidden", "B", "a", "b", "é"])
    #expect(message { _ = try FileSystem.list(scratch.path("a")) } == "cannot list \"a\": Not a directory")
  }

  @Test func `a status tells kinds apart`() throws {
    try scratch.write("123", to: "file", permissions: 0o755)
    try scratch.link("link", to: "file")
    try scratch.link("dangling", to: "nowhere")
    let status = try #require(FileSystem.status(scratch.path("link")))
    #expect(status.kind == .regular && status.size == 3 && status.isExecutable && status.permissions == 0o755)
    #expect(status.mtimeNanoseconds > 1_600_000_000_000_000_000)
    #expect(status.inode == FileSystem.status(scratch.path("file"))?.inode)
    #expect(FileSystem.status(scratch.path("link"), followLinks: false)?.kind == .link)
    #expect(FileSystem.status(scratch.path("dangling")) == nil)
    #expect(FileSystem.exists(scratch.path("link")) && !FileSystem.exists(scratch.path("dangling")))
    #expect(FileSystem.realPath(scratch.path("link")) == scratch.path("file"))
    #expect(FileSystem.realPath(scratch.path("dangling")) == nil)
  }

  @Test func `folders are made, moved and removed`() throws {
    try FileSystem.makeDirectories(scratch.path("a/b/../c"))
    try FileSystem.makeDirectories(scratch.path("a/c"))
    #expect(scratch.names(in: "a") == ["b", "c"])
    try scratch.write("", to: "file")
    #expect(
      message { try FileSystem.makeDirectories(scratch.path("file/x")) } == "cannot create \"file\": Not a directory")
    try FileSystem.move(scratch.path("file"), to: scratch.path("a/b/moved"))
    #expect(message { try FileSystem.remove(scratch.path("a/b")) } == "cannot remove \"a/b\": Directory not empty")
    try FileSystem.remove(scratch.path("a/b/moved"))
    try FileSystem.remove(scratch.path("a/b"))
    #expect(scratch.names(in: "a") == ["c"])
    #expect(
      message { try FileSystem.remove(scratch.path("none")) } == "cannot remove \"none\": No such file or directory")
  }

  @Test func `a program is found as a shell finds it, but never here`() throws {
    try scratch.write("", to: "bin/tool", permissions: 0o755)
    try scratch.write("", to: "bin/text")
    let path = "relative::\(scratch.path("none")):\(scratch.path("bin"))"
    #expect(FileSystem.findExecutable("tool", path: path) == scratch.path("bin/tool"))
    #expect(FileSystem.findExecutable("text", path: path) == nil)
    #expect(FileSystem.findExecutable("", path: path) == nil)
    #expect(FileSystem.findExecutable(scratch.path("bin/tool"), path: "") == scratch.path("bin/tool"))
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "no /dev/full"))
  func `a full device is an error with its name`() {
    let descriptor = open("/dev/full", O_WRONLY)
    defer { close(descriptor) }
    let text = message { try FileSystem.writeAll([1, 2], descriptor: descriptor) }
    #expect(text == "cannot write \"descriptor \(descriptor)\": No space left on device")
  }

  @Test func `streams are written and read to their end`() throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let (reading, writing) = (ends[0], ends[1])
    // More than a pipe holds, and an end that doesn't block.
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0) }
    _ = fcntl(writing, F_SETFL, O_NONBLOCK)
    let writer = Thread {
      try? FileSystem.writeAll(bytes, descriptor: writing)
      close(writing)
    }
    writer.start()
    #expect(try FileSystem.readAll(descriptor: reading) == bytes)
    close(reading)
  }

  @Test(arguments: [
    (nil, 30, false), (nil, 70, true), (0.25, 70, true), (0.0, 70, false), (0.0, 1_950, false), (0.0, 2_050, true),
  ])
  func `a change shows some time after the one before`(_ fraction: Double?, _ milliseconds: Int, _ expected: Bool)
    throws
  {
    let path = try scratch.write("x", to: "a.md")
    if let fraction {
      let time = Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.down) - 10 + fraction)
      try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path)
    }
    let status = try #require(FileSystem.status(path))
    // One test in a million files ends in a whole second by chance.
    let last = max(status.mtimeNanoseconds, status.ctimeNanoseconds) / 1_000_000
    #expect(status.showsChanges(since: Timestamp(milliseconds: last + milliseconds)) == expected)
  }
}
