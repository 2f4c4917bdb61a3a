import CLibYAML

/// libyaml's events for one text (YAML 1.2.2 §3.1, the serialization tree).
struct YAMLEvents: ~Copyable {
  /// A stretch of the text in characters, starting at 0.
  struct Span {
    var start: Int
    var end: Int
  }

  /// The anchor and tag of a node.
  struct Properties {
    var anchor: String?
    /// The tag written out, such as `tag:yaml.org,2002:str`.
    var tag: String?
  }

  enum Event {
    case streamStart
    case streamEnd
    case documentStart
    case documentEnd
    case alias(String)
    case scalar(Properties, text: String, isPlain: Bool, isBlock: Bool)
    case sequenceStart(Properties, isFlow: Bool)
    case sequenceEnd
    case mappingStart(Properties, isFlow: Bool)
    case mappingEnd
  }

  /// Why libyaml doesn't go on, in its words.
  struct Problem: Error {
    var text: String
    /// What it was about, such as `while parsing a flow sequence`, and where
    /// that begins.
    var context: String?
    var contextIndex: Int
    var index: Int
  }

  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  private let isReady: Bool

  /// The bytes must stay where they are as long as this value lives.
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    isReady = yaml_parser_initialize(parser) == 1
    guard isReady else { return }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
  }

  deinit {
    if isReady { yaml_parser_delete(parser) }
    parser.deallocate()
  }

  mutating func next() throws(Problem) -> (event: Event, span: Span) {
    guard isReady else { throw outOfMemory }
    var raw = yaml_event_t()
    guard yaml_parser_parse(parser, &raw) == 1 else { throw problem }
    defer { yaml_event_delete(&raw) }
    let span = Span(start: Int(raw.start_mark.index), end: Int(raw.end_mark.index))
    return (event(raw), span)
  }

  private func event(_ raw: yaml_event_t) -> Event {
    switch raw.type {
    case YAML_STREAM_START_EVENT: return .streamStart
    case YAML_DOCUMENT_START_EVENT: return .documentStart
    case YAML_DOCUMENT_END_EVENT: return .documentEnd
    case YAML_ALIAS_EVENT: return .alias(string(raw.data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT:
      let scalar = raw.data.scalar
      let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: Int(scalar.length)), as: UTF8.self)
      return .scalar(
        Properties(anchor: string(scalar.anchor), tag: string(scalar.tag)), text: text,
        isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE,
        isBlock: scalar.style == YAML_LITERAL_SCALAR_STYLE || scalar.style == YAML_FOLDED_SCALAR_STYLE)
    case YAML_SEQUENCE_START_EVENT:
      let start = raw.data.sequence_start
      return .sequenceStart(
        Properties(anchor: string(start.anchor), tag: string(start.tag)),
        isFlow: start.style == YAML_FLOW_SEQUENCE_STYLE)
    case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
    case YAML_MAPPING_START_EVENT:
      let start = raw.data.mapping_start
      return .mappingStart(
        Properties(anchor: string(start.anchor), tag: string(start.tag)),
        isFlow: start.style == YAML_FLOW_MAPPING_STYLE)
    case YAML_MAPPING_END_EVENT: return .mappingEnd
    // YAML_STREAM_END_EVENT, and YAML_NO_EVENT, which comes behind it.
    default: return .streamEnd
    }
  }

  private func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? { text.map { String(cString: $0) } }

  private var problem: Problem {
    guard parser.pointee.error != YAML_MEMORY_ERROR, let text = parser.pointee.problem else { return outOfMemory }
    return Problem(
      text: String(cString: text), context: parser.pointee.context.map { String(cString: $0) },
      contextIndex: Int(parser.pointee.context_mark.index), index: Int(parser.pointee.problem_mark.index))
  }

  private var outOfMemory: Problem { Problem(text: "out of memory", context: nil, contextIndex: 0, index: 0) }
}
