import SimKernel

/// What only the meaning of a scenario forbids: a fault on a broker that is not there, a step that
/// waits for a later one, a group that moves to where its topic is not.
///
/// The checks run on what is sound of a file, whatever is wrong in the rest of it; a mistake that has
/// been reported is not reported again under another name. Values that vary count with all that a run
/// may draw.
struct ScenarioChecks {
  let outline: ScenarioOutline
  private(set) var diagnostics: Diagnostics
  /// What the links copy; nil for a link about which that cannot be said.
  var filters: [LinkFilters?] = []
  var layout: TopicLayout!

  /// Checks a document and adds what is wrong to what has been found.
  static func check(_ document: CheckedDocument) -> Diagnostics {
    guard let node = document.root,
      let root = PartialValue(CheckedValue(node, as: .object(ScenarioShape.scenario)))
    else { return document.diagnostics }
    var checks = ScenarioChecks(
      outline: ScenarioOutline(root), diagnostics: document.diagnostics)
    checks.run()
    return checks.diagnostics
  }

  private init(outline: ScenarioOutline, diagnostics: Diagnostics) {
    self.outline = outline
    self.diagnostics = diagnostics
  }

  private mutating func run() {
    guard checkSections() else { return }
    checkLinkSettings()
    layout = TopicLayout(outline, filters: filters)
    checkTopics()
    checkLogs()
    checkProducers()
    checkGroups()
    checkLinks()
    checkMoments()
    let states = checkActions()
    checkFaults()
    checkExpectations(states)
    checkLength()
    checkSize()
  }

  mutating func report(
    _ message: String, hint: String? = nil, as severity: Diagnostic.Severity = .error,
    at value: PartialValue
  ) {
    diagnostics.report(message, hint: hint, as: severity, at: value.value)
  }

  mutating func report(
    _ message: String, hint: String? = nil, as severity: Diagnostic.Severity = .error,
    at place: SourcePlace, path: NodePath
  ) {
    diagnostics.report(.rule(message, hint: hint), as: severity, at: place, path: path)
  }
}

// MARK: - How much there is

extension ScenarioChecks {
  /// The most things of a kind. Beyond them a file describes no estate, and checks that compare
  /// everything with everything would not end.
  private static let sections: [(key: String, kind: NameKind, max: Int)] = [
    ("clusters", Names.cluster, 32), ("topics", Names.topic, 5000),
    ("producers", Names.producer, 5000), ("sinks", Names.sink, 5000),
    ("groups", Names.group, 5000), ("links", Names.link, 100),
  ]

  /// Whether there is as much of everything as can be looked at.
  private mutating func checkSections() -> Bool {
    var isSmall = true
    for section in Self.sections {
      guard let value = outline.root[section.key] else { continue }
      let count = value.value.node.object?.count ?? 0
      guard count > section.max else { continue }
      report(
        "\(count) \(section.kind.plural) are too many; the limit is \(section.max)",
        hint: "rehearse a part of them that stands for the rest", at: value)
      isSmall = false
    }
    if let clusters = outline.root["clusters"], outline.clusters.isEmpty {
      report("a scenario needs a cluster", at: clusters)
      isSmall = false
    }
    for key in ["faults", "expect"] {
      guard let value = outline.root[key], value.elements.count > 10_000 else { continue }
      report("more than 10000 of these are too many", at: value)
      isSmall = false
    }
    return isSmall
  }
}

extension ClosedRange {
  /// Whether all of one range lies within another.
  func holds(_ other: Self) -> Bool {
    lowerBound <= other.lowerBound && other.upperBound <= upperBound
  }
}
