public import Platform

/// An agent that began to work and belongs to no call, as far as is known.
public struct Stray: Sendable, Hashable {
  public let node: String
  public let startedAt: Timestamp
}
