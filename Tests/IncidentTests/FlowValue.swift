/// A value in the braces of a catalogue block: as much of YAML's flow style as the catalogue uses.
indirect enum FlowValue: Equatable {
  case text(String)
  case list([FlowValue])
  case map([(key: String, value: FlowValue)])

  static func == (a: Self, b: Self) -> Bool { a.description == b.description }

  var text: String? { if case .text(let text) = self { text } else { nil } }
  /// A number, or a duration in milliseconds: `120s`.
  var number: Int64? {
    guard let text else { return nil }
    if text.hasSuffix("s"), let seconds = Int64(text.dropLast()) { return seconds * 1_000 }
    return Int64(text)
  }

  var elements: [FlowValue] { if case .list(let values) = self { values } else { [self] } }

  subscript(key: String) -> FlowValue? { pairs.first { $0.key == key }?.value }

  var pairs: [(key: String, value: FlowValue)] {
    if case .map(let pairs) = self { pairs } else { [] }
  }

  var description: String {
    switch self {
    case .text(let text): text
    case .list(let values): "[\(values.map(\.description).joined(separator: ", "))]"
    case .map(let pairs):
      "{\(pairs.map { "\($0.key): \($0.value.description)" }.joined(separator: ", "))}"
    }
  }
}

/// Reads flow values: `{point: RP2, metric: dup, of: g, is: 1440000}`.
struct FlowReader {
  private var rest: Substring

  init(_ text: String) { rest = text[...] }

  mutating func value(until stops: Set<Character> = []) -> FlowValue {
    skipSpace()
    switch rest.first {
    case "{":
      rest.removeFirst()
      return .map(items(until: "}") { reader in reader.pair() })
    case "[":
      rest.removeFirst()
      return .list(items(until: "]") { reader in reader.value(until: [",", "]"]) })
    default:
      return .text(plain(until: stops))
    }
  }

  private mutating func items<Item>(
    until end: Character, _ item: (inout FlowReader) -> Item
  ) -> [Item] {
    var items: [Item] = []
    skipSpace()
    while let next = rest.first, next != end {
      items.append(item(&self))
      skipSpace()
      if rest.first == "," { rest.removeFirst() }
      skipSpace()
    }
    if !rest.isEmpty { rest.removeFirst() }
    return items
  }

  private mutating func pair() -> (key: String, value: FlowValue) {
    let key = plain(until: [":"])
    if !rest.isEmpty { rest.removeFirst() }
    return (key, value(until: [",", "}"]))
  }

  /// Words up to one of `stops` that is not in brackets of theirs.
  private mutating func plain(until stops: Set<Character>) -> String {
    skipSpace()
    var word = ""
    var depth = 0
    while let next = rest.first, depth > 0 || !stops.contains(next) {
      if next == "(" { depth += 1 }
      if next == ")" { depth -= 1 }
      word.append(rest.removeFirst())
    }
    while word.last == " " { word.removeLast() }
    return word
  }

  private mutating func skipSpace() { rest = rest.drop { $0.isWhitespace } }
}
