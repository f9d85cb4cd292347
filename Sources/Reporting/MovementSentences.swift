import MigrationModel
import Rehearsal
import SimKernel

/// Sentences about partitions that were given to other brokers, and about what else the plan did
/// meanwhile.
struct MovementSentences {
  let report: Report

  init(_ report: Report) { self.report = report }

  private var scenario: Scenario { report.scenario }

  /// What was moved, and how much of it there was.
  func all() -> [String] {
    report.outcome.movements.map { movement in
      let what =
        "\(partitions(movement)) \(movement.partitions == 1 ? "goes" : "go") to other brokers"
      let bytes = movement.bytes > 0 ? "; \(Words.bytes(movement.bytes)) are fetched for that" : ""
      guard let to = movement.to else {
        return "\(what) from \(clock(movement.from)) on, which is not done at the end\(bytes)."
      }
      let end = movement.isCancelled ? "called off" : "done"
      return "\(what): \(end) at \(clock(to)), after \(Words.amount(to - movement.from))\(bytes)."
    }
  }

  /// Steps that ran while something was moved: what is seen then is not the plan's doing alone.
  func warnings() -> [String] {
    report.outcome.movements.compactMap { movement in
      guard !movement.steps.isEmpty else { return nil }
      let steps = Words.list(movement.steps.map { "`\(scenario.plan.steps[$0.row].name)`" })
      let end = movement.to.map { "to \(clock($0))" } ?? "to the end"
      return "\(steps) \(movement.steps.count == 1 ? "runs" : "run") while "
        + "\(partitions(movement)) \(movement.partitions == 1 ? "goes" : "go") to other brokers, from "
        + "\(clock(movement.from)) \(end): what clients see then is not due to the plan alone."
    }
  }

  private func partitions(_ movement: MovementOutcome) -> String {
    let count = Words.plural(movement.partitions, "partition", "partitions")
    return "\(count) of `\(scenario.topics[movement.topic.row].name)` on "
      + scenario.clusters[movement.cluster.row].name
  }

  private func clock(_ instant: Instant) -> String { report.clock.text(instant) }
}
