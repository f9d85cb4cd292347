// Which mistakes are mistakes of structure.

extension Diagnostic {
  /// Whether a JSON Schema can know of it: a wrong type, a missing key, a unit that does not exist.
  ///
  /// A schema does not know which names are declared, what amounts are too large or too fine, or that
  /// `1.0` is no integer here; and notes are no mistakes.
  package var isStructural: Bool { severity == .error && problem.isStructural }
}

extension Diagnostic.Problem {
  fileprivate var isStructural: Bool {
    switch self {
    case .syntax, .emptyText, .unknownKey, .missingKey, .brokenRule, .kindUnclear, .unknownValue,
      .wrongCount, .repeated, .badText, .badName, .badKey, .unknownSetting:
      true
    case .reversed, .nameLikeOffset, .duplicateName, .unknownName, .settingNotModelled,
      .keyNotModelled,
      .rule:
      false
    case .outOfBounds(_, _, let bounds): bounds == .positive
    case .badQuantity(let text, let kind, let flaw):
      flaw.isStructural(in: text) || !kind.takesSpelling(of: text)
    case .outOfRange(let text, let allowed): !allowed.takesForSchema(text)
    case .badSetting(let setting, let found): !setting.takesForSchema(found)
    case .wrongType(.integer(let range), .number(let text)):
      !(Double.isWhole(text) && range.takesForSchema(text))
    case .wrongType(.hundredths(let range), .number(let text)):
      !range.takesHundredthsForSchema(text)
    case .wrongType: true
    }
  }
}

extension QuantityFlaw {
  /// Whether the spelling is wrong, rather than the amount.
  fileprivate func isStructural(in text: String) -> Bool {
    switch self {
    case .empty, .blank, .signed, .noNumber, .missingUnit, .unknownUnit, .unitOrder: true
    // A name with a meaning of its own is refused by itself; before an offset, the schema lets it by.
    case .notAName(let name): text == name || !NamePattern.name.allows(name)
    case .notWhole, .tooManyDigits, .tooLarge, .divisionByZero: false
    }
  }
}

extension QuantityKind {
  /// Whether a text has the form that the schema asks for: something too large may have no unit, too.
  fileprivate func takesSpelling(of text: String) -> Bool {
    guard let pattern = try? Regex(regex()) else { return true }
    return text.firstMatch(of: pattern) != nil
  }
}

extension ClosedRange<Int64> {
  /// Whether a schema takes a number, which knows an end only where it is not that of 64 bits.
  fileprivate func takesForSchema(_ text: String) -> Bool {
    guard let number = Double(text) else { return false }
    if lowerBound > .min, number < Double(lowerBound) { return false }
    return upperBound == .max || number <= Double(upperBound)
  }

  fileprivate func takesHundredthsForSchema(_ text: String) -> Bool {
    guard let number = Double(text) else { return false }
    return Double(lowerBound) / 100 <= number && number <= Double(upperBound) / 100
  }
}

extension SettingShape {
  /// Whether a schema takes what Kafka would not: it does not look at the size of a number in quotes.
  fileprivate func takesForSchema(_ found: Diagnostic.Found) -> Bool {
    switch (kind, found) {
    case (.integer, .string(let text)):
      let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
      return !digits.isEmpty && digits.utf8.allSatisfy(\.isDigit)
    case (.integer(let range), .number(let text)):
      return Double.isWhole(text) && range.takesForSchema(text)
    default: return false
    }
  }
}

extension Double {
  /// Whether a number is whole, however it is spelled: `1.0`, `2e3`.
  fileprivate static func isWhole(_ text: String) -> Bool {
    Double(text).map { $0.isFinite && $0 == $0.rounded(.towardZero) } ?? false
  }
}
