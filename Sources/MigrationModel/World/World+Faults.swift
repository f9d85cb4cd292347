import Accounting
import KafkaModel
import SimKernel

/// A fault and whether it is on.
package struct FaultState: Sendable {
  package var isOn = false
  package var began: Instant?
  package var ended: Instant?
  /// The counter of bites when it began, and how often it has bitten since.
  package var before: Int64 = 0
  package var bites: Int64 = 0

  package init() {}
}

extension World {
  /// Puts the faults that begin at an instant of the run on the agenda.
  mutating func armAbsoluteFaults() {
    for fault in faults.ids {
      switch scenario.faults[fault.row].at {
      case .at(let instant):
        estate.schedule(Event(.faultBegins, fault), at: max(now, instant), .faultBegins)
      case .step(let step, let offset):
        // Before a step whose moment is known, a fault can be, too.
        if offset < .zero, case .at(let begins)? = scenario.plan.steps[step.row].at {
          estate.schedule(Event(.faultBegins, fault), at: max(now, begins + offset), .faultBegins)
        }
      }
    }
  }

  mutating func armFaults(relativeTo step: StepID) {
    for fault in faults.ids {
      guard case .step(step, let offset) = scenario.faults[fault.row].at, offset >= .zero else {
        continue
      }
      estate.schedule(Event(.faultBegins, fault), at: now + offset, .faultBegins)
    }
  }

  package mutating func beginFault(_ id: FaultID) {
    guard !faults[id].isOn, faults[id].began == nil else { return }
    let spec = scenario.faults[id.row]
    faults[id].isOn = true
    faults[id].began = now
    faults[id].before = bites(spec.kind)
    note(.fault, "\(name(of: id)) begins")
    apply(spec.kind, id, begins: true)
    if spec.losesDisk { loseDisk(spec.kind) }
    switch spec.lasts {
    case .instant: endsNow(id)
    case .amount(let time): estate.schedule(Event(.faultEnds, id), at: now + time, .faultEnds)
    case .never: break
    }
  }

  /// A fault that happens at an instant has nothing to end.
  private mutating func endsNow(_ id: FaultID) {
    faults[id].isOn = false
    faults[id].ended = now
  }

  package mutating func endFault(_ id: FaultID) {
    guard faults[id].isOn else { return }
    note(.fault, "\(name(of: id)) ends")
    apply(scenario.faults[id.row].kind, id, begins: false)
    countBites(id)
    faults[id].isOn = false
    faults[id].ended = now
  }

  /// Ends every fault that has an end: the run is to come to rest.
  mutating func healFaults() {
    for id in faults.ids where faults[id].isOn && scenario.faults[id.row].lasts != .never {
      endFault(id)
    }
  }

  package func name(of id: FaultID) -> String {
    let spec = scenario.faults[id.row]
    return spec.name ?? "\(spec.kind.name(in: scenario)) \(id.row + 1)"
  }

  /// Brings the counters of bites up to now.
  package mutating func countBites(_ id: FaultID) {
    guard faults[id].began != nil else { return }
    // What is slow, fast or refused is so only as long as the fault lasts; what was down is missed
    // for longer.
    guard faults[id].ended == nil || scenario.faults[id.row].kind.stopsSomething else { return }
    faults[id].bites = bites(scenario.faults[id.row].kind) - faults[id].before
  }

  private mutating func apply(_ kind: FaultSpec.Kind, _ id: FaultID, begins: Bool) {
    switch kind {
    case .brokerCrash(let cluster, let broker):
      changeBroker(cluster, broker, withHost: false, begins)
    case .hostLoss(let cluster, let broker):
      changeBroker(cluster, broker, withHost: true, begins)
    case .brokerStop, .brokerPause, .networkCut:
      changeReach(kind, begins)
    case .clusterDown(let cluster):
      if begins { estate.stop(cluster) } else { estate.start(cluster) }
    case .diskFull, .zoneLoss, .store, .slowLog, .logAway:
      changeStorage(kind, begins)
    case .slowSink(let group, let service), .slowConsumer(let group, let service):
      if begins {
        estate.subscriptions[group].slowed.append(service)
      } else if let place = estate.subscriptions[group].slowed.firstIndex(of: service) {
        estate.subscriptions[group].slowed.remove(at: place)
      }
    case .burst(let writer, let rate):
      let pace = begins ? rate : scenario.producers[writer.row].rate
      for producer in writers[writer] {
        estate.setPace(producer, records: pace.records, per: pace.per)
      }
    case .schemaReject(let reject):
      changeReject(reject, begins)
    case .linkCrash(let link):
      changeLink(link, begins)
    case .memberCrash(let group, let member):
      changeMember(group, member, begins)
    case .memberStop(let group, let member):
      stopMember(group, member, begins)
    case .memberPause(let group, let member):
      for member in members(group, member) {
        if begins { estate.holdStill(member) } else { estate.letGoOn(member) }
      }
    case .memberBusy(let group, let member):
      for member in members(group, member) {
        if begins { estate.occupy(member) } else { estate.free(member) }
      }
    case .memberCut(let group, let member):
      for member in members(group, member) {
        if begins { estate.cutOff(member) } else { estate.heal(member) }
      }
    case .retention(let topic, let cluster, let time):
      for local in estate.clusters[cluster].topics where estate.topics[local].topic == topic {
        estate.topics[local].retentionOverride = begins ? time : nil
      }
    default: applyToClients(kind, id, begins: begins)
    }
  }

