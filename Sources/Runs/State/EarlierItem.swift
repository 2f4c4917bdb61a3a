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
}

/// The elements of a list, to see which other elements stand for the same:
/// by their texts, or their `id` or `name`, else by their values.
struct ListElements {
  private var names: Set<String> = []
  private var unnamed: [Node] = []

  init(_ values: [Node]) {
    for value in values {
      if let name = Self.name(of: value) { names.insert(name) } else { unnamed.append(value) }
    }
  }

  func contains(_ value: Node) -> Bool { Self.name(of: value).map(names.contains) ?? unnamed.contains(value) }

  private static func name(of value: Node) -> String? { ItemState(index: 0, value: value).name }
}
