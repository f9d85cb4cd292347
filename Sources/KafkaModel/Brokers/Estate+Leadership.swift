import Accounting
import SimKernel

// Brokers die and come back; the controller notices, and somebody else leads.

extension Estate {
  /// A broker's process, or its whole host, stops.
  package mutating func stop(_ id: BrokerID, withHost: Bool) {
    brokers[id].stops += 1
    if withHost { brokers[id].hostStops += 1 }
    guard brokers[id].stops == 1 else { return }
    brokers[id].isUnclean = true
    brokers[id].fetchesAt = .never
    brokers[id].downSince = now
    noteLoss(of: id)
    stopFetching(id)
    let fences = fencingInstant(of: id)
    brokers[id].fencesAt = fences
    schedule(Event(.brokerFenced, id), at: fences, .timer)
    if clusters[brokers[id].cluster].isShared { loseUnsafe(on: id) }
    loseConnections(to: id, silently: withHost)
    endStaleLead(of: id)
  }

  /// A broker is shut down in order: its leaders move first, and it leaves the in-sync replicas, so
  /// that nobody waits for its session to end.
  ///
  /// Source: `ReplicationControlManager.processBrokerHeartbeat` (controlled shutdown); facts
  /// section 2.4, reality lesson 9.
  package mutating func shutDown(_ id: BrokerID) {
    brokers[id].stops += 1
    guard brokers[id].stops == 1 else { return }
    brokers[id].fetchesAt = .never
    brokers[id].downSince = now
    brokers[id].fencesAt = now
    brokers[id].isFenced = true
    noteLoss(of: id)
    stopFetching(id)
    noteFenced(id)
    if clusters[brokers[id].cluster].isShared { loseUnsafe(on: id) }
    loseConnections(to: id, silently: false)
    schedule(Event(.leadersElected, id), at: now + profile.metadata, .timer)
  }

  /// How many requests went wrong because a broker was down.
  package func bites(of id: BrokerID) -> Int64 { brokers[id].bites }

  /// A fault that held a broker down ends. A broker that comes back before its old session is over
  /// cannot register until it is. Source: facts section 2.4.
  package mutating func start(_ id: BrokerID, withHost: Bool) {
    brokers[id].stops -= 1
    if withHost { brokers[id].hostStops -= 1 }
    guard brokers[id].stops == 0 else { return }
    noteStart(of: id)
    let ready = max(
      now + clusters[brokers[id].cluster].startTime, brokers[id].fencesAt + profile.metadata)
    let back = ready + replay(id)
    brokers[id].returnsAt = back
    brokers[id].isFenced = true
    schedule(Event(.brokerReturns, id), at: back, .timer)
    beginsToFetch(id, before: back)
  }

  /// A broker says that it is ready with the first heartbeat after its process has begun to fetch.
  ///
  /// Source: `BrokerLifecycleManager`, `BrokerServer.startup` of Kafka 4.1; reality lesson 17.
  private mutating func beginsToFetch(_ id: BrokerID, before back: Instant) {
    let beat = clusters[brokers[id].cluster].settings.brokerHeartbeat.nanoseconds
    let bits = draws.bits(
      .firstHeartbeat, entity: id.index, UInt64(bitPattern: now.nanoseconds))
    let waits = profile == .ideal ? 0 : Int64(Sampling.bounded(bits, below: UInt64(beat)))
    let begins = max(now, brokers[id].fencesAt, back - TimeAmount(nanoseconds: waits))
    brokers[id].fetchesAt = min(begins, back)
    if begins < back, catchesUpInTime(brokers[id].cluster) {
      schedule(Event(.brokerFetches, id), at: begins, .timer)
    }
  }

  /// When the controller will notice: a session after the last heartbeat, at its next look, which
  /// it takes every eighth of a session. Source: facts section 2.4, reality lesson 9.
  func fencingInstant(of id: BrokerID) -> Instant {
    let settings = clusters[brokers[id].cluster].settings
    let beat = settings.brokerHeartbeat.nanoseconds
    let look = settings.brokerSession.nanoseconds / 8
    let ideal = profile == .ideal
    let phase = ideal ? 0 : uniform(.heartbeatPhase, id.index, below: beat)
    let scan = ideal ? 0 : uniform(.controllerPhase, brokers[id].cluster.index, below: look)
    let lastBeat = now.nanoseconds - (now.nanoseconds - phase + beat) % beat
    let expires = lastBeat + settings.brokerSession.nanoseconds
    let looks = ideal ? expires : scan + (expires - scan + look - 1) / look * look
    return Instant(nanoseconds: looks)
  }

