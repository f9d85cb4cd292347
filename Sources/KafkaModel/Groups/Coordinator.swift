import Accounting
import SimKernel

/// Which partition of `__consumer_offsets` holds what a group commits: who leads it coordinates the
/// group.
///
/// Source: `GroupCoordinatorService.partitionFor` of Kafka 4.1 (`String.hashCode` of the name); facts
/// section 5.7.
package func offsetsPartition(of group: String, among partitions: Int64) -> Int {
  let hash = group.utf16.reduce(Int32(0)) { 31 &* $0 &+ Int32($1) }
  return Int(Int64(hash == .min ? 0 : abs(hash)) % partitions)
}

extension Estate {
  /// Whether heartbeats are answered.
  @inline(__always)
  package func hasCoordinator(_ id: LocalGroupID) -> Bool {
    guard let broker = coordinator(of: id) else { return false }
    return brokers[broker].coordinates
  }

  /// Who leads the partition with a group's positions, as clients believe; nil for nobody.
  @inline(__always)
  func coordinator(of id: LocalGroupID) -> BrokerID? {
    let partition = partitions[groups[id].offsets]
    guard partition.leader >= 0, clusters[partition.cluster].downs == 0 else { return nil }
    return replicas[partition.replica(Int(partition.leader))].broker
  }

  /// Whether commits are taken: they are writes with acks=all.
  package func takesCommits(_ id: LocalGroupID) -> Bool {
    hasCoordinator(id) && isReplicated(groups[id].offsets)
  }

  /// Whether a write with acks=all would reach every replica in sync now.
  private func isReplicated(_ id: PartitionID) -> Bool {
    let partition = partitions[id]
    guard partition.inSync.count > 1 else { return hasMinInsync(id) }
    for place in partition.inSync
    where !brokers[replicas[partition.replica(place)].broker].replicates { return false }
    return hasMinInsync(id)
  }

  /// A group's positions have a new leader, which has read them: sessions begin anew.
  ///
  /// Source: `GroupMetadataManager.onLoaded` of Kafka 4.1.
  mutating func loadGroups(of partition: PartitionID) {
    for group in groups.ids where groups[group].offsets == partition {
      for member in groups[group].members where members[member].sessionEnds != .never {
        members[member].sessionEnds = now + session(of: member)
        schedule(Event(.sessionExpired, member), at: members[member].sessionEnds, .timer)
      }
    }
  }

  /// A coordinator that was not there is there again, with what it knew: sessions that were over by
  /// then are over now.
  mutating func coordinatesAgain(_ partition: PartitionID) {
    for group in groups.ids where groups[group].offsets == partition {
      for member in groups[group].members where members[member].sessionEnds < now {
        members[member].sessionEnds = now
        schedule(Event(.sessionExpired, member), at: now, .timer)
      }
    }
  }
}
