import Accounting
import SimKernel

// With shared storage a partition is given to another broker without its records: the one that has it
// writes what it has taken into the store, and closes it; the other one opens it.
//
// Source: AutoMQ, partition reassignment; facts on storage, section 1.9.

extension TakeOver {
  /// From the last record that one broker takes to the first of the other.
  static let handOver = TimeAmount.milliseconds(1_500)
}

extension Estate {
  mutating func handOver(_ id: PartitionID, to target: BrokerID) {
    guard files[id].reassignment == nil, let broker = servingLeader(id), broker != target else {
      return
    }
    var reassignment = Reassignment(kept: 1, adding: [], isThrottled: false)
    reassignment.target = target
    begin(reassignment, of: id)
    closeToHandOver(id, on: broker)
  }

  /// The broker takes no more records, and what it has taken is written. A log that takes nothing now is
  /// asked again.
  private mutating func closeToHandOver(_ id: PartitionID, on broker: BrokerID) {
    guard !isClosed(broker), !brokerLogs[broker].awaitsStore, brokers[broker].mayLead else {
      return schedule(Event(.partitionMoved, id), at: now + .seconds(1), .last)
    }
    publishCopies(id)
    uploadAll(of: broker)
    partitions[id].leader = -1
    if files[id].leaderlessSince == .never { files[id].leaderlessSince = now }
    let takes = profile == .ideal ? .zero : TakeOver.handOver
    schedule(Event(.partitionMoved, id), at: now + takes, .last)
  }

  /// The other broker opens the partition, if it can; else the one that had it does.
  mutating func handedOver(_ id: PartitionID, to target: BrokerID) {
    let broker = replicas[partitions[id].replica(0)].broker
    guard brokers[broker].isUp, !brokerLogs[broker].isTaken, broker != target else {
      // Whoever takes a broker's partitions over opens this one as well.
      return endMovement(of: id, isCancelled: true)
    }
    guard partitions[id].leader < 0 else {
      guard servingLeader(id) == broker else { return endMovement(of: id, isCancelled: true) }
      return closeToHandOver(id, on: broker)
    }
    let isOpened = brokers[target].serves && mayOpen(target)
    endMovement(of: id, isCancelled: !isOpened)
    if isOpened { move(id, to: target) } else { elect(id) }
    noteRecovery(of: partitions[id].cluster)
    schedule(Event(.planWakes, 0), at: now, .planStep)
  }
}
