/// A version of JSON Schema.
public enum Draft: Int, Hashable, Sendable, Comparable, CaseIterable {
  case draft4, draft6, draft7, draft2019, draft2020

  public static func < (left: Draft, right: Draft) -> Bool { left.rawValue < right.rawValue }

  /// The address of its meta-schema, which `$schema` names.
  public var metaSchema: String {
    switch self {
    case .draft4: "http://json-schema.org/draft-04/schema"
    case .draft6: "http://json-schema.org/draft-06/schema"
    case .draft7: "http://json-schema.org/draft-07/schema"
    case .draft2019: "https://json-schema.org/draft/2019-09/schema"
    case .draft2020: "https://json-schema.org/draft/2020-12/schema"
    }
  }

  /// The draft whose meta-schema has this address; an empty fragment and the
  /// choice between `http` and `https` don't matter.
  init?(metaSchema address: String) {
    var address = address[...]
    if address.utf8.last == UInt8(ascii: "#") { address.removeLast() }
    guard let draft = Self.allCases.first(where: { $0.metaSchema.withoutScheme == address.withoutScheme }) else {
      return nil
    }
    self = draft
  }

  /// What a user calls it.
  var name: String {
    switch self {
    case .draft4: "draft 4"
    case .draft6: "draft 6"
    case .draft7: "draft 7"
    case .draft2019: "draft 2019-09"
    case .draft2020: "draft 2020-12"
    }
  }
}

extension StringProtocol {
  /// The text behind `http:` or `https:`; empty if it begins otherwise.
  fileprivate var withoutScheme: SubSequence {
    for scheme in ["https:", "http:"] where hasPrefix(scheme) { return dropFirst(scheme.utf8.count) }
    return suffix(0)
  }
}
