import Diagnostics
import Testing

struct JSONPointerTests {
  @Test func `a pointer is written as RFC 6901 says`() {
    #expect(JSONPointer.root.description == "")
    #expect(
      JSONPointer.root.appending("a/b").appending(0).appending("m~n").appending("").description == "/a~1b/0/m~0n/")
  }
}
