import SimKernel

/// The replicas of a partition that count as in sync, by their places in the assignment, and what
/// their leader asks the controller to make of them.
///
/// A change is proposed, then committed by the controller. Until then the leader is careful both
/// ways: who may join is already waited for, who may leave still is.
///
/// - Source: Kafka 4.1, `Partition` (`maybeExpandIsr`, `maybeShrinkIsr`, `maybeIncrementLeaderHW`);
///   cases `isr` in `replication`.
package struct InSyncReplicas: Equatable, Sendable, BitwiseCopyable {
  /// What the controller knows.
  package private(set) var committed: MemberSet
  /// What the leader has asked for, while that is under way.
  package private(set) var proposed: MemberSet?

  package init(_ committed: MemberSet) { self.committed = committed }

  /// All that may be in sync, whatever becomes of a proposal.
  package var maximal: MemberSet { proposed.map { committed.union($0) } ?? committed }

  /// Whether a follower has all that must not be lost: it has reached the high watermark and where
  /// the leader's epoch begins.
  package static func mayJoin(end: Int64, highWatermark: Int64, epochStart: Int64) -> Bool {
    end >= highWatermark && end >= epochStart
  }

  /// Proposes to take in a follower that fetched, if it has all that must not be lost: it has
  /// reached the high watermark and where the leader's epoch begins.
  ///
  /// - Parameter end: Where the follower's log ends.
  /// - Returns: Whether there is a new proposal.
  package mutating func propose(
    joining place: Int, end: Int64, highWatermark: Int64, epochStart: Int64
  ) -> Bool {
    guard proposed == nil, !committed.contains(place),
      Self.mayJoin(end: end, highWatermark: highWatermark, epochStart: epochStart)
    else { return false }
    proposed = committed.union([place])
    return true
  }

  /// Proposes to drop those that do not keep up; the leader itself stays.
  ///
  /// - Parameters:
  ///   - followers: One for each place of the assignment; the leader's is not looked at.
  ///   - limit: `replica.lag.time.max.ms`.
  /// - Returns: Whether there is a new proposal.
  package mutating func proposeDroppingLaggards(
    among followers: ContiguousArray<FollowerProgress>, leader: Int, leaderEnd: Int64,
    now: Instant, limit: TimeAmount
  ) -> Bool {
    guard proposed == nil else { return false }
    var kept = committed
    for place in committed where place != leader {
      if !followers[place].isCaughtUp(leaderEnd: leaderEnd, now: now, limit: limit) {
        kept.remove(place)
      }
    }
    guard kept != committed else { return false }
    proposed = kept
    return true
  }

  /// Makes the proposal true: the controller has committed it. A refusal changes nothing; the leader
  /// goes on waiting for news.
  package mutating func commit() {
    committed = proposed ?? committed
    proposed = nil
  }

  /// Returns where the high watermark may be by now, or nil while it must not move.
  ///
  /// Everything is waited for that is or may be in sync, and also a follower that keeps up and is
  /// about to join: otherwise it might never reach a watermark that runs ahead of it.
  ///
  /// - Parameters:
  ///   - minimum: The effective `min.insync.replicas`; from 3.7 on the watermark stands still below
  ///     it. Give 0 for older versions.
  ///   - eligible: Who may join at all: brokers that are neither fenced nor shutting down.
  package func watermark(
    over followers: ContiguousArray<FollowerProgress>, leader: Int, leaderEnd: Int64,
    minimum: Int, eligible: MemberSet, now: Instant, limit: TimeAmount
  ) -> Int64? {
    guard Watermark.mayMove(inSync: committed.count, minimum: minimum) else { return nil }
    var watermark = leaderEnd
    for place in followers.indices where place != leader && followers[place].end < watermark {
      let isAwaited =
        maximal.contains(place)
        || eligible.contains(place)
          && followers[place].isCaughtUp(leaderEnd: leaderEnd, now: now, limit: limit)
      if isAwaited { watermark = followers[place].end }
    }
    return watermark
  }
}
