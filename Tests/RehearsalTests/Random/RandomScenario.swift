import Accounting
import KafkaModel
import MigrationModel
import SimKernel

/// Draws small migrations of every kind that a valid file can describe: about a minute of little
/// traffic between two clusters, with a plan and some trouble.
///
/// ```swift
/// let scenario = RandomScenario(17).scenario
/// ```
struct RandomScenario {
  static let s = ClusterID(index: 0)
  static let t = ClusterID(index: 1)

  private(set) var scenario = Scenario()
  var dice: Dice

  init(_ number: UInt64) {
    dice = Dice(number)
    scenario.name = "random \(number)"
    scenario.seed = number
    scenario.profile = dice.pick([.ideal, .lan])
    scenario.clusters = [cluster("S"), cluster("T")]
    for place in 0..<dice.number(1...2) { scenario.topics.append(topic("t\(place)")) }
    scenario.sinks = SinkKind.allCases.map { SinkSpec(name: $0.rawValue, kind: $0) }
    for row in scenario.topics.indices { scenario.producers.append(producer(TopicID(row))) }
    for place in 0..<dice.number(1...2) { scenario.groups.append(group("g\(place)")) }
    addLinks()
    var plan = RandomPlan(scenario, dice)
    scenario.plan = plan.make()
    var faults = RandomFaults(scenario, plan.dice)
    scenario.faults = faults.make()
  }

  // MARK: Clusters and topics

  private mutating func cluster(_ name: String) -> ClusterSpec {
    var spec = ClusterSpec(
      name: name, version: dice.pick([KafkaVersion(3, 9), KafkaVersion(4, 1)]),
      brokers: dice.number(1...4))
    spec.settings.retentionCheck = .seconds(10)
    spec.settings.initialTaskDelay = .seconds(5)
    spec.settings.uncleanElection = dice.once(in: 3)
    spec.settings.leaderRebalanceInterval = .seconds(20)
    spec.settings.replicaLagMax = dice.pick([.seconds(5), .seconds(30)])
    return spec
  }

  private mutating func topic(_ name: String) -> TopicSpec {
    var spec = TopicSpec(name: name)
    spec.keys.count = dice.pick([0, 1, 3, 12])
    spec.keys.distribution = dice.pick([.inTurn, .uniform, .zipf(exponent: 120)])
    let partitions = dice.number(1...3)
    spec.places = [place(on: Self.s, partitions)]
    if dice.once(in: 2) {
      spec.places.append(place(on: Self.t, partitions + (dice.once(in: 3) ? 1 : 0)))
    }
    if dice.once(in: 3) {
      let first = Int64(dice.below(50))
      spec.places[0].logs = [first..<first + Int64(dice.below(200))]
    }
    return spec
  }

  private mutating func place(on cluster: ClusterID, _ partitions: Int) -> TopicPlace {
    let spec = scenario.clusters[cluster.row]
    var place = TopicPlace(cluster: cluster, settings: TopicSettings(inheriting: spec.settings))
    place.partitions = partitions
    place.replicationFactor = dice.number(1...min(3, spec.zones.count))
    place.settings.minInsyncReplicas = Int64(dice.number(1...place.replicationFactor))
    place.settings.segmentAge = dice.pick([.seconds(4), .hours(168)])
    if dice.once(in: 4) { place.settings.retention = .seconds(15) }
    return place
  }

  // MARK: Traffic

