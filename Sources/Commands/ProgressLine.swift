internal import Dispatch
import Platform

/// One line on the terminal that says what takes so long. It appears after a
/// second, and goes when the work is done; where standard error is no
/// terminal there is none.
///
/// What changes is touched on the queue alone, which the compiler can't see.
final class ProgressLine: @unchecked Sendable {
  private let queue = DispatchQueue(label: "progress")
  private let start = ContinuousClock.now
  private let what: String
  private let unit: String
  private let total: Int?
  private let timer: any DispatchSourceTimer
  private var done = 0
  private var isShown = false

  /// Does something that may take long.
  ///
  /// - Parameters:
  ///   - what: what is done, as "checking files".
  ///   - unit: what the steps are, as "files".
  ///   - total: how many steps there are, if that is known.
  static func during<Result>(
    _ what: String, unit: String = "", of total: Int? = nil, _ body: (ProgressLine?) throws -> Result
  ) rethrows -> Result {
    guard isTerminal(descriptor: Output.error.descriptor) else { return try body(nil) }
    let line = ProgressLine(what, unit: unit, of: total)
    defer { line.end() }
    return try body(line)
  }

  private init(_ what: String, unit: String, of total: Int?) {
    self.what = what
    self.unit = unit
    self.total = total
    timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now() + .seconds(1), repeating: .milliseconds(250))
    timer.setEventHandler { [weak self] in self?.show() }
    timer.resume()
  }

  /// Counts one step; may be called by several threads.
  func step() { queue.async { self.done += 1 } }

  /// Does something that writes to the terminal, the line out of its way.
  func aside(_ body: () throws -> Void) rethrows {
    try queue.sync {
      hide()
      try body()
    }
  }

  private func end() {
    timer.cancel()
    queue.sync { hide() }
  }

  private func show() {
    var text = what
    if let total, total > 1 {
      text += ": \(done) of \(total) \(unit)"
    } else if total == nil, done > 0 {
      text += ": \(done) \(unit)"
    }
    let seconds = start.duration(to: .now).components.seconds
    Output.error.write(Self.erasing + "\(text), \(seconds) s")
    isShown = true
  }

  private func hide() {
    if isShown { Output.error.write(Self.erasing) }
    isShown = false
  }

  /// To the start of the line, and what stands there away (ECMA-48 §8.3.41).
  private static let erasing = "\r\u{1B}[K"
}
