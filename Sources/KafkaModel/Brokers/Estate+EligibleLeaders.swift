import Accounting
import SimKernel

// Who may lead once nobody is in sync: the controller remembers who left the in-sync replicas while they
// were too few for a write with acks=all, and so has all that could be acknowledged (KIP-966).
//
// Source: `PartitionChangeBuilder.maybePopulateTargetElr`, `maybeUpdateLastKnownLeader` of Kafka 4.1;
// facts section 2.4.

/// What a controller remembers of a partition beside its in-sync replicas.
package struct EligibleLeaders: Equatable, Sendable, BitwiseCopyable {
  /// Replicas that left while too few were in sync, by their places.
  package var places: MemberSet = []
  /// Who led when the last one left; nil as long as anybody is in sync or enough were since.
  package var lastKnown: Int?

  package init() {}

  /// The in-sync replicas have changed.
  ///
  /// - Parameters:
  ///   - before: Who was in sync, and `now` who is.
  ///   - minimum: The effective `min.insync.replicas`.
  ///   - leader: The place of whoever led; negative for nobody.
  package mutating func inSyncChanged(
    from before: MemberSet, to now: MemberSet, minimum: Int, leader: Int32
  ) {
    #if MIGSIM_PLANT
      let forgets = Plant.chosen != .remembersEligible
    #else
      let forgets = true
    #endif
    if forgets, now.count >= minimum {
      self = EligibleLeaders()
      return
    }
    places = places.union(before).subtracting(now)
    if now.isEmpty, lastKnown == nil, leader >= 0 { lastKnown = Int(leader) }
  }
}

extension Estate {
  /// Whether a partition's controller remembers who is eligible. With shared storage there is but one
  /// replica, and the store has what it had.
  func keepsEligible(_ id: PartitionID) -> Bool { clusters[partitions[id].cluster].keepsEligible }

  /// Makes other replicas the ones in sync.
  mutating func setInSync(_ id: PartitionID, to now: MemberSet) {
    let before = partitions[id].inSync
    partitions[id].inSync = now
    guard keepsEligible(id) else { return }
    files[id].eligible.inSyncChanged(
      from: before, to: now, minimum: minimumInSync(id), leader: partitions[id].leader)
  }

  /// A broker that did not stop in order is back: what it has may be less than what it had, so it is not
  /// eligible any more.
  ///
  /// Source: `ReplicationControlManager.handleUncleanBrokerShutdown` of Kafka 4.1; reality R17.
  mutating func forgetEligible(_ place: Int, of id: PartitionID) {
    files[id].eligible.places.remove(place)
  }

  /// Who of a partition's replicas may lead it. A fenced one that leads on unheard is to the controller
  /// in sync no more.
  func election(_ id: PartitionID) -> Election {
    let partition = partitions[id]
    var live: MemberSet = []
    var fenced: MemberSet = []
    for place in 0..<Int(partition.replicaCount) {
      let broker = replicas[partition.replica(place)].broker
      if brokers[broker].mayLead { live.insert(place) }
      if brokers[broker].isFenced { fenced.insert(place) }
    }
    var election = Election(
      count: Int(partition.replicaCount), inSync: partition.inSync, live: live)
    guard keepsEligible(id) else { return election }
    election.inSync = partition.inSync.subtracting(fenced)
    election.eligible = files[id].eligible.places.union(partition.inSync.intersection(fenced))
    election.lastKnown = files[id].eligible.lastKnown
    return election
  }

  /// Takes the winner of an election into the in-sync replicas. After an unclean one it is alone, and
  /// nobody is eligible beside it.
  mutating func admit(_ winner: Election.Winner, to id: PartitionID) {
    if winner.isUnclean {
      partitions[id].inSync = [winner.place]
      files[id].eligible = EligibleLeaders()
    } else if !partitions[id].inSync.contains(winner.place) {
      setInSync(id, to: [winner.place])
    }
  }

  /// A broker that the controller has let back in may lead where nobody does, or where somebody does who
  /// has not heard that it was fenced.
  mutating func electAnew(_ id: PartitionID, _ place: Int) {
    let leader = Int(partitions[id].leader)
    guard leader >= 0 else { return elect(id) }
    let broker = replicas[partitions[id].replica(leader)].broker
    if leader == place {
      guard keepsEligible(id), !partitions[id].inSync.contains(place) else { return }
      partitions[id].leader = -1
      elect(id)
    } else if brokers[broker].isFenced, brokers[broker].isUp {
      replaceLeader(broker, of: id)
    }
  }
}
