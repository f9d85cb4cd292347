import Documents
import MigrationModel
import SimKernel

// Whether expectations are about something that an outcome has.

extension ScenarioChecks {
  mutating func checkExpectations(_ states: PlanStates) {
    for case let expectation? in outline.root["expect"]?.elements ?? [] {
      if let point = expectation["point"] { check(point: point, states) }
      checkSubject(expectation)
      checkBounds(expectation)
      checkBlame(expectation)
    }
  }

  // MARK: Where

  mutating func check(point: PartialValue, _ states: PlanStates) {
    guard let name = point.text, !Names.forward.contains(name) else { return }
    if outline.stepNames[name] != nil { return }
    let states = states.authorities
    if let authority = Authority.allCases.first(where: { $0.point == name || $0.rawValue == name })
    {
      guard !states.contains(nil), !states.contains(authority), isPlanSound else { return }
      report(
        "after no step of the plan the state is \(quoted(authority.rawValue))",
        hint: stateHint(states.compactMap { $0 }), at: point)
      return
    }
    guard isPlanSound else { return }
    let steps = outline.stepNames.names.filter { !$0.isEmpty }
    let known = steps + Names.forward + Authority.allCases.flatMap { [$0.point, $0.rawValue] }
    report(
      "unknown point \(quoted(name))" + didYouMean(name, among: known),
      hint:
        "there are \(wordList(steps.map(quoted) + ["\"forward\"", "RP1 to RP4"], "and", limit: 12))",
      at: point)
  }

  private var isPlanSound: Bool {
    outline.root["plan"]?["steps"] != nil && !outline.steps.contains { $0.name == nil }
  }

  private func stateHint(_ authorities: [Authority]) -> String {
    guard let last = authorities.max() else { return "the plan has no steps" }
    return "the furthest is \(quoted(last.rawValue)), after "
      + quoted(outline.steps[authorities.lastIndex(of: last) ?? 0].name ?? "")
  }

  // MARK: Of what

  /// The kinds of things that a metric is counted of; none for metrics of the whole run.
  private func subjects(of metric: String) -> [NameTable] {
    let (topics, groups, producers) = (
      outline.topicNames, outline.groupNames, outline.producerNames
    )
    return switch metric {
    case "dup", "loss", "reorder", "conflict", "expired", "unread": [groups, topics]
    case "stall": [groups, topics, producers]
    case "unsent": [producers, topics]
    case "phantom": [groups, topics, producers]
    case "split-keys", "reconcile", "log-dup", "log-missing": [topics]
    default: []
    }
  }

  mutating func checkSubject(_ expectation: PartialValue) {
    guard let subject = expectation["of"], let name = subject.text, name != "any",
      let metric = expectation["metric"]?.text
    else { return }
    let tables = subjects(of: metric)
    if tables.isEmpty {
      return report(
        "\(quoted(metric)) is counted over all, not of something", hint: "leave \"of\" out",
        at: subject)
    }
    let isOfLogs = metric.hasPrefix("log-") || metric == "phantom"
    guard !tables.contains(where: { $0[name] != nil }), !(isOfLogs && isLog(name)),
      outline.isSound("topics"), outline.isSound("groups"), outline.isSound("producers")
    else { return }
    let names = tables.flatMap(\.names)
    let words = wordList(tables.map(\.kind.word), "or")
    let meant = didYouMean(name, among: names)
    let log = isOfLogs ? "; one log is \"cluster.topic\"" : ""
    report(
      "no \(words) is called \(quoted(name))\(meant)",
      hint: meant.isEmpty && !names.isEmpty
        ? "there are \(wordList(names, "and", limit: 12)); \"any\" means all\(log)" : nil,
      at: subject)
  }

  func isLog(_ name: String) -> Bool {
    outline.clusterNames.names.contains { cluster in
      name.hasPrefix(cluster + ".")
        && outline.topicNames[String(name.dropFirst(cluster.count + 1))] != nil
    }
  }

  // MARK: How much

  private mutating func checkBounds(_ expectation: PartialValue) {
    guard let metric = expectation["metric"]?.text else { return }
    let isTime = metric == "stall" || metric == "catch-up"
    for key in ["is", "min", "max"] {
      guard let bound = expectation[key] else { continue }
      if bound.value.node.number != nil {
        guard isTime, bound.value.node.int != 0 else { continue }
        report(
          "a \(metric) is a duration",
          hint: metric == "stall"
            ? "write \"30s\", or \"open\" for one that is not over" : "write \"30s\"",
          at: bound)
      } else if !isTime {
        report("\(quoted(metric)) is a number, not a duration", at: bound)
      } else if metric != "stall", bound.isWord("open") {
        report("only a stall can be open", hint: "write a duration: \"30s\"", at: bound)
      } else if !bound.isWord("open") {
        checkMilliseconds(bound)
      }
    }
    guard let low = amount(expectation["min"]), let high = amount(expectation["max"]), low > high,
      let value = expectation["min"]
    else { return }
    report("the least is above the most", at: value)
  }

  private func amount(_ value: PartialValue?) -> Int64? {
    guard let value else { return nil }
    if let count = value.value.node.int { return Int64(count) }
    return value.text.flatMap { try? Quantity.duration($0) }?.milliseconds
  }

  // MARK: Of what kind

  private static let metricsWithCause = [
    "dup", "loss", "reorder", "stall", "log-dup", "log-missing", "reconcile", "unsent",
  ]

  mutating func checkBlame(_ expectation: PartialValue) {
    guard let metric = expectation["metric"]?.text else { return }
    if metric != "loss", let kind = expectation["kind"] {
      report("only \"loss\" has kinds; this is about \(quoted(metric))", at: kind)
    }
    guard !Self.metricsWithCause.contains(metric) else { return }
    for key in ["cause", "via"] where !expectation.lacks(key) {
      guard let value = expectation[key] else { continue }
      report("\(quoted(metric)) is not counted by cause", hint: "leave it out", at: value)
    }
  }
}
