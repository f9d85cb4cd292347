import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel

/// Until when there is a way back, and what closes it.
package struct WayBack: Sendable {
  /// The last step after which going back needs no reconciliation, at the last instant.
  package var lastReversible: StepID?
  /// The first step after which it does.
  package var firstReconciling: StepID?
  /// From when on, and which topic closed the way; nil when nothing does.
  package var closed: (at: Instant, topic: TopicID?)?
  /// The first step after which something went out twice that nobody can take back.
  package var firstIrreversible: StepID?
  /// Whether the plan claims more than it has.
  package var claimFails = false

  package init(_ outcome: Outcome) {
    for point in outcome.points {
      if point.late.kafka == .reversible {
        if firstReconciling == nil { lastReversible = point.step }
      } else if firstReconciling == nil {
        firstReconciling = point.step
        closed = Self.closing(outcome, point)
      }
      if firstIrreversible == nil, point.late.business(outcome.scenario) == .forwardOnly,
        point.late.kafka != .forwardOnly
      {
        firstIrreversible = point.step
      }
    }
    if let claim = outcome.scenario.plan.claimsReversibleUntil, let first = firstReconciling {
      claimFails = claim >= first
    }
  }

  /// When the way closed: with the first record that lies on the target only, or with the step.
  private static func closing(
    _ outcome: Outcome, _ point: PointOutcome
  ) -> (at: Instant, topic: TopicID?) {
    if point.late.noWayBack != nil { return (point.early.began, nil) }
    let topics = point.late.judgement.topics.filter { $0.reconcile > 0 }.map(\.topic)
    let times = topics.compactMap { topic in
      outcome.firstTargetWrite[topic.row].map { (at: $0, topic: topic) }
    }
    if let first = times.min(by: { $0.at < $1.at }) { return (first.at, first.topic) }
    let sample = outcome.curve.first { $0.loss > 0 || $0.reconcile > 0 }?.at
    return (min(sample ?? .never, point.early.began), nil)
  }

  /// What a report says of it.
  package func sentences(_ report: Report) -> [String] {
    let scenario = report.outcome.scenario
    func name(_ step: StepID) -> String { "`\(scenario.plan.steps[step.row].name)`" }
    guard !report.outcome.points.isEmpty else { return ["No step was reached: nothing to undo."] }
    var sentences: [String] = []
    let gone = report.outcome.points.first { $0.late.noWayBack != nil }
    if let closed, let gone, gone.step == firstReconciling {
      sentences.append(
        "From \(report.clock.text(closed.at)) on there is no way back: \(gone.late.noWayBack ?? "")."
      )
    } else if let closed, let firstReconciling {
      let why =
        closed.topic.map { "`\(scenario.topics[$0.row].name)` holds target-only writes" }
        ?? "rolling back after \(name(firstReconciling)) leaves records behind"
      sentences.append(
        "From \(report.clock.text(closed.at)) on there is no way back without reconciliation: \(why)."
      )
    } else {
      sentences.append("There is a way back after every step, without reconciliation.")
    }
    if let gone, gone.step != firstReconciling {
      sentences.append(
        "After \(name(gone.step)) there is none at all: \(gone.late.noWayBack ?? "").")
    }
    if let step = firstIrreversible {
      sentences.append(
        "For the business it closes earlier: after \(name(step)), going back does what cannot be undone."
      )
    }
    if claimFails, let claim = scenario.plan.claimsReversibleUntil {
      sentences.append("The plan claims that \(name(claim)) is reversible. It is not.")
    }
    return sentences
  }
}
