import Foundation
import Platform
import TestSupport
import Testing

@Suite("A folder held open")
struct OpenFolderTests {
  private func status(_ folder: OpenFolder, _ path: String) -> FileStatus? {
    Array(path.utf8).withUnsafeBytes { folder.status($0) }
  }

  @Test func `It says of files below it, and of absolute paths, what the file system says`() throws {
    let scratch = try ScratchFolder()
    try FileManager.default.createDirectory(atPath: scratch.path + "/a", withIntermediateDirectories: true)
    try Data("text".utf8).write(to: URL(fileURLWithPath: scratch.path + "/a/file"))
    let folder = try #require(OpenFolder(scratch.path))
    #expect(status(folder, "a/file") == FileSystem.status(scratch.path + "/a/file"))
    #expect(status(folder, scratch.path + "/a")?.kind == .directory)
    #expect(status(folder, "a/none") == nil)
    #expect(status(folder, "a/file\0x") == nil)
    #expect(status(folder, String(repeating: "x", count: 5_000)) == nil)
    #expect(OpenFolder(scratch.path + "/none") == nil)
  }

  /// The second question opens the folder that the third one is asked in.
  @Test func `It says the same however often it is asked, of any number of folders`() throws {
    let scratch = try ScratchFolder()
    for folder in 0..<12 {
      for file in 0..<3 {
        try scratch.write(String(repeating: "x", count: folder + file), to: "\(folder)/deep/\(file)")
      }
    }
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("link"), withDestinationPath: scratch.path("7/deep"))
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("7/deep/out"), withDestinationPath: scratch.path("3/deep/1"))
    let folder = try #require(OpenFolder(scratch.path))
    var paths = (0..<3).flatMap { file in (0..<12).map { "\($0)/deep/\(file)" } }
    paths += [
      "link/0", "link/1", "link/2", "link/none", "link/out", "7/deep/out", "none/a", "none/b", "none/c", "0", "0/",
    ]
    for path in paths + paths.reversed() {
      #expect(status(folder, path) == FileSystem.status(scratch.path(path)), "\(path)")
    }
    let known = try #require(status(folder, "0/deep/2"))
    try scratch.write("another text", to: "0/deep/2")
    #expect(status(folder, "0/deep/2")?.size != known.size)
    try FileManager.default.removeItem(atPath: scratch.path("0/deep/2"))
    #expect(status(folder, "0/deep/2") == nil)
  }
}
