import SimKernel

// The way out of a mistake, in words.

extension Diagnostic.Problem {
  package var hint: String? {
    switch self {
    case .syntax(let problem): JSONSyntaxError(place: .nowhere, problem: problem).hint
    case .wrongType(let expected, let found): Self.hint(expected: expected, found: found)
    case .unknownKey(_, _, nil, let known) where !known.isEmpty:
      "it takes \(wordList(known, "and", limit: 12))"
    case .missingKey(let key, _, let expected): "add \(quoted(key)): \(expected.words)"
    case .kindUnclear(let owner, let present, let known):
      present.isEmpty
        ? "one of \(wordList(known, "and"))"
        : "make each of them \(article(owner)) of its own"
    case .unknownValue(_, _, let expected): "it takes \(expected.words)"
    case .badText(_, let pattern): pattern.hint
    case .badQuantity(let text, let kind, let flaw): Self.hint(text, kind, flaw)
    case .badName(_, let kind): kind.pattern.words
    case .badKey(_, let pattern): pattern.words
    case .nameLikeOffset(let text, _): "write \(quoted(text.replacingLastDash)), for example"
    case .unknownName(_, let kind, nil, let known):
      known.isEmpty
        ? "the file declares no \(kind.plural)"
        : "declared \(kind.plural): \(wordList(known, "and", limit: 12))"
    case .badSetting(let setting, let found): setting.hint(instead: found)
    case .rule(_, let hint): hint
    default: nil
    }
  }

  private static func hint(
    expected: Diagnostic.Expected, found: Diagnostic.Found
  ) -> String? {
    switch (expected, found) {
    case (_, .null): "leave the key out to take its default"
    case (.quantity(let kind), .number(let text)): kind.hint(forBareNumber: text)
    case (.either(let shapes), .number):
      shapes.lazy.compactMap { hint(expected: $0, found: found) }.first
    case (.boolean, .string("true")), (.boolean, .string("false")): "take away the quotes"
    case (.integer, .string(let text)) where Int64(text) != nil: "write \(text) without quotes"
    case (.patterned(let pattern), .number): "write it as a text: \(pattern.example)"
    case (.integer, .number(let text)) where text.hasSuffix(".0"): "write \(text.dropLast(2))"
    case (.text, .number(let text)), (.name, .number(let text)), (.newName, .number(let text)):
      "write \"\(text)\""
    case (.list, .string(let text)) where text.utf8.count <= 40:
      "put it in brackets: [\(quoted(text))]"
    case (.list, .number), (.list, .bool), (.list, .object): "put it in brackets"
    default: nil
    }
  }

  private static func hint(_ text: String, _ kind: QuantityKind, _ flaw: QuantityFlaw) -> String? {
    switch flaw {
    case .missingUnit: kind.hint(forBareNumber: text) ?? kind.unitsHint
    case .blank: "write \(quoted(text.filter { !$0.isWhitespace }))"
    case .signed where kind == .time:
      "times count from the start of the run; a step's name may stand before the sign"
    case .unknownUnit(let unit) where kind == .size && unit.lowercased() == "kb":
      "write kB for 1000 bytes, or KiB for 1024"
    case .empty, .noNumber, .unknownUnit, .unitOrder: kind.unitsHint
    case .notAName: "write \(kind.example)"
    default: nil
    }
  }
}

extension QuantityKind {
  package var noun: String {
    switch self {
    case .duration: "duration"
    case .size: "size"
    case .rate: "rate"
    case .bandwidth: "bandwidth"
    case .ratio: "ratio"
    case .time: "time"
    }
  }

  package var example: String {
    switch self {
    case .duration: #""250ms""#
    case .size: #""64KiB""#
    case .rate: #""2000/s""#
    case .bandwidth: #""10MiB/s""#
    case .ratio: #""3/100""#
    case .time: #""10m" or "move-billing+20s""#
    }
  }

  /// What someone who wrote a bare number may have meant.
  fileprivate func hint(forBareNumber text: String) -> String? {
    guard text.utf8.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") }) else { return nil }
    return switch self {
    case .duration: "write \"\(text)ms\" if you meant milliseconds"
    case .size: "write \"\(text)B\" if you meant bytes"
    case .rate: "write \"\(text)/s\" if you meant records per second"
    case .bandwidth: "write \"\(text)B/s\" if you meant bytes per second"
    case .ratio: "write \"\(text)\", or \"\(text)%\" if you meant percent"
    case .time: "write \"\(text)s\" if you meant seconds after the start"
    }
  }

