import Accounting
import SimKernel

// Shared storage: a broker that comes back has its log still, and what nobody leads any more another
// one takes over.

extension Estate {
  /// Puts a fenced broker in the queue of those whose partitions somebody has to take over: a cluster
  /// does that for one broker at a time.
  ///
  /// Source: AutoMQ, `FailoverControlManager`; facts section 1.8.
  mutating func queueTakeOver(of id: BrokerID) {
    let cluster = brokers[id].cluster
    guard clusters[cluster].isShared, !clusters[cluster].takeOvers.contains(id) else { return }
    clusters[cluster].takeOvers.append(id)
    scanForLoss(cluster)
  }

  /// Looks for the first lost broker whose log can be read. (One whose log cannot be lets others pass.)
  mutating func scanForLoss(_ id: ClusterID) {
    guard clusters[id].takenOver == .none,
      let broker = clusters[id].takeOvers.first(where: { mayOpen($0) })
    else { return }
    let wait =
      profile == .ideal
      ? 0
      : uniform(
        .takeOverScan, broker.index, below: TakeOver.scan.nanoseconds)
    schedule(Event(.takeOverBegins, broker), at: now + TimeAmount(nanoseconds: wait), .timer)
  }

  /// Another broker takes the reservation of a lost one's log and replays it. Should that one live, it
  /// finds at its next write that the log is not its own any more.
  package mutating func takeOverBegins(_ id: BrokerID) {
    let cluster = brokers[id].cluster
    guard clusters[cluster].takeOvers.contains(id), clusters[cluster].takenOver == .none,
      mayOpen(id)
    else { return }
    clusters[cluster].takenOver = id
    brokerLogs[id].isTaken = true
    if brokers[id].isUp { holdBack(id) }
    schedule(Event(.takeOverEnds, id), at: now + takeOverTime(of: id), .timer)
  }

  /// How long a broker's log takes to replay, on itself or on another; nothing without one.
  mutating func replay(_ id: BrokerID) -> TimeAmount {
    guard clusters[brokers[id].cluster].isShared else { return .zero }
    return TakeOver.replay(brokerLogs[id].bytes)
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
    guard clusters[cluster].takenOver == id else { return }
    clusters[cluster].takenOver = .none
    // What cannot be read now is tried again when it can.
    guard mayOpen(id) else { return scanForLoss(cluster) }
    var loads = clusters[cluster].brokers.filter { brokers[$0].serves }.map { ($0, count(on: $0)) }
    // With nobody left, they wait for the first that comes back.
    guard !loads.isEmpty else { return }
    for partition in partitions.ids where place(of: id, in: partition) == 0 {
      let target = loads.indices.min { loads[$0].1 < loads[$1].1 }!
      loads[target].1 += 1
      move(partition, to: loads[target].0)
    }
    brokerLogs[id].empty()
    noteReleased(cluster)
    noteRecovery(of: cluster)
    clusters[cluster].takeOvers.removeAll { $0 == id }
    scanForLoss(cluster)
  }

  /// A broker opens a partition that another one had. What that one's log had not taken is gone; if it
  /// still lives, it finds at its next write that the log is no longer its own.
  mutating func move(_ id: PartitionID, to broker: BrokerID) {
    let replica = partitions[id].replica(0)
    replicas[replica].broker = broker
    replicas[replica].end = replicas[replica].knownEnd
    isStored(id)
    partitions[id].leader = -1
    elect(id)
  }

  /// All that a partition has is in the store, and nobody has it at hand.
  private mutating func isStored(_ id: PartitionID) {
    let end = replicas[partitions[id].replica(0)].end
    files[id].storedEnd = end
    files[id].coldEnd = end
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
    defer { scanForLoss(cluster) }
    if clusters[cluster].takenOver == id { return false }
    clusters[cluster].takeOvers.removeAll { $0 == id }
    if brokerLogs[id].isLeft {
      brokerLogs[id].empty()
      for partition in partitions.ids where place(of: id, in: partition) == 0 {
        isStored(partition)
      }
      noteReleased(cluster)
    }
    return true
  }

  /// Whether a broker's log can be read, by itself or another one, and the store takes what it holds.
  func mayOpen(_ id: BrokerID) -> Bool {
    brokerLogs[id].absences == 0 && !brokerLogs[id].awaitsStore
  }

  /// A broker that cannot read its log yet comes back when it can.
  mutating func waitsForLog(_ id: BrokerID) -> Bool {
    guard clusters[brokers[id].cluster].isShared, !mayOpen(id) else { return false }
    brokerLogs[id].waitsToOpen = true
    noteHeld(by: id)
    return true
  }
}
