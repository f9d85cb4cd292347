import SimKernel

// A reader that goes over a log again gets thousands of batches in one go, of many lanes in turn.
// What goes on in its lane and has one reason is booked together: the outcome is the same as slice by
// slice.

extension Ledger {
  /// A subscription applied what it had read of a partition in one go.
  ///
  /// - Parameters:
  ///   - found: What it read, in order. (Lent, not copied.)
  ///   - first: The first slice that is not booked yet.
  ///   - least: Fewer slices than this are not worth gathering.
  /// - Complexity: A few steps a slice, and those of `applied` for each stretch of a lane.
  package mutating func applied(
    _ found: inout RunBuffer, from first: Int, by reader: SubscriptionID,
    from partition: PartitionID, position: ProvenanceID, elsewhere: Bool,
    beside: Range<Int64> = 0..<0, at now: Instant, gathering least: Int = 16
  ) {
    var visit = Visit(
      reader: reader, partition: partition, position: position, elsewhere: elsewhere,
      beside: beside, now: now, read: readUpTo[reader.row * partitions + partition.row])
    guard found.count - first >= least, beside.isEmpty, transcript == nil, !isWatching,
      !isLost(position)
    else {
      for place in first..<found.count { applied(found[place], on: visit) }
      return
    }
    if case .translated(let origin) = provenances[position].mechanism {
      visit.upstream = origin.upstream
    }
    gathering.prepare(lanes: lanes.count)
    var begin = first
    var novelty = Visit.Novelty.mixed
    for place in first..<found.count {
      let slice = found[place]
      let other = early.isEmpty ? visit.novelty(of: slice) : .mixed
      if other == novelty, other != .mixed, gathering.take(slice) { continue }
      book(&found, begin..<place, novelty, on: visit)
      begin = place
      novelty = other
      if novelty == .mixed {
        applied(slice, on: visit)
        begin = place + 1
      } else {
        _ = gathering.take(slice)
      }
    }
    book(&found, begin..<found.count, novelty, on: visit)
  }

  /// Whether a reader began where it did because its position was gone, which splits what it reads
  /// again in two.
  private mutating func isLost(_ position: ProvenanceID) -> Bool {
    if case .reset(let reset) = provenances[position].mechanism { reset.offset >= 0 } else { false }
  }

  private mutating func applied(_ slice: RunSlice, on visit: Visit) {
    applied(
      slice, by: visit.reader, from: visit.partition, position: visit.position,
      elsewhere: visit.elsewhere, beside: visit.beside, at: visit.now)
  }

  /// Books what is gathered, which are the slices at `places`.
  private mutating func book(
    _ found: inout RunBuffer, _ places: Range<Int>, _ novelty: Visit.Novelty, on visit: Visit
  ) {
    guard let last = places.last else { return }
    let mark = visit.reader.row * partitions + visit.partition.row
    for row in gathering.stretches.indices {
      let stretch = gathering.stretches[row]
      if book(stretch, novelty, on: visit) { continue }
      for place in places where found[place].lane == stretch.lane {
        // What lies below a slice was read before it, but nothing above it.
        readUpTo[mark] = visit.read
        applied(found[place], on: visit)
      }
    }
    gathering.reset()
    readUpTo[mark] = max(readUpTo[mark], found[last].end)
  }

  /// Books a stretch of a lane.
  ///
  /// - Returns: False, and nothing is booked, if some of it is late: that depends on what is applied
  ///   meanwhile.
  private mutating func book(
    _ stretch: Gathering.Stretch, _ novelty: Visit.Novelty, on visit: Visit
  ) -> Bool {
    let cell = subscriptions.cell(visit.reader, stretch.lane)
    let end = cells[cell].effects.end
    if stretch.first < end {
      let known = stretch.first..<min(stretch.end, end)
      if !cells[cell].effects.repeatOn(known) {
        guard cells[cell].effects.missing(in: known).isEmpty else { return false }
        cells[cell].effects.add(known) { _ in }
      }
      noteOverwritten(LaneRange(stretch.lane, known), cell, highest: end)
      note(LaneRange(stretch.lane, known), visit.reader, cell, blame(novelty, on: visit))
    }
    if stretch.end > end {
      cells[cell].effects.add(max(stretch.first, end)..<stretch.end) { _ in }
    }
    if stretch.end >= end { cells[cell].highestRead = visit.partition }
    cells[cell].stale.apply(stretch, highest: end)
    progress(visit.reader, stretch.lane, cell, visit.now)
    return true
  }

  private mutating func blame(_ novelty: Visit.Novelty, on visit: Visit) -> Blame {
    switch novelty {
    case .reread: causeOfRereading(visit.position)
    case .coarse: Blame(.offsetTranslationCoarse)
    case .new where visit.elsewhere: Blame(.overlapUnfenced)
    case .new: visit.upstream == nil ? causeOfStart(visit.position) : Blame(.offsetSyncStale)
    case .mixed: Blame(.unattributed)
    }
  }
}

/// What holds for everything that a reader gets of a partition in one go.
private struct Visit {
  let reader: SubscriptionID
  let partition: PartitionID
  let position: ProvenanceID
  let elsewhere: Bool
  let beside: Range<Int64>
  let now: Instant
  /// Where it had read the partition before.
  let read: Int64
  /// The source position whose translation the reader's position is.
  var upstream: Int64?

  /// How a slice is to this reader, which decides why it repeats what it repeats.
  enum Novelty: BitwiseCopyable {
    /// It was read here.
    case reread
    /// It is new here, and lies before the position that was translated.
    case coarse
    case new
    /// Several of these, or something in the log twice.
    case mixed
  }

  @inline(__always)
  func novelty(of slice: RunSlice) -> Novelty {
    if slice.again != .ordinary { return .mixed }
    if slice.offset < read { return slice.end <= read ? .reread : .mixed }
    guard let upstream, slice.source >= 0, slice.source < upstream else { return .new }
    return slice.source + slice.count <= upstream ? .coarse : .mixed
  }
}

extension StaleStretch {
  /// Notes that a stretch was applied slice by slice, while everything below `highest` had been seen.
  fileprivate mutating func apply(_ stretch: Gathering.Stretch, highest: Int64) {
    if stretch.firstEnd >= highest || stretch.end < highest {
      guard stretch.first < highest || !isEmpty else { return }
      let upTo = stretch.firstEnd >= highest ? stretch.firstEnd : stretch.end
      apply(stretch.first..<upTo, highest: highest)
    } else {
      // It went back, and caught up.
      self = StaleStretch()
    }
  }
}
