/// Cases of the conformance suite that are decided otherwise, each with the
/// reason. The suite's test fails when one starts to pass.
enum KnownDifferences {
  struct Case: Sendable {
    let name: String
    let reason: String
  }

  static let cases: [Case] = []
}
