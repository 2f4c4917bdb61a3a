import Documents
import Flows

/// The members of a line, demanded by name.
struct JournalFields {
  let node: Node
  let event: String

  func bad(_ key: String) -> EventDecodingError {
    EventDecodingError(problem: "the event \"\(event)\" has no usable \"\(key)\"")
  }

  func text(_ key: String) throws(EventDecodingError) -> String {
    guard let text = node[key]?.string else { throw bad(key) }
    return text
  }

  func integer(_ key: String) throws(EventDecodingError) -> Int {
    guard let value = node[key]?.integer else { throw bad(key) }
    return value
  }

  func member(_ key: String) throws(EventDecodingError) -> Node {
    guard let member = node[key] else { throw bad(key) }
    return member
  }

  func answer() throws(EventDecodingError) -> RecordedAnswer {
    guard let answer = recorded(RunEvent.answerKey) else { throw bad(RunEvent.answerKey) }
    return answer
  }

  /// A member that was read as text; nil if there is none.
  func recorded(_ key: String) -> RecordedJSON? {
    node[key]?.string.map { RecordedJSON(text: Array($0.utf8)) }
  }

  func identity() throws(EventDecodingError) -> MessageIdentity {
    MessageIdentity(key: try text("key"), uuid: node["uuid"]?.string)
  }

  func items(_ key: String) -> [String: [Int]] {
    var items: [String: [Int]] = [:]
    for member in node[key]?.object?.members ?? [] { items[member.key] = member.value.array?.compactMap(\.integer) }
    return items
  }

  func policy() throws(EventDecodingError) -> ExhaustedPolicy? {
    guard let word = node["policy"], !word.isNull else { return nil }
    guard let policy = word.string.flatMap(ExhaustedPolicy.init(rawValue:)) else { throw bad("policy") }
    return policy
  }
}
