import Documents

/// Every call that passed the gate, in order, and where to find that of a tool
/// use or of an agent.
///
/// A checkpoint holds those of before; of a thousand a hook asks for a few.
public struct CallTable: Sendable, RandomAccessCollection {
  private var past = PackedCalls()
  /// Those of the past that are open, or have changed.
  private var known: [Int: Call] = [:]
  /// Those behind the past.
  private var recent: [Call] = []
  /// Of the recent ones.
  private var placeByTool: [String: Int] = [:]
  /// What was found out of agents since then; nil for one that has no call.
  private var placeByAgent: [String: Int?] = [:]

  init() {}

  public var startIndex: Int { 0 }
  public var endIndex: Int { past.count + recent.count }

  public internal(set) subscript(place: Int) -> Call {
    get { place >= past.count ? recent[place - past.count] : known[place] ?? past[place] }
    _modify {
      if place >= past.count {
        yield &recent[place - past.count]
      } else {
        var call = self[place]
        defer { known[place] = call }
        yield &call
      }
    }
  }

  mutating func append(_ call: Call) {
    placeByTool[call.admission.toolUseID] = count
    recent.append(call)
  }

  /// The last call of a tool use.
  func place(ofTool id: String) -> Int? { placeByTool[id] ?? past.place(ofTool: id) }

  func place(ofAgent id: String) -> Int? { placeByAgent[id] ?? past.place(ofAgent: id) }

  /// nil for an agent that turned out to have none.
  mutating func setPlace(_ place: Int?, ofAgent id: String) { placeByAgent[id] = .some(place) }
}

// MARK: - In a checkpoint

extension CallTable {
  /// `open`: the places of those that somebody will ask for.
  init(_ past: PackedCalls, open: [Int]) {
    self.past = past
    for place in open where past.indices.contains(place) { known[place] = past[place] }
  }

  var packed: PackedCalls.Parts {
    var parts = PackedCalls.Parts()
    // Few agents of the past turn out to be another call's.
    let doubtful = Set(placeByAgent.keys.map(PackedCalls.word))
    for place in indices {
      let agent = past.agents.indices.contains(place) ? past.agents[place] : 0
      if place < past.count, known[place] == nil, !doubtful.contains(agent) {
        parts.add(past, place)
      } else {
        let call = self[place]
        parts.add(call, isAgents: call.agentID.map { self.place(ofAgent: $0) == place } ?? false)
      }
    }
    return parts
  }
}