  func uniform(_ stream: Stream, _ entity: UInt32, below bound: Int64) -> Int64 {
    Int64(Sampling.bounded(draws.bits(stream, entity: entity, 0), below: UInt64(bound)))
  }

  /// The controller fences a broker that has been silent for a session.
  package mutating func fence(_ id: BrokerID) {
    guard brokers[id].fencesAt == now, clusters[brokers[id].cluster].downs == 0 else { return }
    brokers[id].isFenced = true
    brokers[id].isElectionDue = true
    noteFenced(id)
    schedule(Event(.leadersElected, id), at: now + profile.metadata, .timer)
  }

  /// Brokers and clients learn what the controller decided about a fenced broker's partitions.
  package mutating func electLeaders(after id: BrokerID) {
    guard brokers[id].isFenced else { return }
    brokers[id].isElectionDue = false
    for partition in partitions.ids where partitions[partition].cluster == brokers[id].cluster {
      leaveInSync(id, partition)
    }
    queueTakeOver(of: id)
    noteRecovery(of: brokers[id].cluster)
    commitsGoOn(in: brokers[id].cluster)
  }

  /// Whether a fenced broker takes itself for the leader that it was. With shared storage it does until
  /// another one has taken its log.
  private func leadsOn(_ id: BrokerID) -> Bool {
    clusters[brokers[id].cluster].isShared ? brokers[id].isUp : brokers[id].leadsOn
  }

  private mutating func leaveInSync(_ broker: BrokerID, _ id: PartitionID) {
    let partition = partitions[id]
    guard let place = place(of: broker, in: id) else { return }
    // The last one stays where nobody else is remembered; so does, to itself, a leader that leads on.
    let leadsOn = partition.leader == Int32(place) && leadsOn(broker)
    if partition.inSync.contains(place),
      partition.inSync.count > 1 || keepsEligible(id) && !leadsOn
    {
      setInSync(id, to: partition.inSync.subtracting([place]))
    }
    if partition.leader == Int32(place) {
      guard self.leadsOn(broker) else {
        partitions[id].leader = -1
        return elect(id)
      }
      replaceLeader(broker, of: id)
    } else {
      if partition.inSync.contains(place) { noteBlocked(id, since: brokers[broker].downSince) }
      advanceWatermark(id)
    }
  }

  /// While a follower in sync was silent, nothing new could be read; below `min.insync.replicas`
  /// that goes on.
  mutating func noteBlocked(_ id: PartitionID, since: Instant) {
    ledger.disruptions.append(Disruption(kind: .leaderless(id), from: since, to: now))
    if !hasMinInsync(id), files[id].leaderlessSince == .never { files[id].leaderlessSince = now }
  }

  /// The place of a broker among a partition's replicas.
  func place(of broker: BrokerID, in id: PartitionID) -> Int? {
    let partition = partitions[id]
    for place in 0..<Int(partition.replicaCount)
    where replicas[partition.replica(place)].broker == broker { return place }
    return nil
  }

  /// Chooses a leader for a partition that has none; an unclean one only if the topic allows it.
  package mutating func elect(_ id: PartitionID) {
    guard partitions[id].leader < 0 else { return }
    #if MIGSIM_PLANT
      let mayBeUnclean =
        Plant.chosen == .uncleanAlways || topics[partitions[id].topic].settings.uncleanElection
    #else
      let mayBeUnclean = topics[partitions[id].topic].settings.uncleanElection
    #endif
    guard let winner = election(id).winner(mayBeUnclean ? .unclean : .online, current: nil) else {
      if files[id].leaderlessSince == .never { files[id].leaderlessSince = now }
      return
    }
    admit(winner, to: id)
    lead(id, winner.place, isUnclean: winner.isUnclean)
  }

  /// Makes the replica at `place` the leader: its log is the partition's log from now on.
  mutating func lead(_ id: PartitionID, _ place: Int, isUnclean: Bool) {
    let replica = partitions[id].replica(place)
    #if MIGSIM_PLANT
      let lacks = Plant.chosen == .truncatesTooFar && replicas[replica].end > logs[id].start
      let end = replicas[replica].end - (lacks ? 1 : 0)
    #else
      let end = replicas[replica].end
    #endif
    stopFetching(in: id)
    cut(id, to: end, isUnclean: isUnclean)
    restoreTail(of: place, in: id)
    partitions[id].leader = Int32(place)
    partitions[id].epoch += 1
    files[id].epochs.assign(epoch: partitions[id].epoch, at: logs[id].end)
    hasLeaderAgain(id)
    if files[id].staleLeader == .none { partitions[id].isHidden = false }
    for other in partitions[id].replicas where brokers[replicas[other].broker].replicates {
      replicas[other].knownEnd = min(replicas[other].knownEnd, end)
    }
    if topics[partitions[id].topic].rangeFaults > 0 { answerOutOfRange(id) }
    fetchOn(in: id)
    followAgain(id)
    armLeaderRebalance(partitions[id].cluster)
    leaderChanged(id)
    if topics[partitions[id].topic].isInternal { loadGroups(of: id) }
  }

