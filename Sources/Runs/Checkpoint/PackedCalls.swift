import Documents
import Platform

/// Calls as a checkpoint holds them: none is decoded before somebody asks.
struct PackedCalls: Sendable {
  /// Where each begins in `entries`.
  private var starts = PackedWords()
  /// The hashes of their tool uses.
  private var tools = PackedWords()
  /// The hashes of the agents that are theirs; 0 for none.
  fileprivate(set) var agents = PackedWords()
  private var entries = PackedBytes([])

  init() {}

  /// As they are written.
  struct Parts {
    fileprivate var starts = PackedWords()
    fileprivate var tools = PackedWords()
    fileprivate var agents = PackedWords()
    fileprivate var entries = Packer()

    mutating func add(_ call: Call, isAgents: Bool) {
      starts.append(entries.bytes.count)
      tools.append(PackedCalls.word(of: call.admission.toolUseID))
      agents.append(isAgents ? call.agentID.map(PackedCalls.word) ?? 0 : 0)
      entries.add(call)
    }

    /// One that is as it was.
    mutating func add(_ calls: PackedCalls, _ place: Int) {
      starts.append(entries.bytes.count)
      tools.append(calls.tools[place])
      agents.append(calls.agents[place])
      entries.append(calls.entry(place))
    }
  }

  /// Never 0.
  static func word(of id: String) -> Int { Int(truncatingIfNeeded: max(1, XXH64.value(of: id))) }

  var count: Int { starts.count }
  var indices: Range<Int> { 0..<count }

  subscript(place: Int) -> Call {
    var unpacker = Unpacker(entry(place))
    return unpacker.call()
  }

  private func entry(_ place: Int) -> PackedBytes {
    let end = place + 1 < count ? starts[place + 1] : entries.count
    let start = starts[place]
    return start <= end ? entries.part(start..<end) : PackedBytes([])
  }

  /// The last call of a tool use.
  func place(ofTool id: String) -> Int? { place(of: id, tools) { $0.admission.toolUseID } }

  func place(ofAgent id: String) -> Int? { place(of: id, agents) { $0.agentID } }

  private func place(of id: String, _ words: PackedWords, _ name: (Call) -> String?) -> Int? {
    let word = Self.word(of: id)
    var end = words.count
    while let place = words.lastPlace(of: word, before: end) {
      if name(self[place]) == id { return place }
      end = place
    }
    return nil
  }
}

extension Packer {
  mutating func add(_ calls: PackedCalls.Parts) {
    add(calls.starts)
    add(calls.tools)
    add(calls.agents)
    add(calls.entries.bytes)
  }

  fileprivate mutating func add(_ call: Call) {
    let admission = call.admission
    add(admission.toolUseID)
    add(admission.node)
    add(admission.visit)
    add(admission.item)
    add(admission.timeout)
    add(call.agentID)
    add(call.startedAt?.milliseconds)
    add(call.isBackground)
    add(call.end.map { Call.End.all.firstIndex(of: $0) ?? -1 })
  }
}

extension Unpacker {
  mutating func packedCalls() -> PackedCalls {
    let calls = PackedCalls(starts: words(), tools: words(), agents: words(), entries: packed())
    if !calls.isSound { fail() }
    return calls
  }

  fileprivate mutating func call() -> Call {
    let admission = Call.Admitted(
      toolUseID: text(), node: text(), visit: integer(), item: optionalInteger(), timeout: optionalInteger())
    var call = Call(admission: admission, agentID: optionalText())
    call.startedAt = optionalTime()
    call.isBackground = flag()
    call.end = optionalInteger().flatMap { Call.End.all.indices.contains($0) ? Call.End.all[$0] : nil }
    return call
  }
}

extension PackedCalls {
  fileprivate init(starts: PackedWords, tools: PackedWords, agents: PackedWords, entries: PackedBytes) {
    self.starts = starts
    self.tools = tools
    self.agents = agents
    self.entries = entries
  }

  fileprivate var isSound: Bool { tools.count == count && agents.count == count }
}

extension Call.End {
  /// In the order of the numbers by which they are packed.
  fileprivate static let all: [Call.End] = [.settled, .lost, .released]
}
