import Accounting
import SimKernel

// Shared storage: a leader's records are safe once its write-ahead log has them, and when its broker
// is lost another one replays that log.

extension Estate {
  /// Lets the write-ahead log of a partition's leader have what was appended since the last call.
  mutating func makeSafe(_ id: PartitionID, on broker: BrokerID) {
    let replica = partitions[id].replica(0)
    if profile == .ideal {
      if replicas[replica].knownEnd < logs[id].end { countLogWrite(on: broker) }
      replicas[replica].knownEnd = logs[id].end
    }
    guard replicas[replica].knownEnd < logs[id].end else { return advanceWatermark(id) }
    brokerLogs[broker].add(id)
    gather(on: broker)
  }

  /// Lets followers, or the write-ahead log, and readers have what a link has written. With shared
  /// storage that is safe at once: a link writes again what was not, and does not tell the two apart.
  package mutating func publishCopies(_ id: PartitionID) {
    if clusters[partitions[id].cluster].isShared, partitions[id].leader >= 0 {
      let leader = partitions[id].replica(0)
      if replicas[leader].knownEnd < logs[id].end { countLogWrite(on: replicas[leader].broker) }
      replicas[leader].knownEnd = logs[id].end
    }
    publish(id)
  }

  /// Counts a write into a broker's log, for whoever pays for it. What comes within the time that a
  /// write may gather goes with it.
  private mutating func countLogWrite(on broker: BrokerID) {
    let cluster = brokers[broker].cluster
    guard let kind = clusters[cluster].writeAheadLog else { return }
    if brokerLogs[broker].counts(within: kind.batchWaitMax, at: now) {
      clusters[cluster].logWrites += 1
    }
  }

  /// Waits for more to come before the next write: a log at rest hardly, a busy one until so long
  /// after its last write.
  private mutating func gather(on broker: BrokerID) {
    guard let kind = clusters[brokers[broker].cluster].writeAheadLog,
      !brokerLogs[broker].isGathering, !brokerLogs[broker].fresh.isEmpty,
      brokerLogs[broker].underWay.count < kind.underWayMax
    else { return }
    brokerLogs[broker].isGathering = true
    let due = brokerLogs[broker].gatheredAt + kind.batchWaitMax
    let at = min(max(due, now + kind.batchWaitMin), now + kind.batchWaitMax)
    schedule(Event(.logGathers, broker), at: at, .delivery)
  }

  /// Writes what has come together. Writes become safe in their order, however long each takes.
  package mutating func logGathers(_ id: BrokerID) {
    guard brokerLogs[id].isGathering,
      let kind = clusters[brokers[id].cluster].writeAheadLog
    else { return }
    if !brokerLogs[id].fresh.isEmpty { countLogWrite(on: id) }
    var write = LogWrite(safeAt: now)
    for place in 0..<brokerLogs[id].fresh.count {
      let partition = brokerLogs[id].fresh[place]
      if isLed(partition, by: id) {
        write.ends.append(.init(partition: partition, end: logs[partition].end))
      }
    }
    let bits = draws.bits(.logWrite, entity: id.index, brokerLogs[id].writes)
    let takes = LogNormal(median: kind.median.nanoseconds, p99: kind.p99.nanoseconds).value(
      for: bits)
    write.safeAt = max(brokerLogs[id].safeAt, now + TimeAmount(nanoseconds: takes))
    brokerLogs[id].take(write, at: now)
    schedule(Event(.logWritten, id), at: write.safeAt, .delivery)
    gather(on: id)
  }

  /// The oldest write of a broker is safe: what it holds may be read and is answered.
  package mutating func logWritten(_ id: BrokerID) {
    while let write = brokerLogs[id].underWay.first, write.safeAt == now {
      brokerLogs[id].underWay.removeFirst()
      for entry in write.ends where isLed(entry.partition, by: id) {
        makeSafe(entry.partition, upTo: entry.end, in: id)
      }
    }
    gather(on: id)
  }

  private mutating func makeSafe(_ id: PartitionID, upTo end: Int64, in broker: BrokerID) {
    let replica = partitions[id].replica(0)
    guard replicas[replica].knownEnd < end else { return }
    let bytes = (end - replicas[replica].knownEnd) * topics[partitions[id].topic].recordBytes
    brokerLogs[broker].hold(bytes, at: now)
    replicas[replica].knownEnd = end
    advanceWatermark(id)
  }

  /// A broker's process ends: what its log has not taken is gone, and nobody was told that it is
  /// safe.
  mutating func loseUnsafe(on broker: BrokerID) {
    for id in partitions.ids where isLed(id, by: broker) {
      let replica = partitions[id].replica(0)
      replicas[replica].end = replicas[replica].knownEnd
    }
    brokerLogs[broker].stop()
  }
}

// MARK: - Coming back, and taking over

