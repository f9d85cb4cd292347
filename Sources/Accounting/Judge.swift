import SimKernel

/// Reads the verdict off a ledger and what lies in the logs at the horizon.
package struct Judge: Sendable {
  let ledger: Ledger
  let horizon: Horizon
  let listing: Listing

  package init(_ ledger: Ledger, _ horizon: Horizon, _ listing: Listing) {
    self.ledger = ledger
    self.horizon = horizon
    self.listing = listing
  }

  /// Lanes of which some acknowledged record is missing somewhere: what has to be listed.
  package static func lanesToList(_ ledger: Ledger, _ horizon: Horizon) -> [LaneID] {
    ledger.lanes.ids.filter { firstToList(of: $0, ledger, horizon) != nil }
  }

  /// The first acknowledged record of a lane that is missing somewhere: nobody asks where those before
  /// it lie. Nil when none is.
  package static func firstToList(
    of lane: LaneID, _ ledger: Ledger, _ horizon: Horizon
  ) -> Int64? {
    let readers = ledger.subscriptions.ofTopic[ledger.lanes[lane].topic.row]
    var first: Int64?
    for span in ledger.acked[lane].spans {
      let numbers = span.low..<span.high
      for reader in readers {
        let cell = ledger.subscriptions.cell(reader, lane)
        first = least(first, ledger.cells[cell].effects.missing(in: numbers))
      }
      first = least(first, ledger.copies[horizon.authority.row][lane].missing(in: numbers))
      if first != nil { break }
    }
    return first
  }

  private static func least(_ first: Int64?, _ gaps: [Range<Int64>]) -> Int64? {
    guard let gap = gaps.first else { return first }
    return min(first ?? .max, gap.lowerBound)
  }

  package func judgement() -> Judgement {
    var judgement = Judgement()
    for reader in ledger.subscriptions.readers.indices {
      for topic in ledger.subscriptions.readers[reader] {
        judgement.readers.append(self.reader(SubscriptionID(reader), topic))
      }
    }
    for topic in 0..<ledger.topics { judgement.topics.append(self.topic(TopicID(topic))) }
    judgement.writers = writers()
    return judgement
  }

  func lanes(of topic: TopicID) -> [LaneID] {
    ledger.lanes.ids.filter { ledger.lanes[$0].topic == topic }
  }

  // MARK: Readers

  private func reader(_ id: SubscriptionID, _ topic: TopicID) -> ReaderJudgement {
    var row = ReaderJudgement(subscription: id, topic: topic)
    for lane in lanes(of: topic) { account(lane, id, &row) }
    for entry in ledger.repeats where entry.subscription == id {
      if ledger.lanes[entry.range.lane].topic == topic {
        row.dup.add(entry.range.count, entry.blame)
      }
    }
    for entry in ledger.late where entry.subscription == id {
      if ledger.lanes[entry.range.lane].topic == topic { row.reorder.add(entry.count, entry.blame) }
    }
    for refusal in ledger.refusals where refusal.subscription == id && refusal.keptAside {
      if ledger.lanes[refusal.range.lane].topic == topic { row.deadLetters += refusal.range.count }
    }
    addStalls(id, topic, &row)
    return row
  }

  private func account(_ lane: LaneID, _ id: SubscriptionID, _ row: inout ReaderJudgement) {
    let cell = ledger.cells[ledger.subscriptions.cell(id, lane)]
    for span in ledger.acked[lane].spans {
      let numbers = span.low..<span.high
      row.acked += Int64(numbers.count)
      row.applied += cell.effects.counted(in: numbers).reduce(0) { $0 + $1.high - $1.low }
      for gap in cell.effects.missing(in: numbers) { classify(LaneRange(lane, gap), id, &row) }
    }
    row.conflict += staleKeys(lane, cell)
    let isCounted = ledger.lanes[lane].keys == .none || ledger.lanes[lane].keysInTurn != nil
    row.overwritten = isCounted ? row.overwritten.map { $0 + cell.overwritten } : nil
    for range in unmeant(lane) { row.phantom += count(of: range, in: cell.effects) }
  }

  /// Sorts records that a subscription never applied by what became of them.
  private func classify(_ range: LaneRange, _ id: SubscriptionID, _ row: inout ReaderJudgement) {
    var rest = [range]
    for expired in horizon.expired[id] ?? [] where expired.lane == range.lane {
      row.expired += remove(expired, from: &rest)
    }
    let home = horizon.homes[id.row]
    for entry in entries(of: rest, on: home) {
      row.unread += remove(ahead(of: id, entry), from: &rest)
    }
    for entry in entries(of: rest, on: home) {
      for part in cut(entry.range, from: &rest) { addSkipped(part, id, &row) }
    }
    for cluster in 0..<ledger.clusters where cluster != home.row {
      for entry in entries(of: rest, on: ClusterID(cluster)) {
        for part in cut(entry.range, from: &rest) { addStranded(entry, part, id, &row) }
      }
    }
    for part in rest { addLost(part, id, &row) }
  }

  /// Records that lie only where the subscription does not read: they never came to where it does, or
  /// were deleted there.
  private func addStranded(
    _ entry: Listing.Entry, _ range: LaneRange, _ id: SubscriptionID, _ row: inout ReaderJudgement
  ) {
    let home = horizon.homes[id.row]
    var rest = [range]
    for drop in ledger.drops where drop.range.lane == range.lane && drop.cluster == home {
      guard case .expiredUnread(id) = drop.how else { continue }
      row.stranded.add(remove(drop.range, from: &rest), Blame(.retentionBelowWindow))
    }
    for part in rest {
      for piece in absences(entry, part, on: home) {
        row.stranded.add(piece.range.count, Blame(piece.cause))
      }
    }
  }

  private func entries(of ranges: [LaneRange], on cluster: ClusterID) -> [Listing.Entry] {
    ranges.flatMap { listing.entries(of: $0, on: cluster) }
  }

  /// The part of an entry that a subscription has still before it.
  private func ahead(of id: SubscriptionID, _ entry: Listing.Entry) -> LaneRange {
    let position = horizon.positions[id.row * ledger.partitions + entry.partition.row]
    let behind = min(max(position - entry.offset, 0), entry.range.count)
    return LaneRange(entry.range.lane, entry.range.first + behind, entry.range.count - behind)
  }

  /// Records that lie where the subscription reads, but behind it.
  private func addSkipped(
    _ range: LaneRange, _ id: SubscriptionID, _ row: inout ReaderJudgement
  ) {
    var rest = [range]
    takeSkips(of: id, from: &rest, into: &row.skipped)
    for part in rest { row.unaccounted += part.count }
  }

  /// Takes out of `rest` what a subscription passed over, the first reason of each record first.
  private func takeSkips(
    of id: SubscriptionID, from rest: inout [LaneRange], into tally: inout Tally
  ) {
    for skip in ledger.skips where skip.subscription == id {
      tally.add(remove(skip.range, from: &rest), skip.blame)
    }
  }

  /// Records that lie nowhere any more.
  private func addLost(_ range: LaneRange, _ id: SubscriptionID, _ row: inout ReaderJudgement) {
    var rest = [range]
    let home = horizon.homes[id.row]
    // What was passed over was there to be read: whatever became of it, that was enough.
    takeSkips(of: id, from: &rest, into: &row.lost)
    for drop in ledger.drops where drop.range.lane == range.lane {
      switch drop.how {
      case .truncated:
        row.lost.add(remove(drop.range, from: &rest), Blame(.weakAckLoss))
      case .expiredUncopied(home):
        row.lost.add(remove(drop.range, from: &rest), Blame(.sourceRetentionGap))
      case .expiredUnread(id):
        row.lost.add(remove(drop.range, from: &rest), Blame(.retentionBelowWindow))
      case .expiredUncopied, .expiredUnread: break
      }
    }
    // What was read, taken back, and is in no log any more was deleted before it could be read again.
    for entry in ledger.takenBack where entry.reader == id {
      row.lost.add(remove(entry.range, from: &rest), Blame(.retentionBelowWindow))
    }
    // What never came to where the subscription reads needs no other reason.
    for part in rest {
      for gap in ledger.copies[home.row][range.lane].missing(in: part.numbers) {
        let cause: Cause =
          home == horizon.source ? .targetOnlyWrites : absentCopy(on: home, row.topic)
        row.lost.add(remove(LaneRange(range.lane, gap), from: &rest), Blame(cause))
      }
    }
    for part in rest { row.unaccounted += part.count }
  }

  /// Keys whose value in a sink that keeps one a key is not their newest.
  private func staleKeys(_ lane: LaneID, _ cell: EffectCell) -> Int64 {
    let stale = cell.stale
    guard !stale.isEmpty, stale.top > stale.high else { return 0 }
    let (old, hidden) = (stale.low..<stale.high, stale.high..<stale.top)
    let newest = stale.top..<max(stale.top, cell.effects.end)
    switch ledger.lanes[lane].keys {
    case .none: return 0
    case .inTurn(let keys):
      func has(_ range: Range<Int64>, _ key: Int64) -> Bool {
        (key - range.lowerBound % keys + keys) % keys < range.upperBound - range.lowerBound
      }
      return (0..<keys).reduce(0) { sum, key in
        sum + (has(old, key) && has(hidden, key) && !has(newest, key) ? 1 : 0)
      }
    case .drawn(let keys):
      func drawn(_ range: Range<Int64>) -> Set<Int64> {
        Set(range.map { Int64(ledger.key(lane, $0, of: keys)) })
      }
      return Int64(drawn(old).intersection(drawn(hidden)).subtracting(drawn(newest)).count)
    }
  }

  // MARK: Stalls

  private func addStalls(_ id: SubscriptionID, _ topic: TopicID, _ row: inout ReaderJudgement) {
    var spans = ledger.stalls.filter {
      $0.subscription == id && ledger.lanes[$0.lane].topic == topic
    }
    if row.unread > 0 {
      for lane in lanes(of: topic) {
        let since = ledger.cells[ledger.subscriptions.cell(id, lane)].waitingSince
        guard since != .never, horizon.at - since >= ledger.patience[id.row] else { continue }
        row.isStallOpen = true
        spans.append(
          Stall(subscription: id, lane: lane, from: since, to: horizon.at, isOpen: true))
      }
    }
    var covered = Instant.zero
    for span in spans.sorted(by: { ($0.from, $0.to, $0.lane) < ($1.from, $1.to, $1.lane) }) {
      row.longestStall = max(row.longestStall, (span.to - span.from).milliseconds)
      let from = max(span.from, covered)
      guard from < span.to else { continue }
      row.stall.add(
        (span.to - from).milliseconds, Blame(causeOfStall(id, topic, span.from..<span.to)))
      covered = span.to
    }
  }

  /// What kept a subscription from going on: the disruption that began first of those that overlap.
  private func causeOfStall(
    _ id: SubscriptionID, _ topic: TopicID, _ span: Range<Instant>
  ) -> Cause {
    let home = horizon.homes[id.row]
    let found = ledger.disruptions.filter { disruption in
      guard disruption.from < span.upperBound, disruption.to > span.lowerBound else { return false }
      switch disruption.kind {
      case .leaderless, .diskFull: return true
      case .unowned(let reader), .placeless(let reader, _), .refused(let reader),
        .slow(let reader), .apart(let reader, _, _):
        return reader == id
      case .pinned(let pinned, let cluster): return pinned == topic && cluster == home
      case .copierDown(let cluster): return cluster == home
      case .heldUp: return true
      case .unserialisable, .unauthorised, .workerless: return false
      }
    }
    // Slowness is there all the time; whatever else happened comes first.
    let rank = { (disruption: Disruption) -> Int in
      switch disruption.kind {
      case .slow, .heldUp: 1
      default: 0
      }
    }
    guard
      let first = found.min(by: {
        (rank($0), $0.from, $0.follows) < (rank($1), $1.from, $1.follows)
      })
    else {
      return .unattributed
    }
    return switch first.kind {
    case .leaderless: .brokerUnavailable
    case .diskFull: .diskExhausted
    case .unowned: .rebalancePause
    case .placeless(_, let cause): cause
    case .refused: .recordRefused
    case .slow, .heldUp: .capacityThrottled
    case .copierDown: .replicatorHalted
    case .pinned: .readPositionBlocked
    case .apart(_, _, isAstray: true): .staleClientEndpoint
    case .apart(_, let writers, _):
      writers == horizon.source ? absentCopy(on: home, topic) : .targetOnlyWrites
    case .unserialisable: .schemaCompatMismatch
    case .unauthorised: .aclMissing
    case .workerless: .rebalancePause
    }
  }
}
