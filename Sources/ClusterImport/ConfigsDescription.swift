import Documents

/// What `kafka-configs --describe` prints: a header for each topic or broker, and a line for each of
/// its settings with where else a value comes from.
///
/// - Source: Kafka 4.1, `ConfigCommand`.
struct ConfigsDescription {
  enum Entity: Equatable {
    case topic(String)
    case broker(String)
    /// The default of all brokers.
    case brokers
    /// Users, client ids, loggers: nothing that an import uses.
    case other
  }

  struct Entry {
    let entity: Entity
    let name: String
    let text: String
    /// The values in order of precedence, the one in force first.
    let synonyms: [Synonym]
    let at: FilePlace
  }

  struct Synonym: Equatable {
    let source: String
    let name: String
    let text: String
  }

  private(set) var entries: [Entry] = []
  private var entity: Entity?

  init(_ bytes: [UInt8], reportingTo diagnostics: inout Diagnostics) {
    for line in TextLines(bytes) where !line.isBlank {
      if let header = Self.header(line) {
        entity = header
      } else if let entity {
        if entity != .other, !line.isLogNoise { read(line, of: entity, &diagnostics) }
      }
    }
  }

  /// `Dynamic configs for topic orders are:`
  private static func header(_ line: TextLine) -> Entity? {
    guard
      line.begins(with: "Dynamic configs for ") || line.begins(with: "All configs for ")
        || line.begins(with: "Default configs for ")
    else { return nil }
    let words = line.words.dropFirst(3).map { String(ascii: $0) }
    switch words.first {
    case "brokers": return .brokers
    case "topic" where words.count >= 2: return .topic(words[1].filter { $0 != "'" })
    case "broker" where words.count >= 2: return .broker(words[1].filter { $0 != "'" })
    default: return .other
    }
  }

  private mutating func read(
    _ line: TextLine, of entity: Entity, _ diagnostics: inout Diagnostics
  ) {
    let text = line.bytes.trimmed
    // A value may hold anything, so it ends at the last of these words.
    guard let equals = text.firstIndex(of: UInt8(ascii: "=")),
      let end = text.lastRange(of: " sensitive="),
      equals < end.lowerBound
    else {
      return diagnostics.error(
        "expected name=value sensitive=… synonyms={…}",
        hint: "give what kafka-configs --describe printed, whole and unchanged", at: line.place)
    }
    let name = String(ascii: text[..<equals])
    guard !Secrets.isSecret(name), !text[end.upperBound...].starts(with: "true".utf8) else {
      return
    }
    if text[end.upperBound...].lastRange(of: "synonyms={") != nil, text.last != UInt8(ascii: "}") {
      return diagnostics.error(
        "the line of \(name.shown) has no end",
        hint: "it may be cut short: give what the tool printed, whole and unchanged", at: line.end)
    }
    entries.append(
      Entry(
        entity: entity, name: name,
        text: String(ascii: text[(equals + 1)..<end.lowerBound]),
        synonyms: Self.synonyms(text[end.upperBound...]), at: diagnostics.place(line.place)))
  }

  /// `synonyms={SOURCE:name=value, SOURCE:name=value}`; values may hold commas.
  private static func synonyms(_ text: ArraySlice<UInt8>) -> [Synonym] {
    guard let open = text.lastRange(of: "synonyms={") else { return [] }
    var synonyms: [Synonym] = []
    let list = String(ascii: text[open.upperBound...].dropLast())
    for part in list.split(separator: ",") {
      let trimmed = part.drop { $0 == " " }
      let sides = trimmed.split(separator: ":", maxSplits: 1)
      if sides.count == 2, sides[0].hasSuffix("_CONFIG"), let equals = sides[1].firstIndex(of: "=")
      {
        synonyms.append(
          Synonym(
            source: String(sides[0]), name: String(sides[1][..<equals]),
            text: String(sides[1][sides[1].index(after: equals)...])))
      } else if let last = synonyms.popLast() {
        synonyms.append(
          Synonym(source: last.source, name: last.name, text: "\(last.text),\(part)"))
      }
    }
    return synonyms
  }
}

/// Settings whose values are never kept, shown or written.
enum Secrets {
  static func isSecret(_ name: String) -> Bool {
    let name = name.lowercased()
    return words.contains { name.contains($0) } || name.hasSuffix("key")
  }

  /// Whether a line may hold one.
  static func areIn(_ line: String) -> Bool {
    let line = line.lowercased()
    return words.contains { line.contains($0) } || line.contains("key=")
  }

  private static let words = ["password", "secret", "token", "sasl.jaas.config", "credentials"]
}

extension ArraySlice<UInt8> {
  /// Where a text stands for the last time.
  func lastRange(of text: String) -> Range<Int>? {
    let wanted = Array(text.utf8)
    guard count >= wanted.count else { return nil }
    for start in (startIndex...(endIndex - wanted.count)).reversed()
    where self[start] == wanted[0] && self[start...].starts(with: wanted) {
      return start..<(start + wanted.count)
    }
    return nil
  }
}
