import Accounting
import KafkaModel
import MigrationModel
import SimKernel

/// Draws up to three faults of any kind.
struct RandomFaults {
  private let scenario: Scenario
  private var dice: Dice

  init(_ scenario: Scenario, _ dice: Dice) {
    self.scenario = scenario
    self.dice = dice
  }

  mutating func make() -> [FaultSpec] {
    (0..<dice.below(4)).compactMap { _ in
      guard let kind = kind() else { return nil }
      var fault = FaultSpec(kind, at: moment(), lasts: lasting(of: kind))
      fault.mayMiss = true
      return fault
    }
  }

  private mutating func moment() -> Moment {
    dice.once(in: 3)
      ? .step(StepID(dice.below(scenario.plan.steps.count)), dice.seconds(0...5))
      : .at(.zero + .milliseconds(Int64(dice.number(500...45_000))))
  }

  private mutating func lasting(of kind: FaultSpec.Kind) -> FaultSpec.Lasting {
    if case .memberCrash = kind, dice.once(in: 3) { return .instant }
    if dice.once(in: 10) { return .never }
    return .amount(.milliseconds(Int64(dice.number(300...15_000))))
  }

  private mutating func kind() -> FaultSpec.Kind? {
    let cluster = ClusterID(dice.below(2))
    let broker = dice.below(scenario.clusters[cluster.row].zones.count)
    let group = SubscriptionID(dice.below(scenario.groups.count))
    let writer = WriterID(dice.below(scenario.producers.count))
    switch dice.below(12) {
    case 0, 1: return .brokerCrash(cluster, broker: broker)
    case 2: return .hostLoss(cluster, broker: broker)
    case 3: return .clusterDown(cluster)
    case 4: return .slowSink(group, service: .milliseconds(Int64(dice.number(1...900))))
    case 5: return .slowConsumer(group, service: .milliseconds(Int64(dice.number(1...900))))
    case 6: return .burst(writer, Rate(Int64(dice.number(5...20))))
    case 7:
      guard !scenario.links.isEmpty else { return nil }
      return .linkCrash(LinkID(dice.below(scenario.links.count)))
    case 8, 9:
      let members = scenario.groups[group.row].members
      return .memberCrash(group, member: dice.below(members))
    case 10: return .schemaReject(reject(group, writer))
    default:
      let topic = dice.below(scenario.topics.count)
      let place = dice.pick(scenario.topics[topic].places)
      return .retention(TopicID(topic), on: place.cluster, dice.seconds(2...10))
    }
  }

  private mutating func reject(_ group: SubscriptionID, _ writer: WriterID) -> SchemaReject {
    SchemaReject(
      side: dice.once(in: 2) ? .producer(writer) : .sink(group),
      share: dice.pick([Ratio(1, outOf: 1), Ratio(1, outOf: 3), Ratio(1, outOf: 20)]),
      then: dice.pick(Reject.Consequence.allCases))
  }
}
