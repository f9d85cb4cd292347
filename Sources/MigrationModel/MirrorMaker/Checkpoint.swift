/// Where a group stands in one partition, on the source and translated to the target.
package struct Checkpoint: Equatable, Sendable, BitwiseCopyable {
  /// The group's committed offset on the source.
  package var upstream: Int64
  /// The offset on the target from which it resumes without missing a record.
  package var downstream: Int64

  package init(upstream: Int64, downstream: Int64) {
    self.upstream = upstream
    self.downstream = downstream
  }

  /// Translates a group's position; nil when there is nothing to say.
  ///
  /// - Parameters:
  ///   - committed: The group's committed offset on the source; nil for none.
  ///   - syncs: What is known of the partition; nil when it never had a pair.
  /// - Source: Kafka 4.1, `MirrorCheckpointTask.checkpoint`.
  package init?(
    of committed: Int64?, by syncs: OffsetSyncStore?, as version: MirrorVersion
  ) {
    guard let committed, case .offset(let offset)? = syncs?.translate(committed, as: version) else {
      return nil
    }
    self.init(upstream: committed, downstream: offset)
  }

  /// Returns whether this checkpoint is written after `last`, the newest of the group and partition.
  ///
  /// Checkpoints of a group do not go back on the target, however much translation loses precision,
  /// unless the group itself went back on the source.
  ///
  /// - Source: Kafka 4.1, `MirrorCheckpointTask.checkpointIsMoreRecent`; cases in `mm2_checkpoints`.
  package func isWritten(after last: Checkpoint?) -> Bool {
    guard let last else { return true }
    return upstream < last.upstream || downstream > last.downstream
  }
}

/// What the mirror knows of a group on the target when it publishes positions.
package enum TargetPosition: Equatable, Sendable, BitwiseCopyable {
  /// The group was not found empty: it has members, or does not exist, or could not be described.
  case notSeenIdle
  /// The group is empty and has no position in the partition.
  case none
  /// The group is empty and stands at this offset.
  case offset(Int64)
}

extension Checkpoint {
  /// Returns whether the mirror tries to write this checkpoint into the target's group.
  ///
  /// Only a group seen empty is protected from going back. Whether the write succeeds is for the
  /// target to say: it refuses a commit from outside while the group has members.
  ///
  /// - Source: Kafka 4.1, `MirrorCheckpointTask.syncGroupOffset`; cases in `mm2_checkpoints`.
  package func isPublished(over position: TargetPosition) -> Bool {
    if case .offset(let current) = position { return current < downstream }
    return true
  }
}
