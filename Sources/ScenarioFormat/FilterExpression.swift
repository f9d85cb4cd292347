/// One regular expression of a link's settings: it must match a whole name, as MirrorMaker 2 and the
/// model read it.
struct FilterExpression {
  /// Nil for `.*`, which needs no look.
  private let regex: Regex<AnyRegexOutput>?
  /// How many of its parts are repeated without a limit.
  let repetitions: Int

  /// Nil if it cannot be used; `flaw(of:)` says why.
  init?(_ expression: String) {
    if expression == ".*" {
      (regex, repetitions) = (nil, 0)
      return
    }
    guard Self.spellingFlaw(of: expression) == nil, let regex = try? Regex(expression) else {
      return nil
    }
    self.regex = regex
    repetitions = RepetitionScan(expression).count
  }

  func matches(_ name: String) -> Bool { regex.map { name.wholeMatch(of: $0) != nil } ?? true }

  /// The expressions of a list with commas, without the blanks around them.
  static func parts(of list: String) -> [String] {
    list.split(separator: ",").map { part in
      let trimmed = part.drop { $0 == " " }
      return String(trimmed.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// Why an expression cannot be used; nil if it can.
  ///
  /// Matching goes back and forth within a name, and the time it takes multiplies with each
  /// repetition. Three of them are quick; repeated groups with a choice inside never are.
  static func flaw(of expression: String) -> String? {
    spellingFlaw(of: expression)
      ?? ((try? Regex(expression)) == nil ? "it is no regular expression" : nil)
  }

  private static func spellingFlaw(of expression: String) -> String? {
    if expression.utf8.count > 1000 { return "it has more than 1000 characters" }
    if expression.utf8.contains(where: { $0 > 0x7E || $0 < 0x20 }) {
      return "names have printable ASCII characters only"
    }
    let scan = RepetitionScan(expression)
    if let word = scan.unknown { return "\(word) is not understood here" }
    if scan.isNested { return "it repeats a group with a choice inside, which can take forever" }
    return scan.count > 3 ? "it has more than 3 repetitions, which can take very long" : nil
  }
}

/// Names that one list of expressions takes and another does not leave out.
struct NameChoice {
  private let included: [FilterExpression]
  private let excluded: [FilterExpression]

  /// Nil if an expression cannot be used.
  init?(include: String, exclude: String) {
    func expressions(_ list: String) -> [FilterExpression]? {
      let all = FilterExpression.parts(of: list).map(FilterExpression.init)
      return all.contains { $0 == nil } ? nil : all.compactMap { $0 }
    }
    guard let included = expressions(include), let excluded = expressions(exclude) else {
      return nil
    }
    self.included = included
    self.excluded = excluded
  }

  func takes(_ name: String) -> Bool {
    included.contains { $0.matches(name) } && !excluded.contains { $0.matches(name) }
  }

  /// About how many steps it takes to try all expressions on these names, up to `limit` or so.
  func cost(of names: [String], limit: Int) -> Int {
    let longest = names.map(\.utf8.count).max() ?? 0
    return (included + excluded).reduce(0) { sum, expression in
      var steps = names.count
      for _ in 0..<expression.repetitions { steps = min(limit, steps * (longest + 1)) }
      return min(limit, sum) + steps
    }
  }
}

/// Looks for what makes an expression slow, or for what Java and we may understand differently.
private struct RepetitionScan {
  /// How many parts are repeated without a limit.
  private(set) var count = 0
  /// Whether a group is repeated that can match one text in several ways.
  private(set) var isNested = false
  private(set) var unknown: String?
  /// For each open group: whether something within it is repeated, optional or a choice.
  private var groups: [Bool] = [false]

  init(_ expression: String) {
    var closed = false
    var isInClass = false
    var before: Character?
    for character in expression {
      let groupBefore = closed
      closed = false
      defer { before = before == "\\" ? nil : character }
      if before == "\\" {
        if character.isLetter || character.isNumber { unknown = "\\\(character)" }
        continue
      }
      switch character {
      case "[": isInClass = true
      case "]": isInClass = false
      case _ where isInClass, "\\": break
      case "(": groups.append(false)
      case ")" where groups.count > 1: closed = close()
      case "?" where before == "(": unknown = "(?"
      case "{": unknown = "{"
      case "*", "+":
        count += 1
        isNested = isNested || groupBefore
        markChoice()
      case "?", "|": markChoice()
      default: break
      }
    }
  }

  private mutating func markChoice() { groups[groups.count - 1] = true }

  /// Ends a group. What is a choice inside is one outside.
  private mutating func close() -> Bool {
    let isChoice = groups.removeLast()
    if isChoice { markChoice() }
    return isChoice
  }
}
