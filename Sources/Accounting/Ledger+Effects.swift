import SimKernel

// Observations about reading: what was applied, again, or late.

extension Ledger {
  /// A reader was at work on records that it had read: others of its records waited meanwhile.
  package mutating func worked(_ reader: SubscriptionID, from: Instant, to: Instant) {
    let kind = Disruption.Kind.slow(reader)
    if let place = disruptions.lastIndex(where: { $0.kind == kind }), disruptions[place].to >= from
    {
      disruptions[place].to = max(disruptions[place].to, to)
    } else {
      disruptions.append(Disruption(kind: kind, from: from, to: to))
    }
  }

  /// A subscription applied records that it had read at `slice.offset` of a partition.
  ///
  /// - Parameters:
  ///   - position: Why the reader's position is where it is.
  ///   - elsewhere: Whether another cluster's readers of the subscription are at work, too.
  ///   - beside: Offsets that two readers on this cluster have in hand at once.
  package mutating func applied(
    _ slice: RunSlice, by reader: SubscriptionID, from partition: PartitionID,
    position: ProvenanceID, elsewhere: Bool, beside: Range<Int64> = 0..<0, at now: Instant
  ) {
    transcript?.append(.applied(slice, by: reader, from: partition))
    let cell = subscriptions.cell(reader, slice.lane)
    let mark = reader.row * partitions + partition.row
    let end = cells[cell].effects.end
    if slice.first < end {
      repeatOrLate(slice, reader, partition, cell, position, elsewhere, beside)
      if !recognises[reader.row] { noteOverwritten(slice.range, cell, highest: end) }
    } else {
      cells[cell].effects.add(slice.range.numbers) { _ in }
      if slice.again != .ordinary { noteEarly(slice.range, slice, reader) }
    }
    if !recognises[reader.row], slice.first < end || !cells[cell].stale.isEmpty {
      cells[cell].stale.apply(slice.range.numbers, highest: end)
    }
    if recent[reader.row] != nil { noteRecent(slice.range, reader, cell) }
    if slice.range.end >= end { cells[cell].highestRead = partition }
    progress(reader, slice.lane, cell, now)
    if slice.end > readUpTo[mark] { readUpTo[mark] = slice.end }
  }

  /// A subscription applied a slice that goes on in its lane, and nobody has waited unduly: what
  /// `applied` comes to as a rule.
  ///
  /// - Returns: Whether it was that; nothing is booked otherwise.
  package mutating func appliedNext(
    _ slice: RunSlice, by reader: SubscriptionID, from partition: PartitionID, at now: Instant
  ) -> Bool {
    let cell = subscriptions.cell(reader, slice.lane)
    guard transcript == nil, !isWatching, slice.again == .ordinary,
      cells[cell].goOn(
        slice, from: partition, upTo: ends[slice.lane], patience[reader.row], at: now)
    else { return false }
    let mark = reader.row * partitions + partition.row
    if readUpTo[mark] < slice.end { readUpTo[mark] = slice.end }
    return true
  }

  /// Records that a subscription read in one go and applied as most are: each goes on in its lane,
  /// and nobody waits unduly.
  ///
  /// - Parameter found: What it read, in order. (Lent, not copied.)
  /// - Returns: How many of the slices from the first on were of this sort; the others are not booked.
  package mutating func appliedInOrder(
    _ found: inout RunBuffer, by reader: SubscriptionID, from partition: PartitionID,
    at now: Instant
  ) -> Int {
    guard transcript == nil, !isWatching else { return 0 }
    let patience = patience[reader.row]
    var place = 0
    while place < found.count {
      let slice = found[place]
      let cell = subscriptions.cell(reader, slice.lane)
      guard slice.again == .ordinary,
        cells[cell].goOn(slice, from: partition, upTo: ends[slice.lane], patience, at: now)
      else { break }
      place += 1
    }
    if place > 0 {
      let mark = reader.row * partitions + partition.row
      readUpTo[mark] = max(readUpTo[mark], found[place - 1].end)
    }
    return place
  }

