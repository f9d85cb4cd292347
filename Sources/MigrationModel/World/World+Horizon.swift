import Accounting
import KafkaModel
import SimKernel

// What the judge is told about the end of a branch.

extension World {
  /// Where everybody stands.
  package func horizon(authority: ClusterID) -> Horizon {
    let partitions = estate.ledger.partitions
    var positions = ContiguousArray<Int64>(
      repeating: -1, count: estate.subscriptions.count * partitions)
    for row in estate.groupPartitions.ids {
      let group = estate.groupPartitions[row]
      guard estate.groups[group.group].cluster == estate.subscriptions[group.subscription].home
      else { continue }
      // Who waits for a valid position has nothing behind it.
      positions[group.subscription.row * partitions + group.partition.row] =
        group.hasNoPosition ? -1 : group.applied
    }
    var horizon = Horizon(
      at: now, authority: authority, source: source,
      homes: estate.subscriptions.ids.map { estate.subscriptions[$0].home }, positions: positions)
    for link in links.ids {
      let target = links[link].spec.to
      if !links[link].isRunning, links[link].downs > 0 { horizon.halted.append(target) }
      for flow in links[link].flows where !flows[flow].isKnown {
        let topic = estate.topics[estate.partitions[flows[flow].source].topic].topic
        horizon.undiscovered.append((topic, target))
      }
    }
    return horizon
  }

  /// The cluster that everything comes from.
  package var source: ClusterID { scenario.links.first?.from ?? ClusterID(index: 0) }
  package var target: ClusterID? { scenario.links.first?.to }

  /// What the logs hold of each lane's records from the first one on that is missing somewhere.
  package func listing(at horizon: Horizon) -> Listing {
    var listing = Listing()
    let first = estate.ledger.lanes.ids.map {
      Judge.firstToList(of: $0, estate.ledger, horizon) ?? .max
    }
    guard first.contains(where: { $0 < .max }) else { return listing }
    for partition in estate.partitions.ids {
      let log = estate.logs[partition]
      let cluster = estate.partitions[partition].cluster
      log.forEachRun(in: log.start..<log.end) { run in
        guard run.range.end > first[run.lane.row] else { return }
        let slice = run.slice(log.start..<log.end)
        guard estate.isMeant(slice, in: partition) else { return }
        listing.add(
          Listing.Entry(
            cluster: cluster, partition: partition, range: slice.range, offset: slice.offset,
            isCopy: slice.source >= 0))
      }
    }
    return listing
  }
}
