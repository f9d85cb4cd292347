import SimKernel

extension Diagnostic: CustomStringConvertible {
  /// The whole text. Its first line is what editors and terminals turn into a link.
  ///
  /// ```text
  /// scenario.json:41:17: error: plan.steps[2].groups[0]: unknown group "biling"; did you mean "billing"?
  ///   hint: declared groups: billing, orders
  /// ```
  package var description: String {
    let location = path.steps.isEmpty ? "" : "\(path): "
    let first = "\(file):\(place): \(severity.rawValue): \(location)\(message)"
    return hint.map { "\(first)\n  hint: \($0)" } ?? first
  }

  package var message: String { problem.message }
  package var hint: String? { problem.hint }

  /// The same for machines.
  package var json: JSONNode {
    var members: [(String, JSONNode)] = [
      ("severity", JSONNode(severity.rawValue)), ("file", JSONNode(file)),
      ("line", JSONNode(place.line)), ("column", JSONNode(place.column)),
      ("path", JSONNode(path.description)), ("message", JSONNode(message)),
    ]
    if let hint { members.append(("hint", JSONNode(hint))) }
    return JSONNode(.object(members.map { JSONMember(key: $0.0, value: $0.1) }))
  }
}

extension Diagnostics {
  /// Everything as text, each diagnostic on lines of its own, the first `limit` of them, and a
  /// count at the end. Empty if there is nothing to say.
  package func text(limit: Int = 100) -> String {
    guard !isEmpty else { return "" }
    var lines = all.prefix(limit).map(\.description)
    if count > limit { lines.append("and \(count - limit) more") }
    let notes = count - errorCount
    let counts = [(errorCount, "error"), (notes, "note")].filter { $0.0 > 0 }
      .map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
    lines.append("\(file): \(counts.joined(separator: ", "))")
    return lines.joined(separator: "\n") + "\n"
  }
}

// MARK: - What is wrong

extension Diagnostic.Problem {
  var message: String {
    switch self {
    case .syntax(let problem): return JSONSyntaxError(place: .nowhere, problem: problem).message
    case .wrongType(let expected, let found):
      return "expected \(expected.words), found \(found.words)"
    case .emptyText: return "the text is empty"

    case .unknownKey(let key, let owner, let nearest, _):
      return "unknown key \(quoted(key)) in \(article(owner))\(didYouMean(nearest))"
    case .missingKey(let key, let owner, _):
      return "\(article(owner)) needs the key \(quoted(key))"
    case .brokenRule(let rule, let owner, let present):
      return Self.message(for: rule, owner: owner, present: present)

    case .kindUnclear(let owner, let present, _):
      if present.isEmpty { return "\(article(owner)) needs a key that says what it is" }
      let given = wordList(present.map(quoted), "and")
      return "only one of \(given) can stand in \(article(owner))"

    case .unknownValue(let text, let nearest, _):
      return "unknown value \(quoted(text))\(didYouMean(nearest))"
    case .outOfRange(let text, let allowed):
      let number = shortened(text)
      // The count of a range of all integers would not fit.
      if allowed.lowerBound == allowed.upperBound {
        return "\(number) is not \(allowed.lowerBound)"
      }
      if allowed.upperBound < .max {
        return "\(number) is outside \(allowed.lowerBound) to \(allowed.upperBound)"
      }
      let isBelow = text.hasPrefix("-") || Int64(text) != nil
      return "\(number) is " + (isBelow ? "below \(allowed.lowerBound)" : "too large")
    case .wrongCount(let count, let allowed):
      return "expected \(Self.words(for: allowed)), found \(count == 0 ? "none" : "\(count)")"
    case .repeated(let text, let first):
      return "\(text) stands in this list before, at \(first)"
    case .reversed(let low, let high):
      return "\(low) is above \(high); the smaller one stands first"

    case .badText(let text, let pattern):
      return "\(quoted(text)) is not \(article(pattern.noun))"
    case .badQuantity(let text, let kind, let flaw):
      return "\(quoted(text)) is not \(article(kind.noun)): \(flaw.words)"
    case .outOfBounds(let text, let kind, let bounds):
      return bounds == .positive
        ? "\(quoted(text)) is zero; this \(kind.noun) must be positive"
        : "\(quoted(text)) is above 1"

    case .badName(let text, let kind):
      return "\(quoted(text)) cannot be the name of \(article(kind.word))"
    case .badKey(let text, _): return "\(quoted(text)) cannot be a key here"
    case .nameLikeOffset(let text, let kind):
      return "\(quoted(text)) cannot be the name of \(article(kind.word)): "
        + "as a time it would be read as an offset"
    case .duplicateName(let text, let kind, let first):
      return "\(article(kind.word)) called \(quoted(text)) stands at \(first) already"
    case .unknownName(let text, let kind, let nearest, _):
      return "unknown \(kind.word) \(quoted(text))\(didYouMean(nearest))"

    case .unknownSetting(let name, let owner, let nearest):
      return "unknown \(owner) \(quoted(name))\(didYouMean(nearest))"
    case .settingNotModelled(let name, let owner):
      return "the \(owner) \(quoted(name)) is known and changes nothing in the model"
    case .badSetting(let setting, let found):
      return "\(quoted(setting.name)) takes \(setting.words), found \(found.words)"

    case .rule(let message, _): return message
    }
  }

