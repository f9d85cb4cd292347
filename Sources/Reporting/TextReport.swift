import Accounting
import MigrationModel
import Rehearsal
import SimKernel

/// A report for a terminal. The first screen says how it ended, what each rollback point is worth,
/// and until when there is a way back.
package struct TextReport: Sendable {
  let report: Report
  let style: Style

  /// How words stand out; plain where nobody sees colour.
  package enum Style: Sendable {
    case plain
    case colored
  }

  package init(_ report: Report, style: Style = .plain) {
    self.report = report
    self.style = style
  }

  private var outcome: Outcome { report.outcome }
  private var scenario: Scenario { report.scenario }

  package func text() -> String {
    let parts = [
      head(), folded(forward()), points(), folded(wayBack()), cost(), folded(details()),
      folded(gates()),
      folded(moved()), faults(), expectations(), folded(assumptions()), end(),
    ]
    return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n") + "\n"
  }

  /// Lines of sentences, none wider than a terminal.
  private func folded(_ lines: [String]) -> [String] {
    lines.flatMap { Words.fold($0, width: 100, indent: "    ") }
  }

  // MARK: First screen

  private func head() -> [String] {
    var lines = [
      "migsim \(Report.version) · \(scenario.name) · scenario \(report.scenarioHash.prefix(12)) · "
        + "seed \(outcome.seed)"
    ]
    if let about = scenario.about { lines.append(about) }
    lines.append("")
    lines.append(verdict())
    let notes = Warnings(outcome).all() + MovementSentences(report).warnings()
    return lines + notes.map { "NOTE  \($0)" }
  }

  private func verdict() -> String {
    let word =
      outcome.verdict == .pass
      ? painted(outcome.verdict.word, 32) : painted(outcome.verdict.word, 31)
    let held = outcome.expectations.count { $0.holds }
    var parts = [
      "\(held) of \(Words.plural(outcome.expectations.count, "expectation", "expectations")) hold"
    ]
    if !scenario.faults.isEmpty {
      let bit = outcome.faults.count { $0.bites > 0 }
      parts.append("\(bit) of \(Words.plural(outcome.faults.count, "fault", "faults")) bit")
    }
    switch outcome.planEnd {
    case .done: break
    case .held(let step): parts.append("the plan stands still before \(name(step))")
    case .rolledBack(let step): parts.append("the gate of \(name(step)) sent the plan back")
    case .stuck(let step): parts.append("\(name(step)) could not be finished")
    }
    return "\(word)  \(parts.joined(separator: " · "))"
  }

  private func forward() -> [String] {
    let title = outcome.planEnd.goesBack ? "The plan went back" : "Going forward"
    return [painted(title, 1)] + sentences(outcome.forward, step: nil)
  }

  /// Sentences of a branch, and one for nothing at all.
  private func sentences(_ branch: BranchOutcome, step: Int?) -> [String] {
    let found = BranchSentences(report: report, branch: branch, step: step).all()
    let lines = found.isEmpty ? ["Nothing is lost, nothing is repeated, nobody waits."] : found
    return lines.map { "  \($0)" }
  }

  private func points() -> [String] {
    guard !outcome.points.isEmpty else { return [] }
    var table = TextTable([
      ("roll back after", false), ("until", false), ("state", false), ("dup", true),
      ("loss", true), ("reorder", true), ("reconcile", true), ("wait", true), ("Kafka", false),
      ("business", false),
    ])
    for point in outcome.points { add(point, to: &table) }
    let lines = table.lines()
    return [painted("Rollback points, at the last instant before the next step", 1)]
      + [painted(lines[0], 2)] + lines.dropFirst() + lastPoint()
  }

  /// Nobody takes a decision at the instant at which the last step is done.
  private func lastPoint() -> [String] {
    guard scenario.plan.holdback == .zero, outcome.planEnd == .done, let last = outcome.points.last,
      last.step.row == scenario.plan.steps.count - 1, last.late.noWayBack == nil
    else { return [] }
    return [
      "  The plan has no `holdback`: its last point is looked at as soon as \(name(last.step)) is done."
    ]
  }

  private func add(_ point: PointOutcome, to table: inout TextTable) {
    let figures = BranchFigures(point.late.judgement)
    guard point.late.noWayBack == nil else { return addClosed(point, to: &table) }
    table.add(
      "\(point.step.row + 1) \(point.name)", report.clock.text(point.late.began),
      point.authority.rawValue, Words.count(figures.dup), Words.count(figures.loss),
      Words.count(figures.reorder), Words.count(figures.reconcile),
      Words.amount(.milliseconds(figures.longestStall)) + (figures.isStallOpen ? "…" : ""),
      point.late.kafka.rawValue, point.late.business(scenario).rawValue)
  }

  private func addClosed(_ point: PointOutcome, to table: inout TextTable) {
    table.add(
      "\(point.step.row + 1) \(point.name)", report.clock.text(point.late.began),
      point.authority.rawValue, "–", "–", "–", "–", "–", point.late.kafka.rawValue,
      point.late.business(scenario).rawValue)
  }

  private func wayBack() -> [String] {
    guard !outcome.points.isEmpty else { return [] }
    return [painted("The way back", 1)]
      + WayBack(outcome).sentences(report).map { "  \($0)" }
  }

  // MARK: Below it

  private func cost() -> [String] {
    guard let section = CostSection(report) else { return [] }
    return [painted(section.title, 1)] + section.lines()
  }

  /// Each point: where everybody goes on, and what it comes to.
  private func details() -> [String] {
    outcome.points.flatMap { point -> [String] in
      var lines = [painted("Rolling back after \(point.step.row + 1) \(point.name)", 1)]
      lines.append("  \(PositionSentence(report: report, branch: point.late).text())")
      guard point.late.noWayBack == nil else { return lines }
      lines += sentences(point.late, step: point.step.row + 1)
      if differs(point) { lines.append("  " + earlier(point)) }
      if point.late.isInverseAssumed, !point.late.resumes.isEmpty || point.step.row > 0 {
        lines.append("  Assumed: each step's inverse, the last step first.")
      }
      return lines
    }
  }

  private func differs(_ point: PointOutcome) -> Bool {
    BranchFigures(point.early.judgement) != BranchFigures(point.late.judgement)
  }

  private func earlier(_ point: PointOutcome) -> String {
    let figures = BranchFigures(point.early.judgement)
    return "Right after the step, at \(report.clock.text(point.early.began)): "
      + "\(Words.count(figures.dup)) duplicated, \(losses(point.early.judgement)), "
      + "\(Words.count(figures.reorder)) reordered, \(Words.count(figures.reconcile)) to reconcile."
  }

  /// "3 lost, 5 skipped": the kinds of loss that there are.
  private func losses(_ judgement: Judgement) -> String {
    let kinds: [(String, Int64)] = [
      ("lost", judgement.readers.reduce(0) { $0 + $1.lost.total }),
      ("skipped", judgement.readers.reduce(0) { $0 + $1.skipped.total }),
      ("out of reach", judgement.readers.reduce(0) { $0 + $1.stranded.total }),
    ]
    let found = kinds.filter { $0.1 > 0 }
    return (found.isEmpty ? [kinds[0]] : found).map { "\(Words.count($0.1)) \($0.0)" }
      .joined(separator: ", ")
  }

  private func gates() -> [String] {
    let lines = GateSentences(report: report).all()
    return lines.isEmpty ? [] : [painted("Gates", 1)] + lines.map { "  \($0)" }
  }

  private func moved() -> [String] {
    let lines = MovementSentences(report).all()
    return lines.isEmpty ? [] : [painted("Moved", 1)] + lines.map { "  \($0)" }
  }

  private func faults() -> [String] {
    guard !outcome.faults.isEmpty else { return [] }
    return [painted("Faults", 1)]
      + outcome.faults.map { fault in
        guard let began = fault.began else { return "  \(fault.name): its moment never came" }
        return "  \(fault.name): \(span(of: fault, from: began)), \(bites(of: fault))"
      }
  }

  /// "from 14:00:00 to 14:00:30", "at 14:00:00" for what happens at an instant.
  private func span(of fault: FaultOutcome, from began: Instant) -> String {
    let start = report.clock.text(began)
    guard let ended = fault.ended else { return "from \(start), to the end" }
    return ended == began ? "at \(start)" : "from \(start) to \(report.clock.text(ended))"
  }

  /// What a fault did, as its kind counts it.
  private func bites(of fault: FaultOutcome) -> String {
    let count = fault.bites
    guard count > 0 else { return "changed nothing" }
    return switch fault.kind {
    case "broker-crash", "host-loss", "broker-stop", "broker-pause", "network-cut", "cluster-down",
      "zone-loss", "disk-full", "wal-detached", "wal-lost":
      "hit \(Words.count(count, "requests"))"
    case "slow-sink", "slow-consumer": "slowed \(Words.count(count, "pieces")) of work down"
    case "store-down", "store-slow", "store-throttled":
      "kept \(Words.count(count, "requests")) waiting"
    case "wal-slow": "slowed \(Words.count(count, "writes")) down"
    case "burst": "\(Words.count(count, "records")) came meanwhile"
    case "schema-reject": "refused \(Words.count(count, "records"))"
    case "retention": "\(Words.count(count, "records")) were deleted meanwhile"
    case "ack-lost": "lost \(Words.count(count, "answers"))"
    case "stale-endpoint": "\(Words.count(count, "records")) went where they should not"
    case "stale-ownership": "\(Words.count(count, "records")) were read by two members"
    default: "hit \(Words.count(count, "times"))"
    }
  }

  private func expectations() -> [String] {
    [painted("Expected", 1)]
      + outcome.expectations.map { result in
        let mark = result.holds ? painted("holds", 32) : painted("FAILS", 31)
        let implied = result.isImplied ? ", as of every run" : ""
        let found =
          result.holds
          ? "" : result.found.map { ": it is \(Words.count($0))" } ?? ": it was never reached"
        return "  \(mark)  \(result.expectation.words)\(implied)\(found)"
      }
  }

  private func assumptions() -> [String] {
    let lines =
      outcome.assumptions + report.notModelled.map { "not modelled: \($0)" }
      + scenario.departures.map { "unlike Kafka: \($0.what)" }
    guard !lines.isEmpty else { return [] }
    return [painted("Assumed", 1)] + lines.map { "  \($0)" }
  }

  private func end() -> [String] {
    [
      "This is a model of Kafka, not Kafka: a pass is evidence, not proof.",
      "\(Words.count(outcome.events)) events · fingerprint \(outcome.fingerprint.description)",
      "Again: \(report.command)",
    ]
  }

  // MARK: Words

  private func name(_ step: StepID) -> String { "`\(scenario.plan.steps[step.row].name)`" }

  private func painted(_ text: String, _ code: Int) -> String {
    style == .colored ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}

extension Expectation {
  /// "loss of billing at forward is 0"
  package var words: String {
    var text = metric
    if let kind { text += " (\(kind))" }
    if let of { text += " of \(of)" }
    text += " at \(point)\(early ? ", early," : "")"
    if let cause { text += " by \(cause)" }
    if !via.isEmpty { text += " via \(via.joined(separator: ", "))" }
    switch bound {
    case .exactly(let value): text += " is \(Words.count(value))"
    case .range(let low, let high):
      if let low { text += " at least \(Words.count(low))" }
      if let high {
        text += low == nil ? " at most \(Words.count(high))" : ", at most \(Words.count(high))"
      }
    case .open: text += " is open"
    }
    return text
  }
}
