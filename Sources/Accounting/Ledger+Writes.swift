import SimKernel

// Observations about writing: what was acknowledged, appended, cut off, given up.

extension Ledger {
  /// A producer was told that these records are written.
  ///
  /// - Parameter created: When the batch was begun.
  package mutating func acked(_ range: LaneRange, at now: Instant, created: Instant) {
    acked[range.lane].add(range.numbers) { _ in }
    transcript?.append(.acked(range))
    if now - created >= Self.stallThreshold {
      producerStalls.append(ProducerStall(lane: range.lane, from: created, to: now))
    }
  }

  /// A producer's records of a lane waited for an answer and got none: they will be written again,
  /// or never.
  package mutating func waitedInVain(_ lane: LaneID, from: Instant, to now: Instant) {
    guard from < now else { return }
    let wait = ProducerStall(lane: lane, from: from, to: now, isAnswered: false)
    if let last = producerStalls.last, last.lane == lane, !last.isAnswered, last.to >= from {
      producerStalls[producerStalls.count - 1].to = now
      producerStalls[producerStalls.count - 1].from = min(last.from, from)
    } else {
      producerStalls.append(wait)
    }
  }

  /// Records were appended to the log of a partition's leader.
  ///
  /// - Parameter isCopy: Whether a copier wrote them rather than a client.
  package mutating func appended(
    _ range: LaneRange, on cluster: ClusterID, in partition: PartitionID, again: ProvenanceID,
    isCopy: Bool, at now: Instant
  ) {
    switch homes[cluster.row][range.lane] {
    case .one(partition), .several: break
    case .nowhere: homes[cluster.row][range.lane] = .one(partition)
    case .one: homes[cluster.row][range.lane] = .several
    }
    if !isCopy, range.first < copies[cluster.row][range.lane].end { noteDisorder(range, cluster) }
    copies[cluster.row][range.lane].add(range.numbers) { _ in }
    if again != .ordinary {
      note(LogRepeatEntry(cluster: cluster, range: range, blame: Blame(causeOfCopy(again))))
    }
    if range.end > ends[range.lane] { ends[range.lane] = range.end }
    if !isCopy {
      beginWaits(for: range, at: now)
      let cell = cluster.row * topics + subscriptions.topic(of: range.lane).row
      if now < firstWrite[cell] { firstWrite[cell] = now }
    }
  }

  /// A client wrote records to a cluster that the plan had moved it off.
  package mutating func strayed(_ range: LaneRange) {
    if let last = strays.indices.last, strays[last].absorb(range) { return }
    strays.append(range)
  }

  /// What is written, answered or not, is what the readers of its topic have before them.
  private mutating func beginWaits(for range: LaneRange, at now: Instant) {
    let topic = subscriptions.topic(of: range.lane).row
    Self.beginWaits(for: range, at: now, in: &cells, subscriptions.shiftsOfTopic[topic])
  }

  @inline(__always)
  private static func beginWaits(
    for range: LaneRange, at now: Instant, in all: inout ContiguousArray<EffectCell>,
    _ shifts: ContiguousArray<Int>
  ) {
    var cells = all.mutableSpan
    for shift in shifts {
      let cell = shift + range.lane.row
      if cells[cell].waitingSince == .never, cells[cell].done < range.end {
        cells[cell].waitingSince = now
      }
    }
  }

  /// Books records that are in a log for the first time, behind later ones of their lane: they were
  /// sent again after others had gone ahead.
  private mutating func noteDisorder(_ range: LaneRange, _ cluster: ClusterID) {
    for gap in copies[cluster.row][range.lane].missing(in: range.numbers) {
      let part = LaneRange(range.lane, gap)
      let isRewritten = rewrites.contains { $0.overlaps(part) }
      disorders.append((part, isRewritten ? .producerSendExpired : .producerRetryUnguarded))
    }
  }

  /// An application writes again what it believes lost, having waited for an answer since `created`.
  package mutating func rewrote(_ range: LaneRange, at now: Instant, created: Instant) {
    rewrites.append(range)
    waitedInVain(range.lane, from: created, to: now)
  }

  private mutating func note(_ entry: LogRepeatEntry) {
    if var last = logRepeats.last, last.cluster == entry.cluster, last.blame == entry.blame,
      last.range.absorb(entry.range)
    {
      logRepeats[logRepeats.count - 1] = last
    } else {
      logRepeats.append(entry)
    }
  }

  /// Records that were there before the run: acknowledged, lying on a cluster, or both.
  package mutating func found(_ range: LaneRange, on cluster: ClusterID?) {
    if let cluster {
      copies[cluster.row][range.lane].add(range.numbers) { _ in }
      if range.end > ends[range.lane] { ends[range.lane] = range.end }
    } else {
      acked[range.lane].add(range.numbers) { _ in }
      for reader in subscriptions.ofTopic[subscriptions.topic(of: range.lane).row] {
        waitFromBeginning(subscriptions.cell(reader, range.lane), range.lane)
      }
    }
  }

