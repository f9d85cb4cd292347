import MigrationModel
import Rehearsal
import Reporting
import SimKernel

/// What one rehearsal found.
///
/// ```swift
/// let outcome = migration.rehearse(seed: 7)
/// outcome.verdict                                 // .pass
/// outcome.point("move-checkout")?.late.reconcile  // records that only the target has
/// outcome.forward.group("billing")?.dup["offset-sync-stale"]
/// outcome.replay                                  // migsim run plan.json --seed 7
/// ```
///
/// Equal scenarios and seeds give equal outcomes: compare ``fingerprint`` or ``json``.
public struct MigrationOutcome: Sendable {
  private let report: Report

  init(_ report: Report) { self.report = report }

  private var outcome: Outcome { report.outcome }

  /// Which of the scenario's runs this is.
  public var seed: UInt64 { outcome.seed }

  /// How it ended; `migsim run` exits accordingly.
  public var verdict: Verdict { Verdict(outcome.verdict) }

  /// How a rehearsal ended; in brackets, the exit code of `migsim run`.
  public enum Verdict: String, Sendable {
    /// Every expectation of the scenario holds (0).
    case pass
    /// One does not (1).
    case violated
    /// A fault changed nothing, or something expected was never reached (2).
    case inconclusive
    /// A branch did not come to rest (3).
    case unsettled
  }

  /// How far the plan came.
  public var planEnd: PlanEnd { PlanEnd(outcome.planEnd, in: outcome.scenario) }

  /// How far a plan came, with the name of the step where it ended.
  public enum PlanEnd: Equatable, Sendable {
    case done
    /// A gate did not hold in time, and the plan stands still before this step.
    case held(String)
    /// A gate did not hold in time, and the plan goes back.
    case rolledBack(String)
    /// This step could not be finished.
    case stuck(String)
  }

  /// What carrying the plan through comes to.
  public var forward: Branch { Branch(report, outcome.forward, step: nil) }

  /// The rollback points that were reached, in the order of the plan.
  public var points: [RollbackPoint] { outcome.points.map { RollbackPoint(report, $0) } }

  /// The rollback point after a step; nil if the plan never got there.
  public func point(_ step: String) -> RollbackPoint? { points.first { $0.step == step } }

  /// Until when there is a way back.
  public var wayBack: WayBack { WayBack(report) }

  /// What the scenario expects, and what was found.
  public var expectations: [ExpectationResult] {
    outcome.expectations.map { ExpectationResult($0) }
  }

  /// What went wrong on the way, and whether it mattered.
  public var faults: [FaultRecord] { outcome.faults.map { FaultRecord($0) } }

  /// The command that shows this outcome again, as a shell takes it.
  public var replay: String { report.replay }

  /// The whole outcome as `migsim run --format json` prints it: equal outcomes, equal bytes.
  public var json: String { OutcomeJSON(report).text() }

  /// The whole outcome as `migsim run` prints it, without colours.
  public var text: String { TextReport(report, style: .plain).text() }

  /// A hash of every event of every branch: 32 hexadecimal digits.
  public var fingerprint: String { outcome.fingerprint.description }
}

/// The model's own, whose name the public one takes within `MigrationOutcome`.
private typealias FoundVerdict = Verdict

extension MigrationOutcome.Verdict {
  fileprivate init(_ verdict: FoundVerdict) {
    switch verdict {
    case .pass: self = .pass
    case .violated: self = .violated
    case .inconclusive: self = .inconclusive
    case .unsettled: self = .unsettled
    }
  }
}

extension MigrationOutcome.PlanEnd {
  fileprivate init(_ end: MigrationModel.PlanEnd, in scenario: Scenario) {
    func name(_ step: StepID) -> String { scenario.plan.steps[step.row].name }
    switch end {
    case .done: self = .done
    case .held(let step): self = .held(name(step))
    case .rolledBack(let step): self = .rolledBack(name(step))
    case .stuck(let step): self = .stuck(name(step))
    }
  }
}
