/// An edge as the journal names it.
public struct FlowEdgeName: Sendable, Hashable {
  public var from: String
  public var to: String
  public var label: String?

  public init(from: String, to: String, label: String? = nil) {
    self.from = from
    self.to = to
    self.label = label
  }
}
