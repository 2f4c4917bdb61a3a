#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The process groups of the children that run now, so that they end when a
/// signal ends this process.
///
/// They are no members of this process's group: neither a terminal's Ctrl-C
/// nor the signal of whoever ends this process reaches them. SIGKILL can't be
/// handled; it leaves them behind.
enum ChildGroups {
  /// Starts a child and notes its group; no signal is handled in between.
  ///
  /// One that is warned has children of its own to end.
  static func start(
    isWarned: Bool, _ spawn: () -> Result<pid_t, ErrorCode>
  ) -> Result<pid_t, ErrorCode> {
    var before = EndingSignals.blocked()
    defer { _ = pthread_sigmask(SIG_SETMASK, &before, nil) }
    withTable { $0.pointee.starting += 1 }
    let result = spawn()
    withTable { table in
      table.pointee.starting -= 1
      guard case .success(let group) = result else { return }
      if let place = table.pointee.places.first(where: { table.pointee.entries[$0].group == 0 }) {
        table.pointee.entries[place] = Entry(group: group, isWarned: isWarned)
      }
    }
    return result
  }

  /// To be called before the child's number may become another's.
  ///
  /// If it ended because this process is being ended, by another thread, it
  /// doesn't return: nobody is to be told of it.
  static func forget(_ group: pid_t) {
    for _ in 0..<1_000 where handled?.pointee.isEnding == true { pause(milliseconds: 10) }
    withTable { table in
      for place in table.pointee.places where table.pointee.entries[place].group == group {
        table.pointee.entries[place].group = 0
      }
    }
  }

  /// Kills all groups. Those that are warned get SIGTERM and a moment first.
  ///
  /// Signals' handlers call it: it allocates nothing and takes no lock
  /// (POSIX.1-2024, System Interfaces 2.4.3).
  static func killAll() {
    guard let table = handled else { return }
    table.pointee.isEnding = true
    // Another thread may have started a child that isn't noted yet.
    for _ in 0..<100 where table.pointee.starting > 0 { pause(milliseconds: 10) }
    let entries = table.pointee.entries
    var hasWarned = false
    for place in table.pointee.places where entries[place].group > 0 && entries[place].isWarned {
      _ = kill(-entries[place].group, SIGTERM)
      hasWarned = true
    }
    if hasWarned { pause(milliseconds: 200) }
    for place in table.pointee.places where entries[place].group > 0 { _ = kill(-entries[place].group, SIGKILL) }
  }

  private static func handle(_ number: Int32) {
    let before = signal(number) { number in
      ChildGroups.killAll()
      _ = signal(number, SIG_DFL)
      // It is blocked until this returns.
      raise(number)
    }
    // Somebody else handles it, and must go on to.
    if before != nil { _ = signal(number, before) }
  }

  /// The first call makes the table and begins to handle the signals.
  private static func withTable(_ body: (UnsafeMutablePointer<Table>) -> Void) {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    if let handled { return body(handled) }
    let table = UnsafeMutablePointer<Table>.allocate(capacity: 1)
    table.initialize(to: Table())
    handled = table
    EndingSignals.numbers.forEach(handle)
    body(table)
  }

  private static func pause(milliseconds: Int) {
    var time = timespec(tv_sec: 0, tv_nsec: milliseconds * 1_000_000)
    _ = nanosleep(&time, nil)
  }
}

private struct Entry {
  /// Zero is a free place.
  var group: pid_t = 0
  var isWarned = false
}

private struct Table {
  /// How many children are being started.
  var starting = 0
  /// Whether all are being killed.
  var isEnding = false
  /// Each child is waited for by a thread, and there are never so many.
  let places = 0..<256
  let entries: UnsafeMutablePointer<Entry>

  init() {
    entries = .allocate(capacity: places.count)
    entries.initialize(repeating: Entry(), count: places.count)
  }
}

/// In memory that never moves, since handlers read it at any time; nil before
/// the first child.
private nonisolated(unsafe) var handled: UnsafeMutablePointer<Table>?

private nonisolated(unsafe) let mutex: UnsafeMutablePointer<pthread_mutex_t> = {
  let place = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  place.initialize(to: pthread_mutex_t())
  pthread_mutex_init(place, nil)
  return place
}()
