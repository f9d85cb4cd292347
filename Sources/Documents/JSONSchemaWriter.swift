import SimKernel

/// Turns a table of shapes into a JSON Schema, draft 2020-12, for editors and other people's tools.
///
/// The schema and the checker agree on structure: which keys there are, of which types, with which
/// units. Only the checker knows more: whether a name is declared, whether an amount is within its
/// bounds, that a step is not called like an offset, that `1.0` is no integer.
package enum JSONSchemaWriter {
  /// - Parameters:
  ///   - id: The address under which the schema is published.
  package static func schema(for root: ObjectShape, id: String, title: String) -> JSONNode {
    let index = ShapeIndex(of: root)
    var definitions: [(String, JSONNode)] = []
    for definition in index.definitions {
      switch definition {
      case .object(let shape): definitions.append((shape.name, object(shape)))
      case .variants(let shape):
        definitions.append((shape.name, variants(shape)))
        for variant in shape.variants {
          definitions.append((variant.shape.name, object(variant.shape)))
        }
      case .settings(let settings): definitions.append((settings.name, object(settings)))
      }
    }
    for amount in index.quantities {
      let shape = Shape.quantity(amount.kind, amount.bounds)
      definitions.append((amount.definitionName, self.amount(amount)))
      guard index.varyingQuantities.contains(amount) else { continue }
      definitions.append(("Varying\(amount.definitionName)", members(varying(shape))))
    }
    for kind in index.momentKinds { definitions.append((kind.timeDefinitionName, time(kind))) }
    return members([
      ("$schema", "https://json-schema.org/draft/2020-12/schema"),
      ("$id", JSONNode(id)), ("title", JSONNode(title)),
      ("$ref", JSONNode("#/$defs/\(root.name)")), ("$defs", members(definitions)),
    ])
  }

  /// The keywords for one shape, to which the description of its key is added.
  private static func keywords(for shape: Shape) -> [(String, JSONNode)] {
    switch shape {
    case .text: [("type", "string"), ("minLength", 1)]
    case .name: [("type", "string")]
    case .newName(let kind):
      [("type", "string"), ("pattern", JSONNode("^\(kind.pattern.regex)$"))]
    case .oneOf(let choices): [("enum", JSONNode(choices.map { JSONNode($0.value) }))]
    case .patterned(let pattern):
      [("type", "string"), ("pattern", JSONNode("^\(pattern.regex)$"))]
    case .boolean: [("type", "boolean")]
    case .integer(let range): integer(range)
    case .hundredths(let range): hundredths(range)
    case .nothing: [("type", "null")]
    case .quantity(let kind, let bounds):
      reference(ShapeIndex.Amount(kind: kind, bounds: bounds).definitionName)
    case .time(let kind): reference(kind.timeDefinitionName)
    case .list(let element, let count, let isUnique): list(element, count, isUnique)
    case .map(let value, let keys): map(value, keys)
    case .object(let shape): shape.isInline ? inline(shape) : reference(shape.name)
    case .variants(let shape): reference(shape.name)
    case .settings(let settings): reference(settings.name)
    case .either(let shapes): anyOf(shapes)
    case .varying(.quantity(let kind, let bounds)):
      reference("Varying\(ShapeIndex.Amount(kind: kind, bounds: bounds).definitionName)")
    case .varying(let scalar): varying(scalar)
    case .anything: []
    case .deferred(let shape): keywords(for: shape())
    }
  }

  private static func schema(for shape: Shape) -> JSONNode { members(keywords(for: shape)) }

  private static func members(_ pairs: [(String, JSONNode)]) -> JSONNode {
    JSONNode(.object(pairs.map { JSONMember(key: $0.0, value: $0.1) }))
  }

  private static func reference(_ name: String) -> [(String, JSONNode)] {
    [("$ref", JSONNode("#/$defs/\(name)"))]
  }

  private static func varying(_ scalar: Shape) -> [(String, JSONNode)] {
    anyOf([scalar, .object(Shape.variation(of: scalar))])
  }

  private static func anyOf(_ shapes: [Shape]) -> [(String, JSONNode)] {
    [("anyOf", JSONNode(shapes.map(schema)))]
  }
}

// MARK: - Objects

extension JSONSchemaWriter {
  private static func object(_ shape: ObjectShape) -> JSONNode {
    members([("description", JSONNode(shape.doc))] + inline(shape))
  }

