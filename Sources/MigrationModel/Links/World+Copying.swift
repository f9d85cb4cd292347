import Accounting
import KafkaModel
import SimKernel

// A link reads on the source and writes on the target.
// Source: `MirrorSourceTask`, `AbstractWorkerSourceTask` of Kafka 4.1; facts, section 1.2.

extension World {
  /// Starts a link, unless a fault holds it down; it begins where it stored its positions last.
  package mutating func startLink(_ id: LinkID) {
    guard !links[id].isRunning else { return }
    links[id].nextStart = now + estate.profile.processStart
    estate.schedule(Event(.linkStarts, id), at: links[id].nextStart, .timer)
  }

  package mutating func linkStarts(_ id: LinkID) {
    guard links[id].nextStart == now, links[id].downs == 0, !links[id].isRunning else { return }
    links[id].nextStart = .never
    links[id].isRunning = true
    links[id].life += 1
    if links[id].standsSince == .never { links[id].standsSince = now }
    note(.link, "\(links[id].spec.name) starts")
    if links[id].downSince != .never {
      estate.ledger.disruptions.append(
        Disruption(
          kind: .copierDown(to: links[id].spec.to), from: links[id].downSince, to: now))
      links[id].downSince = .never
    }
    // One that was at work before the run goes on where it is, and holds back what it held.
    if links[id].life > 1 || !links[id].spec.isRunning {
      for flow in links[id].flows { resume(flow) }
    }
    discover(id)
    armClocks(id)
    armRightsSync(id)
    estate.wake(links[id].reader)
    noteSeparations()
  }

  /// Puts a flow back to its stored position. What lies between there and what the target has
  /// already is copied again.
  private mutating func resume(_ id: FlowID) {
    let position: Int64
    switch MirrorResume(stored: flows[id].stored - 1) {
    case .at(let offset): position = offset
    // The copier's reader resets to the earliest offset: it jumps to where the log begins.
    case .byResetPolicy: position = 0
    }
    if position < flows[id].copied {
      flows[id].replayUntil = flows[id].copied
      flows[id].replayOrigin = estate.ledger.note(.copierReplayed, at: now)
    }
    flows[id].read = position
    flows[id].copied = position
    let link = links[flows[id].link]
    flows[id].writer = OffsetSyncWriter(
      lagMax: link.spec.settings.offsetLagMax, version: link.rules)
  }

  /// Stops a link in good order: what is under way is finished, positions are stored.
  package mutating func stopLink(_ id: LinkID) {
    guard links[id].isRunning else {
      links[id].nextStart = .never
      return
    }
    copiesArrive(id, isLast: true)
    copyNow(id)
    commitSource(id)
    halt(id)
    if links[id].standsSince != .never {
      links[id].stood += now - links[id].standsSince
      links[id].standsSince = .never
    }
    note(.link, "\(links[id].spec.name) stops")
  }

  /// Kills a link: what was under way is lost, nothing is stored.
  package mutating func crashLink(_ id: LinkID) {
    guard links[id].isRunning else { return }
    links[id].bites += 1
    for flow in links[id].flows { flows[flow].read = flows[flow].copied }
    halt(id)
    links[id].downSince = now
  }

  private mutating func halt(_ id: LinkID) {
    links[id].isRunning = false
    links[id].underWay.removeAll(keepingCapacity: true)
    links[id].arrivesAt = .never
    links[id].nextFlush = .never
    links[id].nextEmit = .never
    links[id].nextSync = .never
    links[id].nextRefresh = .never
    links[id].nextRights = .never
  }

  /// The link's reader was told that there is more.
  mutating func copy(_ id: LinkID) {
    guard links[id].isRunning, links[id].arrivesAt == .never else { return }
    readNews(id)
    guard !links[id].underWay.isEmpty else { return }
    let trip = estate.profile.client + estate.profile.append
    links[id].arrivesAt = now + trip
    if trip == .zero {
      copiesArrive(id)
    } else {
      estate.schedule(Event(.copyAcked, id), at: links[id].arrivesAt, .delivery)
    }
  }

  /// Reads what there is of the partitions that have news.
  private mutating func readNews(_ id: LinkID) {
    let reader = links[id].reader
    var next = estate.news.next(reader, from: 0)
    while let row = next {
      read(FlowID(row), id)
      next = estate.news.next(reader, from: row + 1)
    }
  }

  /// Reads what a partition has for the link; a position below the log's start jumps up silently.
  private mutating func read(_ id: FlowID, _ link: LinkID) {
    let source = flows[id].source
    let watermark = estate.partitions[source].highWatermark
    // Most partitions have nothing new most of the time.
    guard flows[id].isKnown, flows[id].read != watermark else {
      return estate.news.clear(links[link].reader, row: id.row)
    }
    guard estate.isServed(source), !estate.partitions[source].isHidden else {
      return estate.blameLeader(of: source)
    }
    let start = estate.logs[source].start
    if flows[id].read < start || flows[id].read > estate.logs[source].end {
      flows[id].read = start
      flows[id].copied = start
    }
    let delay = links[link].delay
    if estate.isAway(flows[id].read, of: source) { return }
    let end = estate.endToRead(
      source, committedOnly: links[link].readsCommitted, delay: delay)
    if flows[id].read < end {
      flows[id].read = end
      links[link].underWay.append(id)
      if end == watermark { estate.news.clear(links[link].reader, row: id.row) }
    }
    if delay > .zero { estate.wakeLater(links[link].reader, source, flows[id].read, delay) }
  }

