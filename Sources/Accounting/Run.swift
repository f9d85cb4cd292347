import SimKernel

/// Neighbouring records of one lane that lie at neighbouring offsets of one partition's log.
///
/// A record is never an object: a log is a list of runs, and a batch, a copy or a re-read costs
/// what its runs cost, whatever number of records they stand for.
@frozen public struct Run: Equatable, Sendable, BitwiseCopyable {
  /// Offset of the first record.
  public var base: Int64
  /// Number of the first record in its lane.
  public var first: Int64
  /// When the first record was appended, and how much later the last one was (nanoseconds).
  public var time: Instant
  public var span: Int64
  /// Offset in the source partition of the first record, for a copy; -1 for what a client wrote.
  public var source: Int64
  public var count: UInt32
  public var lane: LaneID
  /// Why these records are in this log a second time; `.ordinary` when they are not.
  public var again: ProvenanceID
  /// What sort of entry this is.
  public var kind: Kind
  /// Which member of a group made these records of what it had read: its number plus one; 0 for all
  /// others, whose lane says who wrote them.
  public var maker: UInt16

  /// The sorts of entries of a log that a reader treats differently.
  @frozen public enum Kind: UInt32, Sendable, BitwiseCopyable {
    /// Plain records.
    case data
    /// Records of a transaction: whether it committed stands with the log's transactions.
    case transactional
    /// A transaction's commit or abort marker: takes an offset, is never delivered.
    case marker
  }

  package init(
    base: Int64, lane: LaneID, first: Int64, count: Int64, time: Instant, source: Int64 = -1,
    again: ProvenanceID = .ordinary, kind: Kind = .data, maker: UInt16 = 0
  ) {
    self.base = base
    self.first = first
    self.time = time
    self.span = 0
    self.source = source
    self.count = UInt32(count)
    self.lane = lane
    self.again = again
    self.kind = kind
    self.maker = maker
  }

  /// One past the offset of the last record.
  @inlinable @inline(__always) public var end: Int64 { base + Int64(count) }
  @inlinable @inline(__always) public var range: LaneRange { LaneRange(lane, first, Int64(count)) }

  /// When the record at `offset` was appended, supposing an even pace within the run.
  package func time(at offset: Int64) -> Instant {
    guard count > 1, span > 0 else { return time }
    let share = UInt64(span).multipliedFullWidth(by: UInt64(offset - base))
    return time
      + TimeAmount(nanoseconds: Int64(UInt64(count - 1).dividingFullWidth(share).quotient))
  }

  /// The part of the run at `offsets`, which must overlap it.
  @inlinable @inline(__always)
  public func slice(_ offsets: Range<Int64>) -> RunSlice {
    let from = max(base, offsets.lowerBound)
    let to = min(end, offsets.upperBound)
    return RunSlice(
      offset: from, first: first + (from - base), count: to - from,
      source: source < 0 ? -1 : source + (from - base), lane: lane, again: again, kind: kind,
      maker: maker)
  }

  /// Keeps the records below `offset`, which must lie inside the run.
  package mutating func cut(at offset: Int64) {
    span = (time(at: offset - 1) - time).nanoseconds
    count = UInt32(offset - base)
  }

  /// Appends `next` to this run if the two are one stretch of the same story.
  ///
  /// - Parameter window: The longest time that one run may stand for.
  @inline(__always)
  package mutating func absorb(_ next: Run, within window: TimeAmount) -> Bool {
    guard lane == next.lane, first + Int64(count) == next.first, again == next.again,
      kind == next.kind, kind != .marker, maker == next.maker, next.time - time <= window,
      source < 0 ? next.source < 0 : next.source == source + Int64(count),
      UInt64(count) + UInt64(next.count) <= UInt64(UInt32.max)
    else { return false }
    span = (next.time - time).nanoseconds + next.span
    count += next.count
    return true
  }
}

/// A stretch of one run as a reader gets it.
@frozen public struct RunSlice: Equatable, Sendable, BitwiseCopyable {
  /// Offset of the first record in the partition that is read.
  public var offset: Int64
  /// Number of the first record in its lane.
  public var first: Int64
  public var count: Int64
  /// Offset of the first record in the partition that it was copied from; -1 for an original.
  public var source: Int64
  public var lane: LaneID
  public var again: ProvenanceID
  public var kind: Run.Kind
  /// See `Run.maker`.
  public var maker: UInt16

  @inlinable @inline(__always)
  public init(
    offset: Int64, first: Int64, count: Int64, source: Int64, lane: LaneID, again: ProvenanceID,
    kind: Run.Kind, maker: UInt16 = 0
  ) {
    self.offset = offset
    self.first = first
    self.count = count
    self.source = source
    self.lane = lane
    self.again = again
    self.kind = kind
    self.maker = maker
  }

  @inlinable @inline(__always) public var range: LaneRange { LaneRange(lane, first, count) }
  /// One past the offset of the last record.
  @inlinable @inline(__always) public var end: Int64 { offset + count }
}
