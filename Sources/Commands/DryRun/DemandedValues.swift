import Contracts
import Documents
import Flows

/// Values that meet what a condition demands of a field.
struct DemandedValues {
  let documents: ExampleDocuments

  /// The document changed in all ways that are worth a try.
  func candidates(for demand: FieldDemand, in draft: DraftDocument) -> [DraftDocument] {
    let path = demand.path
    switch demand.wanted {
    case .equal(let value):
      let cleared = value.isNull ? [draft.setting(path, to: nil)] : []
      return (cleared + [draft.setting(path, to: value)]).compactMap { $0 }
    case .unlike(let values): return unlike(values, path, draft)
    case .length(let length):
      return [resized(draft.value(at: path), path, to: length).flatMap { draft.setting(path, to: $0) }].compactMap {
        $0
      }
    case .containing(let value): return [containing(value, path, draft)].compactMap { $0 }
    case .lacking(let value): return [lacking(value, path, draft)].compactMap { $0 }
    }
  }

  private func unlike(_ values: [Node], _ path: [FieldDemand.Step], _ draft: DraftDocument) -> [DraftDocument] {
    let current = draft.value(at: path) ?? .null
    if !values.contains(current) { return [draft] }
    let choices = schema(at: path).flatMap { ($0["enum"]?.array ?? []) + ($0["const"].map { [$0] } ?? []) }
    let elsewhere = documents.accepted.compactMap { $0.document.map(DraftDocument.init)?.value(at: path) }
    let other: [Node] =
      switch current.value {
      case .boolean(let value): [.boolean(!value)]
      case .number: [-1, 1].compactMap { Self.sum(current.integer ?? 0, $0).map(Node.integer) }
      case .string(let text): [.string(text + " ~")]
      default: []
      }
    return (choices + elsewhere + other).filter { !values.contains($0) }.compactMap { draft.setting(path, to: $0) }
  }

  private func containing(_ value: Node, _ path: [FieldDemand.Step], _ draft: DraftDocument) -> DraftDocument? {
    switch (draft.value(at: path)?.value, value.string) {
    case (.string(let text), let part?): draft.setting(path, to: .string(text + "\n\n" + part))
    case (.array(let items), _): draft.setting(path, to: .array(items + [value]))
    case (.object, let key?): draft.setting(path + [.field(key)], to: .boolean(true))
    case (nil, _): draft.setting(path, to: .array([value]))
    default: nil
    }
  }

  private func lacking(_ value: Node, _ path: [FieldDemand.Step], _ draft: DraftDocument) -> DraftDocument? {
    switch (draft.value(at: path)?.value, value.string) {
    case (.string(let text), let part?) where !part.isEmpty:
      draft.setting(path, to: .string(text.split(separator: part, omittingEmptySubsequences: false).joined()))
    case (.array(let items), _): draft.setting(path, to: .array(items.filter { $0 != value }))
    case (.object, let key?): draft.setting(path + [.field(key)], to: nil)
    default: nil
    }
  }

  // MARK: Lists

  private func resized(_ current: Node?, _ path: [FieldDemand.Step], to length: Int) -> Node? {
    guard (0...1_000).contains(length) else { return nil }
    if let text = current?.string {
      return .string(String(text.prefix(length)) + String(repeating: "x", count: max(0, length - text.count)))
    }
    var items = Array((current?.array ?? []).prefix(length))
    guard items.count < length else { return .array(items) }
    guard let model = items.last ?? elsewhere(path) ?? madeUp(path) else { return nil }
    if items.isEmpty { items = [model] }
    var step = 1
    while items.count < length {
      items.append(Self.next(model, step))
      step += 1
    }
    return .array(items)
  }

  /// An element that another example has there.
  private func elsewhere(_ path: [FieldDemand.Step]) -> Node? {
    documents.accepted.lazy.compactMap { $0.document.map(DraftDocument.init)?.value(at: path)?.array?.first }.first
  }

  private func madeUp(_ path: [FieldDemand.Step]) -> Node? {
    guard let contract = documents.contract else { return .string("item") }
    let items = schema(at: path).compactMap { $0["items"] }.first
    return items.map { SampleDocument(contract: contract, agent: documents.agent).value(of: $0, key: "item") }
  }

  /// Another one of its kind, so that a list of unique ones stays one:
  /// `REQ-3` for `REQ-1` and 2.
  private static func next(_ model: Node, _ step: Int) -> Node {
    switch model.value {
    case .string(let text):
      let digits = String(text.reversed().prefix { $0.isASCII && $0.isNumber }.reversed())
      guard let number = Int(digits), let sum = sum(number, step) else { return .string("\(text)-\(step + 1)") }
      let next = String(sum)
      let zeros = String(repeating: "0", count: max(0, digits.count - next.count))
      return .string(text.dropLast(digits.count) + zeros + next)
    case .number: return model.integer.flatMap { sum($0, step) ?? sum($0, -step) }.map(Node.integer) ?? model
    case .object(let object):
      guard
        let key = ["id", "name", "key", "path", "file", "title"].first(where: { object[$0] != nil })
          ?? object.keys.first,
        let value = object[key]
      else { return model }
      var copy = object
      copy.set(key, next(value, step))
      return Node(.object(copy))
    default: return model
    }
  }

  /// nil if it is beyond what an integer holds.
  private static func sum(_ number: Int, _ step: Int) -> Int? {
    let (sum, isBeyond) = number.addingReportingOverflow(step)
    return isBeyond ? nil : sum
  }

  /// The schemas of a field of the header.
  private func schema(at path: [FieldDemand.Step]) -> [Node] {
    guard let outline = documents.contract?.outline, let header = outline.property("header") else { return [] }
    var schemas = [header]
    for step in path {
      schemas = schemas.flatMap { schema in
        switch step {
        case .field(let name): outline.schemas(for: name, in: schema)
        case .index(let index): outline.schemas(forItem: index, of: schema)
        }
      }
    }
    return schemas.flatMap { outline.conjuncts(of: $0) }
  }
}
