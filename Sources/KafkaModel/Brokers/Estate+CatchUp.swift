import Accounting
import SimKernel

// Replicas that are behind fetch what they lack, and that takes as long as bytes take: a broker that was
// away, or comes back with an empty disk.
//
// A replica is sent after all that there is when it begins; when it has that, after what has come
// meanwhile, until what it lacks fits into one fetch. What takes D bytes at a rate B while r come in
// takes D / (B − r) so, and for ever if B is not above r (facts section 2.6), and an event for each
// halving rather than for each fetch.

extension Estate {
  /// What one fetch brings of a partition: `replica.fetch.max.bytes`. Who lacks no more is not behind.
  private static let fetchBytes: Int64 = 1 << 20

  /// Whether anything limits what followers of a cluster fetch.
  mutating func catchesUpInTime(_ id: ClusterID) -> Bool {
    let settings = clusters[id].settings
    return !clusters[id].isShared
      && (clusters[id].catchUpRate != nil || settings.leaderThrottle != .max
        || settings.followerThrottle != .max || clusters[id].moveThrottle != nil)
  }

  // MARK: Who is behind

  /// A broker's process has read the metadata: its replicas begin to fetch, though the controller may
  /// not have let it back in yet.
  ///
  /// Source: reality lesson 17 (R16).
  package mutating func brokerFetches(_ id: BrokerID) {
    guard brokers[id].fetchesAt == now, brokers[id].isUp else { return }
    noteBehind(of: id)
  }

  /// Looks which replicas of a broker are behind, and which of others are behind what it leads.
  mutating func noteBehind(of id: BrokerID) {
    let cluster = brokers[id].cluster
    guard catchesUpInTime(cluster) else { return }
    for partition in partitions.ids where partitions[partition].cluster == cluster {
      guard place(of: id, in: partition) != nil else { continue }
      noteBehind(in: partition)
    }
  }

  /// Looks which replicas of a partition are behind its leader and could fetch.
  mutating func noteBehind(in id: PartitionID) {
    let cluster = partitions[id].cluster
    guard catchesUpInTime(cluster), partitions[id].leader >= 0 else { return }
    for place in 0..<Int(partitions[id].replicaCount) where partitions[id].leader != Int32(place) {
      let replica = partitions[id].replica(place)
      if !replicas[replica].isBehind {
        guard fetches(replicas[replica].broker), lacks(replica, of: id) > Self.fetchBytes else {
          continue
        }
        replicas[replica].isBehind = true
        catchUps[cluster].behind += 1
      }
      beginFetching(replica, of: id)
    }
  }

  /// Bytes that a replica lacks of its leader's log.
  private mutating func lacks(_ replica: ReplicaID, of id: PartitionID) -> Int64 {
    let records = logs[id].end - max(replicas[replica].end, logs[id].start)
    let bytes = records.multipliedReportingOverflow(by: topics[partitions[id].topic].recordBytes)
    return bytes.overflow ? .max : bytes.partialValue
  }

  /// Whether a broker's process runs, reaches others, and has begun to fetch.
  private mutating func fetches(_ id: BrokerID) -> Bool {
    brokers[id].stops | brokers[id].pauses | brokers[id].brokerCuts == 0
      && brokers[id].fetchesAt <= now && clusters[brokers[id].cluster].downs == 0
  }

  /// Whether records of some partition cannot be read until a replica that fetches has them.
  package var isHeldBack: Bool {
    for cluster in clusters.ids {
      for flow in catchUps[cluster].flows {
        for replica in flow.replicas {
          let id = partition(of: replica)
          if partitions[id].highWatermark < logs[id].end { return true }
        }
      }
    }
    return false
  }

  // MARK: Fetching

