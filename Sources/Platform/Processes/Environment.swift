#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The environment variables of this process; nothing here changes them.
public enum Environment {
  /// All variables; of a name that stands twice the first one counts, as in
  /// `getenv`.
  public static func current() -> [String: String] {
    #if canImport(Darwin)
      guard var entry = _NSGetEnviron().pointee else { return [:] }
    #else
      var entry = environ
    #endif
    var variables: [String: String] = [:]
    while let text = entry.pointee {
      let variable = String(cString: text)
      if let sign = variable.utf8.firstIndex(of: UInt8(ascii: "=")) {
        let name = String(variable[..<sign])
        if variables[name] == nil { variables[name] = String(variable[variable.utf8.index(after: sign)...]) }
      }
      entry += 1
    }
    return variables
  }

  /// One variable, without reading the others.
  public static func value(_ name: String) -> String? {
    guard !name.hasNUL, let value = getenv(name) else { return nil }
    return String(cString: value)
  }
}

/// The number of this process.
public var processID: Int32 { getpid() }

/// Whether a process of this machine has that id now.
public func isRunning(process: Int32) -> Bool { kill(process, 0) == 0 || errno != ESRCH }

/// Makes writing to a stream that nobody reads (EPIPE), or beyond the size
/// that files may have (EFBIG), an error rather than the death of this process.
public func setWriteSignalsIgnored() {
  _ = signal(SIGPIPE, SIG_IGN)
  _ = signal(SIGXFSZ, SIG_IGN)
}

/// Gives a standard stream that was closed a place of its own, where nothing
/// can be read or written: else the next file that is opened would be taken
/// for it.
public func occupyClosedStreams() {
  for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) == -1 {
    _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
  }
}

/// Ends this process at once; nothing is flushed, because nothing here is
/// buffered.
public func exit(code: Int32) -> Never { _exit(code) }

/// Whether a stream is a terminal.
public func isTerminal(descriptor: Int32) -> Bool { isatty(descriptor) == 1 }
