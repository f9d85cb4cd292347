import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel

/// Draws faults for a seed within the span of a plan. A draw's address is the seed and the fault's
/// number, so that one seed always has the same trouble.
enum Chaos {
  /// From the first step's begin to where writers stop when nobody goes back.
  static func span(of scenario: Scenario) -> Range<Instant> {
    guard scenario.chaos != nil else { return .zero..<(.zero) }
    var rehearsal = Rehearsal(scenario)
    rehearsal.judgedSteps = []
    let outcome = rehearsal.run()
    return outcome.planBegan..<max(outcome.planBegan, outcome.forward.began)
  }

  static func adding(to scenario: Scenario, within span: Range<Instant>) -> Scenario {
    guard let chaos = scenario.chaos, !chaos.kinds.isEmpty else { return scenario }
    var scenario = scenario
    let draws = Draws(seed: scenario.seed)
    let perRun = chaos.perRun
    let extra = draws.bounded(
      .chaos, entity: 0, 0, below: UInt64(perRun.upperBound - perRun.lowerBound + 1))
    for number in 0..<perRun.lowerBound + Int(extra) {
      let drawn = ChaosDraw(
        scenario: scenario, draws: draws, number: UInt32(number + 1), span: span)
      if let fault = drawn.fault(of: chaos.kinds) { scenario.faults.append(fault) }
    }
    return scenario
  }
}

/// One fault to be drawn.
private struct ChaosDraw {
  let scenario: Scenario
  let draws: Draws
  let number: UInt32
  let span: Range<Instant>

  /// What is drawn about a fault; the meaning is part of the draw's address.
  private enum Aspect: UInt64 {
    case kind, at, length, whom, which, size
  }

  func fault(of kinds: [String]) -> FaultSpec? {
    guard let kind = kind(kinds[pick(.kind, kinds.count)]) else { return nil }
    let room = max(1, (span.upperBound - span.lowerBound).milliseconds)
    let at = span.lowerBound + .milliseconds(Int64(amount(.at, below: UInt64(room))))
    // From one second to two minutes: long enough to be noticed, short enough for a plan to go on.
    let length = TimeAmount.milliseconds(1_000 + Int64(amount(.length, below: 119_001)))
    var fault = FaultSpec(kind, at: .at(at), lasts: .amount(length))
    fault.name = "chaos \(number) \(kind.name)"
    fault.mayMiss = true
    return fault
  }

  private func amount(_ aspect: Aspect, below limit: UInt64) -> UInt64 {
    draws.bounded(.chaos, entity: number, aspect.rawValue, below: limit)
  }

  private func pick(_ aspect: Aspect, _ count: Int) -> Int {
    Int(amount(aspect, below: UInt64(max(1, count))))
  }

  private func kind(_ name: String) -> FaultSpec.Kind? {
    let cluster = ClusterID(pick(.whom, scenario.clusters.count))
    let brokers = scenario.clusters[cluster.row].zones.count
    let readers = scenario.groups.count { !$0.hasWorkers }
    let group = readers == 0 ? nil : SubscriptionID(pick(.whom, readers))
    let writer = scenario.producers.isEmpty ? nil : WriterID(pick(.whom, scenario.producers.count))
    let link = scenario.links.isEmpty ? nil : LinkID(pick(.whom, scenario.links.count))
    let service = TimeAmount.milliseconds(1 + Int64(amount(.size, below: 500)))
    switch name {
    case "broker-crash": return .brokerCrash(cluster, broker: pick(.which, brokers))
    case "host-loss": return .hostLoss(cluster, broker: pick(.which, brokers))
    case "broker-stop": return .brokerStop(cluster, broker: pick(.which, brokers))
    case "broker-pause": return .brokerPause(cluster, broker: pick(.which, brokers))
    case "network-cut": return .networkCut(cluster, broker: pick(.which, brokers), from: cut)
    case "cluster-down": return .clusterDown(cluster)
    case "disk-full" where !scenario.clusters[cluster.row].storage.isShared:
      return .diskFull(cluster, broker: pick(.which, brokers))
    case "zone-loss":
      return .zoneLoss(cluster, zone: scenario.clusters[cluster.row].zones[pick(.which, brokers)])
    case "slow-sink": return group.map { .slowSink($0, service: service) }
    case "slow-consumer": return group.map { .slowConsumer($0, service: service) }
    case "burst": return writer.map { .burst($0, faster(scenario.producers[$0.row].rate)) }
    case "link-crash": return link.map { .linkCrash($0) }
    case "member-crash": return member(of: group).map { .memberCrash($0, member: $1) }
    case "member-stop": return member(of: group).map { .memberStop($0, member: $1) }
    case "member-pause": return member(of: group).map { .memberPause($0, member: $1) }
    case "member-busy": return member(of: group).map { .memberBusy($0, member: $1) }
    case "member-cut": return member(of: group).map { .memberCut($0, member: $1) }
    case "worker-crash": return worker(beyond: readers).map { .memberCrash($0, member: $1) }
    case "worker-stop": return worker(beyond: readers).map { .memberStop($0, member: $1) }
    case "schema-reject": return reject(group, writer)
    case "retention": return retention(cluster)
    default: return kindOfStorage(name, cluster) ?? kindOfClients(name, group, writer, cluster)
    }
  }

