import SimKernel

/// What a leader knows of one follower.
///
/// A follower is caught up while its end is the leader's end, or was so not long ago. "Was so" is
/// said by its fetches: one that asks for what the leader's end was at its previous fetch had caught
/// up with that moment.
///
/// - Source: Kafka 4.1, `Replica.updateFetchStateOrThrow`, `resetReplicaState` and
///   `ReplicaState.isCaughtUp`; cases `isr` in `replication`.
package struct FollowerProgress: Equatable, Sendable, BitwiseCopyable {
  /// Where the follower's log ends, as of its last fetch; -1 before the first to this leader.
  package private(set) var end: Int64 = -1
  /// Where the leader's log ended at that fetch.
  private var leaderEnd: Int64 = -1
  /// When it last fetched.
  private var lastFetch = Self.never
  /// When it last held all the leader had.
  package private(set) var lastCaughtUp = Self.never

  /// So long ago that no lag limit reaches back.
  private static let never = Instant(nanoseconds: -(1 << 60))

  /// Begins for a new leader, at the moment it is elected.
  ///
  /// A follower that is out of sync then counts as never caught up, until it really is.
  package init(isInSync: Bool, now: Instant) {
    if isInSync { lastCaughtUp = now }
  }

  /// Notes a fetch from `offset` on, while the leader's log ends at `leaderEnd`.
  package mutating func fetches(from offset: Int64, leaderEnd: Int64, now: Instant) {
    if offset >= leaderEnd {
      lastCaughtUp = max(lastCaughtUp, now)
    } else if offset >= self.leaderEnd {
      lastCaughtUp = max(lastCaughtUp, lastFetch)
    }
    end = offset
    self.leaderEnd = max(self.leaderEnd, leaderEnd)
    lastFetch = now
  }

  /// Notes that the same leader is elected again.
  package mutating func leaderReelected(leaderEnd: Int64, isInSync: Bool, now: Instant) {
    self.leaderEnd = leaderEnd
    lastFetch = isInSync ? now : Self.never
    lastCaughtUp = lastFetch
  }

  /// Returns whether the follower keeps up.
  ///
  /// - Parameter limit: `replica.lag.time.max.ms`.
  package func isCaughtUp(leaderEnd: Int64, now: Instant, limit: TimeAmount) -> Bool {
    end == leaderEnd || now - lastCaughtUp <= limit
  }
}
