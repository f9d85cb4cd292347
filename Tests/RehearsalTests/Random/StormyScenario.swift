import Accounting
import KafkaModel
import MigrationModel
import SimKernel

/// Random migrations with replicated topics, on clusters whose brokers come and go: what puts the
/// promises of replication and of idempotent producers to the test.
///
/// Every third world is left as it was drawn.
struct StormyScenario {
  private(set) var scenario: Scenario
  private var dice: Dice

  init(_ number: UInt64) {
    scenario = RandomScenario(number).scenario
    // Another number, lest the draws of the two go together.
    dice = Dice(number + 1 << 40)
    guard !dice.once(in: 3) else { return }
    for row in scenario.clusters.indices { replicate(row) }
    for row in scenario.topics.indices { replicate(topic: row) }
    for row in scenario.producers.indices { press(row) }
    for _ in 0..<dice.number(2...4) { scenario.faults.append(fault()) }
    for row in scenario.clusters.indices where dice.once(in: 4) {
      scenario.clusters[row].storage = .sharedStorage(dice.pick(WriteAheadLog.all))
    }
    for row in scenario.producers.indices where dice.once(in: 3) { writeTransactions(row) }
    for row in scenario.groups.indices where dice.once(in: 2) {
      scenario.groups[row].settings.isolation = "read_committed"
    }
    for row in scenario.clusters.indices where dice.once(in: 2) { addStorageFaults(row) }
    for row in scenario.clusters.indices where scenario.clusters[row].storage.isShared {
      addZombie(ClusterID(row))
    }
    for row in scenario.clusters.indices where dice.once(in: 2) { addMaintenance(ClusterID(row)) }
    for row in scenario.clusters.indices where dice.once(in: 2) { addMovement(ClusterID(row)) }
    scenario = RandomOutputs(scenario, dice).scenario
  }

  /// Partitions that go to other brokers, some of them for a while, and sometimes back.
  private mutating func addMovement(_ cluster: ClusterID) {
    guard
      let row = scenario.topics.indices.first(where: { row in
        scenario.topics[row].places.contains { $0.cluster == cluster }
      }), let place = scenario.topics[row].places.first(where: { $0.cluster == cluster })
    else { return }
    let brokers = scenario.clusters[cluster.row].zones.count
    let (first, isOne) = (dice.below(brokers), dice.once(in: 2))
    var spec = ReassignSpec(
      TopicID(row), on: cluster, partition: isOne ? 0 : nil,
      to: (0..<place.replicationFactor).map { (first + $0) % brokers })
    spec.waits = dice.once(in: 3)
    if !scenario.clusters[cluster.row].storage.isShared, dice.once(in: 2) {
      scenario.topics[row].recordBytes = 100_000
      spec.throttle = Int64(dice.number(2...8)) * 1_000_000
    }
    let step = dice.below(scenario.plan.steps.count)
    scenario.plan.steps[step].actions.append(.reassign(spec))
    guard dice.once(in: 4) else { return }
    let later = dice.number(step...scenario.plan.steps.count - 1)
    scenario.plan.steps[later].actions.append(
      .cancelReassignment(TopicID(row), on: cluster, partition: nil))
  }

  /// Brokers that are shut down in order, one after the other: whoever is, is eligible to lead if too few
  /// stay in sync. Some come back with an empty disk.
  private mutating func addMaintenance(_ cluster: ClusterID) {
    let isDiskLost = dice.once(in: 6) && !scenario.clusters[cluster.row].storage.isShared
    for _ in 0..<dice.number(1...3) {
      let broker = dice.below(scenario.clusters[cluster.row].zones.count)
      var fault = FaultSpec(
        .brokerStop(cluster, broker: broker),
        at: .at(.zero + .milliseconds(Int64(dice.number(2_000...30_000)))),
        lasts: .amount(.milliseconds(Int64(dice.number(2_000...25_000)))))
      fault.mayMiss = true
      fault.losesDisk = isDiskLost
      scenario.faults.append(fault)
    }
  }

  /// A broker that is taken over and does not know it: without it hardly any world has one.
  private mutating func addZombie(_ cluster: ClusterID) {
    let broker = dice.below(scenario.clusters[cluster.row].zones.count)
    var fault = FaultSpec(
      .networkCut(cluster, broker: broker, from: BrokerCut(controller: true)),
      at: .at(.zero + .milliseconds(Int64(dice.number(2_000...20_000)))),
      lasts: .amount(.milliseconds(Int64(dice.number(12_000...25_000)))))
    fault.mayMiss = true
    scenario.faults.append(fault)
  }

