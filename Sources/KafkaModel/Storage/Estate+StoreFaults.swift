import Accounting
import SimKernel

// Stores that are slow, take little or do not answer, and volumes of logs that are slow, away or lost.
//
// Source: facts sections 1.11 and 7.

// MARK: The store

extension Estate {
  package mutating func begin(_ trouble: StoreTrouble, on cluster: ClusterID) {
    switch trouble {
    case .slowdown(let times): clusters[cluster].store.slowdowns.append(times)
    case .limit(let bytes): clusters[cluster].store.limits.append(bytes)
    case .outage:
      clusters[cluster].store.outages += 1
      guard clusters[cluster].store.outages == 1 else { return }
      clusters[cluster].store.downSince = now
      for broker in clusters[cluster].brokers { loseStore(broker) }
    }
  }

  package mutating func end(_ trouble: StoreTrouble, on cluster: ClusterID) {
    switch trouble {
    case .slowdown(let times):
      Self.remove(times, from: &clusters[cluster].store.slowdowns)
      for broker in clusters[cluster].brokers { setOutAgain(on: broker) }
    case .limit(let bytes):
      Self.remove(bytes, from: &clusters[cluster].store.limits)
      for broker in clusters[cluster].brokers { setOutAgain(on: broker) }
    case .outage:
      clusters[cluster].store.outages -= 1
      guard clusters[cluster].store.outages == 0 else { return }
      for broker in clusters[cluster].brokers where brokerLogs[broker].awaitsStore {
        askAgain(broker)
      }
    }
    noteReleased(cluster)
  }

  private static func remove(_ one: Int64, from all: inout [Int64]) {
    if let place = all.firstIndex(of: one) { all.remove(at: place) }
  }

  private mutating func loseStore(_ id: BrokerID) {
    // One that has not asked again since the last time does not know that it was over.
    brokerLogs[id].asksAt = .never
    guard !brokerLogs[id].awaitsStore else { return }
    brokerLogs[id].awaitsSince = now
    storesAway += 1
    guard clusters[brokers[id].cluster].writeAheadLog?.isInStore == true else { return }
    // What was put and only had not asked yet whose the log is: that question has no second try.
    if brokerLogs[id].underWay.contains(where: { $0.putAt <= now }) {
      schedule(Event(.logHalts, id), at: now + StoreRetry.patience, .timer)
    }
    holdBack(id)
  }

  /// A broker has not heard for too long whose its log is: it ends its process, and comes back when it
  /// can read the log.
  package mutating func logHalts(_ id: BrokerID) {
    guard brokerLogs[id].awaitsStore, brokerLogs[id].awaitsSince + StoreRetry.patience == now,
      brokers[id].isUp
    else { return }
    noteHeld(by: id)
    stop(id, withHost: false)
    start(id, withHost: false)
  }

  private mutating func askAgain(_ id: BrokerID) {
    let since = brokerLogs[id].awaitsSince
    let meaning = UInt64(bitPattern: since.nanoseconds)
    let at =
      profile == .ideal
      ? now
      : StoreRetry.attempt(after: now, since: since) { attempt in
        let bits = draws.bits(.storeRetry, entity: id.index, meaning, attempt: attempt)
        return TimeAmount(nanoseconds: Sampling.uniform(bits, in: 0...999_999_999))
      }
    brokerLogs[id].asksAt = at
    schedule(Event(.storeAnswers, id), at: at, .timer)
  }

  /// A broker asks its store again, and is answered.
  package mutating func storeAnswers(_ id: BrokerID) {
    guard brokerLogs[id].asksAt == now, brokerLogs[id].awaitsStore else { return }
    brokerLogs[id].asksAt = .never
    brokerLogs[id].awaitsSince = .never
    storesAway -= 1
    reopen(id)
  }

  /// What kept a broker from its store, or its volume, is over.
  private mutating func reopen(_ id: BrokerID) {
    guard mayOpen(id) else { return }
    if brokerLogs[id].waitsToOpen {
      brokerLogs[id].waitsToOpen = false
      brokers[id].returnsAt = max(now, brokers[id].returnsAt)
      schedule(Event(.brokerReturns, id), at: brokers[id].returnsAt, .timer)
    }
    writeAgain(on: id)
    armUpload(of: id)
    for partition in partitions.ids where isLed(partition, by: id) { wakeReaders(of: partition) }
    scanForLoss(brokers[id].cluster)
  }

  // MARK: Volumes

  /// Writes into a broker's log take so many times longer.
  package mutating func slowLog(of id: BrokerID, times: Int64) {
    brokerLogs[id].slowdowns.append(times)
  }

  package mutating func endSlowLog(of id: BrokerID, times: Int64) {
    Self.remove(times, from: &brokerLogs[id].slowdowns)
    setOutAgain(on: id)
  }

  /// Nobody reaches the volume of a broker's log. Without it the broker's process ends.
  ///
  /// - Parameter isLost: Whether what it held is gone: what was acknowledged and not uploaded.
  package mutating func detachLog(of id: BrokerID, isLost: Bool) {
    brokerLogs[id].absences += 1
    stop(id, withHost: false)
    guard isLost else { return }
    brokerLogs[id].empty()
    brokerLogs[id].isLeft = true
    for partition in partitions.ids where place(of: id, in: partition) == 0 {
      let replica = partitions[partition].replica(0)
      replicas[replica].end = min(replicas[replica].end, files[partition].storedEnd)
      replicas[replica].knownEnd = replicas[replica].end
    }
  }

