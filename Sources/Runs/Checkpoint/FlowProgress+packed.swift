import Documents
import Flows

// Between two events nothing is left to look at, and all changes were taken.

extension Packer {
  mutating func add(_ progress: FlowProgress) {
    add(progress.edges.map(\.rawValue))
    add(progress.vertices.map(\.rawValue))
    add(progress.openEdges)
    add(progress.takenEdges)
    add(progress.isEntered.map { $0 ? 1 : 0 } as [UInt8])
    add(progress.calls)
    add(progress.pending)
    add(progress.isBlocked.map { $0 ? 1 : 0 } as [UInt8])
    add(progress.isFrozen)
  }
}

extension Unpacker {
  mutating func flowProgress(_ flow: Flow) -> FlowProgress {
    var progress = FlowProgress(graph: flow.graph)
    progress.edges = packed().array.compactMap(FlowProgress.Edge.init(rawValue:))
    progress.vertices = packed().array.compactMap(FlowProgress.Vertex.init(rawValue:))
    progress.openEdges = integers()
    progress.takenEdges = integers()
    progress.isEntered = packed().array.map { $0 == 1 }
    progress.calls = integers()
    progress.pending = integers()
    progress.isBlocked = packed().array.map { $0 == 1 }
    progress.isFrozen = flag()
    let vertices = [
      progress.vertices.count, progress.openEdges.count, progress.takenEdges.count, progress.isEntered.count,
      progress.calls.count, progress.isBlocked.count,
    ]
    let edges = flow.edges.indices
    if vertices != [Int](repeating: flow.graph.count, count: 6) || progress.edges.count != edges.count
      || !progress.pending.allSatisfy(edges.contains)
    {
      fail()
    }
    return progress
  }
}
