import SimKernel

/// What a topic's settings say about letting go of old records.
package struct RetentionRule: Equatable, Sendable, BitwiseCopyable {
  /// `retention.ms`; nil for -1, no limit.
  package var age: TimeAmount?
  /// `retention.bytes`, for each partition; nil for -1, no limit.
  package var bytes: Int64?
  /// Whether `cleanup.policy` names `delete`. A topic that is only compacted keeps to neither limit.
  package var deletes: Bool

  package init(age: TimeAmount? = .hours(168), bytes: Int64? = nil, deletes: Bool = true) {
    self.age = age
    self.bytes = bytes
    self.deletes = deletes
  }
}

extension Segments {
  /// Drops the segments that have outlived the rule.
  ///
  /// Three rules run one after the other, each from the oldest segment to the first it keeps: what
  /// lies wholly before the log's start, what is more than the bytes allowed, what is past its time.
  /// None touches a segment that reaches beyond the high watermark. Run every
  /// `log.retention.check.interval.ms`.
  ///
  /// - Returns: How many segments went. `logStart` is then the first offset still there.
  /// - Complexity: O(1) when nothing goes, O(*n*) in the number of segments otherwise.
  /// - Source: Kafka 4.1, `UnifiedLog.deleteOldSegments`.
  @discardableResult
  package mutating func retain(
    by rule: RetentionRule, highWatermark: Int64, now: Instant
  ) -> Int {
    var dropped = dropBeforeStart(highWatermark: highWatermark, now: now)
    guard rule.deletes else { return dropped }
    if let limit = rule.bytes {
      dropped += dropExcess(over: limit, highWatermark: highWatermark, now: now)
    }
    if let age = rule.age {
      dropped += dropOlder(than: age, highWatermark: highWatermark, now: now)
    }
    return dropped
  }

  private mutating func dropBeforeStart(highWatermark: Int64, now: Instant) -> Int {
    var count = 0
    while isDeletable(count, highWatermark: highWatermark), count + 1 < list.count,
      list[count + 1].base <= logStart
    {
      count += 1
    }
    removeOldest(count, now: now)
    return count
  }

  /// Drops what may go without leaving less than `limit`, in bytes.
  private mutating func dropExcess(over limit: Int64, highWatermark: Int64, now: Instant) -> Int {
    var excess = bytes - limit
    var count = 0
    while isDeletable(count, highWatermark: highWatermark), excess >= list[count].bytes {
      excess -= list[count].bytes
      count += 1
    }
    removeOldest(count, now: now)
    return count
  }

  private mutating func dropOlder(
    than age: TimeAmount, highWatermark: Int64, now: Instant
  ) -> Int {
    var count = 0
    while isDeletable(count, highWatermark: highWatermark),
      now - list[count].newestTimestamp > age
    {
      count += 1
    }
    removeOldest(count, now: now)
    return count
  }

  /// Returns whether there is such a segment, wholly below the high watermark, and not the empty one
  /// at the end.
  private func isDeletable(_ place: Int, highWatermark: Int64) -> Bool {
    guard place < list.count else { return false }
    let isLast = place + 1 == list.count
    let end = isLast ? logEnd : list[place + 1].base
    return end <= highWatermark && !(isLast && list[place].isEmpty)
  }
}

/// What became of a request to delete records.
package enum DeleteRecordsOutcome: Equatable, Sendable, BitwiseCopyable {
  /// The log begins at this offset now; segments before it go at the next retention run.
  case begins(at: Int64)
  /// OFFSET_OUT_OF_RANGE: beyond the high watermark.
  case outOfRange
  /// POLICY_VIOLATION: the topic's `cleanup.policy` does not name `delete`.
  case policyViolation
}

extension Segments {
  /// Hides the records before `offset` at once.
  ///
  /// - Parameter offset: The new start; -1 stands for the high watermark.
  /// - Source: Kafka 4.1, `Partition.deleteRecordsOnLeader` (KIP-107).
  package mutating func deleteRecords(
    before offset: Int64, highWatermark: Int64, rule: RetentionRule
  ) -> DeleteRecordsOutcome {
    guard rule.deletes else { return .policyViolation }
    let start = offset == -1 ? highWatermark : offset
    guard (0...highWatermark).contains(start) else { return .outOfRange }
    moveStart(to: start)
    return .begins(at: logStart)
  }

  /// Follows a leader whose log begins at `start`.
  package mutating func follow(leaderStart start: Int64) { moveStart(to: start) }
}
