import MigrationModel
import Rehearsal
import ScenarioFormat
import SimKernel

/// A scenario file, rehearsed under any of its seeds.
///
/// ```swift
/// let trials = Trials(file)
/// let outcome = trials.outcome(seed: 7)
/// let results = await trials.results(of: 1..<101, jobs: 2)
/// ```
package struct Trials: Sendable {
  package let file: ScenarioFile
  /// The span of the plan, into which drawn faults fall; found once, by a run without them.
  private let span: Range<Instant>

  /// - Parameter file: A valid file.
  package init(_ file: ScenarioFile) {
    self.file = file
    span = file.scenario().map(Chaos.span) ?? Instant.zero..<Instant.zero
  }

  /// The scenario as it is under a seed: what varies is drawn, and so are the faults of `chaos`.
  package func scenario(seed: UInt64?) -> Scenario {
    guard let scenario = file.scenario(seed: seed) else {
      impossible("only valid files are rehearsed")
    }
    return Chaos.adding(to: scenario, within: span)
  }

  package func outcome(seed: UInt64?) -> Outcome { Rehearsal(scenario(seed: seed)).run() }

  /// The same with up to `jobs` ways back under way beside the way forward.
  package func outcome(
    seed: UInt64?, jobs: Int, progress: (@Sendable (Instant, String) -> Void)? = nil
  ) async -> Outcome {
    var rehearsal = Rehearsal(scenario(seed: seed))
    rehearsal.progress = progress
    return await rehearsal.run(jobs: jobs)
  }

  /// What every seed of a range comes to, in the order of seeds, however many run at once.
  package func results(
    of seeds: Range<UInt64>, jobs: Int, progress: (@Sendable (Int) -> Void)? = nil
  ) async -> [SeedResult] {
    await Parallel.map(count: seeds.count, jobs: jobs, progress: progress) { place in
      SeedResult(outcome(seed: seeds.lowerBound + UInt64(place)))
    }
  }
}
