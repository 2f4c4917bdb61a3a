import Diagnostics
public import Documents

/// The answer to a hook call as the journal keeps it: JSON.
///
/// Answers are most of a journal's text, and seldom asked for. What is read
/// from a journal is therefore kept as text until somebody wants to see into
/// it.
public struct RecordedAnswer: Sendable {
  private enum Form {
    case node(Node)
    case text([UInt8])
  }

  private let form: Form

  public init(_ node: Node) { form = .node(node) }

  /// An answer that stands in a journal.
  init(text: [UInt8]) { form = .text(text) }

  /// JSON without line breaks.
  public var text: [UInt8] {
    switch form {
    case .node(let node): JSONWriter().bytes(node)
    case .text(let text): text
    }
  }

  /// The answer; null if the journal holds something that is no JSON.
  public var node: Node {
    switch form {
    case .node(let node): node
    case .text(let text): JSONReader(file: "answer", duplicateKeys: .lastWins).read(text).accepted ?? .null
    }
  }
}

extension RecordedAnswer: CustomStringConvertible {
  public var description: String { String(decoding: text, as: UTF8.self) }
}

extension RecordedAnswer: Equatable {
  public static func == (left: RecordedAnswer, right: RecordedAnswer) -> Bool { left.node == right.node }
}
