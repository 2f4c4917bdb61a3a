import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Waits for a process that was killed to be gone, which is not at once.
public func isGone(_ process: Int32) -> Bool {
  for _ in 0..<500 {
    if kill(process, 0) != 0 { return true }
    // An orphan that nobody reaps yet is dead all the same.
    if let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      status.split(separator: " ").dropFirst(2).first == "Z"
    {
      return true
    }
    usleep(10_000)
  }
  return false
}
