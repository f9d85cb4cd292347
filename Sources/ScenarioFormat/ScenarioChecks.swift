import Documents
import SimKernel

/// What only the meaning of a scenario forbids: a fault on a broker that is not there, a step that
/// waits for a later one, a group that moves to where its topic is not.
///
/// The checks run on what is sound of a file, whatever is wrong in the rest of it; a mistake that has
/// been reported is not reported again under another name. Values that vary count with all that a run
/// may draw.
struct ScenarioChecks {
  let outline: ScenarioOutline
  var diagnostics: Diagnostics
  /// By link: which topics its settings name; nil for a link about which that cannot be said.
  var named: [[Bool]?] = []
  var layout: TopicLayout!
  var circles: LinkCircles!
  /// What each group reads on a cluster: by group × cluster, as far as somebody asked.
  var readings: [Reading?] = []
  /// How many more names may be compared in search of a near one.
  private var comparisonsLeft = 50_000

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
    layout = TopicLayout(outline, named: named)
    circles = LinkCircles(outline, layout)
    readings = Array(repeating: nil, count: outline.groups.count * outline.clusters.count)
    checkTopics()
    checkLogs()
    checkProducers()
    checkGroups()
    checkConnect()
    checkLinks()
    checkMoments()
    let states = checkActions()
    checkFaults()
    checkExpectations(states)
    checkMeasured(states)
    checkLength()
    checkSize()
  }

  /// The name that was most likely meant, as the end of a message; empty if none is near.
  mutating func didYouMean(_ name: String, among names: [String]) -> String {
    comparisonsLeft -= names.count
    guard comparisonsLeft >= 0, let nearest = Suggestion.nearest(to: name, among: names) else {
      return ""
    }
    return "; did you mean \(quoted(nearest))?"
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
