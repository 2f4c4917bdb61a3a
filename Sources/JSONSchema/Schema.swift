public import Diagnostics
public import Documents

/// A JSON Schema, compiled once to judge any number of values.
///
/// The dialect is chosen by `$schema`: drafts 2020-12, 2019-09, 7, 6 and 4.
public struct Schema: Sendable {
  public struct Options: Sendable {
    /// Whether `format` rejects (Validation 2020-12 §7.2.2) or only annotates.
    public var assertsFormat: Bool
    /// The dialect of a schema without `$schema`.
    public var defaultDraft: Draft

    public init(assertsFormat: Bool = true, defaultDraft: Draft = .draft2020) {
      self.assertsFormat = assertsFormat
      self.defaultDraft = defaultDraft
    }
  }

  let graph: SchemaGraph
  /// How many subschemas one validation may apply.
  var stepLimit = Validation.stepLimit

  /// Compiles the schema in `node`, read from `file`.
  ///
  /// Everything wrong with the schema is reported together. `load` gives the
  /// document at a file path or URI that a reference leads to, resolved
  /// against `file` or `$id`; nil means that there is none. Nothing is ever
  /// fetched from the network.
  public static func compile(
    _ node: Node, file: String, options: Options = Options(), load: ((String) -> Reading<Node>?)? = nil
  ) -> Reading<Schema> {
    var compiler = Compiler(options: options, load: load)
    let graph = compiler.compile(node, file: file)
    let diagnostics = compiler.diagnostics.isEmpty ? [] : compiler.diagnostics.sortedByPlace()
    return Reading(Schema(graph: graph), diagnostics)
  }

  /// Whether the value satisfies the schema; stops at the first problem.
  public func isValid(_ instance: Node) -> Bool {
    var validation = Validation(graph, stepLimit: stepLimit)
    return validation.accepts(instance, graph.root) && validation.exceeded == nil
  }

  /// All problems of the value, in order of place; none if it is valid.
  public func validate(_ instance: Node) -> [Violation] {
    if isValid(instance) { return [] }
    var validation = Validation(graph, stepLimit: stepLimit)
    validation.report(instance, graph.root)
    return validation.result(for: instance)
  }
}

extension Schema {
  /// Compiles a schema that was found without mistakes before and refers to
  /// no file; what would be wrong with it isn't told.
  package init(sound node: Node, file: String) {
    var compiler = Compiler(options: Options(), load: nil)
    self.init(graph: compiler.compile(node, file: file))
  }
}
