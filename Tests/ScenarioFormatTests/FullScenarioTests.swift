import Accounting
import Documents
import KafkaModel
import MigrationModel
import ScenarioFormat
import SimKernel
import Testing

@Suite("Reading a scenario that uses every key")
struct FullScenarioTests {
  let file: ScenarioFile
  let scenario: Scenario

  init() throws {
    file = try ScenarioFile(
      TestFiles.bytes("Tests/ScenarioFormatTests/Sound/full.json"), file: "full.json")
    #expect(file.diagnostics.filter { $0.severity == .error }.map(\.description) == [])
    scenario = try #require(file.scenario(seed: 3))
  }

  @Test func `really uses every key`() throws {
    let root = try JSONNode(parsing: TestFiles.bytes("Tests/ScenarioFormatTests/Sound/full.json"))
    let used = Set(root.allKeys)
    for case .object(let shape) in ShapeIndex(of: ScenarioShape.scenario).definitions {
      for key in shape.keys { #expect(used.contains(key.name), "\(shape.name).\(key.name)") }
    }
    for case .variants(let shape) in ShapeIndex(of: ScenarioShape.scenario).definitions {
      for variant in shape.variants {
        for key in variant.shape.keys { #expect(used.contains(key.name), "\(key.name)") }
      }
    }
  }

  @Test func `reads what it stands for`() throws {
    let measured = try #require(file.measured)
    #expect(measured.file == "game-day" && measured.shared == ["killed"])
    #expect(measured.groups.map(\.label) == ["calm", "storm"])
    #expect(measured.groups[0].changes.map(\.value) == [.string("2s")])
    #expect(measured.drawn[1].since == "moved" && measured.drawn[1].plus == .seconds(1))
    #expect(measured.drawn[1].least == .seconds(1))
    #expect(measured.metrics.map(\.name) == ["dup", "stranded", "position", "wait"])
    #expect(measured.metrics.map(\.spread) == [0, 2, 0, 2000])
    #expect(measured.metrics[0].reading.point == "move" && measured.metrics[0].reading.early)
  }

  @Test func `reads clusters and topics`() {
    let (old, new) = (scenario.clusters[0], scenario.clusters[1])
    #expect([KafkaVersion(3, 6), KafkaVersion(3, 9, 1)].contains(old.version))
    #expect(old.zones == ["x", "y", "x"])
    #expect(old.settings.retention < .zero)
    #expect(3...5 ~= new.zones.count)
    #expect(old.features == nil && new.features?.eligibleLeaders == 0)
    #expect(old.catchUpRate == 80_000_000 && new.catchUpRate == nil)
    #expect(scenario.faults.filter(\.losesDisk).map(\.kind.name) == ["broker-stop"])
    #expect(old.storage == .sharedNothing && new.storage == .sharedStorage(.regionalDevice))
    let orders = scenario.topics[0]
    #expect(orders.keys.distribution == .zipf(exponent: 125))
    #expect(orders.keys.firstNumber == 7)
    #expect(orders.places[0].logs == [0..<100, 10..<90, 0..<0])
    #expect(orders.places[1].logs == [0..<20, 5..<20, 0..<0])
    #expect(orders.places[1].settings.minInsyncReplicas == 2)
    #expect(orders.places[0].settings.retention == .hours(24))
    #expect(orders.places[1].replicas.map(\.end) == [20, 5, nil])
    #expect(orders.places[1].replicas.map(\.isInSync) == [true, false, true])
    #expect(
      new.rights == [
        AccessRule("front", .write, .topic("ord"), isPrefix: true),
        AccessRule("*", .all, .group("billing"), isDenied: true),
      ])
    #expect(scenario.topics[1].places[0].partitions == 4)
    #expect(scenario.topics[1].places[0].replicationFactor == 2)
  }

  @Test func `reads who writes and who reads`() {
    let shop = scenario.producers[0]
    #expect(shop.settings.acks == "1")
    #expect(!shop.settings.isIdempotent)
    #expect(shop.onFailure == .resend)
    #expect(shop.principal == "front" && shop.holdsWhenRefused)
    #expect(scenario.sinks[0].looksFirst)
    #expect(scenario.groups[0].client == KafkaVersion(2, 8))
    #expect(shop.stops == .at(.zero + .hours(1)))
    #expect(shop.bursts[1] == Burst(at: .at(.zero + .minutes(5)), records: 2, perKey: true))
    #expect(scenario.producers[1].rate == Rate(3, per: .seconds(2)))
    #expect(scenario.producers[1].partitioner == .roundRobin)
    var transactions = TransactionSpec(records: 20)
    transactions.every = .milliseconds(400)
    transactions.abortEvery = 5
    transactions.retries = true
    #expect(scenario.producers[3].transactions == transactions)
    let billing = scenario.groups[0]
    #expect(billing.settings.offsetReset == "earliest")
    #expect(!billing.isRunning)
    #expect(
      billing.positions == [
        GroupPosition(cluster: ClusterID(0), topic: TopicID(0), offsets: [50, 90, nil]),
        GroupPosition(cluster: ClusterID(0), topic: TopicID(1), offsets: [nil]),
        GroupPosition(cluster: ClusterID(1), topic: TopicID(0), offsets: [5]),
      ])
    #expect(scenario.links[0].history == .fromOffsetZero)
    #expect(scenario.links[0].clocks.refresh == .seconds(4))
    #expect(scenario.links[0].clocks.emit == .seconds(1))
    #expect(scenario.links[0].clocks.laterEmits == [.seconds(31)])
    #expect(scenario.links[0].positions[0].offsets == [80, 90, 0])
    #expect(scenario.links[1].layer == .copier)
  }

