/// A place inside JSON data (RFC 6901).
public struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
  public enum Token: Hashable, Sendable {
    case key(String)
    /// A place in an array, starting at 0.
    case index(Int)
  }

  public var tokens: [Token]

  public init(_ tokens: [Token] = []) { self.tokens = tokens }

  public static let root = JSONPointer()

  public func appending(_ key: String) -> JSONPointer { JSONPointer(tokens + [.key(key)]) }
  public func appending(_ index: Int) -> JSONPointer { JSONPointer(tokens + [.index(index)]) }

  /// The pointer's text: empty for the whole document, else each token behind
  /// a `/`, with `~` written `~0` and `/` written `~1` (RFC 6901 §3).
  public var description: String {
    var text = ""
    for token in tokens {
      text += "/"
      switch token {
      case .index(let index): text += String(index)
      case .key(let key):
        for scalar in key.unicodeScalars {
          switch scalar {
          case "~": text += "~0"
          case "/": text += "~1"
          default: text.unicodeScalars.append(scalar)
          }
        }
      }
    }
    return text
  }
}
