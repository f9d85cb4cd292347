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
    var diagnostics = document.diagnostics
    guard ScenarioSize.check(root, reportingTo: &diagnostics) else { return diagnostics }
    var checks = ScenarioChecks(outline: ScenarioOutline(root), diagnostics: diagnostics)
    checks.run()
    return checks.diagnostics
  }

  private init(outline: ScenarioOutline, diagnostics: Diagnostics) {
    self.outline = outline
    self.diagnostics = diagnostics
  }

  private mutating func run() {
    checkVersions()
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