  /// Trouble with what a cluster keeps its records in; and who comes back after it.
  private mutating func addStorageFaults(_ row: Int) {
    scenario.clusters[row].settings.uploadInterval = dice.pick([.seconds(3), .seconds(60)])
    scenario.clusters[row].settings.logCache = dice.pick([-1, 50_000])
    for _ in 0..<dice.number(1...2) {
      guard let kind = storageFault(ClusterID(row)) else { continue }
      var fault = FaultSpec(
        kind, at: .at(.zero + .milliseconds(Int64(dice.number(2_000...40_000)))),
        lasts: .amount(.milliseconds(Int64(dice.number(1_000...20_000)))))
      fault.mayMiss = true
      scenario.faults.append(fault)
    }
  }

  private mutating func storageFault(_ cluster: ClusterID) -> FaultSpec.Kind? {
    let spec = scenario.clusters[cluster.row]
    let broker = dice.below(spec.zones.count)
    let choice = dice.below(9)
    guard case .sharedStorage(let log) = spec.storage else {
      if choice < 3 { return .zoneLoss(cluster, zone: spec.zones[broker]) }
      return choice < 6 ? .diskFull(cluster, broker: broker) : nil
    }
    switch choice {
    case 0: return .zoneLoss(cluster, zone: spec.zones[broker])
    case 1: return .store(cluster, .outage)
    case 2: return .store(cluster, .slowdown(times: Int64(dice.number(2...50))))
    case 3: return .store(cluster, .limit(bytesPerSecond: Int64(dice.number(500...20_000))))
    case 4: return .brokerPause(cluster, broker: broker)
    case 5: return .networkCut(cluster, broker: broker, from: BrokerCut(controller: true))
    case 6 where !log.isInStore: return .logAway(cluster, broker: broker, isLost: true)
    case 7 where !log.isInStore: return .logAway(cluster, broker: broker, isLost: false)
    case 8 where !log.isInStore:
      return .slowLog(cluster, broker: broker, times: Int64(dice.number(2...5_000)))
    default: return .networkCut(cluster, broker: broker, from: BrokerCut(controller: true))
    }
  }

  private mutating func replicate(_ row: Int) {
    // Faults name brokers: none of them may go.
    let brokers = max(scenario.clusters[row].zones.count, dice.number(3...4))
    scenario.clusters[row].zones = (0..<brokers).map { ["a", "b", "c"][$0 % 3] }
    scenario.clusters[row].version = dice.pick([
      KafkaVersion(3, 6), KafkaVersion(3, 9), KafkaVersion(4, 1),
    ])
    scenario.clusters[row].settings.brokerHeartbeat = .milliseconds(500)
    scenario.clusters[row].settings.brokerSession = dice.pick([.seconds(2), .seconds(9)])
  }

  private mutating func replicate(topic row: Int) {
    for place in scenario.topics[row].places.indices {
      scenario.topics[row].places[place].replicationFactor = dice.number(2...3)
      scenario.topics[row].places[place].settings.minInsyncReplicas = Int64(dice.number(1...2))
      scenario.topics[row].places[place].settings.uncleanElection = dice.once(in: 5)
    }
  }

  private mutating func press(_ row: Int) {
    scenario.producers[row].rate = Rate(Int64(dice.number(3...8)))
    scenario.producers[row].settings.linger = dice.pick([.zero, .milliseconds(5)])
    scenario.producers[row].settings.requestTimeout = dice.pick([.seconds(1), .seconds(2)])
    scenario.producers[row].settings.deliveryTimeout = .seconds(120)
    scenario.producers[row].settings.acks = dice.pick(["all", "all", "1"])
    scenario.producers[row].settings.retries = 2_147_483_647
  }

  private mutating func writeTransactions(_ row: Int) {
    let isElsewhere = scenario.faults.contains {
      if case .staleEndpoint = $0.kind { true } else { false }
    }
    let isRepointed = scenario.plan.steps.flatMap { $0.actions + ($0.rollback ?? []) }.contains {
      if case .repointProducers = $0 { true } else { false }
    }
    guard !isElsewhere, !isRepointed else { return }
    var transactions = TransactionSpec(records: Int64(dice.number(1...20)))
    transactions.every = dice.pick([.zero, .seconds(3)])
    transactions.abortEvery = Int64(dice.pick([0, 2, 3]))
    transactions.retries = dice.once(in: 2)
    scenario.producers[row].transactions = transactions
    scenario.producers[row].settings.acks = "all"
    scenario.producers[row].settings.enableIdempotence = true
    scenario.producers[row].settings.transactionTimeout = dice.pick([.seconds(5), .seconds(60)])
  }

  private mutating func fault() -> FaultSpec {
    let cluster = ClusterID(dice.below(2))
    let broker = dice.below(scenario.clusters[cluster.row].zones.count)
    let kind: FaultSpec.Kind =
      dice.once(in: 2)
      ? .brokerCrash(cluster, broker: broker) : .hostLoss(cluster, broker: broker)
    var fault = FaultSpec(
      kind, at: .at(.zero + .milliseconds(Int64(dice.number(2_000...40_000)))),
      lasts: .amount(.milliseconds(Int64(dice.number(1_000...20_000)))))
    fault.mayMiss = true
    return fault
  }
}
