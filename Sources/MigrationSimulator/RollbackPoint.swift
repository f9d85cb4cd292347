import MigrationModel
import Rehearsal
import Reporting
import SimKernel

/// Going back after a step of the plan, rehearsed twice.
public struct RollbackPoint: Sendable {
  /// The name of the step.
  public let step: String
  /// Its number, from 1.
  public let number: Int
  /// Who is in charge after it: `mirror`, `dual-read`, `write-promotion` or `target-authority`.
  public let state: String
  /// Going back as soon as the step is done.
  public let early: Branch
  /// Going back at the last instant before the next step, after the last one at the end of the
  /// holdback. Tables show this one.
  public let late: Branch

  init(_ report: Report, _ point: PointOutcome) {
    step = point.name
    number = point.step.row + 1
    state = point.authority.rawValue
    early = Branch(report, point.early, step: number)
    late = Branch(report, point.late, step: number)
  }
}
