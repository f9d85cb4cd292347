import Accounting
import KafkaModel
import MigrationModel
import SimKernel

/// An expectation and what came of it.
package struct ExpectationOutcome: Equatable, Sendable {
  package var expectation: Expectation
  /// What was found; nil when the point or the thing was never reached.
  package var found: Int64?
  package var isOpen: Bool
  package var holds: Bool
  /// Whether nobody wrote it down: it is expected of every run.
  package var isImplied: Bool
}

/// Compares an outcome with what was expected of it.
struct Expectations {
  let outcome: Outcome

  init(_ outcome: Outcome) { self.outcome = outcome }

  private var scenario: Scenario { outcome.scenario }

  func results() -> [ExpectationOutcome] {
    var results = scenario.expectations.map { result(for: $0, isImplied: false) }
    if results.isEmpty {
      results.append(
        result(for: Expectation(point: "forward", metric: "loss", .exactly(0)), isImplied: true))
    }
    let unattributed = branches().map { $0.judgement.unattributed }.max() ?? 0
    results.append(
      ExpectationOutcome(
        expectation: Expectation(point: "any", metric: "unattributed", .exactly(0)),
        found: unattributed, isOpen: false, holds: unattributed == 0, isImplied: true))
    return results
  }

  private func branches() -> [BranchOutcome] {
    outcome.points.flatMap { [$0.early, $0.late] } + [outcome.forward]
  }

  func verdict(_ results: [ExpectationOutcome]) -> Verdict {
    let expectsOpen = scenario.expectations.contains { $0.bound == .open }
    if !expectsOpen, branches().contains(where: { $0.unrest != nil }) { return .unsettled }
    if case .stuck = outcome.planEnd { return .unsettled }
    if results.contains(where: { !$0.holds && $0.found != nil }) { return .violated }
    let missed = outcome.faults.contains { $0.bites == 0 && !$0.mayMiss }
    let isUnreached = results.contains { $0.found == nil }
    if case .held = outcome.planEnd, scenario.expectations.isEmpty { return .inconclusive }
    return missed || isUnreached ? .inconclusive : .pass
  }

  private func result(for expectation: Expectation, isImplied: Bool) -> ExpectationOutcome {
    guard let branch = branch(named: expectation.point, early: expectation.early) else {
      return ExpectationOutcome(
        expectation: expectation, found: nil, isOpen: false, holds: false, isImplied: isImplied)
    }
    let reading = MetricReading(outcome: outcome, branch: branch, expectation: expectation)
    let found = reading.value()
    let isOpen = reading.isOpen()
    let holds =
      switch expectation.bound {
      case .exactly(let value): found == value
      case .range(let low, let high):
        found.map { $0 >= low ?? .min && $0 <= high ?? .max } ?? false
      case .open: isOpen
      }
    return ExpectationOutcome(
      expectation: expectation, found: found, isOpen: isOpen, holds: holds, isImplied: isImplied)
  }

  /// The branch that a name means: a step, going forward, or the last point of an authority state.
  func branch(named name: String, early: Bool) -> BranchOutcome? {
    if name == "forward" || name == "FWD" { return outcome.forward }
    let point =
      outcome.points.last { $0.name == name }
      ?? outcome.points.last { $0.authority.point == name || $0.authority.rawValue == name }
    return point.map { early ? $0.early : $0.late }
  }
}

/// Reads one metric off a branch, for one thing or all, of one cause or all.
struct MetricReading {
  let outcome: Outcome
  let branch: BranchOutcome
  let expectation: Expectation

  private var scenario: Scenario { outcome.scenario }

  /// The number; nil when the metric or the thing does not exist.
  func value() -> Int64? {
    switch expectation.metric {
    case "dup": sum(readers) { count($0.dup) }
    case "loss": sum(readers) { loss($0) } ?? lossWithoutReaders()
    case "reorder": sum(readers) { count($0.reorder) }
    case "conflict": sum(readers) { $0.conflict }
    case "expired": sum(readers) { $0.expired }
    case "unread": sum(readers) { $0.unread }
    case "effects": sum(readers) { $0.applied + $0.dup.total }
    case "sink-overwritten": overwritten()
    case "dead-letter": sum(readers) { $0.deadLetters }
    case "stall": stall()
    case "catch-up": catchUp()
    case "log-dup": sum(logs) { count($0.0.logDup[$0.1]) }
    case "log-missing": sum(logs) { count($0.0.logMissing[$0.1]) }
    case "split-keys": splitKeys()
    case "reconcile": sum(topics) { count($0.reconcileUnread) + count($0.reconcileApplied) }
    case "unsent": sum(writers) { count($0.unsent) }
    case "phantom": phantom()
    case "gate-failed": Int64(outcome.gates.count { !$0.passed })
    case "unattributed": branch.judgement.unattributed
    default: nil
    }
  }