  private mutating func producer(_ topic: TopicID) -> ProducerSpec {
    var spec = ProducerSpec(
      name: "p\(topic.row)", topic: topic, cluster: Self.s,
      version: dice.pick([KafkaVersion(3, 9), KafkaVersion(4, 1)]))
    spec.rate = Rate(Int64(dice.number(1...4)))
    spec.instances = dice.number(1...2)
    spec.partitioner = dice.pick([.byKey, .byKey, .crc32, .roundRobin])
    spec.settings.acks = dice.pick(["all", "all", "1", "0"])
    spec.settings.enableIdempotence = !dice.once(in: 3)
    spec.settings.linger = dice.pick([.zero, .milliseconds(5), .milliseconds(700)])
    spec.settings.retries = dice.pick([2_147_483_647, 2_147_483_647, 0])
    spec.settings.requestTimeout = dice.pick([.seconds(2), .seconds(30)])
    spec.settings.deliveryTimeout = dice.pick([.seconds(31), .seconds(120)])
    spec.onFailure = dice.pick([.drop, .resend])
    if dice.once(in: 5) {
      spec.bursts = [Burst(at: .at(.zero + dice.seconds(1...40)), records: 20)]
    }
    if dice.once(in: 5) { spec.starts = .at(.zero + dice.seconds(1...30)) }
    if dice.once(in: 5) { spec.stops = .at(.zero + dice.seconds(20...50)) }
    return spec
  }

  private mutating func group(_ name: String) -> GroupSpec {
    var spec = GroupSpec(name: name, cluster: Self.s)
    spec.topics = scenario.topics.indices.map { TopicID($0) }
    if spec.topics.count > 1, dice.once(in: 2) { spec.topics.remove(at: dice.below(2)) }
    spec.sink = dice.once(in: 3) ? nil : dice.below(scenario.sinks.count)
    spec.members = dice.number(1...3)
    spec.commits = dice.pick(CommitHabit.allCases)
    spec.order = dice.pick(ProcessingOrder.allCases)
    spec.service = dice.pick([.zero, .zero, .milliseconds(30)])
    spec.delay = dice.once(in: 6) ? .milliseconds(1500) : .zero
    spec.isRunning = !dice.once(in: 8)
    spec.settings.offsetReset = dice.pick(["latest", "earliest", "none"])
    spec.settings.autoCommitInterval = dice.pick([.seconds(2), .seconds(5)])
    spec.settings.sessionTimeout = dice.pick([.seconds(6), .seconds(45)])
    spec.settings.assignor = dice.pick(["range", "roundrobin", "sticky", "cooperative-sticky"])
    spec.settings.groupInstance = dice.once(in: 4) ? "reader" : ""
    spec.settings.maxPollRecords = dice.pick([500, 3])
    return spec
  }

  // MARK: Links

  /// One link there, and sometimes one back whose names or headers keep copies from going round.
  private mutating func addLinks() {
    guard !dice.once(in: 8) else { return }
    scenario.links.append(link("there", from: Self.s, to: Self.t))
    guard dice.once(in: 3) else { return }
    var back = link("back", from: Self.t, to: Self.s)
    if back.layer == .mirrorMaker2 { back.settings.policy = MirrorSettings.defaultPolicy }
    scenario.links.append(back)
  }

  private mutating func link(_ name: String, from: ClusterID, to: ClusterID) -> LinkSpec {
    var spec = LinkSpec(
      name: name, from: from, to: to,
      version: dice.pick([KafkaVersion(3, 4), KafkaVersion(3, 6), KafkaVersion(4, 1)]))
    spec.layer = dice.pick([.mirrorMaker2, .mirrorMaker2, .copier])
    spec.isRunning = dice.once(in: 2)
    spec.delay = dice.once(in: 6) ? .milliseconds(800) : .zero
    spec.history = dice.pick(LinkSpec.SyncHistory.allCases)
    spec.settings.policy =
      dice.once(in: 4) ? MirrorSettings.defaultPolicy : MirrorSettings.identityPolicy
    spec.settings.syncGroupOffsets = !dice.once(in: 4)
    spec.settings.offsetLagMax = dice.pick([0, 5, 100])
    spec.settings.offsetFlush = dice.pick([.seconds(5), .seconds(60)])
    spec.settings.emitCheckpointsInterval = .seconds(4)
    spec.settings.syncGroupOffsetsInterval = .seconds(4)
    spec.settings.refreshTopics = .seconds(15)
    spec.settings.refreshGroups = .seconds(15)
    spec.settings.exactlyOnce = dice.pick(["disabled", "disabled", "enabled"])
    return spec
  }
}