  package mutating func copiesArrive(_ id: LinkID) {
    guard links[id].isRunning, links[id].arrivesAt == now else { return }
    copiesArrive(id, isLast: false)
    if estate.news.hasAny(links[id].reader) { estate.lookAgain(links[id].reader) }
  }

  /// What was read is appended on the target; what cannot be written now is tried again.
  private mutating func copiesArrive(_ id: LinkID, isLast: Bool) {
    links[id].arrivesAt = .never
    var waiting = 0
    let count = links[id].underWay.count
    for place in 0..<count {
      let flow = links[id].underWay[place]
      let target = flows[flow].target
      guard estate.isWritable(target) else {
        estate.blameLeader(of: target)
        links[id].underWay[waiting] = flow
        waiting += 1
        continue
      }
      write(flow, exactlyOnce: links[id].isExactlyOnce)
    }
    links[id].underWay.removeLast(count - waiting)
    if waiting < count, links[id].isExactlyOnce { commitSource(id) }
    if waiting > 0, !isLast {
      links[id].arrivesAt = now + .milliseconds(100)
      estate.schedule(Event(.copyAcked, id), at: links[id].arrivesAt, .delivery)
    }
  }

  private mutating func copyNow(_ id: LinkID) {
    for flow in links[id].flows { read(flow, id) }
    copiesArrive(id, isLast: true)
  }

  /// Appends a flow's records to the target and notes the pairs that become due.
  private mutating func write(_ id: FlowID, exactlyOnce: Bool) {
    let end = flows[id].read
    estate.logs[flows[id].source].read(flows[id].copied..<end, into: &estate.found)
    var isCopying = false
    for place in 0..<estate.found.count {
      let slice = estate.found[place]
      guard isCopied(slice, id) else { continue }
      isCopying = true
      let repeated = max(0, min(flows[id].replayUntil, slice.end) - slice.offset)
      if repeated > 0 {
        write(id, part(of: slice, 0..<repeated), again: flows[id].replayOrigin)
      }
      if repeated < slice.count {
        write(id, part(of: slice, repeated..<slice.count), again: slice.again)
      }
    }
    flows[id].copied = end
    // Markers alone are no records to a connector: without any there is no transaction.
    if exactlyOnce, isCopying { writeMarker(flows[id].target) }
    estate.publishCopies(flows[id].target)
  }

  private func part(of slice: RunSlice, _ records: Range<Int64>) -> RunSlice {
    var part = slice
    part.offset += records.lowerBound
    part.first += records.lowerBound
    part.count = Int64(records.count)
    return part
  }

  /// Whether records of the source are copied: markers never are, records of aborted transactions
  /// only by a link that reads uncommitted ones, copies of copies only by a layer that cannot tell.
  private mutating func isCopied(_ slice: RunSlice, _ id: FlowID) -> Bool {
    switch slice.kind {
    case .data: break
    case .marker: return false
    case .transactional:
      if links[flows[id].link].readsCommitted, estate.isAborted(flows[id].source, slice) {
        return false
      }
    }
    return slice.source < 0 || links[flows[id].link].copiesCopies
  }

  private mutating func write(_ id: FlowID, _ slice: RunSlice, again: ProvenanceID) {
    var again = again
    if slice.source >= 0, again == .ordinary {
      again = estate.ledger.note(.copiedBack, at: now)
    }
    let target = flows[id].target
    let offset = estate.append(slice.range, to: target, source: slice.offset, again: again)
    let topic = estate.partitions[target].topic
    links[flows[id].link].carried += slice.count * estate.topics[topic].recordBytes
    guard links[flows[id].link].translates else { return }
    for pair in flows[id].writer.record(
      upstream: slice.offset, downstream: offset, count: slice.count)
    {
      learn(pair, id)
    }
  }

  /// An offset pair reaches the checkpoint task.
  mutating func learn(_ pair: OffsetSync, _ id: FlowID) {
    if flows[id].store?.insert(pair) == nil { flows[id].store = OffsetSyncStore(pair) }
  }

  /// A transaction's commit marker takes an offset on the target.
  private mutating func writeMarker(_ target: PartitionID) {
    estate.append(LaneRange(LaneID(index: 0), 0, 1), to: target, kind: .marker)
  }

  /// The source task commits: positions are stored, held-back pairs are published.
  mutating func commitSource(_ id: LinkID) {
    for flow in links[id].flows where flows[flow].isKnown {
      if flows[flow].copied > 0 || flows[flow].stored >= 0 {
        flows[flow].stored = flows[flow].copied
      }
      guard links[id].translates, let held = flows[flow].writer.delayed else { continue }
      flows[flow].writer.promoteDelayed()
      learn(held, flow)
    }
  }
}
