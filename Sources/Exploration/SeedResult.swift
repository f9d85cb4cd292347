import Accounting
import MigrationModel
import Rehearsal
import SimKernel

/// What one seed came to, short enough to keep a million of them.
package struct SeedResult: Equatable, Sendable {
  package var seed: UInt64
  package var verdict: Verdict
  /// Going forward, and each rollback point that was reached, at its last instant.
  package var forward: BranchFigures
  package var points: [Point]
  package var fingerprint: Digest
  /// How the clusters got over the brokers they lost on the way forward; nil if they lost none.
  package var recovery: RecoveryFigures?
  /// What it cost; nil without prices.
  package var cost: SeedCost?

  package struct Point: Equatable, Sendable {
    package var step: StepID
    package var figures: BranchFigures
  }

  package init(_ outcome: Outcome) {
    seed = outcome.seed
    verdict = outcome.verdict
    forward = BranchFigures(outcome.forward.judgement)
    points = outcome.points.map {
      Point(step: $0.step, figures: BranchFigures($0.late.judgement))
    }
    fingerprint = outcome.fingerprint
    recovery = RecoveryFigures(outcome.losses)
  }

  /// The larger, the worse: verdict first, then what is lost, then what has to be put right.
  var badness: [Int64] {
    let all = [forward] + points.map(\.figures)
    func sum(_ value: (BranchFigures) -> Int64) -> Int64 { all.reduce(0) { $0 + value($1) } }
    let rank: Int64 =
      switch verdict {
      case .pass: 0
      case .inconclusive: 1
      case .violated: 2
      case .unsettled: 3
      }
    return [
      rank, sum(\.loss), sum(\.reconcile), sum(\.reorder), sum(\.dup), sum(\.longestStall),
    ]
  }
}

/// What a run cost, in millionths of a currency's unit.
package struct SeedCost: Equatable, Sendable {
  /// From the first step to the end of the plan; nil if no step began.
  package var window: Int64?
  /// A month of all the traffic on the cluster that stays.
  package var month: Int64?

  package init(window: Int64?, month: Int64?) {
    self.window = window
    self.month = month
  }
}

/// How a figure spreads over seeds.
package struct Spread: Equatable, Sendable {
  package var min: Int64
  package var median: Int64
  package var max: Int64

  /// - Parameter values: At least one; the median of an even number is the lower of the two.
  package init(_ values: [Int64]) {
    let sorted = values.sorted()
    min = sorted[0]
    median = sorted[(sorted.count - 1) / 2]
    max = sorted[sorted.count - 1]
  }
}

/// What many seeds came to together.
package struct SeedSummary: Equatable, Sendable {
  package var results: [SeedResult]

  package init(_ results: [SeedResult]) { self.results = results }

  /// The worst of all verdicts, as exit codes rank them.
  package var verdict: Verdict {
    let order: [Verdict] = [.unsettled, .violated, .inconclusive, .pass]
    return order.first { verdict in results.contains { $0.verdict == verdict } } ?? .pass
  }

  package var worst: SeedResult? {
    results.max { a, b in
      a.badness.lexicographicallyPrecedes(b.badness) || (a.badness == b.badness && a.seed > b.seed)
    }
  }

  package var firstFailing: SeedResult? { results.first { $0.verdict != .pass } }

  package func count(of verdict: Verdict) -> Int { results.count { $0.verdict == verdict } }

  /// The figures of a rollback point under every seed that reached it.
  package func figures(after step: StepID) -> [BranchFigures] {
    results.compactMap { result in result.points.first { $0.step == step }?.figures }
  }
}
