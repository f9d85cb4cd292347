import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel

/// What must be true of every outcome, whatever the migration.
struct WorldCheck {
  let scenario: Scenario
  let outcome: Outcome

  init(_ scenario: Scenario) {
    self.scenario = scenario
    outcome = Rehearsal(scenario).run()
  }

  /// Everything that does not hold, in words; empty for a sound model.
  func flaws() -> [String] {
    var flaws = flaws(of: outcome.forward, "forward")
    for point in outcome.points {
      flaws += self.flaws(of: point.early, "\(point.name) early")
      flaws += self.flaws(of: point.late, "\(point.name) late")
    }
    return flaws + bookkeeping()
  }

  private func flaws(of branch: BranchOutcome, _ name: String) -> [String] {
    let judgement = branch.judgement
    var flaws: [String] = []
    for row in judgement.readers where !row.isConserved {
      let parts =
        "acked \(row.acked), applied \(row.applied), loss \(row.loss), expired \(row.expired), "
        + "unread \(row.unread), unaccounted \(row.unaccounted)"
      flaws.append("\(name): group \(row.subscription.row) topic \(row.topic.row): \(parts)")
    }
    for (metric, count) in unattributed(judgement) where count != 0 {
      flaws.append("\(name): \(count) of \(metric) unattributed")
    }
    return flaws
  }

  /// What has no cause, by metric. Waits are not records, and are left to tests of their own.
  private func unattributed(_ judgement: Judgement) -> [(String, Int64)] {
    func readers(_ tally: (ReaderJudgement) -> Tally) -> Int64 {
      judgement.readers.reduce(0) { $0 + tally($1).unattributed }
    }
    func topics(_ tallies: (TopicJudgement) -> [Tally]) -> Int64 {
      judgement.topics.reduce(0) { $0 + tallies($1).reduce(0) { $0 + $1.unattributed } }
    }
    return [
      ("dup", readers(\.dup)), ("lost", readers(\.lost)), ("skipped", readers(\.skipped)),
      ("stranded", readers(\.stranded)), ("reorder", readers(\.reorder)),
      ("log-dup", topics(\.logDup)),
      ("log-missing", topics(\.logMissing)),
      ("reconcile", topics { [$0.reconcileUnread, $0.reconcileApplied] }),
      ("unsent", judgement.writers.reduce(0) { $0 + $1.unsent.unattributed }),
      ("producer stall", judgement.writers.reduce(0) { $0 + $1.stall.unattributed }),
    ]
  }

  // MARK: Both books of the ledger

  /// Goes forward once more and compares what is blamed with what was counted record by record.
  private func bookkeeping() -> [String] {
    var world = World(scenario, seed: scenario.seed)
    following: while let stop = world.run(until: .never) {
      switch stop {
      case .planEnded: world.goForward()
      case .settled, .unsettled: break following
      default: continue
      }
    }
    let ledger = world.estate.ledger
    var flaws = meters(world.usage())
    for reader in ledger.subscriptions.readers.indices {
      for topic in ledger.subscriptions.readers[reader] {
        flaws += repeats(ledger, SubscriptionID(reader), topic)
      }
    }
    for lane in ledger.lanes.ids {
      let blamed = ledger.givenUp.filter { $0.range.lane == lane }
        .reduce(0) { $0 + $1.range.count }
      let counted = ledger.unsent[lane].totals.covered
      if blamed != counted {
        flaws.append("lane \(lane.row): \(blamed) blamed as unsent, \(counted) counted")
      }
    }
    return flaws
  }

  /// What was counted for whoever pays: what links carried is what came as copies, nothing is kept for
  /// longer than the run, and nothing ever becomes less.
  private func meters(_ usage: Usage) -> [String] {
    var flaws: [String] = []
    let topics = usage.clusters.flatMap(\.topics)
    let copied = topics.reduce(0) { $0 + $1.copied }
    let carried = usage.links.reduce(0) { $0 + Int128($1.carried) }
    if copied != carried { flaws.append("\(carried) bytes carried, \(copied) copied") }
    for topic in topics where topic.kept < 0 {
      flaws.append("topic \(topic.name) has kept \(topic.kept) byte-ms")
    }
    for point in outcome.points {
      for (before, after) in zip(amounts(point.usage.from), amounts(point.usage.to))
      where after < before {
        flaws.append("after \(point.name) \(before) became \(after)")
      }
    }
    return flaws
  }

  private func amounts(_ usage: Usage) -> [Int128] {
    usage.clusters.flatMap { cluster in
      [Int128(cluster.logWrites), Int128(cluster.stood.nanoseconds)]
        + cluster.topics.flatMap { [$0.written, $0.copied, $0.read, $0.refilled, $0.kept] }
    } + usage.links.flatMap { [Int128($0.carried), Int128($0.stood.nanoseconds)] }
  }

  private func repeats(_ ledger: Ledger, _ reader: SubscriptionID, _ topic: TopicID) -> [String] {
    ledger.lanes.ids.filter { ledger.lanes[$0].topic == topic }.compactMap { lane in
      let cell = ledger.cells[ledger.subscriptions.cell(reader, lane)]
      let blamed = ledger.repeats.filter { $0.subscription == reader && $0.range.lane == lane }
        .reduce(0) { $0 + $1.range.count }
      let counted = cell.effects.totals.repeated
      return blamed == counted
        ? nil
        : "group \(reader.row) lane \(lane.row): \(blamed) blamed as repeated, \(counted) counted"
    }
  }
}
