import Accounting
import MigrationModel
import Rehearsal
import SimKernel

/// What became of one topic's logs.
public struct TopicFigures: Equatable, Sendable {
  public let topic: String
  /// Records that the cluster which decides does not have, and that nobody has applied.
  public let reconcileUnread: CauseCount
  /// Records that it does not have, and that readers on the other cluster have applied.
  public let reconcileApplied: CauseCount
  /// Where all of those lie.
  public let ranges: [RecordRange]
  /// Acknowledged records that leaders have lost and no log has any more.
  public let logLost: CauseCount
  /// How many of those some group had applied before.
  public let logLostApplied: Int64
  /// What the topic's log on each cluster is like.
  public let logs: [Log]

  /// All records that the cluster which decides does not have.
  public var reconcile: Int64 { reconcileUnread.total + reconcileApplied.total }

  /// A topic on one cluster.
  public struct Log: Equatable, Sendable {
    public let cluster: String
    /// Copies of a record beyond its first, read or not.
    public let logDup: CauseCount
    /// Acknowledged records that this log never had, though another cluster's did.
    public let logMissing: CauseCount
    /// Keys with records in more than one partition.
    public let splitKeys: Int64
    /// Records that can be read though they were reported as failed, or their transaction was aborted.
    public let phantom: Int64
  }

  /// Neighbouring records of one partition.
  public struct RecordRange: Equatable, Sendable {
    public let cluster: String
    public let topic: String
    /// The number of the partition, from 0.
    public let partition: Int
    /// The offset of the first.
    public let offset: Int64
    /// How many there are.
    public let count: Int64
    /// Which of the topic's classes of keys that always share a partition.
    public let keySlot: Int
  }

  init(_ row: TopicJudgement, _ branch: BranchOutcome, in scenario: Scenario) {
    topic = scenario.topics[row.topic.row].name
    reconcileUnread = CauseCount(row.reconcileUnread)
    reconcileApplied = CauseCount(row.reconcileApplied)
    ranges = row.reconcileRanges.map { RecordRange($0, branch) }
    logLost = CauseCount(row.logLost)
    logLostApplied = row.logLostApplied
    logs = scenario.clusters.indices.map { cluster in
      Log(
        cluster: scenario.clusters[cluster].name, logDup: CauseCount(row.logDup[cluster]),
        logMissing: CauseCount(row.logMissing[cluster]), splitKeys: row.splitKeys[cluster],
        phantom: row.phantom[cluster])
    }
  }
}

extension TopicFigures.RecordRange {
  fileprivate init(_ entry: Listing.Entry, _ branch: BranchOutcome) {
    let place = branch.places[entry.partition.row]
    cluster = place.cluster
    topic = place.topic
    partition = place.number
    offset = entry.offset
    count = entry.range.count
    keySlot = Int(branch.keySlots[entry.range.lane.row])
  }
}