  /// A replica that is behind fetches from its leader, if both can.
  private mutating func beginFetching(_ replica: ReplicaID, of id: PartitionID) {
    let (cluster, place) = (partitions[id].cluster, Int(partitions[id].leader))
    let follower = replicas[replica].broker
    guard place >= 0, fetches(follower) else { return }
    let leader = replicas[partitions[id].replica(place)].broker
    guard brokers[leader].replicates, fetches(leader) else { return }
    guard !catchUps[cluster].flows.contains(where: { $0.replicas.contains(replica) }) else {
      return
    }
    // What the leader has deleted is not asked for.
    replicas[replica].end = max(replicas[replica].end, logs[id].start)
    let path = path(of: replica, in: id, from: leader)
    let flows = catchUps[cluster].flows
    let row = flows.firstIndex { $0.path == path } ?? flows.count
    if row == flows.count { catchUps[cluster].flows.append(CatchUpFlow(path, at: now)) }
    catchUps[cluster].flows[row].add(
      replica, replicas[replica].end..<max(replicas[replica].end, logs[id].end),
      recordBytes: topics[partitions[id].topic].recordBytes, at: now)
    shareAnew(cluster)
  }

  /// Only a follower that is out of sync is throttled, where its topic says so.
  ///
  /// Source: KIP-73, `ReplicaFetcherThread.shouldFollowerThrottle`, `ReplicaManager.shouldLeaderThrottle`.
  private mutating func path(
    of replica: ReplicaID, in id: PartitionID, from leader: BrokerID
  ) -> CatchUpFlow.Path {
    let (partition, follower) = (partitions[id], replicas[replica].broker)
    let first = clusters[partition.cluster].brokers[0].row
    let place = replica.row - Int(partition.firstReplica)
    var path = CatchUpFlow.Path(follower: follower, leader: leader)
    guard !partition.inSync.contains(place) else { return path }
    if let moved = files[id].reassignment, moved.isThrottled {
      path.isThrottledAtLeader = true
      path.isThrottledAtFollower = moved.adding.contains(place)
      return path
    }
    let number = Int(partition.number)
    path.isThrottledAtLeader = topics[partition.topic].throttledLeaders
      .contains(partition: number, broker: leader.row - first)
    path.isThrottledAtFollower = topics[partition.topic].throttledFollowers
      .contains(partition: number, broker: follower.row - first)
    return path
  }

  /// Ends what a partition's replicas fetch: each keeps what it has got.
  mutating func stopFetching(in id: PartitionID) {
    let cluster = partitions[id].cluster
    guard catchUps[cluster].behind > 0 else { return }
    for replica in partitions[id].replicas where replicas[replica].isBehind {
      for row in catchUps[cluster].flows.indices { stopFetching(replica, row, of: cluster) }
    }
  }

  /// Ends what a broker fetches and what is fetched from it.
  mutating func stopFetching(_ id: BrokerID) {
    let cluster = brokers[id].cluster
    for row in catchUps[cluster].flows.indices {
      let flow = catchUps[cluster].flows[row]
      guard flow.path.follower == id || flow.path.leader == id else { continue }
      for replica in flow.replicas { stopFetching(replica, row, of: cluster) }
    }
  }

  private mutating func stopFetching(_ replica: ReplicaID, _ row: Int, of cluster: ClusterID) {
    guard let end = catchUps[cluster].flows[row].remove(replica, at: now) else { return }
    replicas[replica].end = end
    noteRefill(replica, of: partition(of: replica), upTo: end)
    shareAnew(cluster)
  }

  /// A partition's replicas that were behind go on, from whoever leads now.
  mutating func fetchOn(in id: PartitionID) {
    guard catchUps[partitions[id].cluster].behind > 0 else { return }
    let leader = Int(partitions[id].leader)
    if leader >= 0 { isNoMoreBehind(partitions[id].replica(leader), of: id) }
    noteBehind(in: id)
  }

  private mutating func isNoMoreBehind(_ replica: ReplicaID, of id: PartitionID) {
    guard replicas[replica].isBehind else { return }
    replicas[replica].isBehind = false
    catchUps[partitions[id].cluster].behind -= 1
  }

