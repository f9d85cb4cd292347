import Accounting
import SimKernel

// Shared storage: a leader's records are safe once its write-ahead log has them, and when its broker
// is lost another one replays that log.

extension Estate {
  /// Lets the write-ahead log of a partition's leader have what was appended since the last call.
  mutating func makeSafe(_ id: PartitionID, on broker: BrokerID) {
    let replica = partitions[id].replica(0)
    if profile == .ideal, !isClosed(broker), replicas[replica].knownEnd < logs[id].end {
      countLogWrite(on: broker)
      isInLog(id, upTo: logs[id].end, on: broker)
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
      let broker = replicas[leader].broker
      if replicas[leader].knownEnd < logs[id].end {
        countLogWrite(on: broker)
        isInLog(id, upTo: logs[id].end, on: broker)
      }
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
  mutating func gather(on broker: BrokerID) {
    guard let kind = clusters[brokers[broker].cluster].writeAheadLog,
      !brokerLogs[broker].isGathering, !brokerLogs[broker].fresh.isEmpty,
      brokerLogs[broker].underWay.count < kind.underWayMax
    else { return }
    guard !isClosed(broker) else { return noteHeld(by: broker) }
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
    guard !isClosed(id) else {
      brokerLogs[id].isGathering = false
      return noteHeld(by: id)
    }
    if !brokerLogs[id].fresh.isEmpty { countLogWrite(on: id) }
    var write = LogWrite(safeAt: now)
    var bytes: Int64 = 0
    for place in 0..<brokerLogs[id].fresh.count {
      let partition = brokerLogs[id].fresh[place]
      guard isLed(partition, by: id) else { continue }
      if limit(of: id) != nil { bytes += bytesToWrite(partition, on: id, beside: write) }
      write.ends.append(.init(partition: partition, end: logs[partition].end))
    }
    let bits = draws.bits(.logWrite, entity: id.index, brokerLogs[id].writes)
    let draw = LogNormal(median: kind.median.nanoseconds, p99: kind.p99.nanoseconds).value(
      for: bits)
    let takes = TimeAmount(nanoseconds: slowed(draw, on: id))
    let sent = send(bytes, from: id)
    write.putAt = sent + TimeAmount(nanoseconds: takes.nanoseconds / 3 * 2)
    write.safeAt = max(brokerLogs[id].safeAt, sent + takes)
    brokerLogs[id].take(write, at: now)
    schedule(Event(.logWritten, id), at: write.safeAt, .delivery)
    gather(on: id)
  }

  /// The oldest write of a broker is safe: what it holds may be read and is answered.
  package mutating func logWritten(_ id: BrokerID) {
    // Whoever is held still sees only later what has been written, and nobody what is another's now.
    guard brokers[id].pauses == 0, !brokerLogs[id].isTaken else { return holdBack(id) }
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
    isInLog(id, upTo: end, on: broker)
    advanceWatermark(id)
  }

  /// A broker's log has a partition's records.
  private mutating func isInLog(_ id: PartitionID, upTo end: Int64, on broker: BrokerID) {
    let replica = partitions[id].replica(0)
    let records = end - replicas[replica].knownEnd
    replicas[replica].knownEnd = end
    hold(records * topics[partitions[id].topic].recordBytes, on: broker)
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
