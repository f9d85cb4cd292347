import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel

/// Small worlds for tests: two clusters, S and T, and whatever a test adds.
struct Estates {
  var scenario = Scenario()

  static let s = ClusterID(index: 0)
  static let t = ClusterID(index: 1)

  init(tick: TimeAmount? = .seconds(1), profile: LatencyProfile = .ideal) {
    scenario.profile = profile
    scenario.fidelity = tick.map { .coalesced(tick: $0) } ?? .batch
    scenario.clusters = [
      ClusterSpec(name: "S", brokers: 1), ClusterSpec(name: "T", brokers: 1),
    ]
  }

  /// A topic on S, and on T too when it has a log there.
  mutating func topic(
    _ name: String = "t", partitions: Int = 1, s: Range<Int64>? = nil, t: Range<Int64>? = nil,
    onT: Bool = true
  ) {
    var topic = TopicSpec(name: name)
    for (cluster, log) in [(Self.s, s), (Self.t, t)] where cluster == Self.s || onT {
      var place = TopicPlace(
        cluster: cluster,
        settings: TopicSettings(inheriting: scenario.clusters[cluster.row].settings))
      place.partitions = partitions
      if let log { place.logs = [log] }
      topic.places.append(place)
    }
    scenario.topics.append(topic)
  }

  /// A topic of one partition on S, which has so many brokers and as many replicas.
  mutating func replicated(brokers: Int) {
    scenario.clusters[Self.s.row].zones = (0..<brokers).map { ["a", "b", "c"][$0 % 3] }
    topic(onT: false)
    scenario.topics[0].places[0].replicationFactor = brokers
  }

  mutating func producer(_ rate: Int64, topic: Int = 0, on cluster: ClusterID = s) {
    var spec = ProducerSpec(name: "p", topic: TopicID(topic), cluster: cluster)
    spec.rate = Rate(rate)
    scenario.producers.append(spec)
  }

  mutating func group(
    _ name: String = "g", on cluster: ClusterID = s, _ change: (inout GroupSpec) -> Void = { _ in }
  ) {
    var spec = GroupSpec(name: name, cluster: cluster)
    spec.topics = [TopicID(index: 0)]
    change(&spec)
    scenario.groups.append(spec)
  }

  /// Workers of a Connect cluster on S: a group after those that read.
  mutating func connect(_ name: String, workers: Int, _ settings: WorkerSettings) {
    var spec = GroupSpec(workersOf: name, cluster: Self.s, settings, startTime: nil)
    spec.members = workers
    scenario.groups.append(spec)
  }

  mutating func link(
    running: Bool = true, from: ClusterID = s, to: ClusterID = t,
    _ change: (inout LinkSpec) -> Void = { _ in }
  ) {
    var spec = LinkSpec(name: "mm2", from: from, to: to)
    spec.settings.policy = MirrorSettings.identityPolicy
    spec.settings.syncGroupOffsets = true
    spec.isRunning = running
    change(&spec)
    scenario.links.append(spec)
  }

  mutating func step(_ name: String, at seconds: Int64?, _ actions: Action...) {
    var step = StepSpec(name: name)
    step.actions = actions
    step.at = seconds.map { .at(.zero + .seconds($0)) }
    scenario.plan.steps.append(step)
  }

  mutating func fault(_ kind: FaultSpec.Kind, at milliseconds: Int64, _ lasts: FaultSpec.Lasting) {
    scenario.faults.append(
      FaultSpec(kind, at: .at(.zero + .milliseconds(milliseconds)), lasts: lasts))
  }

  func run() -> Outcome { Rehearsal(scenario, seed: 1).run() }
}

extension BranchOutcome {
  var dup: Int64 { judgement.readers.reduce(0) { $0 + $1.dup.total } }
  var loss: Int64 { judgement.readers.reduce(0) { $0 + $1.loss } }
}
