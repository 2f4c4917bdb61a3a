import Diagnostics
import Testing

struct NearestNameTests {
  @Test(
    arguments: [
      ("retires", "retries"), ("Retries", "retries"), ("timeuot", "timeout"), ("xyz", nil), ("", nil),
      ("retries", "retries"),
    ] as [(String, String?)])
  func `the candidate most likely meant is found`(_ name: String, _ expected: String?) {
    #expect(nearestName(to: name, in: ["timeout", "retries", "target"]) == expected)
  }
}
