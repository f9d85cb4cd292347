import Accounting
import Rehearsal
import Reporting
import SimKernel

/// One way that a run can end, carried through until everything was at rest, and judged.
///
/// Counts are records that were created before the writers stopped.
public struct Branch: Sendable {
  private let report: Report
  private let branch: BranchOutcome
  private let step: Int?

  init(_ report: Report, _ branch: BranchOutcome, step: Int?) {
    self.report = report
    self.branch = branch
    self.step = step
  }

  // MARK: Everybody together

  /// Records that took effect more than once: effects beyond the first.
  public var dup: Int64 { figures.dup }
  /// Records that were acknowledged and never took effect: lost, skipped and stranded.
  public var loss: Int64 { figures.loss }
  /// Records that first took effect after a later one of the same key.
  public var reorder: Int64 { figures.reorder }
  /// Records that the cluster which decides does not have.
  public var reconcile: Int64 { figures.reconcile }
  /// Records that an application gave up on. They are not part of `loss`.
  public var unsent: Int64 { figures.unsent }
  /// The longest time for which a group had something to do and did nothing.
  public var longestStall: Duration { .milliseconds(figures.longestStall) }
  /// Whether a group still waits at the end.
  public var isStallOpen: Bool { figures.isStallOpen }

  private var figures: BranchFigures { BranchFigures(branch.judgement) }

  // MARK: One by one

  /// By group and topic, in the order of the file.
  public var groups: [GroupFigures] {
    branch.judgement.readers.map { GroupFigures($0, in: report.outcome.scenario) }
  }

  /// What became of a topic's records for a group.
  ///
  /// - Parameter topic: May be left out where the group reads one topic only; otherwise the first
  ///   is meant.
  public func group(_ name: String, topic: String? = nil) -> GroupFigures? {
    groups.first { $0.group == name && (topic == nil || $0.topic == topic) }
  }

  /// Records that took effect more than once for a group, over all its topics.
  public func dup(for group: String) -> Int64 {
    groups.reduce(0) { $0 + ($1.group == group ? $1.dup.total : 0) }
  }

  /// Records that were acknowledged and never took effect for a group, over all its topics.
  public func loss(for group: String) -> Int64 {
    groups.reduce(0) { $0 + ($1.group == group ? $1.loss : 0) }
  }

  /// By topic, in the order of the file.
  public var topics: [TopicFigures] {
    branch.judgement.topics.map { TopicFigures($0, branch, in: report.outcome.scenario) }
  }

  /// By instance of a producer.
  public var producers: [ProducerFigures] {
    branch.judgement.writers.map { ProducerFigures($0, in: report.outcome.scenario) }
  }

  // MARK: Going back

  /// When it left the plan, since the run began.
  public var began: Duration { Duration(branch.began) }
  /// When the rollback procedure was done; nil going forward, or if it never was.
  public var restored: Duration? { branch.restored.map { Duration($0) } }
  /// Why it did not come to rest; nil if it did.
  public var unrest: String? { branch.unrest }
  /// Why going back was not tried: what has to be gone back to is retired. Nil if it was.
  public var noWayBack: String? { branch.noWayBack }
  /// Whether Kafka's side of it is as before.
  public var kafka: Reversibility { Reversibility(branch.kafka) }
  /// Whether the business can live with it: what is sent twice cannot be taken back.
  public var business: Reversibility { Reversibility(branch.business(report.outcome.scenario)) }
  /// Where everybody goes on, in one sentence, or why nobody can say.
  public var position: String { report.position(of: branch) }
  /// What it came to, for whom and by which mechanism: sentences, the worst first.
  public var sentences: [String] { report.sentences(of: branch, step: step) }
  /// Whether the plan leaves the rollback procedure open, so that each step's inverse was taken.
  public var isProcedureAssumed: Bool { branch.isInverseAssumed }

  // MARK: The model itself

  /// Whether every acknowledged record is accounted for exactly once. Always true, or the model is
  /// wrong.
  public var isConserved: Bool { branch.judgement.isConserved }
  /// Anomalies without a cause. Always 0, or the model is wrong.
  public var unattributed: Int64 { branch.judgement.unattributed }

  /// Whether going back is free.
  public enum Reversibility: String, Sendable {
    /// It leaves no trace but repeated work.
    case reversible
    /// Somebody has to bring records together.
    case reconcile
    /// Something cannot be undone.
    case forwardOnly = "forward-only"

    fileprivate init(_ value: FoundReversibility) {
      switch value {
      case .reversible: self = .reversible
      case .reconcile: self = .reconcile
      case .forwardOnly: self = .forwardOnly
      }
    }
  }
}

/// The model's own, whose name the public one takes within `Branch`.
private typealias FoundReversibility = Reversibility

extension Duration {
  /// The time since the run began.
  init(_ instant: Instant) { self = .nanoseconds(instant.nanoseconds) }
}
