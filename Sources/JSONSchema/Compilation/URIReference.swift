/// The address of a schema resource without its fragment: a URI or the path of
/// a file.
struct URIReference: Hashable, Sendable, CustomStringConvertible {
  var scheme: String?
  var authority: String?
  var path: String
  var query: String?

  /// A path of the file system, where `#`, `?` and `%` mean themselves.
  init(file: String) { path = file }

  /// The parts of a reference (RFC 3986, appendix B), which has no fragment.
  init(_ text: Substring) {
    var rest = text
    if let colon = rest.utf8.firstIndex(of: UInt8(ascii: ":")),
      !rest[..<colon].utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }),
      colon > rest.startIndex
    {
      scheme = rest[..<colon].lowercased()
      rest = rest[rest.utf8.index(after: colon)...]
    }
    if let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) {
      query = String(rest[rest.utf8.index(after: mark)...])
      rest = rest[..<mark]
    }
    if rest.hasPrefix("//") {
      rest = rest.dropFirst(2)
      let end = rest.utf8.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
      authority = String(rest[..<end])
      rest = rest[end...]
    }
    path = String(rest)
  }

  /// Whether a program would have to ask the network for it.
  var isRemote: Bool { scheme == "http" || scheme == "https" || scheme == "ftp" }

  /// The address that `reference` means when it stands in this resource
  /// (RFC 3986 §5.2.2).
  func resolving(_ reference: URIReference) -> URIReference {
    if reference.scheme != nil { return reference.normalized }
    var result = reference
    result.scheme = scheme
    if reference.authority != nil { return result.normalized }
    result.authority = authority
    // The path of a file is not percent-encoded, that of a reference is.
    if scheme == nil { result.path = result.path.percentDecoded ?? result.path }
    if reference.path.isEmpty {
      result.path = path
      result.query = reference.query ?? query
    } else if !reference.path.hasPrefix("/") {
      let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
      let folder = slash.map { path[...$0] } ?? (authority != nil ? "/" : "")
      result.path = folder + result.path
    }
    return result.normalized
  }

  private var normalized: URIReference {
    guard path.utf8.contains(UInt8(ascii: ".")) else { return self }
    var result = self
    result.path = Self.removingDotSegments(path)
    return result
  }

  /// RFC 3986 §5.2.4; the `..` at the head of a relative path stay.
  private static func removingDotSegments(_ path: String) -> String {
    let isAbsolute = path.hasPrefix("/")
    var kept: [Substring] = []
    let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst(isAbsolute ? 1 : 0)
    for (offset, segment) in segments.enumerated() {
      let isLast = offset == segments.count - 1
      switch segment {
      case ".": if isLast { kept.append("") }
      case "..":
        if let last = kept.last, last != ".." {
          kept.removeLast()
        } else if !isAbsolute {
          kept.append(segment)
        }
        if isLast { kept.append("") }
      default: kept.append(segment)
      }
    }
    return (isAbsolute ? "/" : "") + kept.joined(separator: "/")
  }

  var description: String {
    var text = scheme.map { $0 + ":" } ?? ""
    if let authority { text += "//" + authority }
    text += path
    if let query { text += "?" + query }
    return text
  }
}

extension StringProtocol {
  /// The text with each `%XX` replaced by its byte; nil if that is no UTF-8.
  var percentDecoded: String? {
    guard utf8.contains(UInt8(ascii: "%")) else { return String(self) }
    var bytes: [UInt8] = []
    var rest = Array(utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let high = rest[rest.startIndex].hexValue, let low = rest[rest.startIndex + 1].hexValue
      {
        bytes.append(high << 4 | low)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }
}

extension UInt8 {
  /// The value of an ASCII hexadecimal digit.
  var hexValue: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
