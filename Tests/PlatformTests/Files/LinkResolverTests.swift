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
