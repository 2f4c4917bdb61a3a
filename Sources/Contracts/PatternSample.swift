/// A text that a plain pattern (ECMA-262 §22.2.1) matches: literals, classes,
/// groups, counts, and the first of alternatives.
///
/// It is a proposal: whoever asks checks it, and there is none for a pattern
/// with look-arounds, references or other finer things.
struct PatternSample {
  /// No sample is longer, in scalars; no group is nested deeper.
  private static let lengthLimit = 10_000, depthLimit = 50

  private let pattern: [Unicode.Scalar]
  /// How often what may be repeated without end is repeated.
  private let repeats: Int
  private var place = 0
  private var depth = 0

  /// nil if the pattern is none that is understood.
  static func text(matching pattern: String, repeating repeats: Int) -> String? {
    var sample = PatternSample(pattern: Array(pattern.unicodeScalars), repeats: repeats)
    guard let text = sample.alternatives(), sample.place == sample.pattern.count else { return nil }
    var result = String.UnicodeScalarView()
    result.append(contentsOf: text)
    return String(result)
  }

  private init(pattern: [Unicode.Scalar], repeats: Int) {
    self.pattern = pattern
    self.repeats = repeats
  }

  private var next: Unicode.Scalar? { place < pattern.count ? pattern[place] : nil }

  private mutating func skip(_ text: String) -> Bool {
    let scalars = Array(text.unicodeScalars)
    guard pattern[place...].starts(with: scalars) else { return false }
    place += scalars.count
    return true
  }

  /// Of `a|b` that is `a`; the others are read, too.
  private mutating func alternatives() -> [Unicode.Scalar]? {
    guard let first = sequence() else { return nil }
    while skip("|") {
      guard sequence() != nil else { return nil }
    }
    return first
  }

  private mutating func sequence() -> [Unicode.Scalar]? {
    var text: [Unicode.Scalar] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      guard let part = atom(), let count = count() else { return nil }
      guard text.count + part.count * count <= Self.lengthLimit else { return nil }
      for _ in 0..<count { text += part }
    }
    return text
  }

  private mutating func atom() -> [Unicode.Scalar]? {
    guard let scalar = next else { return nil }
    place += 1
    switch scalar {
    case "^", "$": return []
    case ".": return ["x"]
    case "(": return group()
    case "[": return characterClass().map { [$0] }
    case "\\": return escape().map { $0.sample.map { [$0] } ?? [] }
    case "*", "+", "?", "{": return nil
    default: return [scalar]
    }
  }

  private mutating func group() -> [Unicode.Scalar]? {
    if skip("?") {
      if skip("<"), next != "=", next != "!" {
        while next != nil, next != ">" { place += 1 }
        guard skip(">") else { return nil }
      } else if !skip(":") {
        return nil
      }
    }
    guard depth < Self.depthLimit else { return nil }
    depth += 1
    defer { depth -= 1 }
    guard let text = alternatives(), skip(")") else { return nil }
    return text
  }

  /// How often the atom before it is to stand there.
  private mutating func count() -> Int? {
    let count: Int
    if skip("*") {
      count = repeats
    } else if skip("+") {
      count = max(1, repeats)
    } else if skip("?") {
      count = 0
    } else if skip("{") {
      guard let least = number() else { return nil }
      let most = skip(",") ? number() ?? .max : least
      guard skip("}") else { return nil }
      count = max(least, min(most, repeats))
    } else {
      return 1
    }
    _ = skip("?")
    return count
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let scalar = next, ("0"..."9").contains(scalar), (value ?? 0) <= Self.lengthLimit {
      value = (value ?? 0) * 10 + Int(scalar.value - 48)
      place += 1
    }
    return value
  }

  // MARK: Characters

  /// What an escape stands for: some scalars, and one of them; none for a
  /// place between two.
  private struct Escape {
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    var sample: Unicode.Scalar?

    init(_ scalar: Unicode.Scalar) {
      ranges = [scalar...scalar]
      sample = scalar
    }

    init(_ ranges: [ClosedRange<Unicode.Scalar>], _ sample: Unicode.Scalar?) {
      self.ranges = ranges
      self.sample = sample
    }
  }

  private mutating func escape() -> Escape? {
    guard let scalar = next else { return nil }
    place += 1
    switch scalar {
    case "d": return Escape(["0"..."9"], "0")
    case "w": return Escape(["a"..."z", "A"..."Z", "0"..."9", "_"..."_"], "a")
    case "s": return Escape([" "..." ", "\t"..."\r"], " ")
    case "D", "S": return Escape(["a"..."z"], "x")
    case "W": return Escape(["-"..."-"], "-")
    case "b", "B": return Escape([], nil)
    case "n": return Escape("\n")
    case "t": return Escape("\t")
    case "r": return Escape("\r")
    case "a"..."z", "A"..."Z", "0"..."9": return nil
    default: return Escape(scalar)
    }
  }

  /// One of a class's characters: the first that stands there, or of `[^…]`
  /// a plain one that doesn't.
  private mutating func characterClass() -> Unicode.Scalar? {
    let isNegated = skip("^")
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    var sample: Unicode.Scalar?
    while let scalar = next, scalar != "]" {
      place += 1
      guard let first = scalar == "\\" ? escape() : Escape(scalar) else { return nil }
      sample = sample ?? first.sample
      if first.ranges.count == 1, let low = first.ranges.first?.lowerBound, next == "-", place + 1 < pattern.count,
        pattern[place + 1] != "]"
      {
        place += 1
        let high = pattern[place]
        place += 1
        guard high != "\\", high >= low else { return nil }
        ranges.append(low...high)
      } else {
        ranges += first.ranges
      }
    }
    guard skip("]") else { return nil }
    if !isNegated { return sample }
    return ["x", "a", "0", "-", " "].first { scalar in !ranges.contains { $0.contains(scalar) } }
  }
}
