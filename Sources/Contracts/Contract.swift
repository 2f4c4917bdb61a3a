public import Diagnostics
public import Documents
public import JSONSchema
import Platform

/// What a document must satisfy: a JSON Schema, optionally a validator, and
/// examples of both kinds.
public struct Contract: Sendable {
  public struct Example: Sendable {
    /// Relative to the folder that holds `contracts/`.
    public var path: Located<String>
    /// Whether the contract must accept it.
    public var isValid: Bool
  }

  public var name: String
  public var description: String?
  /// The author's own version of it, recorded in journal and report.
  public var version: String?
  /// The compiled schema; it may be compiled each time, so whoever needs it
  /// twice keeps it.
  public var schema: Schema { compiled ?? Schema(sound: schemaNode, file: file) }
  /// nil if it was found sound before: then it is compiled when it is asked
  /// for.
  private var compiled: Schema?
  /// The schema as it was written, for describing it.
  public var schemaNode: Node
  public var validator: Located<Validator>?
  public var examples: [Example]
  /// The contract's file as the user would name it.
  public var file: String
  /// Absolute path of the file.
  public var path: String
  /// Whether it is about a document, not about something that holds several:
  /// its schema, `$ref`s followed, names `header` or `content` at the top.
  public var describesDocument: Bool
  /// Absolute paths of the files that its schema refers to.
  public var references: [String]
  /// What they hold, by their paths as the schema's resolution names them.
  var referenced: [String: Node]

  /// The schema with the files that it refers to.
  package var outline: SchemaOutline {
    SchemaOutline(schemaNode) { referenced[Self.path(of: $0, from: file)] }
  }

  /// A reference's path, relative to what the contract's own is relative to.
  static func path(of reference: String, from file: String) -> String {
    Path.normalized(Path.join(Path.parent(of: file), reference))
  }

  /// Absolute paths of all files that it is made of: its own, those that its
  /// schema refers to, its validator's as it is written.
  package var files: [String] {
    [path] + references
      + [validator].compactMap { $0 }.map { Path.normalized(Path.join(folder, $0.value.path)) }
  }

  /// The constant that `schema.properties.header.properties.type` demands,
  /// by which a document is known.
  public var type: String? { typeNode?.string }

  /// Where it stands, `$ref`s followed.
  var typeNode: Node? {
    let outline = outline
    return outline.property("header").flatMap { outline.property("type", of: $0) }?["const"]
  }
}

extension Contract {
  /// Reads a contract file; `load` gives the files that its schema refers to
  /// by relative path.
  public static func read(
    _ text: [UInt8], file: String, path: String, load: ((String) -> Reading<Node>?)? = nil
  ) -> Reading<Contract> {
    read(text, tree: YAMLReader(file: file).read(text), file: file, path: path, load: load)
  }

  /// Reads a contract whose text was read as YAML already. `isSound`: the
  /// same text was found without mistakes before; of what doesn't make it
  /// wrong nothing is said again.
  static func read(
    _ text: [UInt8], tree reading: Reading<Node>, file: String, path: String, isSound: Bool = false,
    load: ((String) -> Reading<Node>?)? = nil
  ) -> Reading<Contract> {
    guard let node = reading.value, !reading.diagnostics.hasErrors else { return Reading(nil, reading.diagnostics) }
    var decoder = Decoder(file: file, prefix: "contract")
    guard node.object != nil else {
      decoder.report("not-an-object", .notAnObject(node), at: node.range)
      return Reading(nil, reading.diagnostics + decoder.diagnostics)
    }
    if !isSound {
      decoder.refuseUnknown(
        node, known: ["name", "description", "version", "schema", "validator", "examples"], severity: .warning)
    }
    let name = decoder.text(node, "name", required: true)
    let description = decoder.text(node, "description")
    let version = decoder.version(node, in: text)
    let validator = decoder.validator(node)
    let examples = decoder.examples(node)
    let schemaNode = decoder.schema(node)
    var diagnostics = reading.diagnostics + decoder.diagnostics
    guard let name, let schemaNode else { return Reading(nil, diagnostics) }
    let compiled = isSound ? nil : Schema.compile(schemaNode, file: file, load: load)
    diagnostics += compiled?.diagnostics ?? []
    let outline = SchemaOutline(schemaNode) { load?(Self.path(of: $0, from: file))?.value }
    return Reading(
      Contract(
        name: name.value, description: description?.value, version: version, compiled: compiled?.value,
        schemaNode: schemaNode,
        validator: validator, examples: examples, file: file, path: path,
        describesDocument: outline.describesDocument, references: [], referenced: [:]),
      diagnostics)
  }
}

extension Decoder {
  mutating func schema(_ node: Node) -> Node? {
    guard let schema = node["schema"], !schema.isNull else {
      report("no-schema", "the contract has no \"schema\", expected a JSON Schema", at: TextRange(at: node.range.start))
      return nil
    }
    guard schema.object != nil || schema.boolean != nil else {
      report("wrong-type", .schema(schema), at: schema.range)
      return nil
    }
    return schema
  }

  /// A version is text; an unquoted `1.0` is taken as it was written, since
  /// the number is also that of `1`.
  fileprivate mutating func version(_ node: Node, in source: [UInt8]) -> String? {
    if let number = node["version"], number.number != nil {
      return SourceText(file: file, bytes: source)[number.range]
    }
    return text(node, "version")?.value
  }

  fileprivate mutating func validator(_ node: Node) -> Located<Validator>? {
    guard let text = text(node, "validator"), let place = node["validator"] else { return nil }
    guard let validator = Validator(parsing: text.value) else {
      report("bad-validator", .validator(text.value), at: place.range)
      return nil
    }
    return located(validator, place)
  }

  mutating func examples(_ node: Node) -> [Contract.Example] {
    guard let list = node["examples"], !list.isNull else { return [] }
    guard let items = list.array else {
      report("wrong-type", .examples(list), at: list.range)
      return []
    }
    return items.compactMap { item in
      if let path = item.string, !path.isEmpty { return Contract.Example(path: located(path, item), isValid: true) }
      guard item.object != nil else {
        report("wrong-type", .example(item), at: item.range)
        return nil
      }
      refuseUnknown(item, known: ["path", "valid"])
      if let valid = item["valid"], valid.boolean == nil {
        report("wrong-type", .valid(valid), at: valid.range)
      }
      return text(item, "path", required: true).map {
        Contract.Example(path: $0, isValid: item["valid"]?.boolean ?? true)
      }
    }
  }
}

extension Diagnostic.Message {
  fileprivate static func notAnObject(_ found: Node) -> Self {
    "found \(found.summary), expected a contract: an object with \"name\" and \"schema\""
  }
  fileprivate static func schema(_ found: Node) -> Self {
    "found \(found.summary) for \"schema\", expected a JSON Schema (an object, true or false)"
  }
  fileprivate static func validator(_ found: String) -> Self {
    "found \(quoted(found)) for \"validator\", expected path.py::function or the path of an executable"
  }
  fileprivate static func examples(_ found: Node) -> Self {
    "found \(found.summary) for \"examples\", expected a list of {path, valid}"
  }
  fileprivate static func example(_ found: Node) -> Self {
    "found \(found.summary) in \"examples\", expected a path or {path, valid}"
  }
  fileprivate static func valid(_ found: Node) -> Self {
    "found \(found.summary) for \"valid\", expected true or false"
  }
}
