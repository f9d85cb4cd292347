/// A group coordinator's answer to a commit of offsets.
///
/// The offsets themselves are never looked at: a group may go back, or past the end of the log.
///
/// - Source: Kafka 4.1, `ClassicGroup.validateOffsetCommit`, `ConsumerGroup.validateOffsetCommit`,
///   `OffsetMetadataManager`; cases `commit` in `consumer_position`.
package enum CommitCheck: Equatable, Sendable, BitwiseCopyable {
  case ok
  /// COORDINATOR_NOT_AVAILABLE: the group is being removed.
  case coordinatorNotAvailable
  /// UNKNOWN_MEMBER_ID: not a member, or a tool while the group has members.
  case unknownMemberID
  /// ILLEGAL_GENERATION: from before or after a rebalance.
  case illegalGeneration
  /// REBALANCE_IN_PROGRESS: between joining and getting an assignment.
  case rebalanceInProgress
  /// STALE_MEMBER_EPOCH: the same in the new protocol.
  case staleMemberEpoch
  /// GROUP_ID_NOT_FOUND: a member of a group that is gone.
  case groupIDNotFound
}

/// Who commits.
package struct Committer: Equatable, Sendable, BitwiseCopyable {
  /// Whether it gives a member id; tools and consumers without a group give none.
  package var givesID: Bool
  /// Whether the group has a member of that id.
  package var isMember: Bool
  /// The generation or member epoch it gives; -1 for none.
  package var generation: Int64
  /// Whether the offsets are part of a transaction.
  package var isTransactional = false

  package init(givesID: Bool, isMember: Bool, generation: Int64, isTransactional: Bool = false) {
    self.givesID = givesID
    self.isMember = isMember
    self.generation = generation
    self.isTransactional = isTransactional
  }

  /// A tool, such as the one by which an operator or a mirror sets a group's offsets.
  package static let tool = Committer(givesID: false, isMember: false, generation: -1)
}

/// The state of a group of the classic protocol.
package enum ClassicGroupState: Equatable, Sendable, BitwiseCopyable {
  case empty, preparingRebalance, completingRebalance, stable, dead
}

extension CommitCheck {
  /// Checks a commit to a group of the classic protocol.
  package init(
    _ committer: Committer, classicGroup state: ClassicGroupState, generation: Int64
  ) {
    if state == .dead {
      self = .coordinatorNotAvailable
    } else if committer.generation < 0 && state == .empty {
      self = .ok
    } else if committer.generation >= 0 || committer.givesID {
      self.init(member: committer, generation: generation, otherwise: .illegalGeneration)
      if self == .ok, state == .completingRebalance, !committer.isTransactional {
        self = .rebalanceInProgress
      }
    } else {
      self = committer.isTransactional ? .ok : .unknownMemberID
    }
  }

  /// Checks a commit to a group of the new protocol (KIP-848).
  ///
  /// - Parameter memberEpoch: The epoch of the member that commits, if it is one.
  package init(_ committer: Committer, consumerGroupHasMembers: Bool, memberEpoch: Int64) {
    if committer.generation < 0, !consumerGroupHasMembers {
      self = .ok
    } else if committer.isTransactional, committer.generation == -1, !committer.givesID {
      self = .ok
    } else {
      self.init(member: committer, generation: memberEpoch, otherwise: .staleMemberEpoch)
    }
  }

  /// Checks a commit to a group that does not exist: a tool's commit makes it.
  package init(withoutGroup committer: Committer) {
    self = committer.generation < 0 ? .ok : .groupIDNotFound
  }

  private init(member: Committer, generation: Int64, otherwise: CommitCheck) {
    if !member.isMember {
      self = .unknownMemberID
    } else {
      self = member.generation == generation ? .ok : otherwise
    }
  }
}
