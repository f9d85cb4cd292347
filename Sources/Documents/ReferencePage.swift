import SimKernel

/// Turns a table of shapes into a page that says what every key means, in Markdown.
///
/// Each object has a section with a table of its keys, in the order of the table; types link to the
/// sections they lead to.
package enum ReferencePage {
  package static func markdown(for root: ObjectShape, title: String, opening: String) -> String {
    let index = ShapeIndex(of: root)
    var lines = ["# \(title)", "", opening]
    for definition in index.definitions {
      lines += ["", "## \(definition.name)", ""]
      switch definition {
      case .object(let shape): lines += section(for: shape)
      case .variants(let shape): lines += section(for: shape)
      case .settings(let settings): lines += section(for: settings)
      }
    }
    lines += amounts(index)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func section(for shape: ObjectShape) -> [String] {
    [shape.doc, ""] + table(shape.keys) + notes(shape.keys, shape.rules)
  }

  private static func section(for shape: VariantShape) -> [String] {
    var lines = [shape.doc, ""]
    if let discriminator = shape.discriminator {
      lines += ["The key `\(discriminator)` says which one it is:", ""]
      lines += ["| `\(discriminator)` | Meaning |", "|---|---|"]
    } else {
      lines += ["Its first key says which one it is:", "", "| Key | Meaning |", "|---|---|"]
    }
    for variant in shape.variants {
      let heading = "\(shape.name): \(variant.value)"
      let standard = variant.value == shape.defaultValue ? " (default)" : ""
      lines.append(
        "| [`\(variant.value)`](#\(anchor(heading)))\(standard) | \(cell(variant.doc)) |")
    }
    if !shape.common.isEmpty {
      lines += ["", "All of them have these keys:", ""] + table(shape.common)
      lines += notes(shape.common, [])
    }
    return lines + shape.variants.flatMap { section(for: $0, of: shape) }
  }

  private static func section(for variant: Variant, of shape: VariantShape) -> [String] {
    let keys = [variant.head].compactMap { $0 } + variant.keys
    var lines = ["", "### \(shape.name): \(variant.value)", "", variant.doc]
    if !keys.isEmpty { lines += [""] + table(keys) }
    return lines + notes(keys, variant.rules)
  }

  private static func section(for settings: SettingsShape) -> [String] {
    var lines = [settings.doc, "", "| Setting | Takes | Kafka's default | Modelled | Meaning |"]
    lines.append("|---|---|---|---|---|")
    for setting in settings.settings {
      let standard = setting.defaultText.map { "`\($0)`" } ?? ""
      let modelled = setting.isModelled ? "yes" : "no"
      lines.append(
        "| `\(setting.name)` | \(cell(setting.words)) | \(standard) | \(modelled) "
          + "| \(cell(setting.doc)) |")
    }
    for family in settings.families {
      let takes = family.settings.map { link($0.name) } ?? "anything"
      let modelled = family.settings == nil ? "no" : ""
      lines.append("| `\(family.prefix)`… | \(takes) | | \(modelled) | \(cell(family.doc)) |")
    }
    return lines
  }
}

// MARK: - Tables

extension ReferencePage {
  private static func table(_ keys: [Key]) -> [String] {
    ["| Key | Type | Default | Meaning |", "|---|---|---|---|"]
      + keys.map { key in
        let since = key.since.map { " Since \($0)." } ?? ""
        return "| `\(key.name)` | \(type(key.shape)) | \(presence(key)) "
          + "| \(cell(key.doc))\(since) |"
      }
  }

  private static func presence(_ key: Key) -> String {
    switch key.presence {
    case .required: "**required**"
    case .optional(let meaning): cell(meaning)
    case .default(let value): "`\(CanonicalJSON.text(value, layout: .compact))`"
    }
  }

  /// What the table has no room for: the meaning of words, the rules between keys.
  private static func notes(_ keys: [Key], _ rules: [KeyRule]) -> [String] {
    var lines: [String] = []
    for key in keys {
      for choice in key.shape.choicesWithin where !choice.doc.isEmpty {
        lines.append("- `\(key.name)`: `\(choice.value)` – \(choice.doc)")
      }
    }
    for rule in rules {
      switch rule {
      case .exactlyOne(let keys): lines.append("- Exactly one of \(codes(keys, "and")).")
      case .atLeastOne(let keys): lines.append("- At least one of \(codes(keys, "and")).")
      case .atMostOne(let keys): lines.append("- At most one of \(codes(keys, "and")).")
      case .requires(let key, let others):
        lines.append("- `\(key)` needs \(codes(others, "and")) beside it.")
      }
    }
    return lines.isEmpty ? [] : [""] + lines
  }

  private static func type(_ shape: Shape) -> String {
    switch shape {
    case .text: "text"
    case .name(let kind): "name of \(article(kind.word))"
    case .newName: "new name"
    case .oneOf(let choices): choices.map { "`\"\($0.value)\"`" }.joined(separator: " or ")
    case .patterned(let pattern): pattern.noun
    case .boolean: "`true` or `false`"
    case .hundredths: "number with two decimals at most"
    case .nothing: "`null`"
    case .integer(let range):
      String(Diagnostic.Expected.integer(range).words.dropFirst("an ".count))
    case .quantity(let kind, let bounds):
      "[\(bounds == .positive ? "positive " : "")\(kind.noun)](#amounts)"
    case .time: "[time](#amounts)"
    case .list(.name(let kind), let count, _):
      "list of names of \(kind.plural)\(words(for: count))"
    case .list(let element, let count, _): "list of \(type(element))\(words(for: count))"
    case .map(let value, let keys): "map from \(words(for: keys)) to \(type(value))"
    case .object(let shape): shape.isInline ? "object" : link(shape.name)
    case .variants(let shape): link(shape.name)
    case .settings(let settings): link(settings.name)
    case .either(let shapes): shapes.map(type).joined(separator: " or ")
    case .varying(let scalar): "\(type(scalar)), [may vary](#values-that-vary)"
    case .anything: "any JSON"
    case .deferred(let shape): type(shape())
    }
  }

  private static func words(for count: ClosedRange<Int>) -> String {
    switch (count.lowerBound, count.upperBound) {
    case (0, .max): ""
    case (let low, .max): ", at least \(low)"
    case (0, let high): ", at most \(high)"
    case (let low, let high): low == high ? ", exactly \(low)" : ", \(low) to \(high)"
    }
  }

  private static func words(for keys: MapKeys) -> String {
    switch keys {
    case .declaring(let kind): "new \(kind.word) names"
    case .referring(let kind): "names of \(kind.plural)"
    case .any: "names"
    }
  }

  private static func codes(_ words: [String], _ conjunction: String) -> String {
    wordList(words.map { "`\($0)`" }, conjunction)
  }

  private static func link(_ name: String) -> String { "[\(name)](#\(anchor(name)))" }

  /// The address of a heading as renderers of Markdown make it.
  private static func anchor(_ heading: String) -> String {
    String(
      heading.lowercased().compactMap { character in
        if character == " " { return "-" }
        return character.isLetter || character.isNumber || character == "-" || character == "_"
          ? character : nil
      })
  }

  /// A text that does not break its table.
  private static func cell(_ text: String) -> String {
    text.map { $0 == "|" ? "\\|" : $0 == "\n" ? " " : String($0) }.joined()
  }
}

// MARK: - Amounts

extension ReferencePage {
  private static func amounts(_ index: ShapeIndex) -> [String] {
    var lines: [String] = []
    let kinds = QuantityKind.allCases.filter { kind in
      index.quantities.contains { $0.kind == kind } || kind == .time && !index.momentKinds.isEmpty
    }
    if !kinds.isEmpty {
      lines += ["", "## Amounts", ""]
      lines.append("Numbers with a unit are texts, and bare numbers are refused in their place.")
      lines.append("")
      lines += kinds.map { "- \($0.guide)" }
      let times = TimeAmount.units.map { "`\($0.suffix)`" }
      let sizes = Quantity.sizeUnits.map { "`\($0.suffix)`" }
      lines += ["", "Units of time are \(wordList(times, "and")); a day has 24 hours."]
      lines.append("Units of size are \(wordList(sizes, "and")).")
    }
    if index.hasVaryingValues {
      lines += ["", "## Values that vary", ""]
      lines.append("Where a value may vary, a set or a distribution may stand for it:")
      lines += [
        "", "```json", #"{"choose": ["1s", "5s", "30s"]}"#, #"{"uniform": ["1s", "60s"]}"#,
        #"{"exponential": "5s"}"#, #"{"lognormal": {"median": "20ms", "p99": "400ms"}}"#, "```",
      ]
    }
    return lines
  }
}

extension Shape {
  /// The words among what it takes that need an explanation.
  fileprivate var choicesWithin: [Choice] {
    switch self {
    case .oneOf(let choices): choices
    case .either(let shapes): shapes.flatMap(\.choicesWithin)
    case .list(let element, _, _): element.choicesWithin
    case .varying(let scalar): scalar.choicesWithin
    default: []
    }
  }
}
