import SimKernel

// Observations about records that a group makes of others: number n of a lane of its output is made of
// number n of the lane that it reads. What makes it read a record again makes the second copy.

extension Ledger {
  /// A member is about to append what it has made of a slice that it has read.
  ///
  /// - Parameters:
  ///   - lane: The lane of the output.
  ///   - cluster: Where the output lies.
  ///   - beside: See `applied`, to which the other parameters belong as well.
  /// - Returns: The numbers of the slice, part by part, with why they are in a log once more.
  package mutating func made(
    of slice: RunSlice, by reader: SubscriptionID, from partition: PartitionID,
    position: ProvenanceID, elsewhere: Bool, beside: Range<Int64>, into lane: LaneID,
    on cluster: ClusterID, at now: Instant
  ) -> [(numbers: Range<Int64>, again: ProvenanceID)] {
    var parts: [(numbers: Range<Int64>, again: ProvenanceID)] = []
    var next = slice.first
    let reasons = reasonsToRepeat(
      slice, by: reader, from: partition, position: position, elsewhere: elsewhere, beside: beside)
    for (numbers, cause) in reasons where numbers.upperBound > next {
      addFirst(next..<max(next, numbers.lowerBound), of: lane, on: cluster, to: &parts, at: now)
      let rest = max(next, numbers.lowerBound)..<numbers.upperBound
      parts.append((rest, tag(.madeAgain(cause), at: now)))
      next = numbers.upperBound
    }
    addFirst(next..<slice.range.end, of: lane, on: cluster, to: &parts, at: now)
    return parts
  }

  /// What a reader has not applied before may lie in the output all the same: in a transaction that was
  /// aborted, or that nobody will commit any more.
  private mutating func addFirst(
    _ numbers: Range<Int64>, of lane: LaneID, on cluster: ClusterID,
    to parts: inout [(numbers: Range<Int64>, again: ProvenanceID)], at now: Instant
  ) {
    guard !numbers.isEmpty else { return }
    let unheard = withdrawn[lane].missing(in: numbers).flatMap {
      copies[cluster.row][lane].missing(in: $0)
    }
    var next = numbers.lowerBound
    for fresh in unheard {
      if next < fresh.lowerBound { parts.append((next..<fresh.lowerBound, aborted(at: now))) }
      parts.append((fresh, .ordinary))
      next = fresh.upperBound
    }
    if next < numbers.upperBound { parts.append((next..<numbers.upperBound, aborted(at: now))) }
  }

  private mutating func aborted(at now: Instant) -> ProvenanceID { tag(.abortedBefore, at: now) }

  /// A note for copies that come now; those that come one after the other share it.
  private mutating func tag(_ mechanism: Mechanism, at now: Instant) -> ProvenanceID {
    if let last = provenances.ids.last, provenances[last].mechanism == mechanism { return last }
    return note(mechanism, at: now)
  }

  /// Why records that a group has made were made after later ones of their key: because it read what
  /// they are made of that late. Nil if it did not.
  mutating func causeOfMaking(late range: LaneRange) -> Blame? {
    guard let origin = lanes[range.lane].origin else { return nil }
    let made = LaneRange(origin.lane, range.numbers)
    return late.first { $0.subscription == origin.reader && $0.range.overlaps(made) }?.blame
  }
}