  /// What a reader has not had when the run begins waits from then on.
  private mutating func waitFromBeginning(_ cell: Int, _ lane: LaneID) {
    let isBehind = cells[cell].effects.end < acked[lane].end
    cells[cell].waitingSince = isBehind ? .zero : .never
  }

  /// Records that a subscription had applied before the run, up to an offset of its partition.
  package mutating func found(
    _ range: LaneRange, appliedBy reader: SubscriptionID, from partition: PartitionID,
    upTo offset: Int64
  ) {
    let cell = subscriptions.cell(reader, range.lane)
    // Whatever logs it lies in, a record that was applied before the run counts once.
    for gap in cells[cell].effects.missing(in: range.numbers) {
      cells[cell].effects.add(gap) { _ in }
    }
    cells[cell].highestRead = partition
    readUpTo[reader.row * partitions + partition.row] = offset
    waitFromBeginning(cell, range.lane)
  }

  /// Records vanished from a log because a new leader did not have them.
  package mutating func truncated(
    _ slice: RunSlice, on cluster: ClusterID, unclean: Bool, at now: Instant
  ) {
    let range = slice.range
    if slice.again != .ordinary {
      takeBack(range, Blame(causeOfCopy(slice.again)), on: cluster)
    }
    copies[cluster.row][range.lane].remove(range.numbers)
    drops.append(
      Drop(cluster: cluster, range: range, how: .truncated(unclean: unclean), at: now))
    ends[range.lane] = copies.reduce(0) { max($0, $1[range.lane].end) }
    endWaits(for: range.lane, at: now)
  }

  /// A transaction was aborted: its records were never meant to be in this cluster's log, and whoever
  /// reads it as its writer meant it does not find them.
  package mutating func withdrew(_ range: LaneRange, from cluster: ClusterID, at now: Instant) {
    withdrawn[range.lane].add(range.numbers) { _ in }
    copies[cluster.row][range.lane].remove(range.numbers)
    ends[range.lane] = copies.reduce(0) { max($0, $1[range.lane].end) }
    endWaits(for: range.lane, at: now)
  }

  /// Nobody waits any longer for what is not there any more.
  private mutating func endWaits(for lane: LaneID, at now: Instant) {
    for reader in subscriptions.ofTopic[subscriptions.topic(of: lane).row] {
      let cell = subscriptions.cell(reader, lane)
      if cells[cell].done >= ends[lane] { progress(reader, lane, cell, now) }
    }
  }

  /// A partition's log now ends at an offset where it had gone on: other records will get the
  /// offsets from there on, and nobody has read those.
  package mutating func shortened(_ partition: PartitionID, to end: Int64) {
    for reader in subscriptions.readers.indices {
      let mark = reader * partitions + partition.row
      readUpTo[mark] = min(readUpTo[mark], end)
    }
  }

  /// Takes back the newest notes of one blame on copies that a log has lost.
  private mutating func takeBack(_ range: LaneRange, _ blame: Blame, on cluster: ClusterID) {
    var rest = [range]
    for row in logRepeats.indices.reversed()
    where logRepeats[row].cluster == cluster && logRepeats[row].blame == blame {
      let entry = logRepeats[row]
      var left = [entry.range]
      for part in rest { _ = remove(part, from: &left) }
      _ = remove(entry.range, from: &rest)
      let pieces = left.map { LogRepeatEntry(cluster: cluster, range: $0, blame: blame) }
      logRepeats.replaceSubrange(row...row, with: pieces)
    }
  }

  /// Retention deleted records that a reader or copier had not got yet.
  package mutating func expired(
    _ range: LaneRange, on cluster: ClusterID, how: Drop.How, at now: Instant
  ) {
    guard case .expiredUnread(let reader) = how else {
      drops.append(Drop(cluster: cluster, range: range, how: how, at: now))
      return
    }
    // What was read on the other cluster is no anomaly, and there may be very much of it.
    let effects = cells[subscriptions.cell(reader, range.lane)].effects
    for gap in effects.missing(in: range.numbers) {
      drops.append(
        Drop(cluster: cluster, range: LaneRange(range.lane, gap), how: how, at: now))
    }
  }

  /// An application gave up on records.
  ///
  /// - Parameter created: Since when it had tried.
  package mutating func gaveUp(
    _ range: LaneRange, because cause: Cause, at now: Instant, created: Instant
  ) {
    waitedInVain(range.lane, from: created, to: now)
    unsent[range.lane].add(range.numbers) { _ in }
    givenUp.append(GivenUp(range: range, blame: Blame(cause)))
  }
}

extension LaneRange {
  package init(_ lane: LaneID, _ numbers: Range<Int64>) {
    self.init(lane, numbers.lowerBound, numbers.upperBound - numbers.lowerBound)
  }

  func overlaps(_ other: LaneRange) -> Bool {
    lane == other.lane && numbers.overlaps(other.numbers)
  }

  /// Appends `next` if it goes on where this range ends.
  package mutating func absorb(_ next: LaneRange) -> Bool {
    guard lane == next.lane, end == next.first else { return false }
    count += next.count
    return true
  }
}