  /// All followers of a partition fetch what they lack; where that takes no time they are in sync at
  /// once.
  mutating func followAgain(_ id: PartitionID) {
    publish(id)
    guard profile.broker == .zero, partitions[id].leader >= 0 else { return }
    for place in 0..<Int(partitions[id].replicaCount) where partitions[id].leader != Int32(place) {
      joinIfCaughtUp(partitions[id].replica(place), of: id)
    }
    advanceWatermark(id)
  }

  /// The store of a new leader has not got its records in place: each reader's first fetch is answered
  /// out of range, whatever it asks for.
  private mutating func answerOutOfRange(_ id: PartitionID) {
    for row in groupPartitions.ids where groupPartitions[row].partition == id {
      groupPartitions[row].isRefused = true
    }
  }

  /// Moves a partition's leadership to the next replica that is in sync and lives, as an operator
  /// does; nothing happens where there is none.
  package mutating func moveLeader(of id: PartitionID) {
    let count = Int(partitions[id].replicaCount)
    let leader = Int(partitions[id].leader)
    guard leader >= 0, servingLeader(id) != nil else { return }
    for step in 1..<max(1, count) {
      let place = (leader + step) % count
      let broker = replicas[partitions[id].replica(place)].broker
      guard partitions[id].inSync.contains(place), brokers[broker].serves else { continue }
      partitions[id].leader = -1
      return lead(id, place, isUnclean: false)
    }
  }

  mutating func hasLeaderAgain(_ id: PartitionID) {
    guard files[id].leaderlessSince != .never else { return }
    ledger.disruptions.append(
      Disruption(kind: .leaderless(id), from: files[id].leaderlessSince, to: now))
    files[id].leaderlessSince = .never
    files[id].ledAgainAt = now
    if topics[partitions[id].topic].isInternal { coordinatesAgain(id) }
  }

  /// Cuts the log where the new leader's ends. Replicas that live cut theirs at their next fetch;
  /// those that are down keep what they have until they come back.
  private mutating func cut(_ id: PartitionID, to end: Int64, isUnclean: Bool) {
    guard logs[id].end > end else { return }
    var gone: [RunSlice] = []
    meters[partitions[id].topic].went(logs[id].end - max(end, logs[id].start), at: now)
    logs[id].truncate(to: end) { gone.append($0) }
    let told = gone.filter { isMeant($0, in: id) || !isUnclean }
    files[id].segments.truncate(to: end, now: now)
    let producers = files[id].producers
    files[id].producers.truncate(to: end)
    files[id].epochs.truncateEnd(to: end)
    let cluster = partitions[id].cluster
    for run in told where run.kind != .marker {
      ledger.truncated(run, on: cluster, unclean: isUnclean, at: now)
    }
    ledger.shortened(id, to: end)
    keepTails(of: id, from: end, gone, producers)
    partitions[id].highWatermark = min(partitions[id].highWatermark, end)
    partitions[id].lastStable = min(partitions[id].lastStable, end)
    failWaiting(id, from: end)
    for group in groupPartitions.ids where groupPartitions[group].partition == id {
      groupPartitions[group].position = min(groupPartitions[group].position, end)
      groupPartitions[group].applied = min(groupPartitions[group].applied, end)
    }
  }

  private mutating func keepTails(
    of id: PartitionID, from end: Int64, _ gone: [RunSlice], _ producers: ProducerStates
  ) {
    for place in 0..<Int(partitions[id].replicaCount) {
      let replica = partitions[id].replica(place)
      guard replicas[replica].end > end else { continue }
      if !brokers[replicas[replica].broker].replicates {
        let held = replicas[replica].end
        let runs = gone.filter { $0.offset < held }
        var known = producers
        known.truncate(to: held)
        files[id].tails.append(
          DivergentTail(place: place, from: end, runs: runs, producers: known))
      }
      replicas[replica].end = end
      replicas[replica].knownEnd = min(replicas[replica].knownEnd, end)
    }
  }

