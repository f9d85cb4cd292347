import MigrationModel

/// Which topics and groups a link takes: comma-separated regular expressions, one of which must
/// match a whole name, as MirrorMaker 2 and the model read them.
struct LinkFilters {
  private let topics: [Filter]
  private let topicsExclude: [Filter]
  private let groups: [Filter]
  private let groupsExclude: [Filter]

  /// Nil if one of the lists cannot be used.
  init?(_ settings: MirrorSettings) {
    func filters(_ list: String) -> [Filter]? {
      let filters = Self.parts(of: list).map(Filter.init)
      return filters.contains { $0 == nil } ? nil : filters.compactMap { $0 }
    }
    guard let topics = filters(settings.topics), let groups = filters(settings.groups),
      let topicsExclude = filters(settings.topicsExclude),
      let groupsExclude = filters(settings.groupsExclude)
    else { return nil }
    self.topics = topics
    self.groups = groups
    self.topicsExclude = topicsExclude
    self.groupsExclude = groupsExclude
  }

  func takes(topic: String) -> Bool {
    topics.contains { $0.matches(topic) } && !topicsExclude.contains { $0.matches(topic) }
  }

  func takes(group: String) -> Bool {
    groups.contains { $0.matches(group) } && !groupsExclude.contains { $0.matches(group) }
  }

  /// How many expressions there are.
  var count: Int { topics.count + topicsExclude.count + groups.count + groupsExclude.count }

  /// The expressions of a list, without the blanks around them.
  static func parts(of list: String) -> [String] {
    list.split(separator: ",").map { part in
      let trimmed = part.drop { $0 == " " }
      return String(trimmed.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// Why an expression cannot be used; nil if it can.
  ///
  /// Matching goes back and forth within a name, and the time it takes multiplies with each
  /// repetition. Three of them are always quick; repeated groups with repetitions inside never are.
  static func flaw(of expression: String) -> String? {
    spellingFlaw(of: expression)
      ?? ((try? Regex(expression)) == nil ? "it is no regular expression" : nil)
  }

  fileprivate static func spellingFlaw(of expression: String) -> String? {
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

/// One expression.
private struct Filter {
  private let regex: Regex<AnyRegexOutput>?

  init?(_ expression: String) {
    if expression == ".*" {
      regex = nil
      return
    }
    guard LinkFilters.spellingFlaw(of: expression) == nil, let regex = try? Regex(expression) else {
      return nil
    }
    self.regex = regex
  }

  /// Most lists are `.*`, which needs no look.
  func matches(_ name: String) -> Bool { regex.map { name.wholeMatch(of: $0) != nil } ?? true }
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