  private static func inline(_ shape: ObjectShape) -> [(String, JSONNode)] {
    var keywords: [(String, JSONNode)] = [
      ("type", "object"),
      ("properties", members(shape.keys.map { ($0.name, property($0)) })),
    ]
    let required = shape.keys.filter(\.isRequired).map { JSONNode($0.name) }
    if !required.isEmpty { keywords.append(("required", JSONNode(required))) }
    keywords.append(("additionalProperties", false))
    if !shape.rules.isEmpty { keywords.append(("allOf", JSONNode(shape.rules.map(schema)))) }
    return keywords
  }

  private static func property(_ key: Key) -> JSONNode {
    var keywords = keywords(for: key.shape)
    // A key that tells kinds of objects apart has one value.
    if case .oneOf(let choices) = key.shape, choices.count == 1 {
      keywords = [("const", JSONNode(choices[0].value))]
    }
    var sentences = [key.doc]
    if case .oneOf(let choices) = key.shape, choices.count > 1 {
      sentences += choices.filter { !$0.doc.isEmpty }.map { "\($0.value): \($0.doc)" }
    }
    if case .optional(let meaning) = key.presence, !meaning.isEmpty {
      sentences.append("If missing: \(meaning).")
    }
    if let since = key.since { sentences.append("Since \(since).") }
    keywords.append(("description", JSONNode(sentences.joined(separator: " "))))
    if case .default(let value) = key.presence { keywords.append(("default", value)) }
    return members(keywords)
  }

  private static func schema(for rule: KeyRule) -> JSONNode {
    func required(_ keys: [String]) -> JSONNode {
      members([("required", JSONNode(keys.map { JSONNode($0) }))])
    }
    switch rule {
    case .exactlyOne(let keys):
      return members([("oneOf", JSONNode(keys.map { required([$0]) }))])
    case .atLeastOne(let keys):
      return members([("anyOf", JSONNode(keys.map { required([$0]) }))])
    case .atMostOne(let keys):
      let pairs = keys.indices.flatMap { first in
        keys[(first + 1)...].map { required([keys[first], $0]) }
      }
      return members([("not", members([("anyOf", JSONNode(pairs))]))])
    case .requires(let key, let others):
      return members([
        ("dependentRequired", members([(key, JSONNode(others.map { JSONNode($0) }))]))
      ])
    }
  }

  private static func variants(_ shape: VariantShape) -> JSONNode {
    let kinds = shape.variants.map { members(reference($0.shape.name)) }
    return members([
      ("description", JSONNode(shape.doc)), ("type", "object"), ("oneOf", JSONNode(kinds)),
    ])
  }

  private static func list(
    _ element: Shape, _ count: ClosedRange<Int>, _ isUnique: Bool
  ) -> [(String, JSONNode)] {
    var keywords: [(String, JSONNode)] = [("type", "array"), ("items", schema(for: element))]
    if count.lowerBound > 0 { keywords.append(("minItems", JSONNode(count.lowerBound))) }
    if count.upperBound < .max { keywords.append(("maxItems", JSONNode(count.upperBound))) }
    if isUnique { keywords.append(("uniqueItems", true)) }
    return keywords
  }

  private static func map(_ value: Shape, _ keys: MapKeys) -> [(String, JSONNode)] {
    let pattern: NamePattern? =
      switch keys {
      case .declaring(let kind): kind.pattern
      case .any(let pattern): pattern
      case .referring: nil
      }
    var keywords: [(String, JSONNode)] = [("type", "object")]
    if let pattern {
      keywords.append(("propertyNames", members([("pattern", JSONNode("^\(pattern.regex)$"))])))
    }
    keywords.append(("additionalProperties", schema(for: value)))
    return keywords
  }
}

// MARK: - Scalars

extension JSONSchemaWriter {
  private static func integer(_ range: ClosedRange<Int64>) -> [(String, JSONNode)] {
    var keywords: [(String, JSONNode)] = [("type", "integer")]
    if range.lowerBound > .min { keywords.append(("minimum", JSONNode(range.lowerBound))) }
    if range.upperBound < .max { keywords.append(("maximum", JSONNode(range.upperBound))) }
    return keywords
  }

  private static func hundredths(_ range: ClosedRange<Int64>) -> [(String, JSONNode)] {
    func number(_ hundredths: Int64) -> JSONNode {
      JSONNode(.number(JSONNumber(hundredths: hundredths)))
    }
    return [
      ("type", "number"), ("minimum", number(range.lowerBound)),
      ("maximum", number(range.upperBound)),
    ]
  }

  private static func amount(_ amount: ShapeIndex.Amount) -> JSONNode {
    var pattern = amount.kind.regex()
    if amount.bounds == .positive {
      // A duration may have several numbers; behind other numbers stands a unit.
      let digits = amount.kind == .duration ? "^(?=.*[1-9])" : "^(?=[0-9.]*[1-9])"
      pattern = digits + pattern.dropFirst()
    }
    return members([
      ("description", JSONNode(amount.kind.guide)), ("type", "string"),
      ("pattern", JSONNode(pattern)),
    ])
  }

