internal import CPCRE2

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A regular expression of ECMA-262 with the `u` flag, run by PCRE2 within
/// limits of time and memory.
///
/// A class, for it owns the compiled code; unchecked, for that code is never
/// changed after `init` and PCRE2 lets any number of threads match with it.
final class RegularExpression: @unchecked Sendable {
  /// What is wrong with a text that is no regular expression.
  struct SyntaxError: Error, Equatable {
    let reason: String
  }

  enum Answer {
    case yes, no
    /// The limits were reached first.
    case undecided
  }

  let source: String
  private let code: OpaquePointer

  convenience init(_ source: String) throws(SyntaxError) {
    var translator = ECMATranslator(source)
    try self.init(source, translated: translator.translate())
  }

  /// The characters of a Unicode direction such as `AL`, which ECMA-262 has no
  /// notation for.
  static func bidi(_ name: String) -> RegularExpression? {
    try? RegularExpression(name, translated: "\\p{bidi_class:\(name)}")
  }

  private init(_ source: String, translated: String) throws(SyntaxError) {
    self.source = source
    let translated = Array(translated.utf8)
    var error: Int32 = 0
    var offset = 0
    let options = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | UInt32(PCRE2_MATCH_UNSET_BACKREF) | UInt32(PCRE2_NEVER_BACKSLASH_C)
    let code = translated.withUnsafeBufferPointer {
      pcre2_compile_8($0.baseAddress, $0.count, options, &error, &offset, nil)
    }
    guard let code else { throw SyntaxError(reason: Self.message(error)) }
    self.code = code
  }

  deinit { pcre2_code_free_8(code) }

  /// Whether it matches anywhere in the text.
  func matches(_ text: String) -> Answer {
    var text = text
    return text.withUTF8 { bytes in
      guard let context = pcre2_match_context_create_8(nil) else { return .undecided }
      defer { pcre2_match_context_free_8(context) }
      // Enough for honest patterns on long texts; a hostile pair of pattern
      // and text is given up within milliseconds.
      pcre2_set_match_limit_8(context, UInt32(clamping: 200_000 + 8 * bytes.count))
      pcre2_set_depth_limit_8(context, UInt32(clamping: 100_000 + 2 * bytes.count))
      pcre2_set_heap_limit_8(context, 64 * 1024)
      guard let match = pcre2_match_data_create_8(1, nil) else { return .undecided }
      defer { pcre2_match_data_free_8(match) }
      // A text of no bytes may have no address.
      var empty: UInt8 = 0
      let result = withUnsafePointer(to: &empty) {
        pcre2_match_8(
          code, bytes.baseAddress ?? $0, bytes.count, 0, UInt32(PCRE2_NO_UTF_CHECK), match, context)
      }
      if result >= 0 { return .yes }
      return result == PCRE2_ERROR_NOMATCH ? .no : .undecided
    }
  }

  private static func message(_ error: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = pcre2_get_error_message_8(error, &buffer, buffer.count)
    guard count > 0 else { return "error \(error)" }
    return String(decoding: buffer[..<Int(count)], as: UTF8.self)
  }
}
