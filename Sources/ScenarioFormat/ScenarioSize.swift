import Documents

/// How many things a scenario may have.
///
/// Beyond these numbers a file describes no estate that anybody would rehearse, and checks that
/// compare everything with everything would not end.
enum ScenarioSize {
  private static let sections: [(key: String, kind: NameKind, max: Int)] = [
    ("clusters", Names.cluster, 32), ("topics", Names.topic, 5000),
    ("producers", Names.producer, 5000), ("sinks", Names.sink, 5000),
    ("groups", Names.group, 5000), ("links", Names.link, 100),
    ("connect", Names.connect, 100),
  ]
  private static let listMax = 10_000

  /// Whether there is as much of everything as can be looked at, and anything at all.
  static func check(_ root: PartialValue, reportingTo diagnostics: inout Diagnostics) -> Bool {
    var isSmall = true
    for section in sections {
      guard let value = root[section.key] else { continue }
      let count = value.value.node.object?.count ?? 0
      guard count > section.max else { continue }
      diagnostics.report(
        "\(count) \(section.kind.plural) are too many; the limit is \(section.max)",
        hint: "rehearse a part of them that stands for the rest", at: value.value)
      isSmall = false
    }
    for key in ["faults", "expect"] {
      guard let value = root[key], value.value.node.array?.count ?? 0 > listMax else { continue }
      diagnostics.report("more than \(listMax) of these are too many", at: value.value)
      isSmall = false
    }
    // More steps than these are reported as a mistake of structure.
    let steps = root["plan"]?["steps"]?.elements ?? []
    let actions = steps.reduce(0) {
      $0 + (Self.actions(of: $1, "do") + Self.actions(of: $1, "rollback"))
    }
    if steps.count > 1000 { isSmall = false }
    if actions > listMax, let plan = root["plan"] {
      diagnostics.report("\(actions) actions are too many; the limit is \(listMax)", at: plan.value)
      isSmall = false
    }
    if let clusters = root["clusters"], clusters.value.node.object?.isEmpty == true {
      diagnostics.report("a scenario needs a cluster", at: clusters.value)
      isSmall = false
    }
    return isSmall
  }

  private static func actions(of step: PartialValue?, _ key: String) -> Int {
    step?.value.node[key]?.array?.count ?? 1
  }
}
