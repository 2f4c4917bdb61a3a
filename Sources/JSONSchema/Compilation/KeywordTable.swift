/// Which keywords there are, in which drafts, and who implements them.
enum KeywordTable {
  struct Entry: Sendable {
    let type: (any Keyword.Type)?
    let drafts: ClosedRange<Draft>
    let vocabulary: Vocabulary
    /// What to use in the drafts that don't have it.
    var instead: String?
  }

  /// The keywords of one draft, for suggestions.
  static func names(in draft: Draft) -> [String] {
    entries.filter { $0.value.drafts.contains(draft) }.map(\.key).sorted()
  }

  static let entries: [String: Entry] = [
    // Core. Identifiers and anchors are read by the compiler itself.
    "$schema": Entry(type: nil, drafts: .draft4 ... .draft2020, vocabulary: .core),
    "$id": Entry(type: Identifier.self, drafts: .draft6 ... .draft2020, vocabulary: .core, instead: "id"),
    "id": Entry(type: Identifier.self, drafts: .draft4 ... .draft4, vocabulary: .core, instead: "$id"),
    "$anchor": Entry(type: Identifier.self, drafts: .draft2019 ... .draft2020, vocabulary: .core, instead: "$id"),
    "$dynamicAnchor": Entry(type: Identifier.self, drafts: .draft2020 ... .draft2020, vocabulary: .core),
    "$recursiveAnchor": Entry(
      type: nil, drafts: .draft2019 ... .draft2019, vocabulary: .core, instead: "$dynamicAnchor"),
    "$ref": Entry(type: Reference.self, drafts: .draft4 ... .draft2020, vocabulary: .core),
    "$dynamicRef": Entry(type: DynamicReference.self, drafts: .draft2020 ... .draft2020, vocabulary: .core),
    "$recursiveRef": Entry(
      type: DynamicReference.self, drafts: .draft2019 ... .draft2019, vocabulary: .core, instead: "$dynamicRef"),
    "$vocabulary": Entry(type: nil, drafts: .draft2019 ... .draft2020, vocabulary: .core),
    "$comment": Entry(type: nil, drafts: .draft4 ... .draft2020, vocabulary: .core),
    "$defs": Entry(type: Definitions.self, drafts: .draft4 ... .draft2020, vocabulary: .core),
    "definitions": Entry(type: Definitions.self, drafts: .draft4 ... .draft2020, vocabulary: .core),

    // Applicators.
    "allOf": Entry(type: AllOf.self, drafts: .draft4 ... .draft2020, vocabulary: .applicator),
    "anyOf": Entry(type: AnyOf.self, drafts: .draft4 ... .draft2020, vocabulary: .applicator),
    "oneOf": Entry(type: OneOf.self, drafts: .draft4 ... .draft2020, vocabulary: .applicator),
    "not": Entry(type: Not.self, drafts: .draft4 ... .draft2020, vocabulary: .applicator),
    "if": Entry(type: If.self, drafts: .draft7 ... .draft2020, vocabulary: .applicator),
    // Compiled by `if`, or here if there is none.
    "then": Entry(type: Then.self, drafts: .draft7 ... .draft2020, vocabulary: .applicator),
    "else": Entry(type: Then.self, drafts: .draft7 ... .draft2020, vocabulary: .applicator),
    "dependentSchemas": Entry(
      type: DependentSchemas.self, drafts: .draft2019 ... .draft2020, vocabulary: .applicator, instead: "dependencies"),
    "dependencies": Entry(type: Dependencies.self, drafts: .draft4 ... .draft2020, vocabulary: .applicator),
    "properties": Entry(type: Properties.self, drafts: .draft4 ... .draft2020, vocabulary: .applicator),
    "patternProperties": Entry(type: PatternProperties.self, drafts: .draft4 ... .draft2020, vocabulary: .applicator),
    "additionalProperties": Entry(
      type: AdditionalProperties.self, drafts: .draft4 ... .draft2020, vocabulary: .applicator),
    "propertyNames": Entry(type: PropertyNames.self, drafts: .draft6 ... .draft2020, vocabulary: .applicator),
    "prefixItems": Entry(
      type: PrefixItems.self, drafts: .draft2020 ... .draft2020, vocabulary: .applicator, instead: "items"),
    "items": Entry(type: Items.self, drafts: .draft4 ... .draft2020, vocabulary: .applicator),
    "additionalItems": Entry(
      type: AdditionalItems.self, drafts: .draft4 ... .draft2019, vocabulary: .applicator, instead: "items"),
    "contains": Entry(type: Contains.self, drafts: .draft6 ... .draft2020, vocabulary: .applicator),
    "unevaluatedItems": Entry(type: UnevaluatedItems.self, drafts: .draft2019 ... .draft2020, vocabulary: .unevaluated),
    "unevaluatedProperties": Entry(
      type: UnevaluatedProperties.self, drafts: .draft2019 ... .draft2020, vocabulary: .unevaluated),

    // Validation.
    "type": Entry(type: Type.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    "enum": Entry(type: Enum.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    "const": Entry(type: Const.self, drafts: .draft6 ... .draft2020, vocabulary: .validation, instead: "enum"),
    "multipleOf": Entry(type: MultipleOf.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    "minimum": Entry(type: Minimum.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    "maximum": Entry(type: Maximum.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    "exclusiveMinimum": Entry(type: ExclusiveMinimum.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    "exclusiveMaximum": Entry(type: ExclusiveMaximum.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    "minLength": Entry(type: MinLength.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    "maxLength": Entry(type: MaxLength.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    "pattern": Entry(type: Pattern.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    "minItems": Entry(type: MinItems.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    "maxItems": Entry(type: MaxItems.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    "uniqueItems": Entry(type: UniqueItems.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    // Read by `contains`; here only if that is missing.
    "minContains": Entry(type: ContainsLimit.self, drafts: .draft2019 ... .draft2020, vocabulary: .validation),
    "maxContains": Entry(type: ContainsLimit.self, drafts: .draft2019 ... .draft2020, vocabulary: .validation),
    "minProperties": Entry(type: MinProperties.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    "maxProperties": Entry(type: MaxProperties.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    "required": Entry(type: Required.self, drafts: .draft4 ... .draft2020, vocabulary: .validation),
    "dependentRequired": Entry(
      type: DependentRequired.self, drafts: .draft2019 ... .draft2020, vocabulary: .validation,
      instead: "dependencies"),
    "format": Entry(type: Format.self, drafts: .draft4 ... .draft2020, vocabulary: .format),

    // Annotations.
    "contentEncoding": Entry(type: Content.self, drafts: .draft7 ... .draft2020, vocabulary: .content),
    "contentMediaType": Entry(type: Content.self, drafts: .draft7 ... .draft2020, vocabulary: .content),
    "contentSchema": Entry(type: ContentSchema.self, drafts: .draft2019 ... .draft2020, vocabulary: .content),
    "title": Entry(type: TextAnnotation.self, drafts: .draft4 ... .draft2020, vocabulary: .metaData),
    "description": Entry(type: TextAnnotation.self, drafts: .draft4 ... .draft2020, vocabulary: .metaData),
    "default": Entry(type: nil, drafts: .draft4 ... .draft2020, vocabulary: .metaData),
    "examples": Entry(type: ListAnnotation.self, drafts: .draft4 ... .draft2020, vocabulary: .metaData),
    "readOnly": Entry(type: FlagAnnotation.self, drafts: .draft4 ... .draft2020, vocabulary: .metaData),
    "writeOnly": Entry(type: FlagAnnotation.self, drafts: .draft4 ... .draft2020, vocabulary: .metaData),
    "deprecated": Entry(type: FlagAnnotation.self, drafts: .draft4 ... .draft2020, vocabulary: .metaData),
  ]
}
