import SimKernel

/// What a value of a scenario may look like.
///
/// Shapes make one table from which everything else follows: what the checker reports, the JSON
/// Schema, the reference pages, the defaults, and what decoding may rely on.
///
/// ```swift
/// let topic = ObjectShape(
///   "Topic", "One topic and its traffic.",
///   [
///     Key("partitions", .integer(1...100_000), .required, "How many partitions it has."),
///     Key("retention", .duration, .default("7d"), "How long records are kept."),
///     Key("groups", .list(of: .name(.group)), .default([]), "Who reads it."),
///   ])
/// ```
package indirect enum Shape: Sendable {
  /// Any text but the empty one.
  case text
  /// The name of something that is declared elsewhere in the file.
  case name(NameKind)
  /// A name that is declared here: the `name` key of an object in a list.
  case newName(NameKind)
  case oneOf([Choice])
  /// A text of a form of its own: a time of day, a version.
  case patterned(TextPattern)
  case boolean
  case integer(ClosedRange<Int64>)
  /// A number without a unit, with two decimals at most; the range counts hundredths.
  case hundredths(ClosedRange<Int64>)
  /// `null`: there is none.
  case nothing
  /// A number with a unit, as text. `time` has a case of its own.
  case quantity(QuantityKind, QuantityBounds)
  case time(relativeTo: NameKind)

  case list(of: Shape, count: ClosedRange<Int> = 0...Int.max, isUnique: Bool = false)
  /// An object whose keys are names and whose values are alike.
  case map(of: Shape, keys: MapKeys)
  case object(ObjectShape)
  case variants(VariantShape)
  /// An object of Kafka's own settings.
  case settings(SettingsShape)

  /// One of several shapes. Those that take the JSON type in question are tried in turn; the first
  /// without a mistake is taken.
  case either([Shape])
  /// A scalar, or a set or distribution of scalars to explore.
  case varying(Shape)
  /// JSON that belongs to someone else, such as an Avro schema. Not looked into.
  case anything
  /// A shape that contains itself. Its declaration needs its type written out.
  case deferred(@Sendable () -> Shape)
}

/// Which amounts are taken.
package enum QuantityBounds: Hashable, Sendable {
  case any
  case positive
  /// From 0 to 1: a share or a probability.
  case atMostOne
}

extension Shape {
  package static let duration = Shape.quantity(.duration, .any)
  package static let positiveDuration = Shape.quantity(.duration, .positive)
  package static let size = Shape.quantity(.size, .any)
  package static let positiveSize = Shape.quantity(.size, .positive)
  package static let rate = Shape.quantity(.rate, .any)
  package static let positiveRate = Shape.quantity(.rate, .positive)
  package static let bandwidth = Shape.quantity(.bandwidth, .any)
  package static let positiveBandwidth = Shape.quantity(.bandwidth, .positive)
  /// A share or a probability.
  package static let ratio = Shape.quantity(.ratio, .atMostOne)
  /// A factor, which may exceed 1.
  package static let factor = Shape.quantity(.ratio, .any)
  /// An integer from 0.
  package static let count = Shape.integer(0...Int64.max)
  /// An integer from 1.
  package static let positiveCount = Shape.integer(1...Int64.max)

  /// One value, or a list of them; `CheckedValue.elements` reads both alike.
  package static func oneOrMore(_ shape: Shape) -> Shape {
    .either([shape, .list(of: shape, count: 1...Int.max)])
  }

  /// A word with a meaning of its own, or else a value: `"never"` or a duration.
  package static func word(_ value: String, _ doc: String, or shape: Shape) -> Shape {
    .either([.oneOf([Choice(value, doc)]), shape])
  }
}

/// One value of an enumeration.
package struct Choice: Equatable, Sendable {
  package let value: String
  package let doc: String

  package init(_ value: String, _ doc: String) {
    self.value = value
    self.doc = doc
  }
}