  /// Faults of clients and of what they meet.
  private mutating func applyToClients(_ kind: FaultSpec.Kind, _ id: FaultID, begins: Bool) {
    switch kind {
    case .ackLost(let writer, let answers):
      for producer in writers[writer] {
        estate.producers[producer].answersToLose = begins ? answers ?? .max : 0
      }
    case .staleEndpoint(let writer):
      changeEndpoint(of: writer, isStale: begins)
    case .hangingTransaction(let topic, let cluster, let number, let records):
      changeTransaction(topic, cluster, number, records, id, begins)
    case .fetchOutOfRange(let topic, let cluster):
      for local in estate.clusters[cluster].topics where estate.topics[local].topic == topic {
        estate.topics[local].rangeFaults += begins ? 1 : -1
      }
    case .staleOwnership(let group, let place, let topic, let number):
      changeClaim(group, place, topic, number, begins)
    default: impossible("a fault that nobody applies: \(kind.name)")
    }
  }

  /// The producer dies with its transaction open; at the end of the fault its coordinator aborts it.
  private mutating func changeTransaction(
    _ topic: TopicID, _ cluster: ClusterID, _ number: Int, _ records: Int64, _ id: FaultID,
    _ begins: Bool
  ) {
    let producerID = Int64(1) << 60 | Int64(id.row)
    for partition in partitions(of: topic, on: cluster, number) {
      guard begins, let lane = hangingLanes[id.row] else {
        estate.abortTransactions(in: partition, of: producerID)
        continue
      }
      estate.leaveTransactionOpen(in: partition, LaneRange(lane, 0, records), by: producerID)
    }
  }

  private mutating func changeClaim(
    _ id: SubscriptionID, _ place: Int, _ topic: TopicID, _ number: Int, _ begins: Bool
  ) {
    let home = estate.subscriptions[id].home
    for group in estate.subscriptions[id].groups {
      let member = estate.groups[group].members[place]
      guard begins else {
        estate.endClaims(of: member)
        continue
      }
      guard estate.groups[group].cluster == home else { continue }
      for partition in partitions(of: topic, on: home, number) {
        if let row = groupPartition(id, partition) { estate.claim(row, by: member) }
      }
    }
  }

  private mutating func changeBroker(
    _ cluster: ClusterID, _ place: Int, withHost: Bool, _ begins: Bool
  ) {
    let broker = estate.clusters[cluster].brokers[place]
    if begins {
      estate.stop(broker, withHost: withHost)
    } else {
      estate.start(broker, withHost: withHost)
    }
  }

  private mutating func loseDisk(_ kind: FaultSpec.Kind) {
    switch kind {
    case .brokerCrash(let cluster, let place), .hostLoss(let cluster, let place),
      .brokerStop(let cluster, let place):
      estate.loseDisk(of: estate.clusters[cluster].brokers[place])
    default: break
    }
  }

  /// Brokers that go in order, or live and are not heard.
  private mutating func changeReach(_ kind: FaultSpec.Kind, _ begins: Bool) {
    switch kind {
    case .brokerStop(let cluster, let place):
      let broker = estate.clusters[cluster].brokers[place]
      if begins { estate.shutDown(broker) } else { estate.start(broker, withHost: false) }
    case .brokerPause(let cluster, let place):
      let broker = estate.clusters[cluster].brokers[place]
      if begins { estate.pause(broker) } else { estate.resume(broker) }
    case .networkCut(let cluster, let place, let cut):
      let broker = estate.clusters[cluster].brokers[place]
      if begins { estate.cut(broker, from: cut) } else { estate.heal(broker, from: cut) }
    default: break
    }
  }

