internal import Diagnostics
internal import Documents

extension Violation.Kind {
  /// The stable name of the kind.
  var code: Diagnostic.Code {
    switch self {
    case .type: "schema/type"
    case .enumeration: "schema/enum"
    case .constant: "schema/const"
    case .multipleOf: "schema/multiple-of"
    case .minimum: "schema/minimum"
    case .maximum: "schema/maximum"
    case .exclusiveMinimum: "schema/exclusive-minimum"
    case .exclusiveMaximum: "schema/exclusive-maximum"
    case .minLength: "schema/min-length"
    case .maxLength: "schema/max-length"
    case .pattern: "schema/pattern"
    case .undecidedPattern: "schema/undecided-pattern"
    case .format: "schema/format"
    case .content: "schema/content"
    case .minItems: "schema/min-items"
    case .maxItems: "schema/max-items"
    case .unexpectedItem: "schema/unexpected-item"
    case .uniqueItems: "schema/unique-items"
    case .minContains: "schema/min-contains"
    case .maxContains: "schema/max-contains"
    case .minProperties: "schema/min-properties"
    case .maxProperties: "schema/max-properties"
    case .required: "schema/required"
    case .dependentRequired: "schema/dependent-required"
    case .unexpectedProperty: "schema/unexpected-property"
    case .propertyName: "schema/property-name"
    case .noAlternative(let keyword, _, _): keyword == "oneOf" ? "schema/one-of" : "schema/any-of"
    case .severalAlternatives: "schema/one-of"
    case .not: "schema/not"
    case .nothing: "schema/false"
    case .limit(.recursion): "schema/infinite-recursion"
    case .limit(.pattern): "schema/undecided-pattern"
    case .limit: "schema/limit"
    }
  }

  /// What was found and what was expected.
  var sentence: String {
    switch self {
    case .type(let found, _): "found \(found.described), expected \(expectation)"
    case .enumeration(let found, _, let nearest):
      "found \(found.shown), expected \(expectation)" + (nearest.map { " (did you mean \($0.shown)?)" } ?? "")
    case .constant(let found, let expected, let isNear):
      "found \(found.shown), expected \(expectation)" + (isNear ? " (did you mean \(expected.shown)?)" : "")
    case .multipleOf(let found, _), .minimum(let found, _), .maximum(let found, _), .exclusiveMinimum(let found, _),
      .exclusiveMaximum(let found, _):
      "found \(found.shown), expected \(expectation)"
    case .minLength(let found, let length, _), .maxLength(let found, let length, _):
      "found \(quoted(found, limit: 60))\(length > 20 ? " (\(length) characters)" : ""), expected \(expectation)"
    case .pattern(let found, _), .format(let found, _), .content(let found, _):
      "found \(quoted(found)), expected \(expectation)"
    case .undecidedPattern(let found, let pattern):
      "pattern \(quoted(pattern)) could not be decided within limits for \(quoted(found, limit: 60))"
    case .minItems(let found, _), .maxItems(let found, _): "found \(counted(found, "item")), expected \(expectation)"
    case .minProperties(let found, _), .maxProperties(let found, _):
      "found \(counted(found, "property")), expected \(expectation)"
    case .unexpectedItem(let place, _): "item \(place + 1) is unexpected, expected \(expectation)"
    case .uniqueItems(let first, let second, let value):
      "items \(first + 1) and \(second + 1) are equal (\(value.shown)), expected \(expectation)"
    case .minContains(let found, _), .maxContains(let found, _):
      "found \(counted(found, "item")) that \(found == 1 ? "matches" : "match"), expected \(expectation)"
    case .required(let name, let nearest):
      "required property \(quoted(name)) is missing" + (nearest.map { " (found \(quoted($0)))" } ?? "")
    case .dependentRequired(let name, let cause, let nearest):
      "property \(quoted(name)) is missing, \(quoted(cause)) requires it"
        + (nearest.map { " (found \(quoted($0)))" } ?? "")
    case .unexpectedProperty(let name, _, let nearest):
      "unexpected property \(quoted(name))" + (nearest.map { " (did you mean \(quoted($0))?)" } ?? "")
    case .propertyName(let name, let kind): "property name \(quoted(name)) is not allowed, expected \(kind.expectation)"
    case .noAlternative(_, let found, _): "found \(found.described), expected \(expectation)"
    case .severalAlternatives(let found, let places):
      "found \(found.described) that matches alternatives "
        + joined(places.map { String($0 + 1) }, by: "and") + ", expected exactly one to match"
    case .not(let found): "found \(found.shown), which the schema excludes"
    case .nothing(let found): "found \(found.shown), expected nothing here"
    case .limit(.recursion): "the schema's references lead in a circle, so the value can't be decided"
    case .limit(.depth): "the schema nests too deeply for this value, so it can't be decided"
    case .limit(.steps): "the schema needs too many steps for this value, so it can't be decided"
    case .limit(.pattern(let pattern)):
      "pattern \(quoted(pattern)) could not be decided within limits, and the value depends on it"
    }
  }

  /// Whether it is about the schema's limits, not about the value.
  var isUndecided: Bool {
    switch self {
    case .undecidedPattern, .limit: true
    case .propertyName(_, let kind): kind.isUndecided
    default: false
    }
  }

