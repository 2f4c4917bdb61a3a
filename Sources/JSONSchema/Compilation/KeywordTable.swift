internal import Documents

/// Which keywords there are, in which drafts, and who implements them.
enum KeywordTable {
  struct Entry: Sendable {
    let name: String
    let type: (any Keyword.Type)?
    let drafts: ClosedRange<Draft>
    let vocabulary: Vocabulary
    /// What to use in the drafts that don't have it.
    var instead: String?
    /// The first draft that says what its value must be. In earlier ones an
    /// annotation that is known by custom may hold anything.
    let since: Draft

    init(
      _ name: String, type: (any Keyword.Type)?, drafts: ClosedRange<Draft>, vocabulary: Vocabulary,
      instead: String? = nil, since: Draft = .draft4
    ) {
      self.since = since
      self.name = name
      self.type = type
      self.drafts = drafts
      self.vocabulary = vocabulary
      self.instead = instead
    }
  }

  static func entry(_ name: String) -> Entry? {
    // By place, for a loop over the entries copies each.
    for place in entries.indices where entries[place].name.hasSameScalars(as: name) { return entries[place] }
    return nil
  }

  /// The keywords of one draft, for suggestions.
  static func names(in draft: Draft) -> [String] {
    entries.filter { $0.drafts.contains(draft) }.map(\.name).sorted()
  }

