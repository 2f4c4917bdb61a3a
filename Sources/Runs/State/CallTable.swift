import Documents

/// Every call that passed the gate, in order, and where to find that of a tool
/// use or of an agent.
///
/// A checkpoint holds those of before; of a thousand a hook asks for a few.
public struct CallTable: Sendable, RandomAccessCollection {
  private var past = PackedCalls()
  /// Those of the past that are open, or have changed, and their places: few.
  private var known: [Call] = []
  private var knownPlaces: [Int] = []
  /// Those behind the past.
  private var recent: [Call] = []
  /// Of the recent ones.
  private var placeByTool: [String: Int] = [:]
  /// What was found out of agents since then; `none` for one that has no call.
  private var placeByAgent: [String: Int] = [:]
  private static let none = -1

  init() {}

  public var startIndex: Int { 0 }
  public var endIndex: Int { past.count + recent.count }

  public internal(set) subscript(place: Int) -> Call {
    get {
      if place >= past.count { return recent[place - past.count] }
      return knownPlaces.firstIndex(of: place).map { known[$0] } ?? past[place]
    }
    _modify {
      if place >= past.count {
        yield &recent[place - past.count]
      } else {
        yield &known[know(place)]
      }
    }
  }

  /// Decodes a call of the past for good; gives its place in `known`.
  @discardableResult
  private mutating func know(_ place: Int) -> Int {
    if let known = knownPlaces.firstIndex(of: place) { return known }
    knownPlaces.append(place)
    known.append(past[place])
    return known.count - 1
  }

  mutating func append(_ call: Call) {
    placeByTool[call.admission.toolUseID] = count
    recent.append(call)
  }

  /// The last call of a tool use.
  func place(ofTool id: String) -> Int? { placeByTool[id] ?? past.place(ofTool: id) }

  func place(ofAgent id: String) -> Int? {
    guard let place = placeByAgent[id] else { return past.place(ofAgent: id) }
    return place == Self.none ? nil : place
  }

  /// nil for an agent that turned out to have none.
  mutating func setPlace(_ place: Int?, ofAgent id: String) { placeByAgent[id] = place ?? Self.none }
}

// MARK: - In a checkpoint

extension CallTable {
  /// `open`: the places of those that somebody will ask for.
  init(_ past: PackedCalls, open: [Int]) {
    self.past = past
    for place in open where past.indices.contains(place) { know(place) }
  }

  var packed: PackedCalls.Parts {
    var parts = PackedCalls.Parts()
    // Few agents of the past turn out to be another call's.
    let doubtful = placeByAgent.keys.map(PackedCalls.word)
    for place in indices {
      if place < past.count, !knownPlaces.contains(place), !doubtful.contains(past.agents[place]) {
        parts.add(past, place)
      } else {
        let call = self[place]
        parts.add(call, isAgents: call.agentID.map { self.place(ofAgent: $0) == place } ?? false)
      }
    }
    return parts
  }
}
