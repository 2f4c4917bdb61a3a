import Diagnostics
public import Documents

/// The answer to a hook call as the journal keeps it.
public typealias RecordedAnswer = RecordedJSON

/// JSON as the journal keeps it.
///
/// Answers, documents and their headers are most of a journal's text, and
/// seldom asked for. What is read from a journal is therefore kept as text
/// until somebody wants to see into it.
public struct RecordedJSON: Sendable {
  private enum Form {
    case node(Node)
    case text([UInt8])
  }

  private let form: Form

  public init(_ node: Node) { form = .node(node) }

  /// What stands in a journal.
  init(text: [UInt8]) { form = .text(text) }

  /// JSON without line breaks.
  public var text: [UInt8] {
    switch form {
    case .node(let node): JSONWriter().bytes(node)
    case .text(let text): text
    }
  }

  /// The value. A journal holds nothing else: a line that was changed is found
  /// when it is read, by its hash or, the last one, by being read as a whole.
  public var node: Node {
    switch form {
    case .node(let node): node
    case .text(let text):
      JSONReader(file: "journal", duplicateKeys: .lastWins, depthLimit: RunEvent.depthLimit)
        .read(text).accepted ?? .null
    }
  }
}

extension RecordedJSON: CustomStringConvertible {
  public var description: String { String(decoding: text, as: UTF8.self) }
}

extension RecordedJSON: Equatable {
  public static func == (left: RecordedJSON, right: RecordedJSON) -> Bool { left.node == right.node }
}
