import Platform

/// One of the process's streams.
struct Output {
  let descriptor: Int32

  static let standard = Output(descriptor: 1)
  static let error = Output(descriptor: 2)

  /// Writes all of the text. If it can't be written the process ends, and
  /// says why; but a reader that is gone, as behind `head`, wants no more.
  func write(_ text: String) {
    do {
      try FileSystem.writeAll(Array(text.utf8), descriptor: descriptor)
    } catch {
      if descriptor == 1, !error.isBrokenPipe {
        let words = "claude-workflow: can't write to standard output: \(error.reason)\n"
        try? FileSystem.writeAll(Array(words.utf8), descriptor: 2)
      }
      TemporaryFolders.removeAll()
      exit(code: 2)
    }
  }

  /// Whether colours are welcome: on a terminal, unless NO_COLOR is set
  /// (https://no-color.org).
  var takesColor: Bool {
    isTerminal(descriptor: descriptor) && (EnvironmentVariables.current["NO_COLOR"] ?? "").isEmpty
      && EnvironmentVariables.current["TERM"] != "dumb"
  }
}
