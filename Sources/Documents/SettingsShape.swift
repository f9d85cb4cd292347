/// Kafka settings that may stand in one place of a scenario: those of a topic, of a producer.
///
/// People paste what they run, so a setting is taken in the spelling of Kafka's own files:
/// `100`, `"100"`, `true` and `"true"`. A setting that is known but changes nothing in the model is
/// noted; one that is unknown is an error, because it is most likely a typing mistake.
package struct SettingsShape: Sendable {
  /// Names the definition in the schema: `TopicConfig`.
  package let name: String
  package let noun: String
  package let doc: String
  package let settings: [SettingShape]
  package let families: [Family]
  private let rows: [String: Int]

  /// Settings that share a prefix.
  package struct Family: Sendable {
    /// `sasl.`, `producer.override.`
    package let prefix: String
    /// What follows the prefix; `nil` if nothing of it is modelled and all is let through.
    package let settings: SettingsShape?
    package let doc: String

    package init(_ prefix: String, _ settings: SettingsShape?, _ doc: String) {
      self.prefix = prefix
      self.settings = settings
      self.doc = doc
    }
  }

  package init(
    _ name: String, _ doc: String, noun: String, _ settings: [SettingShape],
    families: [Family] = []
  ) {
    self.name = name
    self.noun = noun
    self.doc = doc
    self.settings = settings
    self.families = families
    rows = Dictionary(
      settings.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  package subscript(name: String) -> SettingShape? { rows[name].map { settings[$0] } }
}

/// One setting as Kafka documents it.
package struct SettingShape: Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    case boolean
    case integer(ClosedRange<Int64>)
    case decimal
    case text
    case choice([String])
    /// Several of these, separated by commas.
    case choices([String])
  }

  /// What an integer counts.
  package enum Unit: String, Sendable {
    case none, milliseconds, seconds, minutes, hours, bytes, records
  }

  package let name: String
  package let kind: Kind
  package let unit: Unit
  /// In Kafka's spelling; `nil` if Kafka has none.
  package let defaultText: String?
  package let isModelled: Bool
  package let doc: String

  package init(
    _ name: String, _ kind: Kind, unit: Unit = .none, default defaultText: String?,
    isModelled: Bool = true, _ doc: String = ""
  ) {
    self.name = name
    self.kind = kind
    self.unit = unit
    self.defaultText = defaultText
    self.isModelled = isModelled
    self.doc = doc
  }
}

extension SettingsShape {
  /// A setting by its whole name, families included.
  ///
  /// What belongs to a family that nobody reads is a text which changes nothing.
  package func setting(_ name: String) -> SettingShape? {
    if let setting = self[name] { return setting }
    guard let family = families.first(where: { name.hasPrefix($0.prefix) }) else { return nil }
    if let settings = family.settings {
      return settings.setting(String(name.dropFirst(family.prefix.count)))
    }
    return SettingShape(name, .text, default: nil, isModelled: false, family.doc)
  }

  /// All names, with the prefixes of families.
  package var names: [String] {
    settings.map(\.name)
      + families.flatMap { family in
        family.settings.map { $0.names.map { family.prefix + $0 } } ?? []
      }
  }
}

extension SettingShape {
  /// The value in the spelling of Kafka's own files, or `nil` if Kafka would not take it.
  package func kafkaText(of node: JSONNode) -> String? {
    let text: String
    switch node.value {
    case .string(let string): text = string
    case .number(let number): text = number.text
    case .bool(let flag): text = flag ? "true" : "false"
    case .object, .array, .null: return nil
    }
    let isTaken =
      switch kind {
      case .boolean: text == "true" || text == "false"
      case .integer(let range): Int64(text).map(range.contains) ?? false
      case .decimal: Self.isDecimal(text)
      case .text: true
      case .choice(let values): values.contains(text)
      case .choices(let values):
        text.split(separator: ",", omittingEmptySubsequences: false)
          .allSatisfy { values.contains(String($0)) }
      }
    return isTaken ? text : nil
  }

  private static func isDecimal(_ text: String) -> Bool {
    (try? JSONNode(parsing: Array(text.utf8)))?.number != nil
  }
}
