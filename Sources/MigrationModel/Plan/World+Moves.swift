import Accounting
import KafkaModel
import SimKernel

// What steps do, move by move.

extension World {
  /// The moves that an action consists of.
  func moves(for action: Action) -> [Move] {
    switch action {
    case .startLink(let link): [.startLink(link)]
    case .stopLink(let link): [.stopLink(link)]
    case .moveProducers(let writers, let cluster, let every):
      inWaves(instances(of: writers), every) {
        [.closeProducers($0), .awaitClosed($0), .startProducers($0, on: cluster)]
      }
    case .stopProducers(let writers):
      [.closeProducers(instances(of: writers)), .awaitClosed(instances(of: writers))]
    case .startProducers(let writers):
      [.startProducers(instances(of: writers), on: nil)]
    case .moveGroups(let groups, let cluster, let rule, let every):
      inWaves(groups, every) {
        [
          .stopGroups($0), .setPositions($0, on: cluster, rule), .startGroups($0, on: cluster),
          .awaitGroups,
        ]
      }
    case .stopGroups(let groups): [.stopGroups(groups)]
    case .startGroups(let groups):
      [.startGroups(groups, on: nil), .awaitGroups]
    case .setPositions(let groups, let cluster, let rule):
      [.setPositions(groups, on: cluster, rule)]
    case .wait(let time): [.wait(time)]
    case .drainLink(let link): [.drainLink(link)]
    case .drainGroups(let groups): [.drainGroups(groups)]
    case .promote(let cluster): [.promote(cluster)]
    case .retire(let cluster): [.retire(cluster)]
    case .repointProducers(let writers, let cluster):
      [.repointProducers(instances(of: writers), to: cluster)]
    case .stopCluster, .startCluster, .fence, .unfence, .grant, .moveLeaders, .abortTransactions,
      .deleteRecords, .discardEffects, .cancelReassignment:
      [.once(action)]
    case .reassign(let spec): [.once(action)] + (spec.waits ? [.awaitReplicas(spec)] : [])
    case .configure: [.once(action), .awaitGroups]
    }
  }

  private func instances(of writers: [WriterID]) -> [ProducerID] {
    writers.flatMap { Array(self.writers[$0]) }
  }

  /// All at once, or one after the other with a pause between.
  private func inWaves<ID>(_ ids: [ID], _ every: TimeAmount, _ moves: ([ID]) -> [Move]) -> [Move] {
    guard every > .zero else { return moves(ids) }
    return ids.enumerated().flatMap { place, id in
      (place == 0 ? [] : [.wait(every)]) + moves([id])
    }
  }

  /// Makes a move. Returns false while it has to wait.
  mutating func make(_ move: Move) -> Bool {
    switch move {
    case .startLink(let link):
      startLink(link)
    case .stopLink(let link):
      stopLink(link)
    case .closeProducers(let producers):
      for producer in producers where !isDeaf(producer, to: .stop) {
        if estate.producers[producer].source != nil {
          estate.stopSourceConnector(producer)
        } else {
          estate.closeProducer(producer)
        }
      }
    case .awaitClosed(let producers):
      return producers.allSatisfy {
        estate.producers[$0].state == .stopped || deafProducers[$0] != nil
      }
    case .startProducers(let producers, let cluster):
      for producer in producers {
        let cluster = cluster ?? estate.producers[producer].cluster
        if !isDeaf(producer, to: .start(on: cluster)) { start(producer, on: cluster) }
      }
    case .repointProducers(let producers, let cluster):
      for producer in producers where !isDeaf(producer, to: .start(on: cluster)) {
        repoint(producer, to: cluster)
      }
    case .once(let action):
      carryOut(action)
    case .stopGroups(let groups):
      if groups.contains(where: { writesOutFirst($0) }) { return false }
      for group in groups { stop(group) }
    case .setPositions(let groups, let cluster, let rule):
      for group in groups { setPositions(group, on: cluster, rule) }
    case .startGroups(let groups, let cluster):
      for group in groups { start(group, on: cluster ?? estate.subscriptions[group].home) }
    case .awaitGroups:
      return areGroupsAtWork()
    case .wait(let time):
      return waited(time)
    case .drainLink(let link):
      let isThere = links[link].nextStart == .never
      return isThere && mirrorLag(link) == 0 || lookAgain()
    case .drainGroups(let groups):
      return groups.allSatisfy { groupLag($0) == 0 } || lookAgain()
    case .awaitReplicas(let spec):
      return !partitions(of: spec.topic, on: spec.cluster, spec.partition).contains {
        estate.files[$0].reassignment != nil
      }
    case .promote(let cluster):
      estate.ledger.promotions.append(Promotion(cluster: cluster, at: now))
    case .retire(let cluster):
      estate.clusters[cluster].isRetired = true
      estate.clusters[cluster].retiredAt = now
      estate.stop(cluster)
    }
    return true
  }

