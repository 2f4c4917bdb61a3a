import Foundation
import Platform
import TestSupport
import Testing

@Suite("A sealed file")
struct SealedFileTests {
  private let folder: ScratchFolder
  private let path: String

  init() throws {
    folder = try ScratchFolder()
    path = folder.path("sealed")
  }

  @Test func `gives back what was written, also over something longer`() throws {
    #expect(SealedFile.read(path) == nil)
    for contents in [[1, 2, 3], [UInt8](repeating: 7, count: 100_000), [], [9]] as [[UInt8]] {
      try SealedFile.write(contents, to: path)
      #expect(SealedFile.read(path) == contents)
    }
  }

  @Test func `that is torn or changed anywhere is none`() throws {
    try SealedFile.write(Array("contents".utf8), to: path)
    let whole = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    for length in 0..<whole.count {
      try Data(whole[..<length]).write(to: URL(fileURLWithPath: path))
      #expect(SealedFile.read(path) == nil, "\(length) bytes")
    }
    for place in whole.indices {
      for bit in 0..<8 {
        var other = whole
        other[place] ^= 1 << bit
        try Data(other).write(to: URL(fileURLWithPath: path))
        #expect(SealedFile.read(path) == nil, "byte \(place)")
      }
    }
  }

  @Test func `is not written through a link, nor into a folder`() throws {
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: folder.path("elsewhere"))
    #expect(throws: SystemError.self) { try SealedFile.write([1], to: path) }
    #expect(!FileManager.default.fileExists(atPath: folder.path("elsewhere")))
    #expect(throws: SystemError.self) { try SealedFile.write([1], to: folder.path("missing/sealed")) }
  }
}