  /// The volume is there again, or an empty one in its place.
  package mutating func attachLog(of id: BrokerID) {
    reachLog(of: id)
    start(id, withHost: false)
  }

  /// Nobody reaches the volumes of a lost zone, unless they lie in others as well.
  package mutating func loseLogWithZone(of id: BrokerID) {
    guard clusters[brokers[id].cluster].writeAheadLog?.isZonal == true else { return }
    brokerLogs[id].absences += 1
  }

  package mutating func reachLogOfZone(of id: BrokerID) {
    guard clusters[brokers[id].cluster].writeAheadLog?.isZonal == true else { return }
    reachLog(of: id)
  }

  private mutating func reachLog(of id: BrokerID) {
    brokerLogs[id].absences -= 1
    reopen(id)
  }
}

// MARK: - What they do to writes and reads

extension Estate {
  /// Whether a broker's log takes nothing now.
  func isClosed(_ id: BrokerID) -> Bool {
    guard let kind = clusters[brokers[id].cluster].writeAheadLog else { return false }
    return kind.isInStore && brokerLogs[id].awaitsStore || brokerLogs[id].isTaken
      || brokers[id].pauses > 0 || isFull(id)
  }

  /// Whether the log of a partition's leader takes records.
  func takesRecords(_ id: PartitionID) -> Bool {
    let partition = partitions[id]
    guard clusters[partition.cluster].isShared, partition.leader >= 0 else { return true }
    return !isClosed(replicas[partition.replica(0)].broker)
  }

  /// Whether a place in a partition's log is only in the store, which its broker does not reach.
  package mutating func isAway(_ position: Int64, of id: PartitionID) -> Bool {
    guard storesAway > 0, position < files[id].coldEnd, partitions[id].leader >= 0 else {
      return false
    }
    let broker = replicas[partitions[id].replica(0)].broker
    guard brokerLogs[broker].awaitsStore else { return false }
    noteHeld(by: broker)
    return true
  }

  /// How long a write takes that would take so long.
  mutating func slowed(_ nanoseconds: Int64, on id: BrokerID) -> Int64 {
    let cluster = brokers[id].cluster
    let isInStore = clusters[cluster].writeAheadLog?.isInStore == true
    let times = max(
      brokerLogs[id].slowdowns.max() ?? 1, isInStore ? clusters[cluster].store.times : 1)
    guard times > 1 else { return nanoseconds }
    noteHeld(by: id)
    return nanoseconds * times
  }

  /// Bytes a second that a broker may send to its store; nil without limit.
  func limit(of id: BrokerID) -> Int64? { clusters[brokers[id].cluster].store.limit }

  /// When the store will have taken so many bytes more from a broker.
  mutating func send(_ bytes: Int64, from id: BrokerID) -> Instant {
    guard let limit = limit(of: id), bytes > 0 else { return now }
    noteHeld(by: id)
    let begins = max(now, brokerLogs[id].sentAt)
    brokerLogs[id].sentAt = begins + TakeOver.time(of: bytes, at: limit)
    return brokerLogs[id].sentAt
  }

  /// Bytes of a partition that no write has taken. Those into a log outside the store are none of its.
  func bytesToWrite(_ id: PartitionID, on broker: BrokerID, beside write: LogWrite) -> Int64 {
    guard clusters[brokers[broker].cluster].writeAheadLog?.isInStore == true else { return 0 }
    var end = replicas[partitions[id].replica(0)].knownEnd
    for other in brokerLogs[broker].underWay + [write] {
      for entry in other.ends where entry.partition == id { end = max(end, entry.end) }
    }
    return (logs[id].end - end) * topics[partitions[id].topic].recordBytes
  }

  /// What is under way into a broker's log has to wait.
  mutating func holdBack(_ id: BrokerID) {
    brokerLogs[id].takeBack()
    if !brokerLogs[id].fresh.isEmpty { noteHeld(by: id) }
  }

  // MARK: For whom

  /// A store, or a log, keeps records waiting.
  mutating func noteHeld(by id: BrokerID) {
    let cluster = brokers[id].cluster
    guard brokers[id].pauses == 0, !brokerLogs[id].isTaken else { return }
    clusters[cluster].store.bites += 1
    brokerLogs[id].bites += 1
    if clusters[cluster].store.heldSince == .never { clusters[cluster].store.heldSince = now }
  }

  /// Looks whether a cluster's store and logs still keep anything waiting.
  mutating func noteReleased(_ cluster: ClusterID) {
    let since = clusters[cluster].store.heldSince
    guard since != .never, clusters[cluster].store.isSound else { return }
    for id in clusters[cluster].brokers {
      if !mayOpen(id) || isFull(id) || !brokerLogs[id].slowdowns.isEmpty { return }
    }
    clusters[cluster].store.heldSince = .never
    clusters[cluster].store.heldUntil = now
    ledger.disruptions.append(Disruption(kind: .heldUp(cluster), from: since, to: now))
  }

  /// Whether a store or a log has kept records waiting since an instant.
  func isHeldUp(_ cluster: ClusterID, since: Instant) -> Bool {
    clusters[cluster].store.heldSince != .never || clusters[cluster].store.heldUntil > since
  }
}
