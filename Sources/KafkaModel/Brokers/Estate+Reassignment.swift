import Accounting
import SimKernel

// A partition is given to other brokers, as `kafka-reassign-partitions.sh` does it: new replicas begin
// empty, where the leader's log begins, and fetch all there is; once all that stay are in sync, the others
// go.
//
// Source: `ReplicationControlManager.alterPartitionReassignments`, `PartitionChangeBuilder` of Kafka 4.1;
// facts section 2.6.

extension Estate {
  /// How many replicas a partition has, or is to have when it is where it goes.
  package mutating func copies(of id: PartitionID) -> Int {
    files[id].reassignment?.kept ?? Int(partitions[id].replicaCount)
  }

  /// Begins to give a partition to these brokers, the preferred leader first. One that is under way
  /// already goes there instead.
  ///
  /// - Parameter throttle: Bytes a second that a broker may send, and take, for all that its cluster
  ///   moves; nil for no limit of its own.
  package mutating func reassign(_ id: PartitionID, to brokers: [BrokerID], throttle: Int64?) {
    let cluster = partitions[id].cluster
    if clusters[cluster].isShared { return handOver(id, to: brokers[0]) }
    let old = partitions[id].replicas.map { replicas[$0].broker }
    let merged = brokers + old.filter { !brokers.contains($0) }
    guard merged != old || files[id].reassignment != nil else { return }
    endMovement(of: id, isCancelled: true)
    rearrange(id, merged)
    let adding = merged.indices.filter { !old.contains(merged[$0]) }
    begin(
      Reassignment(
        kept: brokers.count, adding: MemberSet(adding), isThrottled: throttle != nil), of: id)
    if let throttle { clusters[cluster].moveThrottle = throttle }
    noteBehind(in: id)
    publish(id)
    if profile.broker == .zero {
      for place in merged.indices where partitions[id].leader != Int32(place) {
        followAgain(id, place)
      }
    }
    lookAtReassignment(of: id)
  }

  mutating func begin(_ reassignment: Reassignment, of id: PartitionID) {
    files[id].reassignment = reassignment
    movements.append(Movement(partition: id, from: now))
  }

  /// Takes replicas away again that a partition was getting. Not if nobody else is in sync: Kafka refuses
  /// that.
  ///
  /// Source: `PartitionReassignmentRevert` of Kafka 4.1.
  ///
  /// - Returns: Whether there is nothing under way any more.
  package mutating func cancelReassignment(of id: PartitionID) -> Bool {
    guard let reassignment = files[id].reassignment else { return true }
    let (inSync, adding) = (partitions[id].inSync, reassignment.adding)
    guard reassignment.target == .none, inSync.isEmpty || !inSync.isSubset(of: adding) else {
      return false
    }
    endMovement(of: id, isCancelled: true)
    keep(id) { !adding.contains($0) }
    return true
  }

  /// Lets the controller look whether a partition is where it was to go.
  mutating func lookAtReassignment(of id: PartitionID) {
    guard let reassignment = files[id].reassignment,
      reassignment.isDone(inSync: partitions[id].inSync)
    else { return }
    schedule(Event(.partitionMoved, id), at: now + profile.metadata, .last)
  }

  /// All that stay were in sync a moment ago: if they are, the others go.
  package mutating func partitionMoved(_ id: PartitionID) {
    guard let reassignment = files[id].reassignment else { return }
    guard reassignment.target == .none else { return handedOver(id, to: reassignment.target) }
    guard reassignment.isDone(inSync: partitions[id].inSync) else { return }
    endMovement(of: id, isCancelled: false)
    keep(id) { $0 < reassignment.kept }
    schedule(Event(.planWakes, 0), at: now, .planStep)
  }

  mutating func endMovement(of id: PartitionID, isCancelled: Bool) {
    guard files[id].reassignment != nil else { return }
    // What was fetched up to now is part of it.
    stopFetching(in: id)
    files[id].reassignment = nil
    for row in movements.indices where movements[row].partition == id && movements[row].to == nil {
      movements[row].to = now
      movements[row].isCancelled = isCancelled
    }
    endThrottle(of: partitions[id].cluster)
  }