extension Estate {
  /// Puts a fenced broker in the queue of those whose partitions somebody has to take over: a cluster
  /// does that for one broker at a time.
  ///
  /// Source: AutoMQ, `FailoverControlManager`; facts section 1.8.
  mutating func queueTakeOver(of id: BrokerID) {
    let cluster = brokers[id].cluster
    guard clusters[cluster].isShared, !clusters[cluster].takeOvers.contains(id) else { return }
    clusters[cluster].takeOvers.append(id)
    if clusters[cluster].takeOvers.count == 1 { scanForLoss(cluster) }
  }

  private mutating func scanForLoss(_ id: ClusterID) {
    guard let broker = clusters[id].takeOvers.first else { return }
    let wait =
      profile == .ideal
      ? 0
      : uniform(
        .takeOverScan, broker.index, below: TakeOver.scan.nanoseconds)
    schedule(Event(.takeOverBegins, broker), at: now + TimeAmount(nanoseconds: wait), .timer)
  }

  /// Another broker takes the reservation of a lost one's log and replays it.
  package mutating func takeOverBegins(_ id: BrokerID) {
    let cluster = brokers[id].cluster
    guard clusters[cluster].takeOvers.first == id, !clusters[cluster].isTakingOver else { return }
    clusters[cluster].isTakingOver = true
    schedule(Event(.takeOverEnds, id), at: now + takeOverTime(of: id), .timer)
  }

  /// How long a broker's log takes to replay, on itself or on another; nothing without one.
  mutating func replay(_ id: BrokerID) -> TimeAmount {
    guard clusters[brokers[id].cluster].isShared else { return .zero }
    return TakeOver.replay(brokerLogs[id].held(at: brokers[id].downSince))
  }

  private mutating func takeOverTime(of id: BrokerID) -> TimeAmount {
    let replay = replay(id)
    if profile == .ideal { return replay }
    let bits = draws.wide(.takeOver, entity: id.index, UInt64(brokers[id].downSince.nanoseconds))
    func time(_ range: ClosedRange<TimeAmount>, _ bits: UInt64) -> TimeAmount {
      TimeAmount(
        nanoseconds: Sampling.uniform(
          bits, in: range.lowerBound.nanoseconds...range.upperBound.nanoseconds))
    }
    return time(TakeOver.acquire, bits.0) + replay + time(TakeOver.open, bits.1)
  }

  /// The partitions of a lost broker come up on those that live, on the one with the fewest first.
  package mutating func takeOverEnds(_ id: BrokerID) {
    let cluster = brokers[id].cluster
    guard clusters[cluster].isTakingOver, clusters[cluster].takeOvers.first == id else { return }
    clusters[cluster].isTakingOver = false
    var loads = clusters[cluster].brokers.filter { brokers[$0].serves }.map { ($0, count(on: $0)) }
    // With nobody left, they wait for the first that comes back.
    guard !loads.isEmpty else { return }
    for partition in partitions.ids where place(of: id, in: partition) == 0 {
      let target = loads.indices.min { loads[$0].1 < loads[$1].1 }!
      loads[target].1 += 1
      move(partition, to: loads[target].0)
    }
    brokerLogs[id] = BrokerLog()
    noteRecovery(of: cluster)
    clusters[cluster].takeOvers.removeAll { $0 == id }
    scanForLoss(cluster)
  }

  /// A broker opens a partition that another one had. What that one's log had not taken is gone; if it
  /// still lives, it finds at its next write that the log is no longer its own.
  private mutating func move(_ id: PartitionID, to broker: BrokerID) {
    let replica = partitions[id].replica(0)
    replicas[replica].broker = broker
    replicas[replica].end = replicas[replica].knownEnd
    partitions[id].leader = -1
    elect(id)
  }

  /// A broker that comes back before anybody looked for a new leader opens its partitions anew: what
  /// its log had not taken went with its process.
  mutating func openAnew(_ id: PartitionID, _ place: Int) {
    guard clusters[partitions[id].cluster].isShared, partitions[id].leader == Int32(place) else {
      return
    }
    partitions[id].leader = -1
  }

  private func count(on broker: BrokerID) -> Int {
    partitions.ids.reduce(0) { $0 + (place(of: broker, in: $1) == 0 ? 1 : 0) }
  }

  /// A broker is back before anybody took its partitions over: it has them still, and its log. Returns
  /// whether that is so.
  mutating func keepsItsOwn(_ id: BrokerID) -> Bool {
    let cluster = brokers[id].cluster
    guard clusters[cluster].isShared else { return true }
    // Others may have waited for somebody to take them over.
    defer { if !clusters[cluster].isTakingOver { scanForLoss(cluster) } }
    if clusters[cluster].takeOvers.first == id, clusters[cluster].isTakingOver { return false }
    clusters[cluster].takeOvers.removeAll { $0 == id }
    return true
  }
}

extension Stream {
  /// How long a write into a write-ahead log takes; entity = broker, meaning = number of the write.
  package static let logWrite = Stream(rawValue: 9)
  /// When the controller looks for a lost broker's partitions; entity = broker.
  package static let takeOverScan = Stream(rawValue: 10)
  /// How long a take-over takes beside the replay; entity = broker, meaning = instant of the loss.
  package static let takeOver = Stream(rawValue: 11)
}
