/// What a producer gets for a batch, as far as replication decides.
///
/// - Source: Kafka 4.1, `ReplicaManager.appendRecords`, `Partition.appendRecordsToLeader` and
///   `checkEnoughReplicasReachOffset`; cases `acks` in `replication`.
package enum ProduceAnswer: Equatable, Sendable, BitwiseCopyable {
  /// Written; with `acks=0` nobody is asked.
  case ok
  /// INVALID_REQUIRED_ACKS: neither 0, 1 nor -1.
  case invalidRequiredAcks
  /// NOT_ENOUGH_REPLICAS: refused before anything was appended.
  case notEnoughReplicas
  /// NOT_ENOUGH_REPLICAS_AFTER_APPEND: appended, but too few replicas were in sync at the end.
  case notEnoughReplicasAfterAppend
  /// REQUEST_TIMED_OUT: appended, and not replicated in time.
  case requestTimedOut
}

extension ProduceAnswer {
  /// Returns how many replicas must be in sync for `acks=all`: never more than there are.
  @inlinable @inline(__always)
  package static func effectiveMinimum(_ minimum: Int, replicas: Int) -> Int {
    min(minimum, replicas)
  }

  /// Returns the refusal of a batch before it is appended, or nil when it may be.
  ///
  /// - Parameters:
  ///   - acks: -1 stands for all.
  ///   - minimum: The effective minimum.
  package static func refusal(acks: Int64, inSync: Int, minimum: Int) -> ProduceAnswer? {
    if !(-1...1).contains(acks) { return .invalidRequiredAcks }
    return acks == -1 && inSync < minimum ? .notEnoughReplicas : nil
  }

  /// Returns the answer to an appended batch with `acks=all`, or nil while it waits.
  ///
  /// From 3.7 on the watermark does not move while too few replicas are in sync, so a batch caught
  /// by that waits for its time-out.
  ///
  /// - Parameter minimum: The effective minimum.
  package init?(isBelowWatermark: Bool, inSync: Int, minimum: Int) {
    guard isBelowWatermark else { return nil }
    self = inSync >= minimum ? .ok : .notEnoughReplicasAfterAppend
  }
}