  @Test func `reads what a group writes`() {
    let output = scenario.groups[2].output
    #expect(output?.topic == TopicID(scenario.topics.count - 1))
    #expect(output?.isExactlyOnce == true && output?.settings.isIdempotent == true)
    #expect(output?.settings.transactionTimeout == .seconds(20))
    #expect(scenario.sinkKind(of: SubscriptionID(2)) == .append)
  }

  @Test func `reads connectors, and workers as groups after the others`() {
    let (connector, workers) = (scenario.groups[1], scenario.groups[3])
    #expect(connector.members == 3 && connector.commits == .everyFlush)
    #expect(connector.settings.offsetReset == "earliest")
    #expect(connector.settings.sessionTimeout == .seconds(20))
    #expect(connector.settings.autoCommitInterval == .seconds(10))
    #expect(workers.name == "connect-lab" && workers.members == 2 && workers.topics.isEmpty)
    let source = scenario.producers[2]
    #expect(source.connector?.workers == SubscriptionID(3))
    #expect(source.connector?.settings.batchSize == 7)
    #expect(source.settings.linger == .milliseconds(20) && source.settings.maxInFlight == 1)
    #expect(workers.hasWorkers && connector.hasTasks && workers.settings.heartbeat == .seconds(3))
  }

  @Test func `reads every action, gate and fault`() {
    let steps = scenario.plan.steps
    let billing = SubscriptionID(0)
    #expect(steps[0].rollback == [.stopLink(LinkID(1))])
    #expect(
      steps[0].actions == [
        .startLink(LinkID(1)), .drainLink(LinkID(1)), .wait(.seconds(1)),
        .startGroups([billing, SubscriptionID(1), SubscriptionID(2)]),
        .drainGroups([billing]), .stopGroups([billing]),
        .setPositions([billing], on: ClusterID(1), .offsets([1, 2, 3, 4, 5, 6, 7])),
      ])
    #expect(
      steps[1].actions.prefix(3) == [
        .moveGroups([billing], to: ClusterID(1), positions: .departure, every: .seconds(1)),
        .stopProducers([WriterID(1)]), .startProducers([WriterID(1)]),
      ])
    #expect(
      steps.map { $0.gate?.metric } == [
        .positionGap, .mirrorLag, .groupLag, .underReplicated, .groupLag,
      ])
    let (old, new) = (ClusterID(0), ClusterID(1))
    var changed = SinkConnectorSettings(defaultsOf: .newest)
    changed.tasks = 3
    changed.tolerance = "all"
    changed.batchSize = 50
    let read = AccessRule("back", .read, .topic("orders"))
    var moved = ReassignSpec(TopicID(0), on: old, partition: 1, to: [2, 0])
    (moved.throttle, moved.waits) = (50_000_000, false)
    #expect(
      steps[2].actions == [
        .repointProducers([WriterID(1)], to: old), .fence(old), .unfence(old), .stopCluster(old),
        .startCluster(old), .moveLeaders(TopicID(0), on: new, partition: 1),
        .abortTransactions(TopicID(0), on: new, partition: nil),
        .reassign(moved), .cancelReassignment(TopicID(0), on: old, partition: nil),
        .deleteRecords(TopicID(0), on: old, partition: 1, before: 20), .grant(read, on: new),
        .configure(SubscriptionID(1), changed),
        .stopGroups([billing]), .discardEffects([billing]),
        .setPositions([billing], on: new, .shifted(by: -5)),
        .setPositions([billing], on: new, .back(by: .hours(3))),
        .setPositions([billing], on: new, .latest),
      ])
    #expect(steps[4].actions == [.retire(ClusterID(0))])
    #expect(
      scenario.faults.map(\.kind.name) == [
        "broker-crash", "host-loss", "cluster-down", "slow-sink", "slow-consumer", "burst",
        "schema-reject", "schema-reject", "schema-reject", "link-crash", "member-crash",
        "retention",
        "broker-stop", "broker-pause", "network-cut",
        "ack-lost", "stale-endpoint", "hanging-transaction", "fetch-out-of-range",
        "stale-ownership",
        "member-stop", "member-pause", "member-cut", "member-crash", "member-stop",
        "zone-loss", "store-down", "store-slow", "store-throttled", "wal-slow", "wal-detached",
        "wal-lost", "disk-full", "member-busy",
      ])
    #expect(scenario.faults[25].kind == .zoneLoss(ClusterID(1), zone: "b"))
    #expect(
      scenario.faults[28].kind == .store(ClusterID(1), .limit(bytesPerSecond: 10_000_000)))
    #expect(scenario.faults[31].kind == .logAway(ClusterID(1), broker: 0, isLost: true))
    let workers = SubscriptionID(3)
    #expect(scenario.faults[23].kind == .memberCrash(workers, member: 1))
    #expect(scenario.faults[23].kind.name(in: scenario) == "worker-crash")
    #expect(
      scenario.faults[14].kind
        == .networkCut(
          ClusterID(0), broker: 1,
          from: BrokerCut(controller: true, clients: true, isRefused: true)))
    #expect(scenario.faults[15].kind == .ackLost(WriterID(0), answers: 3))
    #expect(
      scenario.faults[17].kind
        == .hangingTransaction(TopicID(0), on: new, partition: 2, records: 4))
    #expect(
      scenario.faults[19].kind
        == .staleOwnership(billing, member: 1, TopicID(1), partition: 0))
    #expect(scenario.faults[0].lasts == .never)
    #expect(scenario.faults[10].lasts == .instant)
    #expect(
      scenario.faults[6].kind
        == .schemaReject(
          SchemaReject(side: .producer(WriterID(0)), share: Ratio(1, outOf: 3), then: .fail)))
    guard case .schemaReject(let reject) = scenario.faults[8].kind else { return }
    #expect(reject.only == 12 && reject.place == .row)
    #expect(scenario.chaos == ChaosSpec(kinds: ["broker-crash", "link-crash"], perRun: 0...2))
  }

  @Test func `reads expectations, stalls in milliseconds`() {
    let bounds = scenario.expectations.map(\.bound)
    #expect(
      bounds == [
        .exactly(0), .open, .range(min: 1000, max: 90_000), .range(min: nil, max: 4),
      ])
    #expect(scenario.expectations[0].via == ["reset-latest"])
  }

  @Test func `draws the same for the same seed, and within what the file says`() throws {
    #expect(file.scenario(seed: 3) == scenario)
    #expect(file.scenario()?.seed == .max)
    var rates: [Rate] = []
    var brokers: [Int] = []
    for seed in 0..<50 {
      let other = try #require(file.scenario(seed: UInt64(seed)))
      let rate = other.producers[0].rate
      #expect(rate.records * 1_000_000_000 >= 10 * rate.per.nanoseconds)
      #expect(rate.records * 1_000_000_000 <= 20 * rate.per.nanoseconds)
      #expect([2, 3].contains(other.topics[0].places[0].replicationFactor))
      #expect(other.topics[0].recordBytes >= 1)
      rates.append(rate)
      brokers.append(other.clusters[1].zones.count)
    }
    #expect(Set(brokers) == [3, 4, 5])
    #expect(rates.contains { $0 != rates[0] })
  }

  @Test func `draws the same whatever else changes in the file`() throws {
    var root = try JSONNode(parsing: TestFiles.bytes("Tests/ScenarioFormatTests/Sound/full.json"))
    guard case .object(var members) = root.value else { return }
    members.removeAll { $0.key == "expect" || $0.key == "about" }
    members.append(JSONMember(key: "about", value: "Something else."))
    root = JSONNode(.object(members))
    let other = ScenarioFile(CanonicalJSON.bytes(root), file: "other.json")
    #expect(other.contentHash != file.contentHash)
    var changed = try #require(other.scenario(seed: 3))
    changed.about = scenario.about
    changed.expectations = scenario.expectations
    #expect(changed == scenario)
  }

  @Test func `tells what changes nothing`() {
    #expect(
      file.notes == [
        #"topics.orders.config["compression.type"] = "lz4" changes nothing in the model"#,
        #"producers.lines.connector.config.file = "/var/log/x" changes nothing in the model"#,
        #"connect.connect-lab.config["plugin.discovery"] = "service_load" changes nothing in the model"#,
        #"links.mm2.tasks = 2 changes nothing in the model"#,
      ])
  }
}

extension JSONNode {
  /// Every key of every object within.
  fileprivate var allKeys: [String] {
    switch value {
    case .object(let members): members.flatMap { [$0.key] + $0.value.allKeys }
    case .array(let elements): elements.flatMap(\.allKeys)
    default: []
    }
  }
}
