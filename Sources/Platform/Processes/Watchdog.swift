#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Answers for a process that has found no answer when its time is over, and
/// ends it with the status 0.
///
/// A deadline that is asked for helps only where it is asked for; this one
/// interrupts whatever the process does. The answer is made beforehand, and
/// the signal's handler does nothing but write it and exit, as POSIX allows
/// (POSIX.1-2024, System Interfaces 2.4.3). What the process held is freed by
/// its end: locks, and files half written under names that nobody looks for.
///
/// A process has one timer, so it has one watchdog. The signal is SIGALRM.
public struct Watchdog: Sendable {
  private let limit: Duration
  private let descriptor: Int32

  /// `limit` is counted from the first `watch`.
  public init(limit: Duration, descriptor: Int32 = 1) {
    self.limit = limit
    self.descriptor = descriptor
  }

  /// The limit in seconds, for the answer.
  public var seconds: Double { limit.inSeconds }

  /// From now on this is the answer; the first one starts the clock.
  public func watch(answering answer: [UInt8]) {
    setAlarmBlocked(true)
    let isFirst = plan.pointee.answer == nil
    // The one before is left behind: the process lives for milliseconds.
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, answer.count))
    copy.initialize(from: answer, count: answer.count)
    plan.pointee = Plan(answer: copy, count: answer.count, descriptor: descriptor)
    if isFirst {
      _ = signal(SIGALRM) { _ in answerAndExit() }
      let nanoseconds = max(1_000, limit.inNanoseconds)
      var timer = itimerval()
      timer.it_value.tv_sec = .init(nanoseconds / 1_000_000_000)
      timer.it_value.tv_usec = .init(nanoseconds % 1_000_000_000 / 1_000)
      _ = setitimer(wallTimer, &timer, nil)
    }
    setAlarmBlocked(false)
  }

  /// Lets the process answer for itself: from here on it isn't interrupted.
  public func callOff() { setAlarmBlocked(true) }
}

/// What the handler does, in memory that never moves.
private struct Plan {
  var answer: UnsafeMutablePointer<UInt8>?
  var count = 0
  var descriptor: Int32 = -1
}

private nonisolated(unsafe) let plan: UnsafeMutablePointer<Plan> = {
  let place = UnsafeMutablePointer<Plan>.allocate(capacity: 1)
  place.initialize(to: Plan())
  return place
}()

#if canImport(Glibc)
  private let wallTimer = __itimer_which_t(ITIMER_REAL.rawValue)
#else
  private let wallTimer = ITIMER_REAL
#endif

private func setAlarmBlocked(_ isBlocked: Bool) {
  var signals = sigset_t()
  sigemptyset(&signals)
  sigaddset(&signals, SIGALRM)
  _ = pthread_sigmask(isBlocked ? SIG_BLOCK : SIG_UNBLOCK, &signals, nil)
}

/// Runs in the signal's handler: it allocates nothing and takes no lock.
private func answerAndExit() {
  guard let answer = plan.pointee.answer else { return }
  var written = 0
  while written < plan.pointee.count {
    let count = write(plan.pointee.descriptor, answer + written, plan.pointee.count - written)
    if count < 0, errno == EINTR { continue }
    // Nobody reads; there is nothing more to be done.
    if count <= 0 { break }
    written += count
  }
  ChildGroups.killAll()
  _exit(0)
}
