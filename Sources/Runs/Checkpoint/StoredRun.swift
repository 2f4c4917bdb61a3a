import Platform

/// A run as it stands on disk: its journal, and the state that it leads to.
public struct StoredRun: Sendable {
  public var journal: Journal
  public var state: RunState

  public init(journal: Journal, state: RunState) {
    self.journal = journal
    self.state = state
  }

  /// Restores a run by the checkpoint beside its journal; nil if there is
  /// none for this journal, or if the journal can't be read, so that the
  /// whole journal is to be read.
  public static func restore(_ folder: RunFolder) -> StoredRun? {
    guard let checkpoint = Checkpoint.read(journal: folder.journal),
      let (journal, past) = Journal.read(folder.journal, behind: checkpoint),
      var state = RunState(packed: checkpoint.state, past: past)
    else { return nil }
    for event in journal.decoded { state.apply(event) }
    return StoredRun(journal: journal, state: state)
  }

  /// Writes a checkpoint if that is worth while; only under the run's lock.
  ///
  /// A run without one loses nothing but time, so that it can't fail.
  public func saveCheckpoint() {
    // What is decoded at each call and what is written at some of them should
    // cost the same.
    guard journal.decoded.count * journal.decoded.count * 4 >= journal.count else { return }
    try? journal.checkpoint(state.packed).write(journal: journal.path)
  }
}
