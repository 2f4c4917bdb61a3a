import Diagnostics

/// The checks that need nothing but the flow.
enum Checks {
  static func run(_ flow: Flow) -> [Diagnostic] {
    Unreachable.check(flow) + NoPathToEnd.check(flow) + UnusedCondition.check(flow) + EndlessCycle.check(flow)
      + LabelBothWays.check(flow) + IrreducibleLoop.check(flow) + UndefinedVariable.check(flow)
      + LoopBeforeList.check(flow) + ParallelismOverCap.check(flow) + ConditionTypes.check(flow)
  }
}

extension Flow {
  func diagnostic(
    _ code: Diagnostic.Code, _ message: Diagnostic.Message, _ range: TextRange,
    severity: Diagnostic.Severity = .error, notes: [Diagnostic.Note] = []
  ) -> Diagnostic {
    Diagnostic(code, message, severity: severity, at: range.in(file), notes: notes)
  }
}

/// "did you mean …?", if a name is near enough.
func suggestion(for name: String, in candidates: [String]) -> [Diagnostic.Note] {
  nearestName(to: name, in: candidates).map { [Diagnostic.Note("did you mean \(quoted($0))?")] } ?? []
}
