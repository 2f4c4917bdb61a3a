#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The process itself.
public enum Environment {
  /// The environment's variables; of a name that stands there twice, the
  /// first, as `getenv` has it.
  public static func current() -> [String: String] {
    var variables: [String: String] = [:]
    guard var entry = environ as UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? else { return variables }
    while let text = entry.pointee {
      let line = String(cString: text)
      if let equals = line.utf8.firstIndex(of: UInt8(ascii: "=")) {
        let name = String(line[..<equals])
        if variables[name] == nil { variables[name] = String(line[line.utf8.index(after: equals)...]) }
      }
      entry += 1
    }
    return variables
  }

  /// The value of a variable, or nil if it isn't set.
  public static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  public static var processID: Int { Int(getpid()) }
}

/// Lets writes into a pipe that nobody reads fail instead of ending the
/// process.
public func setPipeSignalIgnored() { signal(SIGPIPE, SIG_IGN) }

public func exit(code: Int32) -> Never {
  // Nothing is buffered and nothing waits for the end: no handlers are run.
  _exit(code)
}