  private static func message(for rule: KeyRule, owner: String, present: [String]) -> String {
    let given = wordList(present.map(quoted), "and")
    switch rule {
    case .exactlyOne(let keys) where present.isEmpty:
      return "\(article(owner)) needs one of the keys \(wordList(keys.map(quoted), "and"))"
    case .exactlyOne, .atMostOne:
      return "only one of \(given) can stand in \(article(owner))"
    case .atLeastOne(let keys):
      return "\(article(owner)) needs the key \(wordList(keys.map(quoted), "or"))"
    case .requires(let key, let needed):
      let missing = needed.filter { !present.contains($0) }
      return "the key \(quoted(key)) needs \(wordList(missing.map(quoted), "and")) beside it"
    }
  }

  private static func words(for allowed: ClosedRange<Int>) -> String {
    let least = allowed.lowerBound
    if least == allowed.upperBound { return "exactly \(least) element\(least == 1 ? "" : "s")" }
    if allowed.upperBound == .max { return "at least \(least) element\(least == 1 ? "" : "s")" }
    return "\(least) to \(allowed.upperBound) elements"
  }
}

// MARK: - The way out

extension Diagnostic.Problem {
  var hint: String? {
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
  var noun: String {
    switch self {
    case .duration: "duration"
    case .size: "size"
    case .rate: "rate"
    case .bandwidth: "bandwidth"
    case .ratio: "ratio"
    case .time: "time"
    }
  }

  var example: String {
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
  fileprivate var words: String {
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
  var words: String {
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
  var words: String {
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

// MARK: - Words

extension Diagnostic.Expected {
  package var words: String {
    switch self {
    case .text: return "a text"
    case .name(let kind): return "the name of \(article(kind.word))"
    case .newName(let kind): return "a name for \(article(kind.word))"
    case .oneOf(let values): return wordList(values.map(quoted), "or", limit: 16)
    case .patterned(let pattern): return "\(article(pattern.noun)) such as \(pattern.example)"
    case .boolean: return "true or false"
    case .nothing: return "null"
    case .hundredths(let range):
      let ends = [range.lowerBound, range.upperBound].map { JSONNumber(hundredths: $0).text }
      return "a number from \(ends[0]) to \(ends[1]) with two decimals at most"
    case .integer(let range):
      if range.lowerBound == .min && range.upperBound == .max { return "an integer" }
      if range.upperBound == .max { return "an integer from \(range.lowerBound)" }
      return "an integer from \(range.lowerBound) to \(range.upperBound)"
    case .quantity(let kind): return "\(article(kind.noun)) such as \(kind.example)"
    case .list: return "a list"
    case .map: return "an object with names as keys"
    case .object(let noun): return "an object (\(article(noun)))"
    case .anything: return "any JSON value"
    case .either(let shapes): return wordList(shapes.map(\.words), "or")
    }
  }
}

extension Diagnostic.Found {
  init(_ node: JSONNode) {
    switch node.value {
    case .object: self = .object
    case .array: self = .array
    case .string(let text): self = .string(text)
    case .number(let number): self = .number(number.text)
    case .bool(let flag): self = .bool(flag)
    case .null: self = .null
    }
  }

  fileprivate var words: String {
    switch self {
    case .string(let text): "the text \(quoted(text))"
    case .number(let text): "the number \(shortened(text))"
    case .bool(let flag): "\(flag)"
    case .null: "null"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

private func didYouMean(_ name: String?) -> String {
  name.map { "; did you mean \(quoted($0))?" } ?? ""
}

/// A number that does not run over the line.
private func shortened(_ number: String) -> String {
  number.utf8.count <= 60 ? number : "\(number.prefix(59))…"
}

/// `a topic`, `an object`.
func article(_ noun: String) -> String {
  let first = noun.first { $0 != "\"" }?.lowercased() ?? ""
  return "\("aeiou".contains(first) ? "an" : "a") \(noun)"
}

/// `a, b and c`; above `limit`, `a, b and 7 more`.
func wordList(_ words: [String], _ conjunction: String, limit: Int = .max) -> String {
  guard words.count <= limit else {
    return "\(words.prefix(limit - 1).joined(separator: ", ")) and \(words.count - limit + 1) more"
  }
  guard words.count > 1, let last = words.last else { return words.first ?? "" }
  return "\(words.dropLast().joined(separator: ", ")) \(conjunction) \(last)"
}

extension String {
  /// `retry-5s` as `retry_5s`.
  fileprivate var replacingLastDash: String {
    guard let dash = lastIndex(of: "-") else { return self }
    return "\(self[..<dash])_\(self[index(after: dash)...])"
  }
}
