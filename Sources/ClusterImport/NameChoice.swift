import Documents

/// A choice of topics or groups: some expressions take names, others leave them out.
///
/// - Source: Kafka 4.1, `DefaultTopicFilter`, `DefaultGroupFilter`, `MirrorUtils.compilePatternList`:
///   expressions stand between commas and must match the whole of a name; leaving out wins.
package struct NameChoice: Sendable {
  private let included: [NameExpression]
  private let excluded: [NameExpression]
  /// Expressions that are not understood. They take nothing and leave nothing out.
  package let unread: [String]
  /// Whether any matcher is quick at all of them.
  package let isSimple: Bool
  /// Expressions that are plain names.
  let literals: [String]

  package init(include: String, exclude: String) {
    let (taken, left) = (Self.parts(of: include), Self.parts(of: exclude))
    included = taken.compactMap { NameExpression($0) }
    excluded = left.compactMap { NameExpression($0) }
    literals = taken.filter(NamePattern.kafkaTopic.allows)
    unread = (taken + left).filter { NameExpression($0) == nil }
    isSimple = unread.isEmpty && (included + excluded).allSatisfy(\.isSimple)
  }

  /// The first 1,000: each costs time for every name.
  private static func parts(of list: String) -> [String] {
    list.split(separator: ",", maxSplits: 1000).map {
      String(ascii: Array($0.utf8)[...].trimmed)
    }.filter { !$0.isEmpty }
  }

  package func takes(_ name: String) -> Bool {
    included.contains { $0.matches(name) } && !isLeftOut(name)
  }

  /// Whether an expression leaves a name out that others may take.
  func isLeftOut(_ name: String) -> Bool { excluded.contains { $0.matches(name) } }
}
