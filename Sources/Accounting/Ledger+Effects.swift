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
    let cell = subscriptions.cell(reader, slice.lane)
    let mark = reader.row * partitions + partition.row
    let end = cells[cell].effects.end
    if slice.first < end {
      repeatOrLate(slice, reader, partition, cell, position, elsewhere, beside)
    } else {
      cells[cell].effects.add(slice.range.numbers) { _ in }
      if slice.again != .ordinary { noteEarly(slice.range, slice, reader) }
    }
    if slice.first < end || !cells[cell].stale.isEmpty {
      cells[cell].stale.apply(slice.range.numbers, highest: end)
    }
    if slice.range.end >= end { cells[cell].highestRead = partition }
    progress(reader, slice.lane, cell, now)
    if slice.end > readUpTo[mark] { readUpTo[mark] = slice.end }
  }

  @inline(never)
  private mutating func repeatOrLate(
    _ slice: RunSlice, _ reader: SubscriptionID, _ partition: PartitionID, _ cell: Int,
    _ position: ProvenanceID, _ elsewhere: Bool, _ beside: Range<Int64>
  ) {
    for gap in cells[cell].effects.missing(in: slice.range.numbers) {
      let range = LaneRange(slice.lane, gap)
      noteLate(range, slice, reader, partition, cell, position)
      if slice.again != .ordinary { noteEarly(range, slice, reader) }
    }
    var repeated: [Range<Int64>] = []
    cells[cell].effects.add(slice.range.numbers) { repeated.append($0) }
    let read = readUpTo[reader.row * partitions + partition.row]
    for numbers in repeated {
      // Offsets below `read` were read here before; the others are new to this cluster's reader.
      let split = min(
        max(slice.first + (read - slice.offset), numbers.lowerBound), numbers.upperBound)
      if numbers.lowerBound < split {
        noteReread(slice, reader, numbers.lowerBound..<split, position, beside)
      }
      if split < numbers.upperBound {
        noteMet(slice, reader, split..<numbers.upperBound, position, elsewhere)
      }
    }
  }

  /// Books records that this cluster's readers apply once more.
  private mutating func noteReread(
    _ slice: RunSlice, _ reader: SubscriptionID, _ numbers: Range<Int64>,
    _ position: ProvenanceID, _ beside: Range<Int64>
  ) {
    let shift = slice.first - slice.offset
    let shared = (beside.lowerBound + shift..<beside.upperBound + shift).clamped(to: numbers)
    let parts = [
      (numbers.lowerBound..<shared.lowerBound, causeOfRereading(position)),
      (shared, Blame(.overlapUnfenced)),
      (shared.upperBound..<numbers.upperBound, causeOfRereading(position)),
    ]
    for (part, blame) in parts where !part.isEmpty { note(reader, slice.lane, part, blame) }
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
  private mutating func noteMet(
    _ slice: RunSlice, _ reader: SubscriptionID, _ numbers: Range<Int64>,
    _ position: ProvenanceID, _ elsewhere: Bool
  ) {
    var rest = [LaneRange(slice.lane, numbers)]
    if slice.again == .ordinary, !early.isEmpty { takeEarly(&rest, reader) }
    for part in rest { noteNew(slice, reader, part.numbers, position, elsewhere) }
  }

  /// Blames the copies that came before the records that they repeat.
  private mutating func takeEarly(_ rest: inout [LaneRange], _ reader: SubscriptionID) {
    var left: [RepeatEntry] = []
    for entry in early {
      let found = entry.subscription == reader ? cut(entry.range, from: &rest) : []
      var pieces = [entry.range]
      for part in found {
        note(reader, part.lane, part.numbers, entry.blame)
        _ = remove(part, from: &pieces)
      }
      left += pieces.map {
        RepeatEntry(subscription: entry.subscription, range: $0, blame: entry.blame)
      }
    }
    early = left
  }

  private mutating func noteNew(
    _ slice: RunSlice, _ reader: SubscriptionID, _ numbers: Range<Int64>,
    _ position: ProvenanceID, _ elsewhere: Bool
  ) {
    if slice.again != .ordinary {
      note(reader, slice.lane, numbers, Blame(causeOfCopy(slice.again)))
    } else if case .translated(let origin) = provenances[position].mechanism {
      let copied = slice.source < 0 ? Int64.min : slice.first + (origin.upstream - slice.source)
      let exact = min(max(copied, numbers.lowerBound), numbers.upperBound)
      if numbers.lowerBound < exact {
        note(
          reader, slice.lane, numbers.lowerBound..<exact, Blame(.offsetTranslationCoarse))
      }
      if exact < numbers.upperBound {
        let cause: Cause = elsewhere ? .overlapUnfenced : .offsetSyncStale
        note(reader, slice.lane, exact..<numbers.upperBound, Blame(cause))
      }
    } else {
      let blame = elsewhere ? Blame(.overlapUnfenced) : causeOfStart(position)
      note(reader, slice.lane, numbers, blame)
    }
  }

  private mutating func note(
    _ reader: SubscriptionID, _ lane: LaneID, _ numbers: Range<Int64>, _ blame: Blame
  ) {
    let range = LaneRange(lane, numbers)
    if var last = repeats.last, last.subscription == reader, last.blame == blame,
      last.range.absorb(range)
    {
      repeats[repeats.count - 1] = last
    } else {
      repeats.append(RepeatEntry(subscription: reader, range: range, blame: blame))
    }
  }

  /// Books records whose first effect comes now, after that of a later record of their key.
  private mutating func noteLate(
    _ range: LaneRange, _ slice: RunSlice, _ reader: SubscriptionID, _ partition: PartitionID,
    _ cell: Int, _ position: ProvenanceID
  ) {
    let count = overtaken(range, cell)
    guard count > 0 else { return }
    let blame: Blame
    if cells[cell].highestRead != partition {
      blame = Blame(.keyRemapped)
    } else if slice.again != .ordinary {
      blame = Blame(causeOfCopy(slice.again))
    } else if let disorder = disorders.first(where: { $0.range.overlaps(range) }) {
      // It lies so in the log, and in every copy of it.
      blame = Blame(disorder.cause)
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
    Int64(
      Sampling.bounded(
        draws.bits(.keyInSlot, entity: lane.index, UInt64(number)), below: UInt64(keys)))
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
