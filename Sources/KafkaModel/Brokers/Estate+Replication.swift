import Accounting
import SimKernel

// Followers fetch: one request of a follower broker to a leader broker at a time, for all the
// partitions that the one leads and the other follows.

extension Estate {
  @inline(__always)
  package func pair(_ follower: BrokerID, from leader: BrokerID) -> FetchPairID {
    FetchPairID(follower.row * brokers.count + leader.row)
  }

  /// Tells a follower's waiting request that there is something new.
  mutating func offer(_ replica: ReplicaID, on follower: BrokerID, from leader: BrokerID) {
    let id = pair(follower, from: leader)
    pairs[id].fresh.append(replica)
    if pairs[id].isParked {
      pairs[id].isParked = false
      sendToFollower(id)
    }
  }

  /// Answers a fetch with all that is new. What has left the leader counts as held by the follower:
  /// a leader that dies now cannot take it back. The leader learns of it with the next request.
  private mutating func sendToFollower(_ id: FetchPairID) {
    // Taken out of its table while its lists are written: each write there asks who else has them.
    var pair = FetchPair()
    swap(&pair, &pairs[id])
    pair.takeFresh()
    for replica in pair.underWay {
      let end = logs[partition(of: replica)].end
      replicas[replica].end = end
      pair.ends.append(end)
    }
    swap(&pair, &pairs[id])
    schedule(
      Event(.followerFetches, id), at: now + profile.broker + profile.broker, .delivery)
  }

  /// The partition that a replica belongs to.
  @inline(__always)
  package func partition(of replica: ReplicaID) -> PartitionID { replicaPartitions[replica] }

  /// A follower's next request reaches the leader and says what the follower has by now.
  package mutating func followerFetches(_ id: FetchPairID) {
    let follower = BrokerID(id.row / brokers.count)
    let leader = BrokerID(id.row % brokers.count)
    guard brokers[follower].replicates, brokers[leader].replicates else {
      pairs[id] = FetchPair()
      return
    }
    for place in 0..<pairs[id].underWay.count {
      let replica = pairs[id].underWay[place]
      let partition = partition(of: replica)
      guard isLed(partition, by: leader) else { continue }
      replicas[replica].knownEnd = min(pairs[id].ends[place], replicas[replica].end)
      joinIfCaughtUp(replica, of: partition)
      advanceWatermark(partition)
    }
    if pairs[id].fresh.isEmpty {
      pairs[id].underWay.removeAll(keepingCapacity: true)
      pairs[id].isParked = true
    } else {
      sendToFollower(id)
    }
  }

  @inline(__always)
  func isLed(_ id: PartitionID, by broker: BrokerID) -> Bool {
    let partition = partitions[id]
    return partition.leader >= 0
      && replicas[partition.replica(Int(partition.leader))].broker == broker
  }

  /// Takes a follower into the in-sync replicas once it has reached the high watermark and the
  /// beginning of the leader's epoch.
  ///
  /// Source: `Partition.isFollowerInSync`; facts section 2.1.
  mutating func joinIfCaughtUp(_ replica: ReplicaID, of id: PartitionID) {
    let partition = partitions[id]
    let place = replica.row - Int(partition.firstReplica)
    guard !partition.inSync.contains(place), brokers[replicas[replica].broker].replicates,
      InSyncReplicas.mayJoin(
        end: replicas[replica].knownEnd, highWatermark: partition.highWatermark,
        epochStart: files[id].epochs.entries.last?.start ?? 0)
    else { return }
    setInSync(id, to: partition.inSync.union([place]))
    noteRefill(replica, of: id, upTo: replicas[replica].knownEnd)
    replicas[replica].refilledTo = -1
    if hasMinInsync(id) { hasLeaderAgain(id) }
    noteRecovery(of: partition.cluster)
    lookAtReassignment(of: id)
  }
}