  /// What keeps records fails, or whole zones do.
  private mutating func changeStorage(_ kind: FaultSpec.Kind, _ begins: Bool) {
    switch kind {
    case .zoneLoss(let cluster, let zone):
      for broker in brokers(of: cluster, in: zone) {
        if begins {
          estate.loseLogWithZone(of: broker)
          estate.stop(broker, withHost: true)
        } else {
          estate.reachLogOfZone(of: broker)
          estate.start(broker, withHost: true)
        }
      }
    case .diskFull(let cluster, let place):
      let broker = estate.clusters[cluster].brokers[place]
      if begins { estate.fillDisk(of: broker) } else { estate.freeDisk(of: broker) }
    case .store(let cluster, let trouble):
      if begins { estate.begin(trouble, on: cluster) } else { estate.end(trouble, on: cluster) }
    case .slowLog(let cluster, let place, let times):
      let broker = estate.clusters[cluster].brokers[place]
      if begins {
        estate.slowLog(of: broker, times: times)
      } else {
        estate.endSlowLog(of: broker, times: times)
      }
    case .logAway(let cluster, let place, let isLost):
      let broker = estate.clusters[cluster].brokers[place]
      if begins {
        estate.detachLog(of: broker, isLost: isLost)
      } else {
        estate.attachLog(of: broker)
      }
    default: break
    }
  }

  private func brokers(of cluster: ClusterID, in zone: String) -> [BrokerID] {
    let zones = scenario.clusters[cluster.row].zones
    return zones.indices.filter { zones[$0] == zone }.map { estate.clusters[cluster].brokers[$0] }
  }

  private mutating func changeReject(_ reject: SchemaReject, _ begins: Bool) {
    var rule = begins ? Reject(share: reject.share, then: reject.then) : nil
    rule?.only = reject.only
    rule?.place = reject.place
    switch reject.side {
    case .producer(let writer):
      for producer in writers[writer] { estate.setReject(producer, rule) }
    case .sink(let group):
      estate.subscriptions[group].reject = rule
      if !begins, reject.then == .fail { estate.unstick(group) }
    }
  }

  private mutating func changeLink(_ link: LinkID, _ begins: Bool) {
    links[link].downs += begins ? 1 : -1
    if begins {
      crashLink(link)
    } else if links[link].downs == 0 {
      startLink(link)
    }
  }

  private mutating func changeMember(_ id: SubscriptionID, _ place: Int, _ begins: Bool) {
    for group in estate.subscriptions[id].groups {
      let member = estate.groups[group].members[place]
      if begins {
        estate.killMember(member)
      } else if estate.groups[group].cluster == estate.subscriptions[id].home {
        estate.startMember(member)
      }
    }
  }

  /// A member that stops at the very beginning was never there.
  private mutating func stopMember(_ id: SubscriptionID, _ place: Int, _ begins: Bool) {
    for group in estate.subscriptions[id].groups {
      let member = estate.groups[group].members[place]
      if !begins {
        let isHome = estate.groups[group].cluster == estate.subscriptions[id].home
        if isHome { estate.startMember(member) }
      } else if estate.members[member].isKnown {
        estate.members[member].bites += 1
        if now == .zero {
          estate.neverCame(member)
        } else {
          estate.stopMember(member, isForGood: false)
        }
      }
    }
  }

  /// A member's instances, one on each cluster.
  private func members(_ id: SubscriptionID, _ place: Int) -> [MemberID] {
    estate.subscriptions[id].groups.map { estate.groups[$0].members[place] }
  }

