#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Repeats a system call that a signal interrupted; the result is what the
/// call gave, or the code of its error.
func retrying<Value: SignedInteger>(_ call: () -> Value) -> Result<Value, ErrorCode> {
  while true {
    let value = call()
    if value != -1 { return .success(value) }
    let code = errno
    if code != EINTR { return .failure(ErrorCode(rawValue: code)) }
  }
}

/// The value of `errno` after a failed call.
struct ErrorCode: Error, RawRepresentable {
  let rawValue: Int32
}

/// Opens a file for this process alone: children never inherit it.
func openFile(_ path: String, _ flags: Int32, mode: mode_t = 0, at directory: Int32 = AT_FDCWD) -> Result<
  Int32, ErrorCode
> {
  // C would take the text up to the first NUL for the whole path.
  guard !path.hasNUL else { return .failure(ErrorCode(rawValue: EINVAL)) }
  return retrying { openat(directory, path, flags | O_CLOEXEC, mode) }
}

func closeFile(_ descriptor: Int32) {
  // Never repeated: after EINTR the descriptor is gone on Linux and may be
  // another thread's by now.
  _ = close(descriptor)
}

func readBytes(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Result<Int, ErrorCode> {
  retrying { read(descriptor, buffer.baseAddress, buffer.count) }
}

func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Result<Int, ErrorCode> {
  retrying { write(descriptor, bytes.baseAddress, bytes.count) }
}

/// Writes all bytes; nil is success.
func writeFully(_ descriptor: Int32, _ bytes: [UInt8]) -> ErrorCode? {
  bytes.withUnsafeBytes { buffer in
    var rest = buffer[...]
    while !rest.isEmpty {
      switch writeBytes(descriptor, UnsafeRawBufferPointer(rebasing: rest)) {
      case .success(let count): rest = rest.dropFirst(count)
      case .failure(let code):
        guard code.rawValue == EAGAIN else { return code }
        // A stream that its owner made non-blocking, as a host's pipe may be.
        waitUntilReady(descriptor, for: Int16(POLLOUT))
      }
    }
    return nil
  }
}

/// Waits until a non-blocking stream can be read or written.
func waitUntilReady(_ descriptor: Int32, for events: Int16) {
  var entry = pollfd(fd: descriptor, events: events, revents: 0)
  _ = poll(&entry, 1, -1)
}

/// Reads to the end, at most `limit` bytes and one; the one more tells that
/// the file is longer.
func readFully(_ descriptor: Int32, sizeHint: Int, limit: Int) -> Result<[UInt8], ErrorCode> {
  let limit = limit == .max ? limit : limit + 1
  var bytes: [UInt8] = []
  var chunk = min(max(sizeHint, 0) < 1 << 30 ? max(sizeHint + 1, 4096) : 1 << 30, max(limit, 1))
  while bytes.count < limit {
    var failure: ErrorCode?
    var isAtEnd = false
    let wanted = min(chunk, limit - bytes.count)
    let piece = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
      while filled < wanted, !isAtEnd, failure == nil {
        switch readBytes(
          descriptor, UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled..<wanted]))
        {
        case .success(let count):
          filled += count
          isAtEnd = count == 0
        case .failure(let code) where code.rawValue == EAGAIN: waitUntilReady(descriptor, for: Int16(POLLIN))
        case .failure(let code): failure = code
        }
      }
    }
    if let failure { return .failure(failure) }
    if bytes.isEmpty { bytes = piece } else { bytes += piece }
    if isAtEnd { break }
    chunk = max(chunk, min(bytes.count, 1 << 20))
  }
  return .success(bytes)
}
