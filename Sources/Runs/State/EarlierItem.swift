public import Documents

/// An item of an earlier visit of a loop to which the flow went back, whose
/// document stays the artifact: its item isn't in the new list.
public struct EarlierItem: Sendable {
  /// The element of the list that it was.
  public let value: Node
  public let artifact: ItemState.Artifact
  let acceptance: PastEvent

  /// The accepted one.
  public var attempt: Attempt? { acceptance.attempt }

  /// Whether an element of another list stands for the same: by its text, or
  /// its `id` or `name`, else by its value.
  func isSame(as other: Node) -> Bool {
    let (own, its) = (ItemState(index: 0, value: value).name, ItemState(index: 0, value: other).name)
    return own == nil || its == nil ? value == other : own == its
  }
}
