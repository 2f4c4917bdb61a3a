import Foundation

/// The codes of all diagnostics that stand in the sources.
struct SourceCodes {
  private(set) var codes: Set<String> = []

  /// Literals of the same form that are no codes.
  private static let others: Set<String> = ["application/json"]
  private static let otherAreas: Set<String> = ["meta"]

  /// What `Decoder`'s methods report, behind the decoder's own prefix.
  private static let decoding: [(call: String, names: [String])] = [
    (#"\btext\("#, ["empty", "wrong-type"]), (#"\btext\([^\n]*required: true"#, ["missing-key"]),
    (#"\binteger\("#, ["out-of-range"]), (#"\bobject\("#, ["wrong-type"]), (#"\brefuseUnknown\("#, ["unknown-key"]),
  ]
  /// The names that `Decoder` itself reports; if they are others than these,
  /// the table above must be mended.
  static let decoderNames: Set<String> = ["empty", "wrong-type", "missing-key", "out-of-range", "unknown-key"]
  private(set) var foundDecoderNames: Set<String> = []

  init(of folder: URL) throws {
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
      add(try String(contentsOf: file, encoding: .utf8), isDecoder: file.lastPathComponent == "Decoder.swift")
    }
  }

  private mutating func add(_ source: String, isDecoder: Bool) {
    for literal in Self.matches(#""([a-z]+/[a-z0-9]+(?:-[a-z0-9]+)*)""#, in: source) {
      let area = String(literal.prefix { $0 != "/" })
      if !Self.others.contains(literal), !Self.otherAreas.contains(area) { codes.insert(literal) }
    }
    let own = Self.matches(#"\.init\("([a-z]+)/" \+ name\)"#, in: source).first
    let names = Self.matches(#"\breport\(\s*"([a-z0-9-]+)""#, in: source)
    if isDecoder { foundDecoderNames.formUnion(names) }
    if let own { codes.formUnion(names.map { own + "/" + $0 }) }
    guard let prefix = Self.matches(#"\bDecoder\(file: [^)]*prefix: "([a-z]+)""#, in: source).first else { return }
    codes.formUnion(names.map { prefix + "/" + $0 })
    for (call, names) in Self.decoding where source.range(of: call, options: .regularExpression) != nil {
      codes.formUnion(names.map { prefix + "/" + $0 })
    }
  }

  private static func matches(_ pattern: String, in text: String) -> [String] {
    guard let expression = try? NSRegularExpression(pattern: pattern) else { return [] }
    let whole = NSRange(text.startIndex..., in: text)
    return expression.matches(in: text, range: whole).compactMap {
      Range($0.range(at: 1), in: text).map { String(text[$0]) }
    }
  }
}