  fileprivate var unitsHint: String {
    let times = wordList(TimeAmount.units.map(\.suffix), "and")
    let sizes = wordList(Quantity.sizeUnits.map(\.suffix), "and")
    return switch self {
    case .duration: "a number and a unit, such as \"90m\" or \"1h30m\"; units are \(times)"
    case .size: "one number and one unit, such as \"64KiB\"; units are \(sizes)"
    case .rate: "a number, a slash and a unit of time, such as \"2000/s\""
    case .bandwidth: "a size, a slash and a unit of time, such as \"10MiB/s\""
    case .ratio: "write \"3/100\", \"3%\" or \"0.03\""
    case .time: "write \(example); units are \(times)"
    }
  }
}

extension QuantityFlaw {
  package var words: String {
    switch self {
    case .empty: "it is empty"
    case .blank: "it contains a blank"
    case .signed: "it has a sign"
    case .noNumber: "a number is missing"
    case .missingUnit: "the unit is missing"
    case .unknownUnit(let unit): "unknown unit \(quoted(unit))"
    case .unitOrder(let unit): "the unit \(quoted(unit)) must stand before smaller ones, and once"
    case .notWhole(let smallest): "it has a part smaller than \(smallest)"
    case .tooManyDigits: "it has too many digits"
    case .tooLarge(let limit): "it is above \(limit)"
    case .divisionByZero: "it divides by zero"
    case .notAName(let name): "\(quoted(name)) is not a name"
    }
  }
}

extension NamePattern {
  /// The rule in words.
  package var words: String {
    let dots = refused.isEmpty ? "" : "; not \(wordList(refused.map(quoted), "or"))"
    if first == Self.kafkaIdentifier.first, rest == Self.kafkaIdentifier.rest {
      return "it takes 1 to \(lengthMax) printable ASCII characters without blanks\(dots)"
    }
    let letters = first == rest ? "" : "begin with \(Self.words(for: first)), then "
    return "\(letters)use \(Self.words(for: rest)), \(lengthMax) characters at most\(dots)"
  }

  private static func words(for characters: String) -> String {
    var rest = characters[...]
    var parts: [String] = []
    for (range, name) in [("A-Z", ""), ("a-z", ""), ("0-9", "digits")] where rest.hasPrefix(range) {
      rest = rest.dropFirst(3)
      if !name.isEmpty { parts.append(name) }
    }
    if characters.hasPrefix("A-Za-z") { parts.insert("letters", at: 0) }
    parts += rest.map { "\"\($0)\"" }
    return wordList(parts, "and")
  }
}

extension SettingShape {
  /// What it takes.
  package var words: String {
    switch kind {
    case .boolean: return "true or false"
    case .integer(let range):
      let counted = unit == .none ? "" : " (\(unit.rawValue))"
      return Diagnostic.Expected.integer(range).words + counted
    case .decimal: return "a number"
    case .text: return "a text"
    case .choice(let values): return wordList(values.map(quoted), "or", limit: 16)
    case .choices(let values):
      return wordList(values.map(quoted), "or", limit: 16) + ", several with commas between"
    }
  }

  /// The number that was meant by a text with a unit.
  fileprivate func hint(instead found: Diagnostic.Found) -> String? {
    guard case .integer = kind, case .string(let text) = found else { return nil }
    if unit == .bytes, let bytes = try? Quantity.size(text) { return "write \(bytes)" }
    guard let amount = try? Quantity.duration(text).nanoseconds else { return nil }
    let nanoseconds: Int64? =
      switch unit {
      case .milliseconds: 1_000_000
      case .seconds: 1_000_000_000
      case .minutes: 60_000_000_000
      case .hours: 3_600_000_000_000
      case .none, .bytes, .records: nil
      }
    guard let nanoseconds, amount % nanoseconds == 0 else { return nil }
    return "write \(amount / nanoseconds)"
  }
}

extension String {
  /// `retry-5s` as `retry_5s`.
  fileprivate var replacingLastDash: String {
    guard let dash = lastIndex(of: "-") else { return self }
    return "\(self[..<dash])_\(self[index(after: dash)...])"
  }
}
