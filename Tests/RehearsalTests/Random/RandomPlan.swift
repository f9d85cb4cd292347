import Accounting
import KafkaModel
import MigrationModel
import SimKernel

/// Draws a plan of one to four steps that a valid file could hold.
struct RandomPlan {
  private let scenario: Scenario
  private(set) var dice: Dice
  /// What runs where as the plan goes on.
  private var running: [Bool]
  private var atWork: [Bool]

  init(_ scenario: Scenario, _ dice: Dice) {
    self.scenario = scenario
    self.dice = dice
    running = scenario.links.map(\.isRunning)
    atWork = scenario.groups.map(\.isRunning)
  }

  mutating func make() -> PlanSpec {
    var plan = PlanSpec()
    plan.observe = dice.seconds(2...8)
    plan.drainLimit = .minutes(5)
    plan.holdback = dice.seconds(0...6)
    if dice.once(in: 8) { plan.sampleEvery = .seconds(20) }
    for row in 0..<dice.number(1...4) {
      var step = StepSpec(name: "step-\(row + 1)")
      if !dice.once(in: 4) { step.at = .at(.zero + .seconds(Int64(4 + 9 * row + dice.below(5)))) }
      for _ in 0..<dice.number(1...2) { step.actions += action() }
      if dice.once(in: 5), !scenario.links.isEmpty { step.gate = gate() }
      if dice.once(in: 4) { step.rollback = rollback() }
      plan.steps.append(step)
    }
    return plan
  }

  private mutating func action() -> [Action] {
    switch dice.below(10) {
    case 0, 1: return toggleLink()
    case 2, 3, 4: return moveGroups(to: RandomScenario.t)
    case 5, 6: return [moveProducers(to: RandomScenario.t)]
    case 7: return [.wait(dice.seconds(1...4))]
    case 8: return stopAndStart()
    default: return drain()
    }
  }

  private mutating func toggleLink() -> [Action] {
    guard !scenario.links.isEmpty else { return [] }
    let link = dice.below(scenario.links.count)
    running[link].toggle()
    return [running[link] ? .startLink(LinkID(link)) : .stopLink(LinkID(link))]
  }

  /// Groups whose topics exist, or can be copied, on a cluster.
  private func movable(to cluster: ClusterID) -> [SubscriptionID] {
    scenario.groups.indices.filter { row in
      scenario.groups[row].topics.allSatisfy { topic in
        scenario.topics[topic.row].places.contains { $0.cluster == cluster }
          || scenario.links.contains { $0.to == cluster }
      }
    }.map { SubscriptionID($0) }
  }

  private mutating func moveGroups(to cluster: ClusterID) -> [Action] {
    var groups = movable(to: cluster)
    if groups.count > 1, dice.once(in: 2) { groups.remove(at: dice.below(2)) }
    guard !groups.isEmpty else { return [] }
    for group in groups { atWork[group.row] = true }
    return [
      .moveGroups(groups, to: cluster, positions: rule(), every: dice.pick([.zero, .seconds(2)]))
    ]
  }

  private mutating func rule() -> PositionRule {
    dice.pick([.committed, .committed, .exact, .departure, .offsets([Int64(dice.below(30))])])
  }

  private mutating func moveProducers(to cluster: ClusterID) -> Action {
    var writers = scenario.producers.indices.map { WriterID($0) }
    if writers.count > 1, dice.once(in: 2) { writers.remove(at: dice.below(2)) }
    return .moveProducers(writers, to: cluster, every: dice.pick([.zero, .seconds(2)]))
  }

  private mutating func stopAndStart() -> [Action] {
    if dice.once(in: 2) {
      let writer = [WriterID(dice.below(scenario.producers.count))]
      return [.stopProducers(writer), .wait(dice.seconds(1...3)), .startProducers(writer)]
    }
    let group = dice.below(scenario.groups.count)
    atWork[group] = true
    return [
      .stopGroups([SubscriptionID(group)]), .wait(dice.seconds(1...3)),
      .startGroups([SubscriptionID(group)]),
    ]
  }

  private mutating func drain() -> [Action] {
    if let link = running.firstIndex(of: true), dice.once(in: 2) {
      return [.drainLink(LinkID(link))]
    }
    guard let group = atWork.firstIndex(of: true) else { return [.promote(RandomScenario.t)] }
    return dice.once(in: 2)
      ? [.drainGroups([SubscriptionID(group)])] : [.promote(RandomScenario.t)]
  }

  private mutating func gate() -> GateSpec {
    var gate = GateSpec(dice.pick(GateSpec.Metric.allCases), max: Int64(dice.below(5000)))
    gate.dwell = dice.seconds(0...3)
    gate.timeout = .seconds(8)
    gate.otherwise = dice.pick(GateSpec.Otherwise.allCases)
    return gate
  }

  /// Everybody home, by hand.
  private mutating func rollback() -> [Action] {
    let groups = scenario.groups.indices.map { SubscriptionID($0) }
    return [
      moveProducers(to: RandomScenario.s),
      .moveGroups(groups, to: RandomScenario.s, positions: rule(), every: .zero),
    ]
  }
}