  private static func time(_ kind: NameKind) -> JSONNode {
    members([
      ("description", JSONNode(QuantityKind.time.guide)), ("type", "string"),
      ("pattern", JSONNode(QuantityKind.time.regex(names: kind.pattern))),
    ])
  }
}

// MARK: - Kafka's settings

extension JSONSchemaWriter {
  private static func object(_ settings: SettingsShape) -> JSONNode {
    var properties: [(String, JSONNode)] = []
    var patterns: [(String, JSONNode)] = []
    add(settings, prefix: "", to: &properties, &patterns)
    var keywords: [(String, JSONNode)] = [
      ("description", JSONNode(settings.doc)), ("type", "object"),
      ("properties", members(properties)),
    ]
    if !patterns.isEmpty { keywords.append(("patternProperties", members(patterns))) }
    keywords.append(("additionalProperties", false))
    return members(keywords)
  }

  private static func add(
    _ settings: SettingsShape, prefix: String, to properties: inout [(String, JSONNode)],
    _ patterns: inout [(String, JSONNode)]
  ) {
    for setting in settings.settings { properties.append((prefix + setting.name, schema(setting))) }
    for family in settings.families {
      if let inner = family.settings {
        add(inner, prefix: prefix + family.prefix, to: &properties, &patterns)
      } else {
        let escaped = (prefix + family.prefix).map { $0 == "." ? #"\."# : String($0) }.joined()
        patterns.append(("^\(escaped)", ["type": ["string", "number", "boolean"]]))
      }
    }
  }

  private static func schema(_ setting: SettingShape) -> JSONNode {
    var keywords: [(String, JSONNode)]
    switch setting.kind {
    case .boolean: keywords = [("enum", [true, false, "true", "false"])]
    case .integer(let range):
      let digits: [(String, JSONNode)] = [("type", "string"), ("pattern", "^[+-]?[0-9]+$")]
      keywords = [("anyOf", [members(integer(range)), members(digits)])]
    case .decimal:
      let pattern: JSONNode = #"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$"#
      keywords = [("type", ["number", "string"]), ("pattern", pattern)]
    case .text: keywords = [("type", ["string", "number", "boolean"])]
    case .choice(let values): keywords = [("enum", JSONNode(values.flatMap(spellings)))]
    case .choices(let values):
      let one = "(\(values.joined(separator: "|")))"
      keywords = [("type", "string"), ("pattern", JSONNode("^\(one)(,\(one))*$"))]
    }
    let standing = setting.isModelled ? "" : "Known, and changes nothing in the model."
    let words = [setting.doc, standing].filter { !$0.isEmpty }.joined(separator: " ")
    if !words.isEmpty { keywords.append(("description", JSONNode(words))) }
    if let text = setting.defaultText { keywords.append(("default", JSONNode(text))) }
    return members(keywords)
  }
}

extension JSONSchemaWriter {
  /// A word of Kafka's files in JSON: `"1"` may also stand without its quotes.
  private static func spellings(of word: String) -> [JSONNode] {
    let bare = (try? JSONNode(parsing: Array(word.utf8))).flatMap { $0.isScalar ? $0 : nil }
    return [JSONNode(word)] + (bare.map { $0.isNull ? [] : [$0] } ?? [])
  }
}

// MARK: - Names of definitions

extension ShapeIndex.Amount {
  fileprivate var definitionName: String {
    let name =
      switch kind {
      case .duration: "Duration"
      case .size: "Size"
      case .rate: "Rate"
      case .bandwidth: "Bandwidth"
      case .ratio: bounds == .atMostOne ? "Ratio" : "Factor"
      case .time: "Time"
      }
    return bounds == .positive ? "Positive\(name)" : name
  }
}

extension QuantityKind {
  /// How it is written, in one sentence.
  var guide: String {
    switch self {
    case .duration: #"A duration: "250ms", "30s", "4m30s", "2h", "1d"."#
    case .size: #"A size: "512B", "64KiB" (1024 bytes each), "1MB" (a million bytes)."#
    case .rate: #"Records by time: "2000/s", "90/m", "0.5/s"."#
    case .bandwidth: #"Bytes by time: "10MiB/s", "500kB/m"."#
    case .ratio: #"An exact ratio: "3/100", "5%", "0.25"."#
    case .time:
      #"A time from the start of the run, "10m", or by a name, "move-billing+20s"."#
    }
  }
}

extension NameKind {
  fileprivate var timeDefinitionName: String {
    "TimeBy"
      + word.split(separator: " ").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }
}
