internal import Diagnostics
internal import Documents

/// `contains` with `minContains` and `maxContains`: how many items match a
/// schema (Core 2020-12 §10.3.1.3, Validation 2020-12 §6.4.4 and §6.4.5).
struct Contains: Keyword {
  private let place: KeywordPlace
  private let schema: Int
  private let minimum: Int
  private let maximum: Int
  private let minimumPlace: KeywordPlace
  private let maximumPlace: KeywordPlace
  /// Whether matching items count as evaluated (not before 2020-12).
  private let evaluates: Bool

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    func limit(_ name: String) -> KeywordSource? {
      source.draft >= .draft2019 && source.dialect.vocabularies.contains(.validation) ? source.sibling(name) : nil
    }
    place = source.place
    schema = compiler.schema(source)
    let (least, most) = (limit("minContains"), limit("maxContains"))
    minimum = least.flatMap { compiler.count($0) } ?? 1
    maximum = most.flatMap { compiler.count($0) } ?? Int.max
    minimumPlace = least?.place ?? source.place
    maximumPlace = most?.place ?? source.place
    evaluates = source.draft >= .draft2020
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool {
    guard case .array(let items) = instance.value else { return true }
    let count = matches(in: items, &validation)
    return count >= minimum && count <= maximum
  }

  func report(_ instance: Node, _ validation: inout Validation) {
    guard case .array(let items) = instance.value else { return }
    let count = matches(in: items, &validation)
    if count < minimum {
      validation.add(.minContains(found: count, minimum), instance.range, minimumPlace)
    } else if count > maximum {
      validation.add(.maxContains(found: count, maximum), instance.range, maximumPlace)
    }
  }

  /// How many items match, counted no further than the answer needs.
  private func matches(in items: [Node], _ validation: inout Validation) -> Int {
    var count = 0
    for (place, item) in items.enumerated() where validation.decided({ $0.acceptsChild(item, schema) }) {
      count += 1
      if evaluates { validation.evaluated.insertItem(place) }
      if maximum == Int.max, count >= minimum, !(evaluates && validation.evaluated.isTracked) { break }
    }
    return count
  }
}

/// A `minContains` or `maxContains` without `contains`, which is ignored; its
/// form is checked.
struct ContainsLimit: Keyword {
  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    if source.sibling("contains") == nil { _ = compiler.count(source) }
    return nil
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool { true }
  func report(_ instance: Node, _ validation: inout Validation) {}
}
