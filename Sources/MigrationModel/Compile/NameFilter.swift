/// Comma-separated regular expressions, one of which must match a whole name: how MirrorMaker 2
/// chooses topics and groups.
struct NameFilter {
  private let included: [Regex<AnyRegexOutput>]
  private let excluded: [Regex<AnyRegexOutput>]

  /// Expressions that cannot be read match nothing.
  init(include: String, exclude: String) {
    included = Self.expressions(include)
    excluded = Self.expressions(exclude)
  }

  private static func expressions(_ list: String) -> [Regex<AnyRegexOutput>] {
    list.split(separator: ",").compactMap { part in
      let trimmed = part.drop { $0 == " " }
      return try? Regex(String(trimmed.reversed().drop { $0 == " " }.reversed()))
    }
  }

  func takes(_ name: String) -> Bool {
    included.contains { name.wholeMatch(of: $0) != nil }
      && !excluded.contains { name.wholeMatch(of: $0) != nil }
  }
}
