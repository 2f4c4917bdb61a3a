/// The nodes of a run by name, in the flow's order; those of a run without a
/// flow in the order of their first calls.
public struct NodeTable: Sendable {
  public private(set) var values: [NodeState] = []
  private var places: [String: Int] = [:]

  init(values: [NodeState]) {
    self.values = values
    places.reserveCapacity(values.count)
    for (place, node) in values.enumerated() { places[node.name] = place }
  }

  init(names: [String]) {
    for name in names { add(name) }
  }

  /// The nodes of another flow, with what those that were known have behind
  /// them.
  init(names: [String], from known: [NodeState]) {
    self.init(names: names)
    for node in known {
      if let place = places[node.name] { values[place].takeHistory(of: node) }
    }
  }

  public var names: [String] { values.map(\.name) }

  public subscript(name: String) -> NodeState? { places[name].map { values[$0] } }

  func place(of name: String) -> Int? { places[name] }

  /// Whether the node that was at this place is there still, and the same
  /// documents of it stand.
  func stands(like node: NodeState, at place: Int) -> Bool {
    values.indices.contains(place) && values[place].name == node.name && values[place].standsLike(node)
  }

  subscript(place: Int) -> NodeState {
    get { values[place] }
    _modify { yield &values[place] }
  }

  /// The place of a node, which is added if it isn't there.
  @discardableResult
  mutating func add(_ name: String) -> Int {
    if let place = places[name] { return place }
    places[name] = values.count
    values.append(NodeState(name: name))
    return values.count - 1
  }
}
