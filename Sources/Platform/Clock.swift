#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The time of day.
public struct WallClock: Sendable {
  public static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int(time.tv_sec) * 1000 + Int(time.tv_nsec) / 1_000_000)
  }
}

/// A point of time that must not be passed, on a clock that nobody sets.
public struct Deadline: Hashable, Sendable {
  /// In nanoseconds of the monotonic clock.
  private let instant: Int

  public init(after duration: Duration) {
    let (sum, overflow) = Self.now().addingReportingOverflow(duration.inNanoseconds)
    instant = overflow ? .max : sum
  }

  /// Zero when it has passed.
  public var remaining: Duration {
    let (rest, overflow) = instant.subtractingReportingOverflow(Self.now())
    return .nanoseconds(overflow ? 0 : max(0, rest))
  }

  public var hasPassed: Bool { Self.now() >= instant }

  /// Nanoseconds of a clock that nobody sets, since some moment in the past.
  package static func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
  }
}

extension Duration {
  /// The nearest number of nanoseconds that fits.
  var inNanoseconds: Int {
    let (seconds, attoseconds) = components
    let (whole, overflow) = Int(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, overflowOfSum) = whole.addingReportingOverflow(Int(attoseconds / 1_000_000_000))
    return overflow || overflowOfSum ? (seconds < 0 ? .min : .max) : sum
  }

  package var inSeconds: Double { Double(inNanoseconds) / 1e9 }
}

/// Stops this thread for at least the duration.
package func sleep(for duration: Duration) {
  let nanoseconds = max(0, duration.inNanoseconds)
  var rest = timespec(tv_sec: nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
  var left = timespec()
  while nanosleep(&rest, &left) != 0, errno == EINTR { rest = left }
}
