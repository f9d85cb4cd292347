import SimKernel

/// When the coordinator forgets a committed offset.
///
/// - Source: Kafka 4.1, `ClassicGroup.offsetExpirationCondition`,
///   `ConsumerGroup.offsetExpirationCondition`, `OffsetMetadataManager.cleanupExpiredOffsets`
///   (KIP-211); cases `expiry` in `consumer_position`.
package enum OffsetExpiry: Equatable, Sendable, BitwiseCopyable {
  /// A group that had members and has none: all its offsets age from when it became empty.
  case emptySince(Instant)
  /// A group with members, or one that never had any, or any of the new protocol: offsets age from
  /// their commit, and not at all while the group subscribes to the topic.
  case byCommit
  /// A classic group in the middle of a rebalance: nothing expires.
  case suspended

  /// Returns whether an offset is forgotten at a check.
  ///
  /// - Parameters:
  ///   - limit: `offsets.retention.minutes`.
  ///   - isSubscribed: Whether the group subscribes to the offset's topic now.
  package func isDue(
    committedAt: Instant, isSubscribed: Bool, now: Instant, limit: TimeAmount
  ) -> Bool {
    switch self {
    case .emptySince(let instant): now - instant >= limit
    case .byCommit: !isSubscribed && now - committedAt >= limit
    case .suspended: false
    }
  }
}
