import Platform
import Testing

struct SHA256Tests {
  struct Case: Sendable {
    let text: String
    let hash: String
  }

  // FIPS 180-2 appendix B and the NIST example values.
  @Test(arguments: [
    Case(text: "", hash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    Case(text: "abc", hash: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    Case(
      text: "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      hash: "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
    Case(
      text:
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      hash: "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"),
    Case(
      text: String(repeating: "a", count: 1_000_000),
      hash: "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
  ])
  func `the published examples hash as published`(_ example: Case) {
    #expect(SHA256.hex(Array(example.text.utf8)) == example.hash)
  }

  /// Lengths on both sides of where padding needs one more block.
  @Test func `every length up to three blocks has a hash of its own`() {
    let hashes = Set((0...192).map { SHA256.hex([UInt8](repeating: 0, count: $0)) })
    #expect(hashes.count == 193)
    #expect(
      SHA256.hex([UInt8](repeating: 0, count: 64)) == "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b"
    )
    #expect(SHA256.digest([]).count == 32)
  }
}