/// A kind of thing that scenarios give names to: topics, groups, steps.
package struct NameKind: Hashable, Sendable {
  /// As messages say it: `unknown group "biling"`.
  package let word: String
  package let plural: String
  package let pattern: NamePattern
  /// Whether two things of the kind may share a name, because each belongs to something larger.
  package let mayRepeat: Bool

  package init(
    _ word: String, plural: String? = nil, pattern: NamePattern = .name, mayRepeat: Bool = false
  ) {
    self.word = word
    self.plural = plural ?? word + "s"
    self.pattern = pattern
    self.mayRepeat = mayRepeat
  }

  package static func == (a: Self, b: Self) -> Bool { a.word == b.word }
  package func hash(into hasher: inout Hasher) { hasher.combine(word) }
}

/// What the keys of a map mean.
package enum MapKeys: Sendable {
  /// They are names, declared here.
  case declaring(NameKind)
  /// They are names of things declared elsewhere.
  case referring(NameKind)
  case any(NamePattern)
}

/// An object with a fixed set of keys.
package struct ObjectShape: Sendable {
  /// Names the definition in the schema and the section of the reference: `LinkFault`. No two
  /// shapes of one table share a name.
  package let name: String
  /// How messages call one: `link fault`.
  package let noun: String
  package let doc: String
  package let keys: [Key]
  package let rules: [KeyRule]
  /// Kept, so that a thousand diagnostics about unknown keys share one list.
  package let keyNames: [String]
  /// Whether it is spelled out where it is used, because it is no thing of its own.
  package let isInline: Bool
  /// Which of several kinds it is; nil for an object that has no other kinds.
  package fileprivate(set) var kind: String?

  package init(
    _ name: String, _ doc: String, _ keys: [Key], rules: [KeyRule] = [], noun: String? = nil
  ) {
    self.init(name: name, noun: noun, doc: doc, keys: keys, rules: rules, isInline: false)
  }

  package init(
    name: String, noun: String?, doc: String, keys: [Key], rules: [KeyRule], isInline: Bool
  ) {
    self.name = name
    self.noun = noun ?? nounOfName(name)
    self.doc = doc
    self.keys = keys
    self.rules = rules
    self.isInline = isInline
    keyNames = keys.map(\.name)
  }

  package func key(_ name: String) -> Key? { keys.first { $0.name == name } }
}

/// One key of an object.
package struct Key: Sendable {
  package enum Presence: Sendable {
    case required
    /// May be missing; the text says what that means.
    case optional(String)
    /// May be missing, which is the same as writing this value.
    case `default`(JSONNode)
  }

  package let name: String
  package let shape: Shape
  package let presence: Presence
  /// One sentence or two, in Markdown.
  package let doc: String
  /// The version of the format that brought it.
  package let since: String?

  package init(
    _ name: String, _ shape: Shape, _ presence: Presence, _ doc: String, since: String? = nil
  ) {
    self.name = name
    self.shape = shape
    self.presence = presence
    self.doc = doc
    self.since = since
  }

  package var isRequired: Bool { if case .required = presence { true } else { false } }
}

/// What must hold between the keys of one object.
package enum KeyRule: Equatable, Sendable {
  case exactlyOne([String])
  case atLeastOne([String])
  case atMostOne([String])
  /// If the first is there, the others must be.
  case requires(String, [String])
}

