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
  package var message: String {
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

    case .keyNotModelled(let key): return "\(quoted(key)) changes nothing in the model"

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
  package init(_ node: JSONNode) {
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
package func article(_ noun: String) -> String {
  let first = noun.first { $0 != "\"" }?.lowercased() ?? ""
  return "\("aeiou".contains(first) ? "an" : "a") \(noun)"
}

/// `a, b and c`; above `limit`, `a, b and 7 more`.
package func wordList(_ words: [String], _ conjunction: String, limit: Int = .max) -> String {
  guard words.count <= limit else {
    return "\(words.prefix(limit - 1).joined(separator: ", ")) and \(words.count - limit + 1) more"
  }
  guard words.count > 1, let last = words.last else { return words.first ?? "" }
  return "\(words.dropLast().joined(separator: ", ")) \(conjunction) \(last)"
}
