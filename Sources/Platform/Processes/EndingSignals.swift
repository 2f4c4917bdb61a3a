#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The signals by which users and hosts end a process: SIGINT, SIGTERM and
/// SIGHUP, but for those that this process was started to ignore.
public enum EndingSignals {
  static let numbers = [SIGINT, SIGTERM, SIGHUP].filter { !isIgnored($0) }

  /// From now on this thread, and those that it starts, aren't interrupted by
  /// them; somebody must wait for them.
  public static func block() { _ = blocked() }

  /// Waits until one of the signals comes, which must be blocked in all
  /// threads; returns its number.
  public static func wait() -> Int32 {
    var signals = set
    var number: Int32 = 0
    while sigwait(&signals, &number) != 0 {}
    return number
  }

  /// Ends this process by a signal as if it had never been handled: first its
  /// children, then what is to be cleaned up.
  public static func end(by number: Int32, after cleaningUp: () -> Void) -> Never {
    ChildGroups.killAll()
    cleaningUp()
    _ = signal(number, SIG_DFL)
    var signals = set
    _ = pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    raise(number)
    _exit(128 + number)
  }

  /// Blocks the signals, and the watchdog's, in this thread; returns what was
  /// blocked before.
  static func blocked() -> sigset_t {
    var signals = set
    sigaddset(&signals, SIGALRM)
    var before = sigset_t()
    _ = pthread_sigmask(SIG_BLOCK, &signals, &before)
    return before
  }

  private static var set: sigset_t {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in numbers { sigaddset(&signals, number) }
    return signals
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    let before = signal(number, SIG_IGN)
    _ = signal(number, before)
    // SIG_IGN, which is no function to compare with.
    return unsafeBitCast(before, to: Int.self) == 1
  }
}