  /// Which records of a slice a subscription has applied before, and why it would apply them again.
  /// Nothing is booked.
  mutating func reasonsToRepeat(
    _ slice: RunSlice, by reader: SubscriptionID, from partition: PartitionID,
    position: ProvenanceID, elsewhere: Bool, beside: Range<Int64>
  ) -> [(numbers: Range<Int64>, cause: Cause)] {
    let cell = subscriptions.cell(reader, slice.lane)
    guard slice.first < cells[cell].effects.end else { return [] }
    let reading = Rereading(
      slice: slice, reader: reader, partition: partition, cell: cell, position: position,
      elsewhere: elsewhere, beside: beside)
    let kept = early
    asked = []
    for span in cells[cell].effects.counted(in: slice.range.numbers) {
      noteRepeat(span.low..<span.high, reading)
    }
    early = kept
    defer { asked = nil }
    return (asked ?? []).sorted { $0.numbers.lowerBound < $1.numbers.lowerBound }
  }

  /// Counts records of a range that are applied though a later one of their key was: of the last
  /// records before `highest`, one of each key is its newest.
  @inline(never)
  mutating func noteOverwritten(_ range: LaneRange, _ cell: Int, highest: Int64) {
    guard let keys = lanes[range.lane].keysInTurn else { return }
    cells[cell].overwritten += max(0, min(range.end, highest - keys) - range.first)
  }

  @inline(never)
  private mutating func repeatOrLate(
    _ slice: RunSlice, _ reader: SubscriptionID, _ partition: PartitionID, _ cell: Int,
    _ position: ProvenanceID, _ elsewhere: Bool, _ beside: Range<Int64>
  ) {
    let reading = Rereading(
      slice: slice, reader: reader, partition: partition, cell: cell, position: position,
      elsewhere: elsewhere, beside: beside)
    if !recognises[reader.row], cells[cell].effects.repeatOn(slice.range.numbers) {
      return noteRepeat(slice.range.numbers, reading)
    }
    for gap in cells[cell].effects.missing(in: slice.range.numbers) {
      let range = LaneRange(slice.lane, gap)
      noteLate(range, slice, reader, partition, cell, position)
      if slice.again != .ordinary { noteEarly(range, slice, reader) }
      if recognises[reader.row] { cells[cell].effects.add(gap) { _ in } }
    }
    if recognises[reader.row] { return }
    var repeated: [Range<Int64>] = []
    cells[cell].effects.add(slice.range.numbers) { repeated.append($0) }
    for numbers in repeated { noteRepeat(numbers, reading) }
  }

  /// Books records that were applied before. Those below where the subscription has read this
  /// partition were read here; the others are new to this cluster's reader.
  private mutating func noteRepeat(_ numbers: Range<Int64>, _ reading: Rereading) {
    guard case .reset(let reset) = provenances[reading.position].mechanism, reset.offset >= 0 else {
      return noteByPlace(numbers, reading)
    }
    // From where the lost position stood it would have read again all the same.
    let slice = reading.slice
    let split = min(
      max(slice.first + (reset.offset - slice.offset), numbers.lowerBound), numbers.upperBound)
    if numbers.lowerBound < split { noteByPlace(numbers.lowerBound..<split, reading) }
    guard split < numbers.upperBound else { return }
    var kept = reading
    kept.position = reset.position
    noteByPlace(split..<numbers.upperBound, kept)
  }

  private mutating func noteByPlace(_ numbers: Range<Int64>, _ reading: Rereading) {
    let slice = reading.slice
    let read = readUpTo[reading.reader.row * partitions + reading.partition.row]
    let split = min(
      max(slice.first + (read - slice.offset), numbers.lowerBound), numbers.upperBound)
    if numbers.lowerBound < split {
      noteReread(numbers.lowerBound..<split, reading)
    }
    if split < numbers.upperBound { noteMet(split..<numbers.upperBound, reading) }
  }