  /// A replica that leads although its log left that of the last leader brings its own tail back.
  private mutating func restoreTail(of place: Int, in id: PartitionID) {
    guard let row = files[id].tails.firstIndex(where: { $0.place == place }) else { return }
    let tail = files[id].tails.remove(at: row)
    guard tail.from <= logs[id].end else { return }
    cut(id, to: tail.from, isUnclean: true)
    for run in tail.runs {
      append(run.range, to: id, source: run.source, again: run.again, kind: run.kind)
    }
    files[id].producers = tail.producers
  }

  /// A broker is let back in: its replicas cut what diverged, fetch what they lack, and lead where
  /// nobody else can.
  package mutating func letBackIn(_ id: BrokerID) {
    guard brokers[id].returnsAt == now, brokers[id].isInTouch, !waitsForLog(id) else { return }
    // Who comes back at the instant of the elections comes after them.
    if brokers[id].isElectionDue, !clusters[brokers[id].cluster].isShared {
      electLeaders(after: id)
    }
    brokers[id].isElectionDue = false
    brokers[id].isFenced = false
    brokers[id].fencesAt = .never
    brokers[id].returnsAt = .never
    guard keepsItsOwn(id) else { return }
    noteBehind(of: id)
    let isUnclean = brokers[id].isUnclean
    brokers[id].isUnclean = false
    for partition in partitions.ids where partitions[partition].cluster == brokers[id].cluster {
      guard let place = place(of: id, in: partition) else { continue }
      if isUnclean { forgetEligible(place, of: partition) }
      openAnew(partition, place)
      electAnew(partition, place)
      guard partitions[partition].leader != Int32(place) else { continue }
      files[partition].tails.removeAll { $0.place == place }
      if partitions[partition].inSync.contains(place) {
        noteBlocked(partition, since: brokers[id].downSince)
      }
      followAgain(partition, place)
    }
    noteRecovery(of: brokers[id].cluster)
    commitsGoOn(in: brokers[id].cluster)
    armLeaderRebalance(brokers[id].cluster)
  }

  /// A follower fetches what it lacks.
  mutating func followAgain(_ id: PartitionID, _ place: Int) {
    publish(id)
    guard profile.broker == .zero, partitions[id].leader >= 0 else { return }
    joinIfCaughtUp(partitions[id].replica(place), of: id)
    advanceWatermark(id)
  }

  /// A whole cluster stops answering, or begins again.
  package mutating func stop(_ cluster: ClusterID) {
    clusters[cluster].downs += 1
    guard clusters[cluster].downs == 1 else { return }
    for broker in clusters[cluster].brokers {
      stopFetching(broker)
      loseConnections(to: broker, silently: false)
    }
  }

  package mutating func start(_ cluster: ClusterID) {
    clusters[cluster].downs -= 1
    guard clusters[cluster].downs == 0 else { return }
    for partition in partitions.ids where partitions[partition].cluster == cluster {
      if servingLeader(partition) != nil { hasLeaderAgain(partition) }
      noteBehind(in: partition)
      publish(partition)
      leaderChanged(partition)
    }
    commitsGoOn(in: cluster)
  }

  /// A broker that the fence finds alone: partitions get their preferred leaders back at the next
  /// look. Armed only while there is one to give back.
  mutating func armLeaderRebalance(_ id: ClusterID) {
    let settings = clusters[id].settings
    guard settings.leaderRebalance, clusters[id].nextLeaderRebalance == .never else { return }
    let interval = settings.leaderRebalanceInterval
    clusters[id].nextLeaderRebalance = Instant(
      nanoseconds: (now.nanoseconds / interval.nanoseconds + 1) * interval.nanoseconds)
    schedule(Event(.leadersRebalanced, id), at: clusters[id].nextLeaderRebalance, .timer)
  }

  /// Gives leadership back to the first replica of each partition that is in sync and lives.
  package mutating func rebalanceLeaders(_ id: ClusterID) {
    guard clusters[id].nextLeaderRebalance == now else { return }
    clusters[id].nextLeaderRebalance = .never
    for partition in partitions.ids where partitions[partition].cluster == id {
      let leader = Int(partitions[partition].leader)
      guard leader > 0, let winner = election(partition).winner(.preferred, current: leader),
        winner.place != leader
      else { continue }
      partitions[partition].leader = -1
      lead(partition, winner.place, isUnclean: winner.isUnclean)
    }
  }
}
