import Accounting
import KafkaModel
import MigrationModel
import SimKernel

// What must hold of stores and write-ahead logs.

extension PromiseWatch {
  /// Whether a fault may take away what was acknowledged and lay on one volume only.
  var losesVolumes: Bool {
    scenario.faults.contains {
      if case .logAway(_, _, isLost: true) = $0.kind { true } else { false }
    }
  }

  /// Whether a fault may take away all that a broker has.
  var losesDisks: Bool { scenario.faults.contains(where: \.losesDisk) }

  mutating func lookAtStorage(_ world: World) {
    let estate = world.estate
    for cluster in estate.clusters.ids where estate.clusters[cluster].writeAheadLog != nil {
      for broker in estate.clusters[cluster].brokers { lookAtBytes(of: broker, world) }
      let taken = estate.clusters[cluster].takenOver
      guard taken != .none else { continue }
      for id in estate.partitions.ids where seen[id.row].takenFrom == taken {
        let row = estate.partitions[id]
        guard row.leader >= 0, estate.replicas[row.replica(0)].broker == taken else { continue }
        test(
          .fencedSilent, when: estate.logs[id].end > row.highWatermark,
          row.highWatermark == seen[id.row].watermark,
          "partition \(id.row) at \(world.now): to \(row.highWatermark) by \(taken.row)")
      }
    }
  }

  /// Whoever leads has in its log what it made safe and the store has not.
  private mutating func lookAtBytes(of broker: BrokerID, _ world: World) {
    let estate = world.estate
    var bytes: Int64 = 0
    for id in estate.partitions.ids {
      let replica = estate.replicas[estate.partitions[id].replica(0)]
      guard replica.broker == broker else { continue }
      let size = estate.topics[estate.partitions[id].topic].recordBytes
      bytes += (replica.knownEnd - estate.files[id].storedEnd) * size
    }
    test(
      .logBytesKept, when: bytes != 0 || estate.brokerLogs[broker].bytes != 0,
      bytes == estate.brokerLogs[broker].bytes,
      "broker \(broker.row) at \(world.now): \(bytes) not uploaded, "
        + "\(estate.brokerLogs[broker].bytes) in the log")
  }
}
