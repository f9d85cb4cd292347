import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel

/// What each gate saw, and which one looked at the wrong thing.
struct GateSentences {
  let report: Report

  private var outcome: Outcome { report.outcome }
  private var scenario: Scenario { report.scenario }

  func all() -> [String] {
    outcome.gates.flatMap { record -> [String] in
      let step = scenario.plan.steps[record.step.row]
      guard let gate = step.gate else { return [] }
      var lines = [
        "`\(step.name)` \(record.passed ? "passed" : "was not passed in time") at "
          + "\(report.clock.text(record.at)): \(gate.metric.rawValue) was "
          + "\(value(record.value, gate.metric)), at most \(value(gate.max, gate.metric)) was asked."
      ]
      if record.passed, let warning = blindSpot(record.step, gate) { lines.append(warning) }
      return lines
    }
  }

  private func value(_ value: Int64, _ metric: GateSpec.Metric) -> String {
    if metric == .positionAge {
      return value == .max ? "none yet" : Words.amount(.milliseconds(value))
    }
    return Words.count(value)
  }

  /// A gate on the copier's lag says nothing about how old the groups' positions are.
  private func blindSpot(_ step: StepID, _ gate: GateSpec) -> String? {
    guard gate.metric == .mirrorLag || gate.metric == .groupLag else { return nil }
    let moved = groupsMoved(by: step)
    let stale = outcome.forward.judgement.readers.filter { row in
      moved.contains(row.subscription)
        && (row.dup[.offsetSyncStale] + row.dup[.offsetTranslationCoarse] > 0
          || row.skipped[.offsetOvertranslated] > 0)
    }
    guard !stale.isEmpty else { return nil }
    let looked = gate.metric == .mirrorLag ? "the copier's lag" : "the group's lag"
    return "This gate would have let the bad case through: it looked at \(looked), "
      + "the group's position was older."
  }

  private func groupsMoved(by step: StepID) -> [SubscriptionID] {
    scenario.plan.steps[step.row].actions.flatMap { action -> [SubscriptionID] in
      if case .moveGroups(let groups, _, .committed, _) = action { groups } else { [] }
    }
  }
}
