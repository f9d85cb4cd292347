import SimKernel

/// What is known of the end of a branch besides the ledger: where everybody stood.
package struct Horizon: Sendable {
  package var at: Instant
  /// The cluster whose log decides.
  package var authority: ClusterID
  /// The cluster that each subscription reads.
  package var homes: [ClusterID]
  /// One past the last offset that each subscription has behind it, by subscription × partition of
  /// its home; -1 where it has no position.
  package var positions: ContiguousArray<Int64>
  /// Topics that a copier to a cluster never knew of, and clusters whose copier is down.
  package var undiscovered: [(topic: TopicID, cluster: ClusterID)] = []
  package var halted: [ClusterID] = []
  /// Where writers were before the plan: whose records on another cluster are the other's own.
  package var source: ClusterID
  /// Records that would have expired unread without the plan, by subscription.
  package var expired: [SubscriptionID: [LaneRange]] = [:]

  package init(
    at: Instant, authority: ClusterID, source: ClusterID, homes: [ClusterID],
    positions: ContiguousArray<Int64>
  ) {
    self.at = at
    self.authority = authority
    self.source = source
    self.homes = homes
    self.positions = positions
  }
}

/// What became of one topic's records for one subscription.
package struct ReaderJudgement: Equatable, Sendable {
  package var subscription: SubscriptionID
  package var topic: TopicID
  package var acked: Int64 = 0
  package var applied: Int64 = 0
  package var dup = Tally()
  package var lost = Tally()
  package var skipped = Tally()
  package var stranded = Tally()
  package var reorder = Tally()
  /// Records that the baseline would have lost to retention as well.
  package var expired: Int64 = 0
  /// Records that wait to be read.
  package var unread: Int64 = 0
  /// Records that no observation accounts for. Must be 0.
  package var unaccounted: Int64 = 0
  package var conflict: Int64 = 0
  /// How often an old record of a key was applied over a newer one; nil where keys are drawn.
  package var overwritten: Int64? = 0
  /// Records that it sent to a dead-letter topic, each as often as it did.
  package var deadLetters: Int64 = 0
  /// Records that it applied though they were reported as failed, or their transaction was aborted.
  package var phantom: Int64 = 0
  /// Milliseconds by cause, the longest single wait, and whether one is not over.
  package var stall = Tally()
  package var longestStall: Int64 = 0
  package var isStallOpen = false

  package var loss: Int64 { lost.total + skipped.total + stranded.total }
  /// Whether every acknowledged record is accounted for exactly once.
  package var isConserved: Bool {
    unaccounted == 0 && acked == applied + loss + expired + unread
  }
}

/// What became of one topic's logs.
package struct TopicJudgement: Equatable, Sendable {
  package var topic: TopicID
  /// By cluster.
  package var logDup: [Tally]
  /// Records that every reader finds there, though they were reported as failed or aborted.
  package var phantom: [Int64] = []
  package var splitKeys: [Int64]
  /// Acknowledged records that each cluster's log never had, though another's did.
  package var logMissing: [Tally]
  package var reconcileUnread = Tally()
  package var reconcileApplied = Tally()
  package var reconcileRanges: [Listing.Entry] = []
  /// Acknowledged records that every log has lost, and how many of them some reader has applied:
  /// no loss to it, but nobody can ever read them again.
  package var logLost = Tally()
  package var logLostApplied: Int64 = 0

  package var reconcile: Int64 { reconcileUnread.total + reconcileApplied.total }
}

/// What became of what one producer meant to write.
package struct WriterJudgement: Equatable, Sendable {
  package var producer: ProducerID
  package var topic: TopicID
  package var acked: Int64 = 0
  package var unsent = Tally()
  /// Records reported as failed, or of aborted transactions, that some log has.
  package var phantom: Int64 = 0
  package var stall = Tally()
  package var longestStall: Int64 = 0
}

/// The verdict over a branch.
package struct Judgement: Equatable, Sendable {
  package var readers: [ReaderJudgement] = []
  package var topics: [TopicJudgement] = []
  package var writers: [WriterJudgement] = []

  package init() {}

  package var unattributed: Int64 {
    readers.reduce(0) { sum, row in
      sum + row.dup.unattributed + row.lost.unattributed + row.skipped.unattributed
        + row.stranded.unattributed + row.reorder.unattributed + row.stall.unattributed
        + row.unaccounted
    }
      + topics.reduce(0) { sum, row in
        sum + row.reconcileUnread.unattributed + row.reconcileApplied.unattributed
          + (row.logMissing + row.logDup).reduce(0) { $0 + $1.unattributed }
      } + writers.reduce(0) { $0 + $1.unsent.unattributed + $1.stall.unattributed }
  }

  package var isConserved: Bool { readers.allSatisfy(\.isConserved) }
}