  /// The counter that tells whether a fault of this kind has made a difference.
  private func bites(_ kind: FaultSpec.Kind) -> Int64 {
    switch kind {
    case .brokerCrash(let cluster, let place), .hostLoss(let cluster, let place),
      .brokerStop(let cluster, let place), .brokerPause(let cluster, let place),
      .networkCut(let cluster, let place, _):
      estate.bites(of: estate.clusters[cluster].brokers[place])
    case .clusterDown(let cluster):
      estate.clusters[cluster].brokers.reduce(0) { $0 + estate.bites(of: $1) }
    case .zoneLoss(let cluster, let zone):
      brokers(of: cluster, in: zone).reduce(0) { $0 + estate.bites(of: $1) }
    case .store(let cluster, _): estate.clusters[cluster].store.bites
    case .slowLog(let cluster, let place, _):
      estate.brokerLogs[estate.clusters[cluster].brokers[place]].bites
    case .logAway(let cluster, let place, _), .diskFull(let cluster, let place):
      estate.bites(of: estate.clusters[cluster].brokers[place])
    case .slowSink(let group, _), .slowConsumer(let group, _):
      estate.subscriptions[group].bites
    case .burst(let writer, _):
      writers[writer].reduce(0) { $0 + estate.producers[$1].nextNumber }
    case .schemaReject(let reject):
      switch reject.side {
      case .producer(let writer): writers[writer].reduce(0) { $0 + estate.producers[$1].bites }
      case .sink(let group): estate.subscriptions[group].bites
      }
    case .linkCrash(let link):
      links[link].bites
    case .memberCrash(let group, let place), .memberStop(let group, let place),
      .memberPause(let group, let place), .memberBusy(let group, let place),
      .memberCut(let group, let place):
      estate.subscriptions[group].groups.reduce(0) {
        $0 + estate.members[estate.groups[$1].members[place]].bites
      }
    case .retention(let topic, let cluster, _):
      estate.clusters[cluster].topics.filter { estate.topics[$0].topic == topic }
        .flatMap { Array(estate.topics[$0].partitions) }
        .reduce(0) { $0 + estate.logs[$1].start }
    default: bitesAtClients(kind)
    }
  }

  private func bitesAtClients(_ kind: FaultSpec.Kind) -> Int64 {
    switch kind {
    case .ackLost(let writer, _):
      writers[writer].reduce(0) { $0 + estate.producers[$1].answersLost }
    case .staleEndpoint(let writer):
      writers[writer].reduce(0) { $0 + estate.producers[$1].strayRecords }
    case .hangingTransaction(let topic, let cluster, let number, _):
      partitions(of: topic, on: cluster, number).reduce(0) { $0 + estate.files[$1].leftOpen }
    case .fetchOutOfRange(let topic, let cluster):
      estate.clusters[cluster].topics.filter { estate.topics[$0].topic == topic }
        .reduce(0) { $0 + estate.topics[$1].rangeErrors }
    case .staleOwnership(let group, let place, _, _):
      estate.subscriptions[group].groups.reduce(0) {
        $0 + estate.members[estate.groups[$1].members[place]].bites
      }
    default: 0
    }
  }
}

extension FaultSpec.Kind {
  /// Whether something is down because of it, and has to come back when it is over.
  fileprivate var stopsSomething: Bool {
    switch self {
    case .brokerCrash, .hostLoss, .brokerStop, .brokerPause, .networkCut, .clusterDown, .zoneLoss,
      .diskFull, .logAway, .store(_, .outage), .linkCrash, .memberCrash, .memberStop, .memberPause,
      .memberBusy, .memberCut,
      .ackLost, .hangingTransaction,
      .fetchOutOfRange:
      true
    case .store, .slowLog, .slowSink, .slowConsumer, .burst, .schemaReject, .retention,
      .staleEndpoint, .staleOwnership:
      false
    }
  }

  /// The name that a scenario uses: a member of some groups is a worker.
  package func name(in scenario: Scenario) -> String {
    switch self {
    case .memberCrash(let group, _), .memberStop(let group, _), .memberPause(let group, _),
      .memberCut(let group, _):
      scenario.groups[group.row].hasWorkers
        ? "worker" + name.dropFirst("member".count) : name
    default: name
    }
  }

  /// The name that scenarios use.
  package var name: String {
    switch self {
    case .brokerCrash: "broker-crash"
    case .hostLoss: "host-loss"
    case .brokerStop: "broker-stop"
    case .brokerPause: "broker-pause"
    case .networkCut: "network-cut"
    case .clusterDown: "cluster-down"
    case .diskFull: "disk-full"
    case .zoneLoss: "zone-loss"
    case .store(_, .outage): "store-down"
    case .store(_, .slowdown): "store-slow"
    case .store(_, .limit): "store-throttled"
    case .slowLog: "wal-slow"
    case .logAway(_, _, isLost: false): "wal-detached"
    case .logAway(_, _, isLost: true): "wal-lost"
    case .slowSink: "slow-sink"
    case .slowConsumer: "slow-consumer"
    case .burst: "burst"
    case .schemaReject: "schema-reject"
    case .linkCrash: "link-crash"
    case .memberCrash: "member-crash"
    case .memberStop: "member-stop"
    case .memberPause: "member-pause"
    case .memberBusy: "member-busy"
    case .memberCut: "member-cut"
    case .retention: "retention"
    case .ackLost: "ack-lost"
    case .staleEndpoint: "stale-endpoint"
    case .hangingTransaction: "hanging-transaction"
    case .fetchOutOfRange: "fetch-out-of-range"
    case .staleOwnership: "stale-ownership"
    }
  }
}
