/// The next thing a follower does to make its log its leader's.
///
/// With every fetch a follower says where its log ends and which epoch its last record has. If the
/// leader's log left that epoch earlier, the leader answers where, and the follower cuts: to what
/// both hold if it knows the epoch named, else to the end of its own next older one, to ask again.
///
/// ```swift
/// var step = Reconciliation.next(for: follower, of: leader)
/// while case .cut(let end) = step { … }   // several cuts may be needed, each asks again
/// ```
///
/// - Source: Kafka 4.1, `AbstractFetcherThread` (`getOffsetTruncationState`,
///   `fetchOffsetAndTruncate`), `Partition.readRecords` (KIP-101, KIP-279, KIP-595); cases
///   `reconcile` in `replication`.
package enum Reconciliation: Equatable, Sendable, BitwiseCopyable {
  /// Drop the records from this offset on.
  case cut(to: Int64)
  /// Drop everything and begin at this offset, where the leader's log begins.
  case startOver(at: Int64)
  /// Copy the leader's records from this offset on; the logs agree below it.
  case copy(from: Int64)

  /// A log, as far as this depends on it.
  package struct Log: Equatable, Sendable {
    package var start: Int64
    package var end: Int64
    package var epochs: LeaderEpochs

    package init(start: Int64, end: Int64, epochs: LeaderEpochs) {
      self.start = start
      self.end = end
      self.epochs = epochs
    }
  }

  /// Returns what `follower` does next. The leader's epochs must name its own epoch, even if it has
  /// no record yet.
  package static func next(for follower: Log, of leader: Log) -> Reconciliation {
    guard follower.end >= leader.start else { return restart(follower, leader) }
    guard let asked = follower.epochs.latest else {
      return follower.end > leader.end ? restart(follower, leader) : .copy(from: follower.end)
    }
    let answer = leader.epochs.end(of: asked, logEnd: leader.end)
    guard answer.isKnown else { return restart(follower, leader) }
    if answer.epoch == asked, answer.offset >= follower.end { return .copy(from: follower.end) }
    return .cut(to: cut(follower, after: answer))
  }

  /// Returns where a follower begins when it comes to a leader: without epochs of its own it trusts
  /// its records only up to its high watermark.
  package static func first(for follower: Log, highWatermark: Int64) -> Reconciliation? {
    follower.epochs.isEmpty && highWatermark < follower.end ? .cut(to: highWatermark) : nil
  }

  /// The offset asked for is not in the leader's log.
  private static func restart(_ follower: Log, _ leader: Log) -> Reconciliation {
    if leader.end < follower.end { return .cut(to: leader.end) }
    return leader.start > follower.end
      ? .startOver(at: leader.start) : .copy(from: follower.end)
  }

  private static func cut(_ follower: Log, after answer: LeaderEpochs.End) -> Int64 {
    let own = follower.epochs.end(of: answer.epoch, logEnd: follower.end)
    guard own.isKnown, own.epoch == answer.epoch else {
      return min(own.isKnown ? own.offset : answer.offset, follower.end)
    }
    return min(own.offset, answer.offset, follower.end)
  }
}

/// What a follower makes of the answer to its fetch, when epochs may differ.
package enum FetchEpochOutcome: Equatable, Sendable, BitwiseCopyable {
  case goesOn
  /// The leader has a newer epoch: the follower gives the partition up until it is told the same.
  case fenced
  /// The leader does not know the follower's epoch yet: the follower asks again later.
  case retries

  /// - Source: Kafka 4.1, `AbstractFetcherThread.onPartitionFenced`; cases `fetch_error` in
  ///   `replication`.
  package init(followerEpoch: Int32, leaderEpoch: Int32) {
    let check = EpochCheck(
      requested: followerEpoch, current: leaderEpoch, isLeader: true, leaderOnly: true)
    switch check {
    case .fencedLeaderEpoch: self = .fenced
    case .unknownLeaderEpoch: self = .retries
    case .ok, .notLeader: self = .goesOn
    }
  }
}