  private mutating func waited(_ time: TimeAmount) -> Bool {
    if plan.waitsUntil == .never {
      plan.waitsUntil = now + time
      estate.schedule(Event(.planWakes, 0), at: plan.waitsUntil, .planStep)
    }
    return now >= plan.waitsUntil
  }

  /// Asks to be called again soon. Always false.
  private mutating func lookAgain() -> Bool {
    estate.schedule(Event(.planWakes, 0), at: now + .milliseconds(100), .planStep)
    return false
  }

  private mutating func start(_ producer: ProducerID, on cluster: ClusterID) {
    if estate.producers[producer].cluster != cluster, let local = home(of: producer, on: cluster) {
      estate.create(local)
      estate.pointProducer(producer, at: local)
    }
    estate.startProducer(producer)
  }

  mutating func repoint(_ producer: ProducerID, to cluster: ClusterID) {
    guard let local = home(of: producer, on: cluster) else { return }
    estate.create(local)
    estate.repointProducer(producer, at: local)
  }

  /// The topic that a producer writes to on a cluster.
  private func home(of producer: ProducerID, on cluster: ClusterID) -> LocalTopicID? {
    let topic = estate.producers[producer].topic
    return estate.clusters[cluster].topics.first {
      estate.topics[$0].topic == topic && estate.topics[$0].name == scenario.topics[topic.row].name
    }
  }

  /// Whether members of a group have to write first what they have made. All hear that they are to stop.
  private mutating func writesOutFirst(_ id: SubscriptionID) -> Bool {
    estate.subscriptions[id].groups.reduce(false) { estate.writesOutFirst($1) || $0 }
  }

  private mutating func stop(_ id: SubscriptionID) {
    estate.stopConnector(id)
    for group in estate.subscriptions[id].groups {
      var wasAtWork = false
      for member in estate.groups[group].members {
        wasAtWork = wasAtWork || estate.members[member].isKnown
        estate.stopMember(member)
      }
      guard wasAtWork else { continue }
      for row in estate.groups[group].partitions {
        estate.groupPartitions[row].departure = estate.groupPartitions[row].applied
      }
    }
  }

  private mutating func start(_ id: SubscriptionID, on cluster: ClusterID) {
    if estate.subscriptions[id].home != cluster, takesBack[id] { estate.ledger.beginsAnew(id) }
    estate.subscriptions[id].home = cluster
    guard let group = localGroup(id, on: cluster) else { return }
    if let output = estate.groups[group].firstOutput {
      estate.topics[estate.producers[output].local].exists = true
    }
    plan.awaited.append(group)
    if estate.subscriptions[id].firstTask != nil {
      estate.startConnector(id)
    } else {
      for member in estate.groups[group].members { estate.startMember(member) }
    }
    estate.beginAgain(group)
  }

  /// Whether every group that was started has its partitions, or cannot get them.
  private mutating func areGroupsAtWork() -> Bool {
    plan.awaited.removeAll { group in
      estate.groups[group].members.allSatisfy { member in
        estate.members[member].isAtWork || estate.members[member].state == .stuck
          || estate.hasFailed(member)
      }
    }
    return plan.awaited.isEmpty
  }

  // MARK: Positions

  private mutating func setPositions(
    _ id: SubscriptionID, on cluster: ClusterID, _ rule: PositionRule
  ) {
    guard rule != .committed, let group = localGroup(id, on: cluster) else { return }
    for (place, row) in estate.groups[group].partitions.enumerated() {
      switch rule {
      case .committed: break
      case .exact:
        commit(exactPosition(row), row, .setExactly)
      case .departure:
        let departure = estate.groupPartitions[row].departure
        if departure >= 0 { commit(departure, row, .setToDeparture) }
      case .offsets(let offsets):
        if let offset = offsets.count == 1 ? offsets[0] : offsets.dropFirst(place).first {
          commit(offset, row, .setByHand)
        }
      case .earliest, .latest, .shifted, .back:
        if let offset = offset(of: rule, row) { commit(offset, row, .setByHand) }
      }
    }
  }

