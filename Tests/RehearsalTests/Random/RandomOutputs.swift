import Accounting
import KafkaModel
import MigrationModel
import SimKernel

/// Lets groups of a world write what they make of what they read, each to a topic of its own that
/// others read.
struct RandomOutputs {
  private(set) var scenario: Scenario
  private var dice: Dice

  init(_ scenario: Scenario, _ dice: Dice) {
    self.scenario = scenario
    self.dice = dice
    for row in scenario.groups.indices where self.dice.once(in: 2) {
      addOutput(SubscriptionID(row))
    }
  }

  private mutating func addOutput(_ group: SubscriptionID) {
    let isRefused = scenario.faults.contains {
      if case .schemaReject(let reject) = $0.kind { reject.side == .sink(group) } else { false }
    }
    guard !isRefused, !scenario.groups[group.row].hasTasks else { return }
    let topic = addTopic()
    var output = OutputSpec(topic: topic)
    output.isExactlyOnce = !dice.once(in: 3)
    output.settings.transactionTimeout = dice.pick([.seconds(5), .seconds(60)])
    output.settings.requestTimeout = dice.pick([.seconds(2), .seconds(30)])
    if !output.isExactlyOnce {
      output.settings.acks = dice.pick(["all", "all", "1"])
      output.settings.enableIdempotence = !dice.once(in: 3)
    }
    scenario.groups[group.row].output = output
    scenario.groups[group.row].sink = nil
    addReader(of: topic)
    if dice.once(in: 2) { addCrash(of: group) }
  }

  /// A member that dies in the middle of what it writes.
  private mutating func addCrash(of group: SubscriptionID) {
    let member = dice.below(scenario.groups[group.row].members)
    var fault = FaultSpec(
      .memberCrash(group, member: member),
      at: .at(.zero + .milliseconds(Int64(dice.number(2_000...40_000)))),
      lasts: .amount(.milliseconds(Int64(dice.number(1_000...20_000)))))
    fault.mayMiss = true
    scenario.faults.append(fault)
  }

  private mutating func addTopic() -> TopicID {
    var spec = TopicSpec(name: "made\(scenario.topics.count)")
    for cluster in scenario.clusters.indices where cluster == 0 || dice.once(in: 2) {
      let settings = TopicSettings(inheriting: scenario.clusters[cluster].settings)
      var place = TopicPlace(cluster: ClusterID(cluster), settings: settings)
      place.partitions = dice.number(1...3)
      place.replicationFactor = dice.number(1...min(3, scenario.clusters[cluster].zones.count))
      place.settings.uncleanElection = dice.once(in: 5)
      spec.places.append(place)
    }
    scenario.topics.append(spec)
    return TopicID(scenario.topics.count - 1)
  }

  private mutating func addReader(of topic: TopicID) {
    var spec = GroupSpec(
      name: "reader\(scenario.groups.count)", cluster: RandomScenario.s)
    spec.topics = [topic]
    spec.members = dice.number(1...2)
    spec.commits = dice.pick(CommitHabit.allCases)
    spec.settings.isolation = dice.pick(["read_committed", "read_uncommitted"])
    spec.settings.offsetReset = dice.pick(["latest", "earliest"])
    scenario.groups.append(spec)
  }
}