  /// Books records that this cluster's readers apply once more.
  private mutating func noteReread(_ numbers: Range<Int64>, _ reading: Rereading) {
    let own = causeOfRereading(reading.position)
    guard !reading.beside.isEmpty else { return note(reading, numbers, own) }
    let shift = reading.slice.first - reading.slice.offset
    let shared = (reading.beside.lowerBound + shift..<reading.beside.upperBound + shift)
      .clamped(to: numbers)
    let parts = [
      (numbers.lowerBound..<shared.lowerBound, own),
      (shared, Blame(.overlapUnfenced)),
      (shared.upperBound..<numbers.upperBound, own),
    ]
    for (part, blame) in parts where !part.isEmpty { note(reading, part, blame) }
  }

  /// Books records whose first effect came from a copy that was not meant to be.
  private mutating func noteEarly(
    _ range: LaneRange, _ slice: RunSlice, _ reader: SubscriptionID
  ) {
    let blame = Blame(causeOfCopy(slice.again))
    if var last = early.last, last.subscription == reader, last.blame == blame,
      last.range.absorb(range)
    {
      early[early.count - 1] = last
    } else {
      early.append(RepeatEntry(subscription: reader, range: range, blame: blame))
    }
  }

  /// Books records that this cluster's reader meets for the first time, though they are applied.
  private mutating func noteMet(_ numbers: Range<Int64>, _ reading: Rereading) {
    guard reading.slice.again == .ordinary, !early.isEmpty else {
      return noteNew(numbers, reading)
    }
    var rest = [LaneRange(reading.slice.lane, numbers)]
    takeEarly(&rest, reading)
    for part in rest { noteNew(part.numbers, reading) }
  }

  /// Blames the copies that came before the records that they repeat.
  private mutating func takeEarly(_ rest: inout [LaneRange], _ reading: Rereading) {
    var left: [RepeatEntry] = []
    for entry in early {
      let found = entry.subscription == reading.reader ? cut(entry.range, from: &rest) : []
      var pieces = [entry.range]
      for part in found {
        note(reading, part.numbers, entry.blame)
        _ = remove(part, from: &pieces)
      }
      left += pieces.map {
        RepeatEntry(subscription: entry.subscription, range: $0, blame: entry.blame)
      }
    }
    early = left
  }

  private mutating func noteNew(_ numbers: Range<Int64>, _ reading: Rereading) {
    let slice = reading.slice
    if slice.again != .ordinary {
      note(reading, numbers, Blame(causeOfCopy(slice.again)))
    } else if case .translated(let origin) = provenances[reading.position].mechanism {
      let copied = slice.source < 0 ? Int64.min : slice.first + (origin.upstream - slice.source)
      let exact = min(max(copied, numbers.lowerBound), numbers.upperBound)
      if numbers.lowerBound < exact {
        note(reading, numbers.lowerBound..<exact, Blame(.offsetTranslationCoarse))
      }
      if exact < numbers.upperBound {
        let cause: Cause = reading.elsewhere ? .overlapUnfenced : .offsetSyncStale
        note(reading, exact..<numbers.upperBound, Blame(cause))
      }
    } else {
      note(
        reading, numbers,
        reading.elsewhere ? Blame(.overlapUnfenced) : causeOfStart(reading.position))
    }
  }

  private mutating func note(_ reading: Rereading, _ numbers: Range<Int64>, _ blame: Blame) {
    guard asked == nil else {
      asked?.append((numbers, blame.cause))
      return
    }
    note(LaneRange(reading.slice.lane, numbers), reading.reader, reading.cell, blame)
  }

