import Platform
import Testing

struct XXH64Tests {
  struct Case: Sendable {
    let bytes: [UInt8]
    let hash: String
  }

  // As the reference implementation gives them.
  @Test(arguments: [
    Case(bytes: [], hash: "ef46db3751d8e999"),
    Case(bytes: Array("a".utf8), hash: "d24ec4f1a98c6e5b"),
    Case(bytes: Array("abc".utf8), hash: "44bc2cf5ad770999"),
    Case(bytes: Array("0123456789abcdef0123456789abcde".utf8), hash: "1fdfc63febacfde7"),
    Case(bytes: (0..<32).map { $0 }, hash: "cbf59c5116ff32b4"),
    Case(bytes: (0..<77).map { $0 }, hash: "93f85c1b6280ead3"),
    Case(bytes: (0..<1000).map { UInt8($0 % 251) }, hash: "f306f04aa88b54d3"),
  ])
  func `texts of every tail length hash as published`(_ example: Case) {
    #expect(XXH64.hex(example.bytes) == example.hash)
  }

  @Test func `a slice hashes like its copy`() {
    let bytes = (0..<200).map { UInt8($0) }
    #expect(XXH64.hex(bytes[13..<190]) == XXH64.hex(Array(bytes[13..<190])))
  }
}
