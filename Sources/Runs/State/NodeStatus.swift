/// Where a node stands, in a word.
public enum NodeStatus: String, Sendable, Hashable {
  case waiting, ready, admitted, running, held, done, skipped, failed
}
