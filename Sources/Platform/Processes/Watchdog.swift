#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Answers for a process that has found no answer when its time is over, and
/// ends it: with the status 0, or with 2 and a sentence on standard error if
/// not all of it could be written.
///
/// A deadline that is asked for helps only where it is asked for; this one
/// interrupts whatever the process does. The answer is made beforehand, and
/// the signal's handler does nothing but write it and exit, as POSIX allows
/// (POSIX.1-2024, System Interfaces 2.4.3). What the process held is freed by
/// its end: locks, and files half written under names that nobody looks for.
///
/// A pipe that doesn't block and is full is waited for, three seconds for each
/// piece that it takes: less than what hosts give beyond the limit.
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
    // The one before is left behind: the process lives for milliseconds.
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, answer.count))
    copy.initialize(from: answer, count: answer.count)
    watch(Plan(answer: UnsafePointer(copy), count: answer.count, descriptor: descriptor))
  }

  /// The same with an answer that was written beforehand.
  public func watch(answering answer: StaticString) {
    watch(Plan(answer: answer.utf8Start, count: answer.utf8CodeUnitCount, descriptor: descriptor))
  }

  private func watch(_ next: Plan) {
    setAlarmBlocked(true)
    // Here, before there is a handler, the global is made. To make it takes a
    // lock; to find it again is one look at a flag.
    let isFirst = plan.pointee.answer == nil
    plan.pointee = next
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
  var answer: UnsafePointer<UInt8>?
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

/// Runs in the signal's handler: it allocates nothing and takes no lock, and
/// calls only what POSIX allows there (`write`, `poll`, `_exit`).
private func answerAndExit() {
  guard let answer = plan.pointee.answer else { return }
  let isAnswered = writeWaiting(answer, plan.pointee.count, plan.pointee.descriptor)
  ChildGroups.killAll()
  if isAnswered { _exit(0) }
  let problem: StaticString = "found no answer in time, and the prepared one can't be written\n"
  _ = writeWaiting(problem.utf8Start, problem.utf8CodeUnitCount, STDERR_FILENO)
  _exit(2)
}

/// Whether all was written. A full pipe gets three seconds for each piece.
private func writeWaiting(_ bytes: UnsafePointer<UInt8>, _ count: Int, _ descriptor: Int32) -> Bool {
  var written = 0
  while written < count {
    let result = write(descriptor, bytes + written, count - written)
    if result > 0 {
      written += result
    } else if result < 0, errno == EAGAIN {
      var place = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      guard poll(&place, 1, 3_000) > 0 else { return false }
    } else if result == 0 || errno != EINTR {
      return false
    }
  }
  return true
}
