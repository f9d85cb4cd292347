/// The leaders one replica's log went through: each epoch and the offset where it began.
///
/// Two logs that agree on an epoch and on where it ends hold the same records up to there. Finding
/// the last such epoch is how a follower knows what to cut and a reader knows what it lost.
///
/// ```swift
/// var epochs = LeaderEpochs()
/// epochs.assign(epoch: 2, at: 6)
/// epochs.assign(epoch: 3, at: 8)
/// epochs.end(of: 2, logEnd: 11)  // epoch 2 ends at 8
/// epochs.end(of: 3, logEnd: 11)  // epoch 3 is still being written: 11
/// ```
///
/// Epochs and offsets both grow along the list.
///
/// - Source: Kafka 4.1, `LeaderEpochFileCache`; cases in `leader_epoch`.
package struct LeaderEpochs: Equatable, Sendable {
  /// One epoch and the first offset written in it.
  package struct Entry: Equatable, Sendable, BitwiseCopyable {
    package var epoch: Int32
    package var start: Int64

    package init(epoch: Int32, start: Int64) {
      self.epoch = epoch
      self.start = start
    }
  }

  /// An epoch and where it ends; both -1 when nothing is known.
  package struct End: Equatable, Sendable, BitwiseCopyable {
    package var epoch: Int32
    package var offset: Int64

    package init(epoch: Int32, offset: Int64) {
      self.epoch = epoch
      self.offset = offset
    }

    /// The answer to a question about an epoch this log knows nothing of.
    package static let unknown = End(epoch: -1, offset: -1)
    package var isKnown: Bool { offset >= 0 }
  }

  /// Oldest first.
  package private(set) var entries: ContiguousArray<Entry> = []

  package init() {}

  package var isEmpty: Bool { entries.isEmpty }
  package var latest: Int32? { entries.last?.epoch }
  /// The epoch before the latest.
  package var previous: Int32? { entries.count < 2 ? nil : entries[entries.count - 2].epoch }

  /// Notes that records of `epoch` begin at `start`, an offset.
  ///
  /// A later start of the latest epoch is no news. Anything else first removes, from the end, the
  /// epochs that are as new or begin as late, so that the list keeps growing along both.
  ///
  /// - Complexity: O(1) when there is no news.
  package mutating func assign(epoch: Int32, at start: Int64) {
    if let last = entries.last, last.epoch == epoch, last.start <= start { return }
    while let last = entries.last, last.epoch >= epoch || last.start >= start {
      entries.removeLast()
    }
    entries.append(Entry(epoch: epoch, start: start))
  }

  /// Drops the epochs that begin at or after `end`, when the log is cut there. -1 changes nothing.
  package mutating func truncateEnd(to end: Int64) {
    guard end >= 0 else { return }
    while let last = entries.last, last.start >= end { entries.removeLast() }
  }

  /// Drops the epochs that lie wholly before `start`; the one it falls into begins there from now
  /// on, even when none of its records are left. -1 changes nothing.
  package mutating func truncateStart(to start: Int64) {
    var passed = 0
    while passed < entries.count, entries[passed].start <= start { passed += 1 }
    guard passed > 0 else { return }
    entries.removeFirst(passed - 1)
    entries[0].start = start
  }

  package mutating func removeAll() { entries.removeAll() }
}

extension LeaderEpochs {
  /// Returns where `epoch` ends in this log.
  ///
  /// The latest epoch ends with the log. An epoch that is missing answers with the newest older one;
  /// one older than all answers with where the oldest begins; one newer than all is unknown.
  ///
  /// - Parameter logEnd: The log's end offset.
  package func end(of epoch: Int32, logEnd: Int64) -> End {
    guard epoch >= 0, let latest else { return .unknown }
    if epoch == latest { return End(epoch: epoch, offset: logEnd) }
    guard let above = entries.firstIndex(where: { $0.epoch > epoch }) else { return .unknown }
    let answering = above == 0 ? epoch : entries[above - 1].epoch
    return End(epoch: answering, offset: entries[above].start)
  }

  /// Returns the newest epoch older than `epoch`.
  package func epoch(before epoch: Int32) -> Int32? {
    entries.last { $0.epoch < epoch }?.epoch
  }

  /// Returns the oldest epoch newer than `epoch`.
  package func epoch(after epoch: Int32) -> Int32? {
    entries.first { $0.epoch > epoch }?.epoch
  }

  /// Returns the epoch in which `offset` was or will be written, or nil when it lies before all.
  package func epoch(at offset: Int64) -> Int32? {
    entries.last { $0.start <= offset }?.epoch
  }
}

/// A replica's answer to a request that says which leader epoch its sender knows.
package enum EpochCheck: Equatable, Sendable, BitwiseCopyable {
  case ok
  /// The sender is behind: FENCED_LEADER_EPOCH.
  case fencedLeaderEpoch
  /// The replica is behind: UNKNOWN_LEADER_EPOCH.
  case unknownLeaderEpoch
  /// Only the leader may answer, and this replica is not it: NOT_LEADER_OR_FOLLOWER.
  case notLeader

  /// Checks a request against the replica it reached. The epoch is looked at before the role.
  ///
  /// - Parameters:
  ///   - requested: The epoch in the request; nil when its sender knows none, which passes.
  ///   - current: The replica's own leader epoch.
  ///   - isLeader: Whether the replica leads the partition.
  ///   - leaderOnly: Whether the request asks for the leader.
  /// - Source: Kafka 4.1, `Partition.checkCurrentLeaderEpoch` and `getLocalLog`.
  package init(requested: Int32?, current: Int32, isLeader: Bool, leaderOnly: Bool) {
    if let requested, requested < current {
      self = .fencedLeaderEpoch
    } else if let requested, requested > current {
      self = .unknownLeaderEpoch
    } else {
      self = leaderOnly && !isLeader ? .notLeader : .ok
    }
  }
}