  /// What a topic's empty replicas have fetched and nobody has counted yet: all of it, and what came from
  /// another zone. In records.
  package func uncountedRefill(of topic: LocalTopicID) -> (all: Int64, across: Int64) {
    var sum: (all: Int64, across: Int64) = (0, 0)
    for flow in catchUps[topics[topic].cluster].flows {
      for replica in flow.replicas where replicas[replica].refilledTo >= 0 {
        let id = partition(of: replica)
        guard partitions[id].topic == topic else { continue }
        let records = max(0, flow.end(of: replica, at: now) - replicas[replica].refilledTo)
        sum.all += records
        if isAcross(replica, of: id) { sum.across += records }
      }
    }
    return sum
  }

  // MARK: Rates

  /// What flows has changed: rates are shared out anew once all that happens now has happened.
  mutating func shareAnew(_ id: ClusterID) {
    guard catchUps[id].next != now else { return }
    catchUps[id].next = now
    schedule(Event(.replicasCatchUp, id), at: now, .last)
  }

  /// Some replica has what it lacked when it began, or what flows has changed.
  package mutating func replicasCatchUp(_ id: ClusterID) {
    guard catchUps[id].next == now else { return }
    for row in catchUps[id].flows.indices {
      while let done = catchUps[id].flows[row].removeDone(at: now) { hasFetched(done) }
    }
    catchUps[id].flows.removeAll(where: \.isEmpty)
    share(id)
    let next = catchUps[id].flows.map(\.nextDone).min() ?? .never
    catchUps[id].next = next
    if next != .never { schedule(Event(.replicasCatchUp, id), at: max(now, next), .last) }
  }

  /// A replica has what there was when it began: it goes on, or follows like any other.
  private mutating func hasFetched(_ done: (replica: ReplicaID, end: Int64)) {
    let (replica, id) = (done.replica, partition(of: done.replica))
    replicas[replica].end = done.end
    noteRefill(replica, of: id, upTo: done.end)
    replicas[replica].knownEnd = done.end
    joinIfCaughtUp(replica, of: id)
    advanceWatermark(id)
    guard lacks(replica, of: id) <= Self.fetchBytes else {
      return beginFetching(replica, of: id)
    }
    isNoMoreBehind(replica, of: id)
    guard brokers[replicas[replica].broker].replicates else { return }
    followAgain(id, replica.row - Int(partitions[id].firstReplica))
  }

  /// Shares the brokers' rates and throttles out among flows.
  private mutating func share(_ id: ClusterID) {
    let (brokers, settings) = (clusters[id].brokers, clusters[id].settings)
    let rate = clusters[id].catchUpRate ?? FairShares.unlimited
    // Of each broker: what it sends, what it takes, its throttle as a leader and as a follower.
    var capacities: [Int64] = []
    let moved = clusters[id].moveThrottle
    for _ in brokers {
      capacities += [
        rate, rate, moved ?? settings.leaderThrottle, moved ?? settings.followerThrottle,
      ]
    }
    let flows = catchUps[id].flows.map { flow in
      let (leader, follower) = (
        (flow.path.leader.row - brokers[0].row) * 4, (flow.path.follower.row - brokers[0].row) * 4
      )
      return [leader, follower + 1]
        + (flow.path.isThrottledAtLeader ? [leader + 2] : [])
        + (flow.path.isThrottledAtFollower ? [follower + 3] : [])
    }
    for (row, rate) in FairShares.rates(of: flows, among: capacities).enumerated() {
      catchUps[id].flows[row].flow(at: rate, from: now)
    }
  }

  // MARK: Disks

  /// A broker's disk is gone: whatever comes back has nothing.
  package mutating func loseDisk(of id: BrokerID) {
    guard !clusters[brokers[id].cluster].isShared else { return }
    stopFetching(id)
    brokers[id].isUnclean = true
    for partition in partitions.ids where partitions[partition].cluster == brokers[id].cluster {
      guard let place = place(of: id, in: partition) else { continue }
      let replica = partitions[partition].replica(place)
      replicas[replica].end = logs[partition].start
      replicas[replica].knownEnd = logs[partition].start
      replicas[replica].refilledTo = logs[partition].start
      files[partition].tails.removeAll { $0.place == place }
    }
  }
}
