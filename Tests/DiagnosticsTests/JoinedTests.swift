import Diagnostics
import Testing

@Suite("Joined texts")
struct JoinedTests {
  @Test(arguments: [
    [], [""], ["a"], ["a", "b"], ["", "", ""], ["é", "→", "😀"], [String(repeating: "long ", count: 50), "x"],
  ]) func `They are those of the standard library`(_ texts: [String]) {
    for separator in ["", ",", " → ", "\n\n"] {
      #expect(texts.joined(separator: separator) == texts.lazy.map { $0 }.joined(separator: separator))
    }
  }
}
