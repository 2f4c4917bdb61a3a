import Diagnostics
import Documents
import Flows

@testable import Runs

// MARK: - What must be so in every state

extension RandomRun {
  /// What is wrong with a state that stands where the reference stands.
  func unsound() -> String? {
    let isFailing = reference.nodes.values.contains(where: \.failsRun)
    let (phase, ready, isAtWork) = (state.phase, reference.ready, !reference.calls.isEmpty)
    let isSound =
      switch phase {
      case .running: !ready.isEmpty || isAtWork
      case .failing: isAtWork && isFailing
      case .held: !isAtWork && !state.heldNodes.isEmpty
      case .complete: !isAtWork && ready.isEmpty && state.hasReachedEnd && !isFailing
      case .failed: !isAtWork && (isFailing || !state.hasReachedEnd)
      case .terminated: isFailing
      case .closed: false
      }
    if !isSound { return "stuck in silence: the phase is \(phase)" }
    for name in reference.flow.names {
      guard let node = reference.nodes[name] else { continue }
      if node.visit > reference.flow.maxVisits * (resumptions + 1) { return "\(name) is visited \(node.visit) times" }
      guard reference.status(of: name) == .waiting, state.returnOver(name).isEmpty else { continue }
      let blockers = state.blockers(of: name)
      let isOver = blockers.contains { $0.status == .done || $0.status == .skipped }
      if blockers.isEmpty || isOver { return "\(name) waits for nobody" }
    }
    return nil
  }

  /// What is otherwise in the state that the journal's lines come to.
  func replayDifference() -> String? {
    var read: [RunEvent] = []
    for event in events {
      let line = JSONWriter().bytes(event.encoded(previous: ""))
      guard let node = RunEvent.read(line: line, path: "line").accepted,
        let decoded = try? RunEvent(decoding: node)
      else { return "event \(event.sequence) can't be read" }
      read.append(decoded)
    }
    guard let replayed = RunState(flow: flow, events: read) else { return "no state" }
    return reference.difference(from: replayed) ?? checkpointDifference(read, replayed)
  }

  /// What is otherwise in the state that a checkpoint somewhere in the journal
  /// and the events behind it come to.
  private func checkpointDifference(_ read: [RunEvent], _ replayed: RunState) -> String? {
    let place = 1 + read.count * (stepCount % 7) / 7
    var text: [UInt8] = []
    var ends: [Int] = []
    for event in read.prefix(place) {
      text += JSONWriter().bytes(event.encoded(previous: "")) + [10]
      ends.append(text.count)
    }
    let past = JournalText(path: "lines", bytes: text, ends: LineEnds(PackedWords(ends)))
    guard let known = RunState(flow: flow, events: read.prefix(place)),
      var restored = RunState(packed: PackedBytes(known.packed), past: past)
    else { return "no checkpoint after \(place)" }
    for event in read.dropFirst(place) { restored.apply(event) }
    if let difference = reference.difference(from: restored) { return "behind a checkpoint: " + difference }
    return restored.packed == replayed.packed ? nil : "a checkpoint after \(place) comes to another state"
  }
}
