import Accounting
import MigrationModel
import SimKernel

/// What became of one topic's records for one group. Its readers on both clusters are one group.
public struct GroupFigures: Equatable, Sendable {
  public let group: String
  public let topic: String
  /// Records acknowledged to their producers.
  public let acked: Int64
  /// Of those, records that took effect at least once.
  public let applied: Int64
  /// Effects beyond the first.
  public let dup: CauseCount
  /// Records of which no copy is left anywhere.
  public let lost: CauseCount
  /// Records below the group's position that never took effect.
  public let skipped: CauseCount
  /// Records that are only on the cluster which the group does not read.
  public let stranded: CauseCount
  /// Records that first took effect after a later one of the same key.
  public let reorder: CauseCount
  /// Keys whose value in the sink is not their newest.
  public let conflict: Int64
  /// Records that took effect though they were reported as failed, or their transaction was aborted.
  public let phantom: Int64
  /// Records that retention takes without any migration, too. They are not part of `loss`.
  public let expired: Int64
  /// Records that still wait to be read.
  public let unread: Int64
  /// Milliseconds with something to do and nothing done.
  public let stall: CauseCount
  /// The longest such time.
  public let longestStall: Duration
  /// Whether it is not over at the end.
  public let isStallOpen: Bool

  /// Records that were acknowledged and never took effect.
  public var loss: Int64 { lost.total + skipped.total + stranded.total }

  init(_ row: ReaderJudgement, in scenario: Scenario) {
    group = scenario.groups[row.subscription.row].name
    topic = scenario.topics[row.topic.row].name
    acked = row.acked
    applied = row.applied
    dup = CauseCount(row.dup)
    lost = CauseCount(row.lost)
    skipped = CauseCount(row.skipped)
    stranded = CauseCount(row.stranded)
    reorder = CauseCount(row.reorder)
    conflict = row.conflict
    phantom = row.phantom
    expired = row.expired
    unread = row.unread
    stall = CauseCount(row.stall)
    longestStall = .milliseconds(row.longestStall)
    isStallOpen = row.isStallOpen
  }
}
