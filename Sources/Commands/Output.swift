import Platform

/// One of the process's streams.
struct Output {
  let descriptor: Int32

  static let standard = Output(descriptor: 1)
  static let error = Output(descriptor: 2)

  /// Writes all of the text. A reader that is gone, as behind `head`, wants no
  /// more: then the process ends.
  func write(_ text: String) {
    do {
      try FileSystem.writeAll(Array(text.utf8), descriptor: descriptor)
    } catch {
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