/// Objects of several kinds, told apart by the value of one key, or by which key they have.
package struct VariantShape: Sendable {
  package let name: String
  package let noun: String
  package let doc: String
  /// The key that tells them apart: `metric`, `kind`. Nil where each kind has a key of its own that
  /// does: `start-link`, `wait`.
  package let discriminator: String?
  /// The kind of an object without that key.
  package let defaultValue: String?
  /// The keys that all kinds have.
  package let common: [Key]
  package let variants: [Variant]

  package init(
    _ name: String, _ doc: String, by discriminator: String, default defaultValue: String? = nil,
    common: [Key] = [], noun: String? = nil, _ variants: [Variant]
  ) {
    let noun = noun ?? nounOfName(name)
    self.init(
      name: name, noun: noun, doc: doc, discriminator: discriminator, defaultValue: defaultValue,
      common: common, variants: variants
    ) { variant in
      let choice = Choice(variant.value, variant.doc)
      let presence: Key.Presence =
        variant.value == defaultValue ? .default(JSONNode(variant.value)) : .required
      return Key(discriminator, .oneOf([choice]), presence, "Which \(noun) this is.")
    }
  }

  /// Creates kinds of which each has a key of its own: `{"start-link": "mm2"}`.
  package init(_ name: String, _ doc: String, noun: String? = nil, byKey variants: [Variant]) {
    self.init(
      name: name, noun: noun ?? nounOfName(name), doc: doc, discriminator: nil, defaultValue: nil,
      common: [], variants: variants
    ) { variant in
      guard let head = variant.head else {
        preconditionFailure("\(name).\(variant.value) has no key of its own")
      }
      return head
    }
  }

  private init(
    name: String, noun: String, doc: String, discriminator: String?, defaultValue: String?,
    common: [Key], variants: [Variant], head: (Variant) -> Key
  ) {
    self.name = name
    self.noun = noun
    self.doc = doc
    self.discriminator = discriminator
    self.defaultValue = defaultValue
    self.common = common
    self.variants = variants.map { variant in
      var variant = variant
      variant.shape = ObjectShape(
        "\(name).\(variant.value)", variant.doc, [head(variant)] + common + variant.keys,
        rules: variant.rules, noun: "\(quoted(variant.value)) \(noun)")
      variant.shape.kind = variant.value
      return variant
    }
  }

  package func variant(_ value: String) -> Variant? { variants.first { $0.value == value } }

  /// The kinds that the keys of an object say it is; one, if it is well-formed.
  package func kinds(of node: JSONNode) -> [Variant] {
    guard let discriminator else { return variants.filter { node.member($0.value) != nil } }
    let value = node[discriminator].map(\.string) ?? defaultValue
    return value.flatMap(variant).map { [$0] } ?? []
  }
}

/// One kind among the variants.
package struct Variant: Sendable {
  package let value: String
  package let doc: String
  /// The key that only this kind has, and every one of this kind, if that is what tells them apart.
  package let head: Key?
  /// The keys that only this kind has.
  package let keys: [Key]
  package let rules: [KeyRule]
  /// All keys: what tells it apart, the common ones, its own.
  package fileprivate(set) var shape: ObjectShape

  package init(_ value: String, _ doc: String, _ keys: [Key] = [], rules: [KeyRule] = []) {
    self.init(value: value, doc: doc, head: nil, keys: keys, rules: rules)
  }

  /// A kind named by its first key.
  package init(
    key: String, _ shape: Shape, _ meaning: String, _ doc: String, _ keys: [Key] = []
  ) {
    let head = Key(key, shape, .required, meaning)
    self.init(value: key, doc: doc, head: head, keys: keys, rules: [])
  }

  private init(value: String, doc: String, head: Key?, keys: [Key], rules: [KeyRule]) {
    self.value = value
    self.doc = doc
    self.head = head
    self.keys = keys
    self.rules = rules
    shape = ObjectShape(value, doc, keys, rules: rules)
  }
}

/// `LinkFault` as `link fault`; a word in capitals, such as `ACL`, stays as it is.
private func nounOfName(_ name: String) -> String {
  var words: [[Character]] = []
  for character in name {
    let beginsWord = character.isUppercase && words.last?.last?.isUppercase != true
    if words.isEmpty || beginsWord { words.append([]) }
    words[words.count - 1].append(character)
  }
  return words.map { word in
    let isAbbreviation = word.count > 1 && word.allSatisfy(\.isUppercase)
    return isAbbreviation ? String(word) : String(word).lowercased()
  }.joined(separator: " ")
}