  /// Of a cluster with a store; nil where there is none.
  private func kindOfStorage(_ name: String, _ cluster: ClusterID) -> FaultSpec.Kind? {
    let spec = scenario.clusters[cluster.row]
    guard case .sharedStorage(let log) = spec.storage else { return nil }
    let broker = pick(.which, spec.zones.count)
    let times = 2 + Int64(amount(.size, below: 99))
    switch name {
    case "store-down": return .store(cluster, .outage)
    case "store-slow": return .store(cluster, .slowdown(times: times))
    case "store-throttled":
      return .store(cluster, .limit(bytesPerSecond: times * 1_000_000))
    case "wal-slow" where !log.isInStore:
      return .slowLog(cluster, broker: broker, times: times)
    case "wal-detached" where !log.isInStore:
      return .logAway(cluster, broker: broker, isLost: false)
    case "wal-lost" where !log.isInStore:
      return .logAway(cluster, broker: broker, isLost: true)
    default: return nil
    }
  }

  /// A member of a group of applications: tasks die with their workers only.
  private func member(of group: SubscriptionID?) -> (SubscriptionID, Int)? {
    guard let group, !scenario.groups[group.row].hasTasks else { return nil }
    return (group, pick(.which, scenario.groups[group.row].members))
  }

  /// A worker of the Connect clusters, which come after the groups that read.
  private func worker(beyond readers: Int) -> (SubscriptionID, Int)? {
    guard readers < scenario.groups.count else { return nil }
    let workers = SubscriptionID(readers + pick(.whom, scenario.groups.count - readers))
    return (workers, pick(.which, scenario.groups[workers.row].members))
  }

  private func kindOfClients(
    _ name: String, _ group: SubscriptionID?, _ writer: WriterID?, _ cluster: ClusterID
  ) -> FaultSpec.Kind? {
    let answers = 1 + Int64(amount(.size, below: 20))
    switch name {
    case "ack-lost": return writer.map { .ackLost($0, answers: nil) }
    case "stale-endpoint": return writer.map { .staleEndpoint($0) }
    case "hanging-transaction":
      return place(on: cluster).map {
        .hangingTransaction(
          TopicID($0.topic), on: cluster, partition: pick(.which, $0.partitions), records: answers)
      }
    case "fetch-out-of-range":
      return place(on: cluster).map { .fetchOutOfRange(TopicID($0.topic), on: cluster) }
    case "stale-ownership":
      return group.flatMap { id in
        let spec = scenario.groups[id.row]
        guard let topic = spec.topics.first,
          let place = scenario.topics[topic.row].places.first(where: { $0.cluster == spec.cluster })
        else { return nil }
        return .staleOwnership(
          id, member: pick(.which, spec.members), topic,
          partition: pick(.size, place.partitions))
      }
    default: return nil
    }
  }

  /// From the controller and the other brokers, from clients, or from all of them.
  private var cut: BrokerCut {
    let whom = amount(.size, below: 3)
    return BrokerCut(controller: whom != 1, brokers: whom != 1, clients: whom != 0)
  }

  /// A topic that a cluster has, and its partitions there.
  private func place(on cluster: ClusterID) -> (topic: Int, partitions: Int)? {
    let places = scenario.topics.enumerated().flatMap { row, topic in
      topic.places.filter { $0.cluster == cluster }.map { (topic: row, partitions: $0.partitions) }
    }
    return places.isEmpty ? nil : places[pick(.size, places.count)]
  }

  /// Two to ten times the rate.
  private func faster(_ rate: Rate) -> Rate {
    Rate(rate.records * (2 + Int64(amount(.size, below: 9))), per: rate.per)
  }

  private func reject(_ group: SubscriptionID?, _ writer: WriterID?) -> FaultSpec.Kind? {
    let share = Ratio(1, outOf: 1 + UInt32(amount(.size, below: 100)))
    if amount(.which, below: 2) == 0, let writer {
      return .schemaReject(SchemaReject(side: .producer(writer), share: share, then: .skip))
    }
    return group.map {
      .schemaReject(SchemaReject(side: .sink($0), share: share, then: .fail))
    }
  }

  private func retention(_ cluster: ClusterID) -> FaultSpec.Kind? {
    let topics = scenario.topics.indices.filter { row in
      scenario.topics[row].places.contains { $0.cluster == cluster }
    }
    guard !topics.isEmpty else { return nil }
    return .retention(
      TopicID(topics[pick(.which, topics.count)]), on: cluster,
      .seconds(10 + Int64(amount(.size, below: 600))))
  }
}

extension Stream {
  /// Faults drawn for a seed: the entity is the fault's number, the meaning what is drawn of it.
  static let chaos = Stream(rawValue: 40)
}
