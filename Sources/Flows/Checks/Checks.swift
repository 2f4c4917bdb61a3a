import Diagnostics

/// The checks that need nothing but the flow.
enum Checks {
  static func run(_ flow: Flow) -> [Diagnostic] {
    []
  }
}
