import Accounting
import SimKernel

// Disks of brokers that keep their own records.

extension Estate {
  /// A broker's disk is full: its log directory goes offline, and with the only one it has the broker
  /// ends its process. It cannot come back before there is room.
  ///
  /// Source: `LogManager.handleLogDirFailure`, `LogDirFailureChannel` of Kafka 4.1; facts section 7.
  package mutating func fillDisk(of id: BrokerID) {
    if brokers[id].fullSince == .never { brokers[id].fullSince = now }
    stop(id, withHost: false)
  }

  /// There is room again, and the broker is started.
  package mutating func freeDisk(of id: BrokerID) {
    start(id, withHost: false)
    let since = brokers[id].fullSince
    guard since != .never else { return }
    brokers[id].fullSince = .never
    // It is missed until it is back.
    let back = brokers[id].stops == 0 ? brokers[id].returnsAt : now
    let cluster = brokers[id].cluster
    ledger.disruptions.append(Disruption(kind: .diskFull(cluster), from: since, to: back))
  }

  /// Whether a partition has a replica on a disk that is full.
  func hasFullDisk(_ id: PartitionID) -> Bool {
    for replica in partitions[id].replicas
    where brokers[replicas[replica].broker].fullSince != .never { return true }
    return false
  }
}
