/// JSON Pointers (RFC 6901 §3) and relative ones (draft-bhutton-relative-json-pointer-00 §3).
enum JSONPointerFormat {
  static func isPointer(_ text: String) -> Bool { isPointer(Array(text.utf8)[...]) }

  private static func isPointer(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first else { return true }
    guard first == UInt8(ascii: "/") else { return false }
    for place in bytes.indices where bytes[place] == UInt8(ascii: "~") {
      guard place + 1 < bytes.endIndex, bytes[place + 1] == UInt8(ascii: "0") || bytes[place + 1] == UInt8(ascii: "1")
      else { return false }
    }
    return true
  }

  static func isRelativePointer(_ text: String) -> Bool {
    let bytes = Array(text.utf8)[...]
    let steps = bytes.prefix { $0.isASCIIDigit }
    guard let first = steps.first, steps.count == 1 || first != UInt8(ascii: "0") else { return false }
    let rest = bytes.dropFirst(steps.count)
    return rest.elementsEqual([UInt8(ascii: "#")]) || isPointer(rest)
  }
}
