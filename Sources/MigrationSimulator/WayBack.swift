import MigrationModel
import Rehearsal
import Reporting
import SimKernel

/// Until when there is a way back, and what closes it. Steps are named.
public struct WayBack: Equatable, Sendable {
  /// The last step after which going back needs no reconciliation.
  public let lastReversible: String?
  /// The first step after which it does.
  public let firstReconciling: String?
  /// The moment at which the way closes, since the run began; nil for never.
  public let closedAt: Duration?
  /// The topic that closes it; nil where no single one does.
  public let closedBy: String?
  /// The first step after which going back does what nobody can undo.
  public let firstIrreversible: String?
  /// Whether the plan claims more than it has.
  public let claimFails: Bool
  /// The same in words.
  public let sentences: [String]

  init(_ report: Report) {
    let scenario = report.outcome.scenario
    let way = Reporting.WayBack(report.outcome)
    func name(_ step: StepID?) -> String? { step.map { scenario.plan.steps[$0.row].name } }
    lastReversible = name(way.lastReversible)
    firstReconciling = name(way.firstReconciling)
    closedAt = way.closed.map { Duration($0.at) }
    closedBy = way.closed?.topic.map { scenario.topics[$0.row].name }
    firstIrreversible = name(way.firstIrreversible)
    claimFails = way.claimFails
    sentences = way.sentences(report)
  }
}
