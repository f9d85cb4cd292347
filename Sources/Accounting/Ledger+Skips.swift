import SimKernel

// Observations about what was not read: where readers were put, and what they passed over.

extension Ledger {
  /// A reader was put at a position.
  package mutating func placed(_ placement: Placement) { placements.append(placement) }

  /// A position put a reader past records of the log that it had not got to.
  ///
  /// Told of the records themselves, since retention may take them before anybody asks why.
  package mutating func skipped(_ range: LaneRange, by placement: Placement) {
    pass(
      range, placement.subscription, causeOfSkip(placement.provenance), at: placement.at)
  }

  /// A reader passed over records that it could not process.
  package mutating func refused(_ refusal: Refusal, at now: Instant) {
    refusals.append(refusal)
    pass(refusal.range, refusal.subscription, Blame(.recordRefused), at: now)
  }

  /// Books what a reader now has behind it without having applied it: no backlog any more.
  private mutating func pass(
    _ range: LaneRange, _ reader: SubscriptionID, _ blame: Blame, at now: Instant
  ) {
    let cell = subscriptions.cell(reader, range.lane)
    for gap in cells[cell].effects.missing(in: range.numbers) {
      note(SkipEntry(subscription: reader, range: LaneRange(range.lane, gap), blame: blame))
    }
    guard range.end > cells[cell].done else { return }
    cells[cell].passed = range.end
    progress(reader, range.lane, cell, now)
  }

  private mutating func note(_ entry: SkipEntry) {
    guard var last = skips.last, last.subscription == entry.subscription,
      last.blame == entry.blame, last.range.absorb(entry.range)
    else {
      if skips.last != entry { skips.append(entry) }
      return
    }
    skips[skips.count - 1] = last
  }
}
