import MigrationModel
import Rehearsal
import SimKernel

/// Scenarios that are rehearsed under the same seeds, to be told apart.
///
/// A draw's address says what it is for. What two scenarios have in common (traffic, keys, faults,
/// clocks) is therefore the same in both under a seed, and a difference between them is due to what
/// they do not have in common.
package struct PairedTrials: Sendable {
  package struct Variant: Sendable {
    package var name: String
    package var trials: Trials

    package init(_ name: String, _ trials: Trials) {
      self.name = name
      self.trials = trials
    }
  }

  package let variants: [Variant]

  package init(_ variants: [Variant]) { self.variants = variants }

  /// Runs every variant under every seed. The result does not depend on `jobs`.
  ///
  /// - Parameter cost: What an outcome costs; nil to say nothing of it.
  package func comparison(
    of seeds: Range<UInt64>, jobs: Int, cost: (@Sendable (Outcome) -> SeedCost)? = nil
  ) async -> PairedComparison {
    let count = seeds.count
    let results = await Parallel.map(count: count * variants.count, jobs: jobs, progress: nil) {
      let outcome = variants[$0 / count].trials.outcome(
        seed: seeds.lowerBound + UInt64($0 % count))
      var result = SeedResult(outcome)
      result.cost = cost?(outcome)
      return result
    }
    let first = variants[0].trials.scenario(seed: seeds.lowerBound)
    let steps = variants.map { variant in
      variant.trials.scenario(seed: seeds.lowerBound).plan.steps.map(\.name)
    }
    return PairedComparison(
      variants: variants.map(\.name),
      results: variants.indices.map { Array(results[$0 * count..<($0 + 1) * count]) },
      steps: first.plan.steps.map(\.name).filter { name in steps.allSatisfy { $0.contains(name) } },
      stepNames: steps)
  }
}