  /// The number as it would be measured: of several waits the longest.
  func measured() -> Int64? {
    guard expectation.metric == "stall" else { return value() }
    let waits =
      isOfProducer ? writers.map(\.longestStall) : readers.map(\.longestStall)
    return waits.max()
  }

  func isOpen() -> Bool { readers.contains { $0.isStallOpen } }

  private func sum<Row>(_ rows: [Row], _ value: (Row) -> Int64) -> Int64? {
    rows.isEmpty ? nil : rows.reduce(0) { $0 + value($1) }
  }

  private func count(_ tally: Tally) -> Int64 {
    tally.rows.reduce(0) { $0 + (matches($1.blame) ? $1.count : 0) }
  }

  private func matches(_ blame: Blame) -> Bool {
    if let cause = expectation.cause, blame.cause.rawValue != cause { return false }
    let via = blame.via.map(\.rawValue)
    return expectation.via.allSatisfy {
      $0 == Amplifier.nonidempotentSink.rawValue || via.contains($0)
    }
  }

  private func loss(_ row: ReaderJudgement) -> Int64 {
    switch expectation.kind {
    case "lost": count(row.lost)
    case "skipped": count(row.skipped)
    case "stranded": count(row.stranded)
    default: count(row.lost) + count(row.skipped) + count(row.stranded)
    }
  }

  /// Of a topic that nobody reads: the acknowledged records that every log has lost.
  private func lossWithoutReaders() -> Int64? {
    guard expectation.kind == nil || expectation.kind == "lost" else { return nil }
    return sum(topics) { count($0.logLost) }
  }

  /// Only a sink that keeps one value a key has one to write over.
  private func overwritten() -> Int64? {
    let rows = readers.filter { row in
      scenario.sinkKind(of: row.subscription) == .upsert
    }
    return rows.isEmpty || rows.contains { $0.overwritten == nil }
      ? nil : rows.reduce(0) { $0 + ($1.overwritten ?? 0) }
  }

  private func stall() -> Int64? {
    if isOfProducer { return sum(writers) { count($0.stall) } }
    return readers.map { count($0.stall) }.max()
  }

  /// Of the run that went forward; nil while some replica is behind, and where no broker was down.
  private func catchUp() -> Int64? {
    let times = outcome.losses.map { loss -> Int64? in
      guard let started = loss.started, let whole = loss.whole else { return nil }
      return max(0, (whole - started).milliseconds)
    }
    return times.contains(nil) ? nil : times.compactMap(\.self).max()
  }

  private func phantom() -> Int64? {
    let of = expectation.of
    if scenario.groups.contains(where: { $0.name == of }) { return sum(readers) { $0.phantom } }
    let isWritten = of == "any" || scenario.topics.contains { $0.name == of } || isOfProducer
    return isWritten ? sum(writers) { $0.phantom } : sum(logs) { $0.0.phantom[$0.1] }
  }

  private var isOfProducer: Bool { scenario.producers.contains { $0.name == expectation.of } }

  private func splitKeys() -> Int64? {
    topics.isEmpty ? nil : topics.map { $0.splitKeys.max() ?? 0 }.reduce(0, +)
  }

  // MARK: What `of` names

  private var readers: [ReaderJudgement] {
    branch.judgement.readers.filter { row in
      isMeant(scenario.groups[row.subscription.row].name)
        || isMeant(scenario.topics[row.topic.row].name)
    }
  }

  private var topics: [TopicJudgement] {
    branch.judgement.topics.filter { isMeant(scenario.topics[$0.topic.row].name) }
  }

  /// Topics with the clusters that `of` names: `cloud.orders` for one, `orders` for all.
  private var logs: [(TopicJudgement, Int)] {
    branch.judgement.topics.flatMap { row in
      scenario.clusters.indices.filter { cluster in
        let topic = scenario.topics[row.topic.row].name
        return isMeant(topic) || isMeant("\(scenario.clusters[cluster].name).\(topic)")
      }.map { (row, $0) }
    }
  }

  private var writers: [WriterJudgement] {
    var names: [String] = []
    for spec in scenario.producers {
      names += Array(repeating: spec.name, count: spec.instances)
    }
    return branch.judgement.writers.filter {
      isMeant(names[$0.producer.row]) || isMeant(scenario.topics[$0.topic.row].name)
    }
  }

  private func isMeant(_ name: String) -> Bool {
    guard let of = expectation.of, of != "any" else { return true }
    return of == name
  }
}