  /// What `kafka-consumer-groups.sh --reset-offsets` comes to; nil where there is nothing to go from.
  ///
  /// Source: `ConsumerGroupCommand.prepareOffsetsToReset` of Kafka 4.1, `checkOffsetsRange`: what
  /// would lie outside the log becomes its start or end.
  private mutating func offset(of rule: PositionRule, _ row: GroupPartitionID) -> Int64? {
    let partition = estate.groupPartitions[row].partition
    let start = estate.logs[partition].start
    let end = estate.partitions[partition].highWatermark
    switch rule {
    case .earliest: return start
    case .latest: return end
    case .shifted(let distance):
      let committed = estate.groupPartitions[row].committed
      guard committed >= 0 else { return nil }
      let (shifted, overflows) = committed.addingReportingOverflow(distance)
      return overflows ? (distance < 0 ? start : end) : min(max(shifted, start), max(start, end))
    case .back(let age):
      return min(estate.logs[partition].firstOffset(since: now - age), end)
    default: return nil
    }
  }

  private mutating func commit(_ offset: Int64, _ row: GroupPartitionID, _ how: Mechanism) {
    estate.commit(row, offset, origin: estate.ledger.note(how, at: now))
  }

  // MARK: Inverses

  /// What undoes the steps up to and including `step`, last first, when the plan does not say.
  package func inverse(upTo step: StepID) -> [Action] {
    (0...step.row).reversed().flatMap { row in
      scenario.plan.steps[row].actions.reversed().compactMap { inverse(of: $0) }
    }
  }

  /// The cluster to which undoing the steps up to `step` would lead though it is shut down for good.
  package func retiredOnTheWayBack(from step: StepID) -> ClusterID? {
    inverse(upTo: step).lazy.flatMap { clusters(neededBy: $0) }
      .first { estate.clusters[$0].isRetired }
  }

  private func clusters(neededBy action: Action) -> [ClusterID] {
    switch action {
    case .moveProducers(_, let cluster, _), .moveGroups(_, let cluster, _, _),
      .promote(let cluster), .repointProducers(_, let cluster), .startCluster(let cluster):
      [cluster]
    case .startLink(let link): [links[link].spec.from, links[link].spec.to]
    case .startProducers(let writers):
      writers.flatMap { self.writers[$0] }.map { estate.producers[$0].cluster }
    case .startGroups(let groups): groups.map { estate.subscriptions[$0].home }
    default: []
    }
  }

  private func inverse(of action: Action) -> Action? {
    switch action {
    case .startLink(let link): .stopLink(link)
    case .stopLink(let link): .startLink(link)
    case .moveProducers(let writers, _, let every):
      writers.first.map { .moveProducers(writers, to: plan.writersAt[$0.row], every: every) }
    case .stopProducers(let writers): .startProducers(writers)
    case .startProducers(let writers): .stopProducers(writers)
    case .moveGroups(let groups, _, _, let every):
      groups.first.map {
        .moveGroups(groups, to: plan.readersAt[$0.row], positions: .committed, every: every)
      }
    case .stopGroups(let groups): .startGroups(groups)
    case .startGroups(let groups): .stopGroups(groups)
    case .promote: scenario.links.first.map { .promote($0.from) }
    case .repointProducers(let writers, _):
      writers.first.map { .repointProducers(writers, to: plan.writersAt[$0.row]) }
    case .stopCluster(let cluster): .startCluster(cluster)
    case .startCluster(let cluster): .stopCluster(cluster)
    case .fence(let cluster): .unfence(cluster)
    case .unfence(let cluster): .fence(cluster)
    case .configure(let group, _):
      scenario.groups[group.row].connector.map { .configure(group, $0) }
    case .setPositions, .wait, .drainLink, .drainGroups, .retire, .grant, .moveLeaders,
      .abortTransactions, .deleteRecords, .discardEffects, .reassign, .cancelReassignment:
      nil
    }
  }
}