  /// A list, for one process looks up some dozens of keywords: to build a
  /// dictionary costs 75,000 instructions.
  static let entries: [Entry] = [
    // Core. Identifiers and anchors are read by the compiler itself.
    Entry("$schema", type: TextAnnotation.self, drafts: .draft4 ... .draft2020, vocabulary: .core),
    Entry("$id", type: Identifier.self, drafts: .draft6 ... .draft2020, vocabulary: .core, instead: "id"),
    Entry("id", type: Identifier.self, drafts: .draft4 ... .draft4, vocabulary: .core, instead: "$id"),
    Entry("$anchor", type: Identifier.self, drafts: .draft2019 ... .draft2020, vocabulary: .core, instead: "$id"),
    Entry("$dynamicAnchor", type: Identifier.self, drafts: .draft2020 ... .draft2020, vocabulary: .core),
    Entry(
      "$recursiveAnchor", type: FlagAnnotation.self, drafts: .draft2019 ... .draft2019, vocabulary: .core,
      instead: "$dynamicAnchor"),
    Entry("$ref", type: Reference.self, drafts: .draft4 ... .draft2020, vocabulary: .core),
    Entry("$dynamicRef", type: DynamicReference.self, drafts: .draft2020 ... .draft2020, vocabulary: .core),
    Entry(
      "$recursiveRef", type: DynamicReference.self, drafts: .draft2019 ... .draft2019, vocabulary: .core,
      instead: "$dynamicRef"),
    Entry("$vocabulary", type: VocabularyList.self, drafts: .draft2019 ... .draft2020, vocabulary: .core),
    Entry(
      "$comment", type: TextAnnotation.self, drafts: .draft4 ... .draft2020, vocabulary: .core, since: .draft7),
    Entry("$defs", type: Definitions.self, drafts: .draft4 ... .draft2020, vocabulary: .core),
    Entry("definitions", type: Definitions.self, drafts: .draft4 ... .draft2020, vocabulary: .core),

    // Applicators.
    Entry("allOf", type: AllOf.self, drafts: .draft4 ... .draft2020, vocabulary: .applicator),
    Entry("anyOf", type: AnyOf.self, drafts: .draft4 ... .draft2020, vocabulary: .applicator),
    Entry("oneOf", type: OneOf.self, drafts: .draft4 ... .draft2020, vocabulary: .applicator),
    Entry("not", type: Not.self, drafts: .draft4 ... .draft2020, vocabulary: .applicator),
    Entry("if", type: If.self, drafts: .draft7 ... .draft2020, vocabulary: .applicator),
    // Compiled by `if`, or here if there is none.
    Entry("then", type: Then.self, drafts: .draft7 ... .draft2020, vocabulary: .applicator),
    Entry("else", type: Then.self, drafts: .draft7 ... .draft2020, vocabulary: .applicator),
    Entry(
      "dependentSchemas", type: DependentSchemas.self, drafts: .draft2019 ... .draft2020, vocabulary: .applicator,
      instead: "dependencies"),
    Entry("dependencies", type: Dependencies.self, drafts: .draft4 ... .draft2020, vocabulary: .applicator),
    Entry("properties", type: Properties.self, drafts: .draft4 ... .draft2020, vocabulary: .applicator),
    Entry("patternProperties", type: PatternProperties.self, drafts: .draft4 ... .draft2020, vocabulary: .applicator),
    Entry(
      "additionalProperties", type: AdditionalProperties.self, drafts: .draft4 ... .draft2020, vocabulary: .applicator),
    Entry("propertyNames", type: PropertyNames.self, drafts: .draft6 ... .draft2020, vocabulary: .applicator),
    Entry(
      "prefixItems", type: PrefixItems.self, drafts: .draft2020 ... .draft2020, vocabulary: .applicator,
      instead: "items"),
    Entry("items", type: Items.self, drafts: .draft4 ... .draft2020, vocabulary: .applicator),
    Entry(
      "additionalItems", type: AdditionalItems.self, drafts: .draft4 ... .draft2019, vocabulary: .applicator,
      instead: "items"),
    Entry("contains", type: Contains.self, drafts: .draft6 ... .draft2020, vocabulary: .applicator),
    Entry("unevaluatedItems", type: UnevaluatedItems.self, drafts: .draft2019 ... .draft2020, vocabulary: .unevaluated),
    Entry(
      "unevaluatedProperties", type: UnevaluatedProperties.self, drafts: .draft2019 ... .draft2020,
      vocabulary: .unevaluated),

    // Validation.
    Entry("type", type: Type.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    Entry("enum", type: Enum.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    Entry("const", type: Const.self, drafts: .draft6 ... .draft2020, vocabulary: .validation, instead: "enum"),
    Entry("multipleOf", type: MultipleOf.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    Entry("minimum", type: Minimum.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    Entry("maximum", type: Maximum.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    Entry("exclusiveMinimum", type: ExclusiveMinimum.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    Entry("exclusiveMaximum", type: ExclusiveMaximum.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    Entry("minLength", type: MinLength.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    Entry("maxLength", type: MaxLength.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    Entry("pattern", type: Pattern.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    Entry("minItems", type: MinItems.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    Entry("maxItems", type: MaxItems.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    Entry("uniqueItems", type: UniqueItems.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    // Read by `contains`; here only if that is missing.
    Entry("minContains", type: ContainsLimit.self, drafts: .draft2019 ... .draft2020, vocabulary: .validation),
    Entry("maxContains", type: ContainsLimit.self, drafts: .draft2019 ... .draft2020, vocabulary: .validation),
    Entry("minProperties", type: MinProperties.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    Entry("maxProperties", type: MaxProperties.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    Entry("required", type: Required.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    Entry(
      "dependentRequired", type: DependentRequired.self, drafts: .draft2019 ... .draft2020, vocabulary: .validation,
      instead: "dependencies"),
    Entry("format", type: Format.self, drafts: .draft4 ... .draft2020, vocabulary: .format),

    // Annotations.
    Entry("contentEncoding", type: Content.self, drafts: .draft7 ... .draft2020, vocabulary: .content),
    Entry("contentMediaType", type: Content.self, drafts: .draft7 ... .draft2020, vocabulary: .content),
    Entry("contentSchema", type: ContentSchema.self, drafts: .draft2019 ... .draft2020, vocabulary: .content),
    Entry("title", type: TextAnnotation.self, drafts: .draft4 ... .draft2020, vocabulary: .metaData),
    Entry("description", type: TextAnnotation.self, drafts: .draft4 ... .draft2020, vocabulary: .metaData),
    Entry("default", type: nil, drafts: .draft4 ... .draft2020, vocabulary: .metaData),
    Entry(
      "examples", type: ListAnnotation.self, drafts: .draft4 ... .draft2020, vocabulary: .metaData, since: .draft6),
    Entry(
      "readOnly", type: FlagAnnotation.self, drafts: .draft4 ... .draft2020, vocabulary: .metaData, since: .draft7),
    Entry(
      "writeOnly", type: FlagAnnotation.self, drafts: .draft4 ... .draft2020, vocabulary: .metaData, since: .draft7),
    Entry(
      "deprecated", type: FlagAnnotation.self, drafts: .draft4 ... .draft2020, vocabulary: .metaData,
      since: .draft2019),
  ]
}
