import Documents
import KafkaModel
import SimKernel

// Values of Kafka's settings: from the spelling of Kafka's files and back.

extension Setting {
  /// The value that `settings` has, as Kafka's files spell it.
  func text(in settings: Settings) -> String {
    switch target {
    case .integer(let path): "\(settings[keyPath: path])"
    case .milliseconds(let path): "\(number(settings[keyPath: path], of: 1_000_000))"
    case .seconds(let path): "\(number(settings[keyPath: path], of: 1_000_000_000))"
    case .minutes(let path): "\(number(settings[keyPath: path], of: 60_000_000_000))"
    case .boolean(let path): settings[keyPath: path] ? "true" : "false"
    case .word(let path, _), .text(let path): settings[keyPath: path]
    }
  }

  /// Takes a value in the spelling of Kafka's files, which the checker has let through.
  func read(_ text: String, into settings: inout Settings) {
    switch target {
    case .integer(let path): settings[keyPath: path] = Int64(text)!
    case .milliseconds(let path): settings[keyPath: path] = amount(text, of: 1_000_000)
    case .seconds(let path): settings[keyPath: path] = amount(text, of: 1_000_000_000)
    case .minutes(let path): settings[keyPath: path] = amount(text, of: 60_000_000_000)
    case .boolean(let path): settings[keyPath: path] = text == "true"
    case .word(let path, _), .text(let path): settings[keyPath: path] = text
    }
  }

  /// As Kafka's files give it, in JSON.
  func node(in settings: Settings) -> JSONNode {
    let text = text(in: settings)
    return switch target {
    case .integer, .milliseconds, .seconds, .minutes: JSONNode(.number(JSONNumber(spelled: text)))
    case .boolean: JSONNode(text == "true")
    case .word, .text: JSONNode(text)
    }
  }

  private func number(_ amount: TimeAmount, of unit: Int64) -> Int64 { amount.nanoseconds / unit }

  /// -1 stands for no limit and stays as it is. Times beyond ten years are ten years: people write
  /// 9223372036854775807 for "always".
  private func amount(_ text: String, of unit: Int64) -> TimeAmount {
    let longest = Quantity.longestDuration.nanoseconds / unit
    return TimeAmount(nanoseconds: min(Int64(text)!, longest) * unit)
  }
}

extension KafkaSettings {
  /// Takes what a `config` object says; what is known and not modelled changes nothing.
  ///
  /// - Parameter prefix: What stands before each name that is meant; others are left alone.
  mutating func read(_ entries: [CheckedValue.SettingEntry], after prefix: String = "") {
    for entry in entries where entry.name.hasPrefix(prefix) {
      let name = entry.name.dropFirst(prefix.count)
      Self.modelled.first { $0.name == name }?.read(entry.text, into: &self)
    }
  }

  /// What differs from `defaults`, by Kafka's names, in the order of the table.
  func node(without defaults: Self) -> JSONNode? {
    let members = Self.modelled.compactMap { setting -> JSONMember? in
      guard setting.text(in: self) != setting.text(in: defaults) else { return nil }
      return JSONMember(key: setting.name, value: setting.node(in: self))
    }
    return members.isEmpty ? nil : JSONNode(.object(members))
  }
}
