import Diagnostics

/// Loops with a higher degree than the host runs agents at once.
enum ParallelismOverCap {
  static func check(_ flow: Flow) -> [Diagnostic] {
    flow.nodes.compactMap { node in
      guard let loop = node.loop, loop.degree > Execution.hostCap else { return nil }
      return flow.diagnostic(
        "flow/parallelism-over-cap", .overCap("the degree of the loop over $\(loop.variable)", loop.degree), loop.range,
        severity: .warning)
    }
  }
}
