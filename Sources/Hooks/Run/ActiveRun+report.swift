import Contracts
import Diagnostics
import Documents
import Flows
import Platform
import Runs

extension ActiveRun {
  /// A failed node, with the reason if it isn't the usual one.
  func failure(of node: String) -> String {
    guard case .failed(let reason)? = state.nodes[node]?.outcome, reason != RunState.exhausted else { return node }
    return "\(node) (\(reason.cut(500)))"
  }

  /// Writes both forms of the report; returns why it can't be written.
  @discardableResult
  func writeReport(_ outcome: RunOutcome?, at now: Timestamp, problems: [String] = []) -> String? {
    let state = state.recalled()
    let report = Report(
      state: state, outcome: outcome?.rawValue ?? "interrupted", at: now, problems: problems, changed: changedArtifacts)
    do {
      try FileSystem.writeAtomically(Array(report.markdown.utf8), to: folder.reportMarkdown, durably: false)
      try FileSystem.writeAtomically(
        JSONWriter(pretty: true).bytes(report.json) + [10], to: folder.reportJSON, durably: false)
      return nil
    } catch {
      return error.description
    }
  }

  /// The accepted documents that are something else now, or are gone.
  private var changedArtifacts: [String] {
    state.nodes.values.lazy.filter { $0.outcome == .done }.flatMap(\.standing).compactMap { artifact in
      guard let target = artifact.target, let hash = artifact.hash else { return nil }
      let text = try? FileSystem.read(target)
      return text.map { XXH64.hex($0) } == hash ? nil : target
    }
  }
}