  /// What was expected, as a phrase that fits behind "expected".
  var expectation: String {
    switch self {
    case .type(_, let expected): joined(expected.map(withArticle), by: "or")
    case .enumeration(_, let expected, _):
      expected.count == 1 ? expected[0].shown : "one of " + listed(expected.map(\.shown))
    case .constant(_, let expected, _): expected.shown
    case .multipleOf(_, let divisor): "a multiple of \(divisor.shown)"
    case .minimum(_, let limit): "at least \(limit.shown)"
    case .maximum(_, let limit): "at most \(limit.shown)"
    case .exclusiveMinimum(_, let limit): "more than \(limit.shown)"
    case .exclusiveMaximum(_, let limit): "less than \(limit.shown)"
    case .minLength(_, _, let limit): "at least \(counted(limit, "character"))"
    case .maxLength(_, _, let limit): "at most \(counted(limit, "character"))"
    case .pattern(_, let pattern), .undecidedPattern(_, let pattern): "text that matches \(quoted(pattern))"
    case .format(_, let name): Formats.description(of: name)
    case .content(_, let expected): expected
    case .minItems(_, let limit): "at least \(counted(limit, "item"))"
    case .maxItems(_, let limit): "at most \(counted(limit, "item"))"
    case .unexpectedItem(let place, let keyword):
      keyword.hasPrefix("unevaluated") ? "none that the schema doesn't describe" : "at most \(counted(place, "item"))"
    case .uniqueItems: "no two items to be equal"
    case .minContains(_, let limit): "at least \(limit)"
    case .maxContains(_, let limit): "at most \(limit)"
    case .minProperties(_, let limit): "at least \(counted(limit, "property"))"
    case .maxProperties(_, let limit): "at most \(counted(limit, "property"))"
    case .required(let name, _), .dependentRequired(let name, _, _): "a property \(quoted(name))"
    case .unexpectedProperty(let name, _, _): "no property \(quoted(name))"
    case .propertyName(_, let kind): "property names to be \(kind.expectation)"
    case .noAlternative(_, _, let alternatives): alternatives.summary()
    case .severalAlternatives: "exactly one alternative to match"
    case .not: "something else"
    case .nothing: "nothing"
    case .limit: "a decidable schema"
    }
  }
}

extension Violation.Alternatives {
  /// A clause for a problem of the nearest one.
  var sentence: String {
    "alternative \(nearest + 1) of \(expectations.count) comes nearest; else expected \(summary(without: nearest))"
  }

  /// What the alternatives expect, each once.
  func summary(without skipped: Int? = nil) -> String {
    var phrases: [String] = []
    // Types and constants of the same place read better as one list.
    var types: [String] = []
    var values: [Violation.Value] = []
    for (place, expectation) in expectations.enumerated() where place != skipped {
      switch expectation.kind {
      case .type(_, let expected) where expectation.place.tokens.isEmpty:
        types += expected.filter { !types.contains($0) }
      case .constant(_, let expected, _) where expectation.place.tokens.isEmpty: values.append(expected)
      case .enumeration(_, let expected, _) where expectation.place.tokens.isEmpty: values += expected
      default:
        let phrase =
          expectation.kind.expectation
          + (expectation.place.tokens.isEmpty ? "" : " at \(quoted(expectation.place.description))")
        if !phrases.contains(phrase) { phrases.append(phrase) }
      }
    }
    phrases = types.map(withArticle) + phrases
    if !values.isEmpty {
      phrases.insert(values.count == 1 ? values[0].shown : "one of " + listed(values.map(\.shown)), at: 0)
    }
    return joined(phrases, by: "or")
  }
}

extension Violation.Value {
  /// The value as text; arrays and objects by their size.
  var shown: String {
    switch self {
    case .null: "null"
    case .boolean(let value): String(value)
    case .number(let number): number.shown
    case .string(let text): quoted(text)
    case .array(let count): "an array of \(counted(count, "item"))"
    case .object(let count): "an object of \(counted(count, "property"))"
    case .json(let text): text.unicodeScalars.count <= 200 ? text : String(text.unicodeScalars.prefix(200)) + "…"
    }
  }

  /// The value and what type it has.
  var described: String {
    switch self {
    case .number: "\(shown) (number)"
    case .string: "\(shown) (string)"
    case .boolean: "\(shown) (boolean)"
    default: shown
    }
  }
}

extension Number {
  /// The number as text, cut where nobody would read on.
  fileprivate var shown: String {
    guard digits.count <= 60 else { return String(description.prefix(60)) + "…" }
    return description
  }
}

private func counted(_ count: Int, _ noun: String) -> String {
  if count == 1 { return "1 \(noun)" }
  return noun == "property" ? "\(count) properties" : "\(count) \(noun)s"
}

private func withArticle(_ type: String) -> String {
  switch type {
  case "null": type
  case "integer", "array", "object": "an " + type
  default: "a " + type
  }
}

private func joined(_ phrases: [String], by word: String) -> String {
  guard let last = phrases.last, phrases.count > 1 else { return phrases.first ?? "" }
  return phrases.dropLast().joined(separator: ", ") + " \(word) " + last
}

/// A list, cut after so many that nobody reads on.
private func listed(_ phrases: [String]) -> String {
  let limit = 20
  guard phrases.count > limit else { return phrases.joined(separator: ", ") }
  return phrases.prefix(limit).joined(separator: ", ") + " and \(phrases.count - limit) more"
}
