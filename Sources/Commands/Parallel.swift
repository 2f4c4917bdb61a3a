import Contracts
import Dispatch

extension Array where Element: Sendable {
  /// The results for all elements, in their order, computed on all cores.
  func concurrentMap<Result: Sendable>(_ body: @Sendable (Element) -> Result) -> [Result] {
    if count < 2 { return map(body) }
    return [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
      // Each place is written by one thread alone.
      nonisolated(unsafe) let buffer = buffer
      DispatchQueue.concurrentPerform(iterations: count) { place in
        buffer.initializeElement(at: place, to: body(self[place]))
      }
      initialized = count
    }
  }
}

/// All cores at once.
struct ParallelMapping: ConcurrentMapping {
  /// Where each result is counted.
  var progress: ProgressLine?

  func map<Element: Sendable, Result: Sendable>(
    _ elements: [Element], _ body: @escaping @Sendable (Element) -> Result
  ) -> [Result] {
    guard let progress else { return elements.concurrentMap(body) }
    return elements.concurrentMap { element in
      defer { progress.step() }
      return body(element)
    }
  }
}
