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
    ledger.lanes.ids.filter { lane in
      let topic = ledger.lanes[lane].topic
      let acked = ledger.acked[lane].spans
      let isMissing = acked.contains { span in
        let numbers = span.low..<span.high
        return ledger.subscriptions.ofTopic[topic.row].contains { reader in
          !ledger.cells[ledger.subscriptions.cell(reader, lane)].effects.missing(in: numbers)
            .isEmpty
        } || !ledger.copies[horizon.authority.row][lane].missing(in: numbers).isEmpty
      }
      return isMissing
    }
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
  }

  /// Sorts records that a subscription never applied by what became of them.
  private func classify(_ range: LaneRange, _ id: SubscriptionID, _ row: inout ReaderJudgement) {
    var rest = [range]
    for expired in horizon.expired[id] ?? [] where expired.lane == range.lane {
      row.expired += remove(expired, from: &rest)
    }
    let home = horizon.homes[id.row]
    for part in rest {
      for entry in listing.entries(of: part, on: home) {
        var here = [entry.range]
        intersect(&here, with: rest)
        for piece in here {
          let offset = entry.offset + (piece.first - entry.range.first)
          passedOver(piece, at: offset, in: entry.partition, id, &row)
          _ = remove(piece, from: &rest)
        }
      }
    }
    for cluster in 0..<ledger.clusters where cluster != home.row {
      for part in rest {
        for entry in listing.entries(of: part, on: ClusterID(cluster)) {
          let count = remove(entry.range, from: &rest)
          row.stranded.add(count, Blame(causeOfAbsence(entry, on: home)))
        }
      }
    }
    for part in rest { addLost(part, id, &row) }
  }

  /// Records that lie where the subscription reads, and that it has not applied.
  private func passedOver(
    _ range: LaneRange, at offset: Int64, in partition: PartitionID, _ id: SubscriptionID,
    _ row: inout ReaderJudgement
  ) {
    let position = horizon.positions[id.row * ledger.partitions + partition.row]
    let behind = min(max(position - offset, 0), range.count)
    if behind < range.count { row.unread += range.count - behind }
    guard behind > 0 else { return }
    var rest = [LaneRange(range.lane, range.first, behind)]
    for refusal in ledger.refusals where refusal.subscription == id {
      row.skipped.add(remove(refusal.range, from: &rest), Blame(.recordRefused))
    }
    for jump in ledger.placements where jump.subscription == id && jump.partition == partition {
      let low = range.first + (jump.skipped.lowerBound - offset)
      let high = range.first + (jump.skipped.upperBound - offset)
      let jumped = LaneRange(range.lane, low..<max(low, high))
      row.skipped.add(remove(jumped, from: &rest), ledger.causeOfSkip(jump.provenance))
    }
    for part in rest { row.unaccounted += part.count }
  }

  /// Records that lie nowhere any more.
  private func addLost(_ range: LaneRange, _ id: SubscriptionID, _ row: inout ReaderJudgement) {
    var rest = [range]
    let home = horizon.homes[id.row]
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
    for part in rest { row.unaccounted += part.count }
  }

  /// Keys whose value in a sink that keeps one a key is not their newest.
  private func staleKeys(_ lane: LaneID, _ cell: EffectCell) -> Int64 {
    let stale = cell.stale
    let newer = cell.effects.end - stale.high
    guard !stale.isEmpty, newer > 0 else { return 0 }
    switch ledger.lanes[lane].keys {
    case .none: return 0
    case .inTurn(let keys):
      return (0..<keys).reduce(0) { sum, key in
        let old = (key - stale.low % keys + keys) % keys < stale.high - stale.low
        let new = (key - stale.high % keys + keys) % keys < newer
        return sum + (old && new ? 1 : 0)
      }
    case .drawn(let keys):
      let old = Set((stale.low..<stale.high).map { ledger.key(lane, $0, of: keys) })
      let new = Set((stale.high..<cell.effects.end).map { ledger.key(lane, $0, of: keys) })
      return Int64(old.intersection(new).count)
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
        guard since != .never, horizon.at - since >= Ledger.stallThreshold else { continue }
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
      row.stall.add((span.to - from).milliseconds, Blame(causeOfStall(id, span.from..<span.to)))
      covered = span.to
    }
  }

  /// What kept a subscription from going on: the disruption that began first of those that overlap.
  private func causeOfStall(_ id: SubscriptionID, _ span: Range<Instant>) -> Cause {
    let home = horizon.homes[id.row]
    let found = ledger.disruptions.filter { disruption in
      guard disruption.from < span.upperBound, disruption.to > span.lowerBound else { return false }
      switch disruption.kind {
      case .leaderless: return true
      case .unowned(let reader), .refused(let reader), .slow(let reader): return reader == id
      case .copierDown(let cluster): return cluster == home
      case .unserialisable: return false
      }
    }
    guard let first = found.min(by: { $0.from < $1.from }) else { return .unattributed }
    return switch first.kind {
    case .leaderless: .brokerUnavailable
    case .unowned: .rebalancePause
    case .refused: .recordRefused
    case .slow: .capacityThrottled
    case .copierDown: .replicatorHalted
    case .unserialisable: .schemaCompatMismatch
    }
  }
}

/// Takes `range` out of a list of disjoint ranges and returns how many records that were.
func remove(_ range: LaneRange, from list: inout [LaneRange]) -> Int64 {
  guard range.count > 0 else { return 0 }
  var removed: Int64 = 0
  var left: [LaneRange] = []
  for part in list {
    let low = max(part.first, range.first)
    let high = min(part.end, range.end)
    guard part.lane == range.lane, low < high else {
      left.append(part)
      continue
    }
    removed += high - low
    if part.first < low { left.append(LaneRange(part.lane, part.first..<low)) }
    if high < part.end { left.append(LaneRange(part.lane, high..<part.end)) }
  }
  list = left
  return removed
}

/// Keeps of a list what lies in another list of the same lane.
func intersect(_ list: inout [LaneRange], with others: [LaneRange]) {
  list = list.flatMap { range in
    others.compactMap { other in
      let low = max(range.first, other.first)
      let high = min(range.end, other.end)
      return range.lane == other.lane && low < high ? LaneRange(range.lane, low..<high) : nil
    }
  }
}