  /// Takes the throttle away when the last one that it was for is done, as the tool does that looks after
  /// them (`--verify`).
  private mutating func endThrottle(of cluster: ClusterID) {
    guard clusters[cluster].moveThrottle != nil else { return }
    for id in partitions.ids where partitions[id].cluster == cluster {
      if files[id].reassignment?.isThrottled == true { return }
    }
    clusters[cluster].moveThrottle = nil
    shareAnew(cluster)
  }

  /// Keeps some of a partition's replicas. When any goes the epoch of its leader grows, and another one
  /// leads if the leader goes.
  private mutating func keep(_ id: PartitionID, _ isKept: (Int) -> Bool) {
    let old = partitions[id].replicas.map { replicas[$0].broker }
    let kept = old.indices.filter(isKept).map { old[$0] }
    guard kept.count < old.count else { return noteBehind(in: id) }
    let wasLed = partitions[id].leader >= 0
    rearrange(id, kept)
    if partitions[id].leader >= 0 {
      partitions[id].epoch += 1
      files[id].epochs.assign(epoch: partitions[id].epoch, at: logs[id].end)
      noteBehind(in: id)
      publish(id)
    } else if wasLed {
      elect(id)
    }
    noteRecovery(of: partitions[id].cluster)
    armLeaderRebalance(partitions[id].cluster)
  }

  /// Gives a partition these replicas: those that it has keep what they have, the others begin empty.
  /// What is known by place is then known by their new places; what was on its way between brokers is
  /// asked for anew.
  private mutating func rearrange(_ id: PartitionID, _ brokers: [BrokerID]) {
    stopFetching(in: id)
    forgetFetches(of: id)
    let old = partitions[id].replicas.map { replicas[$0] }
    let places = old.map { replica in brokers.firstIndex { $0 == replica.broker } }
    for before in old.indices where places[before] == nil && old[before].isBehind {
      catchUps[partitions[id].cluster].behind -= 1
    }
    partitions[id].replicaCount = UInt32(brokers.count)
    for (place, broker) in brokers.enumerated() {
      let known = old.first { $0.broker == broker }
      replicas[partitions[id].replica(place)] = known ?? emptyReplica(of: id, on: broker)
    }
    func moved(_ members: MemberSet) -> MemberSet {
      MemberSet(members.compactMap { places[$0] })
    }
    partitions[id].inSync = moved(partitions[id].inSync)
    files[id].eligible.places = moved(files[id].eligible.places)
    files[id].eligible.lastKnown = files[id].eligible.lastKnown.flatMap { places[$0] }
    files[id].tails = files[id].tails.compactMap { tail in
      places[tail.place].map { place in
        var moved = tail
        moved.place = place
        return moved
      }
    }
    if partitions[id].leader >= 0 {
      partitions[id].leader = places[Int(partitions[id].leader)].map { Int32($0) } ?? -1
    }
  }

  private func emptyReplica(of id: PartitionID, on broker: BrokerID) -> Replica {
    var replica = Replica(broker: broker, at: logs[id].start)
    replica.refilledTo = logs[id].start
    return replica
  }

  /// Takes a partition's replicas out of what brokers have asked each other for.
  private mutating func forgetFetches(of id: PartitionID) {
    let (mine, brokers) = (partitions[id].reserved, clusters[partitions[id].cluster].brokers)
    for follower in brokers {
      for leader in brokers where leader != follower {
        pairs[pair(follower, from: leader)].forget { mine.contains($0) }
      }
    }
  }

  // MARK: Bytes

  /// Counts what a replica that began empty has fetched.
  mutating func noteRefill(_ replica: ReplicaID, of id: PartitionID, upTo end: Int64) {
    let from = replicas[replica].refilledTo
    guard from >= 0, end > from else { return }
    replicas[replica].refilledTo = end
    meters[partitions[id].topic].refilled(end - from, isAcross: isAcross(replica, of: id))
    for row in movements.indices where movements[row].partition == id && movements[row].to == nil {
      movements[row].fetched += end - from
    }
  }

  /// Whether a replica fetches from another zone.
  func isAcross(_ replica: ReplicaID, of id: PartitionID) -> Bool {
    let leader = Int(partitions[id].leader)
    guard leader >= 0 else { return false }
    let from = replicas[partitions[id].replica(leader)].broker
    return brokers[from].zone != brokers[replicas[replica].broker].zone
  }
}
