public import Documents

/// Where one activation of a node stands: a node without a loop has one in
/// each visit, a loop one for each element of its list.
public struct ItemState: Sendable {
  public enum Outcome: Sendable, Hashable {
    case done
    /// Its attempts are exhausted, and the policy is to skip it.
    case skipped
    case failed(because: String)
  }

  /// An accepted document where agents read it.
  public struct Artifact: Sendable, Hashable {
    /// Absolute path; nil for an agent without a target.
    public var target: String?
    /// XXH64.
    public var hash: String?

    /// By bytes, as a packed record is asked: to most file systems other bytes
    /// are another name.
    func stands(at path: String) -> Bool { target.map { $0.utf8.elementsEqual(path.utf8) } ?? false }
  }

  /// Its place in the list, starting at 0.
  public let index: Int
  /// The element of the list; nil without a loop.
  public let value: Node?
  public internal(set) var outcome: Outcome?
  /// Why a document of it couldn't be checked; nobody may go on before that
  /// is mended.
  public internal(set) var held: String?
  /// Rejected and lost attempts.
  public internal(set) var failures = 0
  /// The last rejection's problems, to see whether the next one's are the same;
  /// none once it is settled.
  public internal(set) var lastProblems: Set<String> = []
  /// The attempt whose document was accepted.
  var acceptance: PastEvent?
  /// That document, until an agent of a run without a flow has one accepted
  /// for the same target.
  public internal(set) var artifact: Artifact?

  /// Whether its attempts were exhausted by the policy to end the run.
  var endsRun = false

  /// Of the accepted document.
  public var header: Node? { acceptance?.attempt?.header }

  init(index: Int, value: Node?) {
    self.index = index
    self.value = value
  }
}
