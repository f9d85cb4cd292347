import Documents
import ScenarioFormat

/// The settings that a scenario takes in each place, from the table of the format.
enum FormatSettings {
  static let cluster = settings(of: "clusters")
  static let topic = settings(of: "topics")
  static let group = settings(of: "groups")
  static let link = settings(of: "links")

  /// The `config` of the objects in one of the scenario's maps.
  private static func settings(of map: String) -> SettingsShape {
    guard case .map(of: .object(let object), keys: _)? = ScenarioShape.scenario.key(map)?.shape,
      case .settings(let settings)? = object.key("config")?.shape
    else {
      fatalError("Internal error: the format has no \(map).*.config")
    }
    return settings
  }
}

extension SettingShape {
  /// A value in the spelling of Kafka's files as the format takes it; nil for what Kafka would not
  /// take.
  func node(for text: String) -> JSONNode? {
    switch kind {
    case .boolean: text == "true" ? true : text == "false" ? false : nil
    case .integer(let range): Int64(text).flatMap { range.contains($0) ? JSONNode($0) : nil }
    case .choice(let words): words.contains(text) ? JSONNode(text) : nil
    case .decimal, .choices, .text: JSONNode(text)
    }
  }
}
