import Accounting
import KafkaModel
import MigrationModel
import SimKernel

/// All that a rehearsal found, as plain data: what reports are made of.
package struct Outcome: Sendable {
  package var scenario: Scenario
  package var seed: UInt64
  package var points: [PointOutcome] = []
  package var forward: BranchOutcome
  package var curve: [CurvePoint] = []
  package var planEnd: PlanEnd
  /// When the first step began.
  package var planBegan = Instant.zero
  package var gates: [GateRecord] = []
  package var faults: [FaultOutcome] = []
  package var expectations: [ExpectationOutcome] = []
  package var journal: [JournalEntry] = []
  package var assumptions: [String] = []
  /// The brokers that were lost on the way forward.
  package var losses: [BrokerLoss] = []
  /// Partitions that were given to other brokers on the way forward.
  package var movements: [MovementOutcome] = []
  /// When the first record was written directly to the target, by topic; nil for never.
  package var firstTargetWrite: [Instant?] = []
  /// What was used from the first step on; nil if no step began.
  package var usage: UsageSpan?
  package var events: Int64 = 0
  package var fingerprint = Digest()
  package var verdict = Verdict.pass
}

/// A rollback point: going back after a step, as soon as it is done and at the last instant before
/// the next.
package struct PointOutcome: Equatable, Sendable {
  package var step: StepID
  package var name: String
  package var authority: Authority
  package var early: BranchOutcome
  package var late: BranchOutcome
  /// What had been used when the step was done, and at the last instant before the next.
  package var usage: UsageSpan
}

/// What had been used at the ends of a span of time.
package struct UsageSpan: Equatable, Sendable {
  package var from: Usage
  package var to: Usage

  package init(from: Usage, to: Usage) {
    self.from = from
    self.to = to
  }
}

/// One branch, run to its end and judged.
package struct BranchOutcome: Equatable, Sendable {
  /// When it left the plan, when it was restored, and when it came to rest.
  package var began: Instant
  package var restored: Instant?
  package var ended: Instant
  /// Why it did not come to rest; nil if it did.
  package var unrest: String?
  /// Why it was not tried at all; nil if it was.
  package var noWayBack: String?
  /// What going forward comes to, for a branch that goes back: what it loses as well is not due to
  /// going back.
  package var forward: Judgement?
  package var judgement: Judgement
  package var resumes: [Resume]
  package var isInverseAssumed: Bool
  package var digest: Digest
  /// How many events it took from the start of the run, and how many of them after it left the plan.
  package var events: Int64
  package var eventsAlone: Int64
  /// Names for the ranges that have to be reconciled.
  package var places: [PartitionName]
  /// The key slot of each lane.
  package var keySlots: [UInt32]
}

/// The name of a partition that a report mentions.
package struct PartitionName: Equatable, Sendable {
  package var cluster: String
  package var topic: String
  package var number: Int
}

/// Where a group went on after a branch put it somewhere.
package struct Resume: Equatable, Sendable {
  package var subscription: SubscriptionID
  package var cluster: ClusterID
  package var mechanism: Mechanism
  package var at: Instant
  /// Offsets by partition, in order.
  package var offsets: [Int64]
  /// How old the position was, for one that was published; the oldest of its partitions.
  package var age: TimeAmount?
  /// Whether that was after the branch had left the plan.
  package var isInBranch: Bool
}

/// One sample of the reversibility curve.
package struct CurvePoint: Equatable, Sendable {
  package var at: Instant
  package var dup: Int64
  package var loss: Int64
  package var reconcile: Int64
}

/// A fault and whether it made a difference, judged on the way forward.
package struct FaultOutcome: Equatable, Sendable {
  package var name: String
  package var kind: String
  package var began: Instant?
  package var ended: Instant?
  package var bites: Int64
  package var mayMiss: Bool
}

/// How the whole ended: what the process exits with.
package enum Verdict: Int, Equatable, Sendable {
  case pass = 0
  case violated = 1
  case inconclusive = 2
  case unsettled = 3
}

/// Whether going back from somewhere is free.
package enum Reversibility: String, Equatable, Sendable, Comparable {
  case reversible
  case reconcile
  case forwardOnly = "forward-only"

  private var rank: Int { self == .reversible ? 0 : self == .reconcile ? 1 : 2 }
  package static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }
}

extension BranchOutcome {
  /// Whether Kafka's side of it is as before: no record is missing where readers and writers are.
  package var kafka: Reversibility {
    if unrest != nil || noWayBack != nil { return .forwardOnly }
    if losesMore(\.lost) { return .forwardOnly }
    let apart = judgement.topics.contains { $0.reconcile > 0 }
    return apart || losesMore(\.stranded) || losesMore(\.skipped) ? .reconcile : .reversible
  }

  /// Whether some reader loses records that it would not lose going forward, by the same cause.
  private func losesMore(_ kind: (ReaderJudgement) -> Tally) -> Bool {
    judgement.readers.contains { row in
      let other = forward?.readers.first {
        $0.subscription == row.subscription && $0.topic == row.topic
      }
      return kind(row).rows.contains { $0.count > (other.map(kind)?[$0.blame] ?? 0) }
    }
  }

  /// Whether the business can live with it: what went out twice cannot be taken back, what was added
  /// twice has to be found.
  package func business(_ scenario: Scenario) -> Reversibility {
    var worst = kafka
    for row in judgement.readers where row.dup.total > 0 {
      let group = scenario.groups[row.subscription.row]
      guard group.sink != nil || group.output != nil else { continue }
      switch scenario.sinkKind(of: row.subscription) {
      case .irreversible: worst = max(worst, .forwardOnly)
      case .append: worst = max(worst, .reconcile)
      case .upsert: if row.conflict > 0 { worst = max(worst, .reconcile) }
      case .transactional: break
      }
    }
    return worst
  }
}
