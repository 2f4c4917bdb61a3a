public import Diagnostics

/// The members of an object, in the order in which they stand in the text.
///
/// Keys are compared by code points (RFC 8259 §8.3): `é` written as one scalar
/// and as two are two keys.
public struct Object: Sendable {
  public struct Member: Sendable {
    public var key: String
    public var keyRange: TextRange
    public var value: Node

    public init(key: String, keyRange: TextRange = TextRange(at: .start), value: Node) {
      self.key = key
      self.keyRange = keyRange
      self.value = value
    }
  }

  public private(set) var members: [Member] = []
  /// Places by key; empty while a linear search is the faster one.
  private var places: [ScalarKey: Int] = [:]
  /// Up to here a search is cheaper than the first dictionary of a process,
  /// which costs about 130,000 instructions.
  private static let linearLimit = 32

  public init() {}

  /// Members whose keys are known to differ.
  init(distinct members: [Member]) {
    self.members = members
    if members.count > Self.linearLimit { placeAll() }
  }

  mutating func reserveCapacity(_ count: Int) { members.reserveCapacity(count) }

  public var isEmpty: Bool { members.isEmpty }
  public var count: Int { members.count }
  public var keys: [String] { members.map(\.key) }

  public subscript(key: String) -> Node? { place(of: key).map { members[$0].value } }

  public func member(_ key: String) -> Member? { place(of: key).map { members[$0] } }

  /// Adds a member, or returns the earlier one of the same key and changes
  /// nothing.
  public mutating func insert(_ member: Member) -> Member? {
    if let place = place(of: member.key) { return members[place] }
    append(member)
    return nil
  }

  /// Sets the value of `key`, at the end if it is new.
  public mutating func set(_ key: String, _ value: Node) {
    if let place = place(of: key) {
      members[place].value = value
    } else {
      append(Member(key: key, value: value))
    }
  }

  /// Adds a member or puts it in the place of the earlier one of the same key.
  public mutating func set(_ member: Member) {
    if let place = place(of: member.key) {
      members[place] = member
    } else {
      append(member)
    }
  }

  private mutating func append(_ member: Member) {
    members.append(member)
    if members.count == Self.linearLimit + 1 {
      placeAll()
    } else if members.count > Self.linearLimit {
      places[ScalarKey(text: member.key)] = members.count - 1
    }
  }

  private mutating func placeAll() {
    for (place, member) in members.enumerated() { places[ScalarKey(text: member.key)] = place }
  }

  private func linearPlace(of key: String) -> Int? {
    for place in members.indices where members[place].key.hasSameScalars(as: key) { return place }
    return nil
  }

  private func place(of key: String) -> Int? {
    members.count > Self.linearLimit
      ? places[ScalarKey(text: key)] : linearPlace(of: key)
  }
}

extension Object: Equatable {
  /// Whether both have the same keys with equal values, in whatever order.
  public static func == (left: Object, right: Object) -> Bool {
    left.count == right.count
      && left.members.allSatisfy { member in right[member.key].map { $0 == member.value } ?? false }
  }
}

/// A string that is equal to another if their code points are.
private struct ScalarKey: Hashable, Sendable {
  var text: String

  static func == (left: ScalarKey, right: ScalarKey) -> Bool { left.text.hasSameScalars(as: right.text) }

  func hash(into hasher: inout Hasher) { text.hashScalars(into: &hasher) }
}
