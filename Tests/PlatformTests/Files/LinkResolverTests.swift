import Foundation
import Platform
import TestSupport
import Testing

@Suite("Links of many paths")
struct LinkResolverTests {
  @Test func `Each path is resolved as it is alone, whatever was asked before`() throws {
    let folder = try ScratchFolder()
    let manager = FileManager.default
    try manager.createDirectory(atPath: folder.path + "/real/below", withIntermediateDirectories: true)
    try manager.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: folder.path + "/real")
    try manager.createSymbolicLink(atPath: folder.path + "/real/self", withDestinationPath: folder.path + "/real/below")
    try manager.createSymbolicLink(atPath: folder.path + "/dangling", withDestinationPath: folder.path + "/nowhere")
    try Data("x".utf8).write(to: URL(fileURLWithPath: folder.path + "/real/file"))
    let paths =
      [
        "link/a", "link/b", "link/file", "link/self", "link/self/c", "link/below/../d", "real/a", "dangling",
        "dangling/a",
        "missing/far/below", "missing/far", "missing", "link//e", ".",
      ].map { folder.path + "/" + $0 } + ["/", "/etc"]
    var links = LinkResolver()
    for path in paths + paths.reversed() {
      #expect(links.resolve(path) == FileSystem.resolvingLinks(path, followsDangling: false), "\(path)")
    }
  }
}

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
}
