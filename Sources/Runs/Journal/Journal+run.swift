import Diagnostics
import Documents
import Platform

extension Journal {
  /// The run whose journal it is, by its first line alone: the others may be
  /// damaged. nil if that can't be told, or if what it says is none of our
  /// names, which stand for folders.
  public static func run(at path: String) -> String? {
    guard let text = try? FileSystem.read(path), let end = text.firstPlace(of: 10, from: 0),
      let line = RunEvent.read(line: Array(text[..<end]), path: path).accepted,
      case .runStarted(let start)? = (try? RunEvent(decoding: line))?.kind, start.run.isPlainName
    else { return nil }
    return start.run
  }
}
