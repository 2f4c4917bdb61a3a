/// The program that a contract names under `validator:`; it checks what a
/// schema can't say.
public struct Validator: Sendable, Hashable, CustomStringConvertible {
  public enum Target: Sendable, Hashable {
    /// A function of a Python file.
    case function(path: String, name: String)
    /// A program in any language.
    case executable(path: String)
  }

  public let target: Target

  public init(_ target: Target) { self.target = target }

  /// Reads `path.py::function` or `path`; nil if the text is neither.
  public init?(parsing text: String) {
    let bytes = Array(text.utf8).trimmingBlanks()
    guard !bytes.isEmpty, !bytes.contains(0) else { return nil }
    let colon = UInt8(ascii: ":")
    guard let place = bytes.indices.dropLast().last(where: { bytes[$0] == colon && bytes[$0 + 1] == colon }) else {
      target = .executable(path: String(decoding: bytes, as: UTF8.self))
      return
    }
    let path = String(decoding: bytes[..<place], as: UTF8.self)
    let name = String(decoding: bytes[(place + 2)...], as: UTF8.self)
    guard path.utf8.count > 3, path.utf8.suffix(3).elementsEqual(".py".utf8), Self.isIdentifier(name) else {
      return nil
    }
    target = .function(path: path, name: name)
  }

  /// The file, as the contract writes it.
  public var path: String {
    switch target {
    case .function(let path, _), .executable(let path): path
    }
  }

  /// As in a contract: `path.py::function` or `path`.
  public var description: String {
    switch target {
    case .function(let path, let name): "\(path)::\(name)"
    case .executable(let path): path
    }
  }

  /// Python Language Reference §2.3, roughly: what is not ASCII is left to
  /// Python to judge.
  private static func isIdentifier(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(48...57).contains(first) else { return false }
    return name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 48...57, UInt8(ascii: "_"),
        0x80...:
        true
      default: false
      }
    }
  }
}

extension [UInt8] {
  fileprivate func trimmingBlanks() -> [UInt8] {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (9...13).contains(byte) }
    var rest = drop(while: isBlank)
    while let last = rest.last, isBlank(last) { rest.removeLast() }
    return Array(rest)
  }
}