  /// Writes an entry, or prolongs the last one of the reader and lane: a reader that goes over a log
  /// again comes by many lanes in turn.
  mutating func note(_ range: LaneRange, _ reader: SubscriptionID, _ cell: Int, _ blame: Blame) {
    let place = Int(cells[cell].lastRepeat)
    if place >= 0, repeats[place].blame == blame, repeats[place].range.absorb(range) { return }
    cells[cell].lastRepeat = Int32(clamping: repeats.count)
    repeats.append(RepeatEntry(subscription: reader, range: range, blame: blame))
  }

  /// Books records whose first effect comes now, after that of a later record of their key.
  private mutating func noteLate(
    _ range: LaneRange, _ slice: RunSlice, _ reader: SubscriptionID, _ partition: PartitionID,
    _ cell: Int, _ position: ProvenanceID
  ) {
    let count = overtaken(range, cell)
    guard count > 0 else { return }
    let blame: Blame
    if slice.source >= 0, !withdrawn[range.lane].counted(in: range.numbers).isEmpty {
      blame = Blame(.txnStateNotMirrored)
    } else if cells[cell].highestRead != partition {
      blame = Blame(.keyRemapped)
    } else if slice.again != .ordinary {
      blame = Blame(causeOfCopy(slice.again))
    } else if let disorder = disorders.first(where: { $0.range.overlaps(range) }) {
      // It lies so in the log, and in every copy of it.
      blame = causeOfMaking(late: range) ?? Blame(disorder.cause)
    } else if slice.source >= 0 {
      blame = Blame(.replicationLagAtSwitch)
    } else {
      blame = causeOfStart(position)
    }
    late.append(LateEntry(subscription: reader, range: range, count: count, blame: blame))
  }

  /// How many records of `range` have a later record of the same key that is applied already.
  private func overtaken(_ range: LaneRange, _ cell: Int) -> Int64 {
    let above = cells[cell].effects.counted(in: range.end..<Int64.max)
    guard let last = above.last else { return 0 }
    switch lanes[range.lane].keys {
    case .none:
      return 0
    case .inTurn(1), .drawn(1):
      return range.count
    case .inTurn(let keys):
      // A stretch of `keys` neighbours holds every key once.
      if above.contains(where: { $0.high - $0.low >= keys }) { return range.count }
      return Int64(
        range.numbers.count { number in
          above.contains { span in
            // The first record of the same key in the span, if there is one.
            let turns = (span.low - number + keys - 1) / keys
            return number + turns * keys < span.high
          }
        })
    case .drawn(let keys):
      // Looking at most this far is exact but for a key that is absent from so many records.
      let horizon = min(last.high, range.end + keys * 64)
      var later = Set<Int64>()
      for span in above where span.low < horizon {
        for number in span.low..<min(span.high, horizon) {
          later.insert(key(range.lane, number, of: keys))
        }
      }
      return Int64(range.numbers.count { later.contains(key(range.lane, $0, of: keys)) })
    }
  }

  /// Which of its slot's keys a record has drawn.
  package func key(_ lane: LaneID, _ number: Int64, of keys: Int64) -> Int64 {
    // What is made of a record keeps its key.
    var first = lane
    while let origin = lanes[first].origin { first = origin.lane }
    return Int64(
      Sampling.bounded(
        draws.bits(.keyInSlot, entity: first.index, UInt64(number)), below: UInt64(keys)))
  }

  mutating func progress(
    _ reader: SubscriptionID, _ lane: LaneID, _ cell: Int, _ now: Instant
  ) {
    let since = cells[cell].waitingSince
    if since != .never, now - since >= patience[reader.row] {
      stalls.append(Stall(subscription: reader, lane: lane, from: since, to: now))
    }
    let caughtUp = cells[cell].done >= ends[lane]
    cells[cell].waitingSince = caughtUp ? .never : now
  }
}

/// A reader's meeting with records of which some were applied before.
private struct Rereading {
  let slice: RunSlice
  let reader: SubscriptionID
  let partition: PartitionID
  let cell: Int
  var position: ProvenanceID
  let elsewhere: Bool
  let beside: Range<Int64>
}
