import Accounting
import SimKernel

extension RangeWorld {
  /// The next numbers of a lane.
  mutating func take(_ count: Int64, of lane: Int) -> LaneRange {
    next[lane] += count
    return LaneRange(LaneID(lane), next[lane] - count, count)
  }

  mutating func append(
    _ range: LaneRange, to partition: Int, source: Int64 = -1, again: ProvenanceID = .ordinary
  ) {
    logs[partition].append(range, at: now, source: source, again: again, window: window)
    ledger.appended(
      range, on: cluster(partition), in: PartitionID(partition), again: again,
      isCopy: source >= 0, at: now)
  }

  mutating func write(_ lane: Int, _ count: Int64, to partition: Int, _ fate: Fate) {
    let range = take(count, of: lane)
    append(range, to: partition)
    switch fate {
    case .acknowledged: ledger.acked(range, at: now, created: now)
    case .unanswered: unanswered[lane].append(range)
    case .reportedFailed:
      ledger.gaveUp(range, because: .producerSendExpired, at: now, created: now)
    }
  }

  mutating func lay(_ lane: Int, _ count: Int64, _ applied: Int64) {
    guard now == .zero, next[lane] == 0 else { return }
    let from = setting.partition(of: lane, on: 0, 0)
    let to = setting.partition(of: lane, on: 1, 0)
    guard logs[from].runCount == 0, logs[to].runCount == 0, logs[from].start == 0,
      logs[to].start == Int64(setting.partitions[to].base)
    else { return }
    let range = take(count, of: lane)
    logs[from].append(range, at: now, window: window)
    logs[to].append(range, at: now, source: 0, window: window)
    for cluster in 0..<Setting.clusters { ledger.found(range, on: ClusterID(cluster)) }
    ledger.found(range, on: nil)
    copiers[setting.flows.firstIndex { $0.from == from }!].position = count
    for reader in stands.indices where setting.reads(reader, from) {
      stands[reader][from] = Stand(position: applied, committed: applied, origin: .resumed)
      guard applied > 0 else { continue }
      ledger.found(
        LaneRange(LaneID(lane), 0, applied), appliedBy: SubscriptionID(reader),
        from: PartitionID(from), upTo: applied)
    }
  }
}

// MARK: - Copying and cutting

extension RangeWorld {
  mutating func copy(_ flow: Int, _ count: Int64) {
    let from = setting.flows[flow].from
    let first = max(copiers[flow].position, logs[from].start)
    let end = min(first + count, logs[from].end)
    guard first < end else { return }
    logs[from].read(first..<end, into: &found)
    for place in 0..<found.count where found[place].kind != .marker {
      let slice = found[place]
      let repeated = max(0, min(copiers[flow].replayUntil, slice.end) - slice.offset)
      copy(slice, 0..<repeated, flow, again: copiers[flow].origin)
      copy(slice, repeated..<slice.count, flow, again: slice.again)
    }
    copiers[flow].position = end
  }

  private mutating func copy(
    _ slice: RunSlice, _ part: Range<Int64>, _ flow: Int, again: ProvenanceID
  ) {
    guard !part.isEmpty, part.lowerBound < slice.count else { return }
    var again = again
    if slice.source >= 0, again == .ordinary { again = ledger.note(.copiedBack, at: now) }
    append(
      LaneRange(slice.lane, slice.first + part.lowerBound, Int64(part.count)),
      to: setting.flows[flow].to, source: slice.offset + part.lowerBound, again: again)
  }

  mutating func rewind(_ flow: Int, _ back: Int64, _ forgets: Bool) {
    let start = logs[setting.flows[flow].from].start
    let position = copiers[flow].position
    copiers[flow].replayUntil = max(copiers[flow].replayUntil, position)
    copiers[flow].origin = ledger.note(forgets ? .copierForgot : .copierReplayed, at: now)
    copiers[flow].position = forgets ? start : max(start, position - back)
  }

  mutating func truncate(_ partition: Int, _ count: Int64) {
    let end = max(0, logs[partition].end - count)
    var gone: [RunSlice] = []
    logs[partition].truncate(to: end) { gone.append($0) }
    for slice in gone where slice.kind != .marker {
      ledger.truncated(slice, on: cluster(partition), unclean: true, at: now)
    }
    ledger.shortened(PartitionID(partition), to: end)
    for flow in setting.flows.indices where setting.flows[flow].from == partition {
      copiers[flow].position = min(copiers[flow].position, end)
      copiers[flow].replayUntil = min(copiers[flow].replayUntil, end)
    }
    for reader in stands.indices {
      stands[reader][partition].position = min(stands[reader][partition].position, end)
    }
  }

  mutating func retain(_ partition: Int, _ count: Int64) {
    let start = min(logs[partition].start + count, logs[partition].end)
    for flow in setting.flows.indices where setting.flows[flow].from == partition {
      let to = cluster(setting.flows[flow].to)
      tellExpired(partition, from: copiers[flow].position, to: start, .expiredUncopied(to: to))
    }
    for reader in stands.indices where setting.reads(reader, partition) {
      let stand = stands[reader][partition]
      let known = [stand.position, stand.committed].filter { $0 >= 0 }
      let position = known.min() ?? logs[partition].start
      tellExpired(
        partition, from: position, to: start, .expiredUnread(SubscriptionID(reader)))
    }
    logs[partition].trimStart(to: start)
  }

  private mutating func tellExpired(
    _ partition: Int, from low: Int64, to high: Int64, _ how: Drop.How
  ) {
    guard low < high else { return }
    var gone: [LaneRange] = []
    logs[partition].forEachRun(in: low..<high) { run in
      if run.kind != .marker { gone.append(run.slice(low..<high).range) }
    }
    for range in gone { ledger.expired(range, on: cluster(partition), how: how, at: now) }
  }
}
