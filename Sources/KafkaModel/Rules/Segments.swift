import SimKernel

/// The files of a partition's log: when a new one begins, and which old ones go.
///
/// Records leave a log a whole segment at a time, so what a late reader has lost is decided here.
/// The last segment is the active one, which appends extend in place. It too can be deleted: when
/// nothing in it is young enough, an empty one takes its place.
///
/// - Source: Kafka 4.1, `LogSegment.shouldRoll`, `UnifiedLog.deleteOldSegments`; cases in
///   `retention`.
package struct Segments: Equatable, Sendable {
  /// One file.
  package struct Segment: Equatable, Sendable, BitwiseCopyable {
    /// Its first offset, which names the file.
    package var base: Int64
    package var bytes: Int64 = 0
    /// The newest timestamp of its first batch: the age of the segment counts from here.
    package var firstTimestamp: Instant
    /// The newest timestamp in it; while it is empty, the moment the file was made.
    package var newestTimestamp: Instant

    package init(base: Int64, created: Instant) {
      self.base = base
      firstTimestamp = created
      newestTimestamp = created
    }

    package var isEmpty: Bool { bytes == 0 }
  }

  /// Oldest first, never empty.
  package private(set) var list: ContiguousArray<Segment>
  /// Where the log begins, at or after the first segment's base: the first offset to be read.
  package private(set) var logStart: Int64
  /// The offset the next record gets.
  package private(set) var logEnd: Int64
  /// The bytes of all segments together.
  package private(set) var bytes: Int64 = 0

  /// Makes a log without records that begins at `start`.
  package init(start: Int64 = 0, created: Instant = .zero) {
    list = [Segment(base: start, created: created)]
    logStart = start
    logEnd = start
  }

  package var active: Segment { list[list.count - 1] }
}

/// When a new segment begins.
package struct RollRule: Equatable, Sendable, BitwiseCopyable {
  /// `segment.bytes`.
  package var bytes: Int64
  /// `segment.ms`, less the jitter drawn for this log.
  package var age: TimeAmount

  package init(bytes: Int64 = 1 << 30, age: TimeAmount = .hours(168)) {
    self.bytes = bytes
    self.age = age
  }
}

extension Segments {
  /// Appends records, beginning a new segment first if one is due.
  ///
  /// A segment is too full when the batch does not fit, too old when the batch's newest timestamp
  /// lies more than `segment.ms` after the first batch's. Both are asked only here: a partition
  /// nobody writes to never rolls. Timestamps are those of the records, not of the clock.
  ///
  /// Kafka would also roll when an index file is full; at the default sizes the segment is full
  /// first.
  ///
  /// - Parameters:
  ///   - count: Offsets taken.
  ///   - now: Read only when the active segment is empty and so has no timestamp of its own.
  /// - Returns: Whether a new segment was begun.
  /// - Complexity: O(1).
  @discardableResult
  package mutating func append(
    count: Int64, bytes: Int64, newestTimestamp: Instant, now: Instant, rule: RollRule
  ) -> Bool {
    let rolls = shouldRoll(
      bytes: bytes, newestTimestamp: newestTimestamp, end: logEnd + count, rule: rule)
    if rolls { roll(now: now) }
    extendActive(bytes: bytes, newestTimestamp: newestTimestamp)
    logEnd += count
    return rolls
  }

  private func shouldRoll(
    bytes: Int64, newestTimestamp: Instant, end: Int64, rule: RollRule
  ) -> Bool {
    let active = list[list.count - 1]
    if active.isEmpty { return false }
    return active.bytes > rule.bytes - bytes
      || newestTimestamp - active.firstTimestamp > rule.age
      // Offsets inside a segment are kept as 32-bit distances from its base.
      || end - 1 - active.base > Int64(Int32.max)
  }

  private mutating func extendActive(bytes: Int64, newestTimestamp: Instant) {
    let last = list.count - 1
    if list[last].isEmpty {
      list[last].firstTimestamp = newestTimestamp
      list[last].newestTimestamp = newestTimestamp
    } else if newestTimestamp > list[last].newestTimestamp {
      list[last].newestTimestamp = newestTimestamp
    }
    list[last].bytes += bytes
    self.bytes += bytes
  }

  /// Begins a new segment at the end of the log, unless the active one is still empty.
  package mutating func roll(now: Instant) {
    guard !active.isEmpty else { return }
    list.append(Segment(base: logEnd, created: now))
  }

  /// Drops the records from `end` on.
  ///
  /// The bytes that remain of a segment cut in two are estimated from its offsets; its newest
  /// timestamp stays.
  ///
  /// - Source: Kafka 4.1, `UnifiedLog.truncateTo`.
  package mutating func truncate(to end: Int64, now: Instant) {
    guard end < logEnd else { return }
    guard end >= list[0].base else { return restart(at: end, created: now) }
    while active.base > end {
      logEnd = active.base
      bytes -= list.removeLast().bytes
    }
    cutActive(to: end, now: now)
    logEnd = end
    logStart = min(logStart, end)
  }

  private mutating func cutActive(to end: Int64, now: Instant) {
    let base = active.base
    bytes -= active.bytes
    if end == base {
      list[list.count - 1] = Segment(base: base, created: now)
    } else if end < logEnd {
      let product = active.bytes.multipliedFullWidth(by: end - base)
      list[list.count - 1].bytes = max(1, (logEnd - base).dividingFullWidth(product).quotient)
    }
    bytes += active.bytes
  }

  /// Drops everything and begins again at `start`, as a follower does that the leader's log has
  /// left behind.
  package mutating func restart(at start: Int64, created: Instant) {
    self = Segments(start: start, created: created)
  }
}

extension Segments {
  /// Removes the `count` oldest segments. When that is all of them an empty one is begun first, so
  /// that the next record's offset does not change.
  mutating func removeOldest(_ count: Int, now: Instant) {
    guard count > 0 else { return }
    if count == list.count { roll(now: now) }
    for place in 0..<count { bytes -= list[place].bytes }
    list.removeFirst(count)
    moveStart(to: list[0].base)
  }

  /// Hides the records before `start`, if there are any.
  mutating func moveStart(to start: Int64) { logStart = max(logStart, start) }
}
