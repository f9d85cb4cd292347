import Accounting
import KafkaModel
import MigrationModel
import SimKernel

/// Takes away from a world what its broken promise does not need.
struct SmallestWorld {
  private(set) var scenario: Scenario
  private let promise: Promise

  init(_ scenario: Scenario, breaking promise: Promise) {
    self.scenario = scenario
    self.promise = promise
    var patience = Self.tries
    while let smaller = smallerOne(&patience) { self.scenario = smaller }
  }

  /// How many worlds are tried.
  private static let tries = 60

  /// The first world with less in it that still breaks the promise.
  private func smallerOne(_ patience: inout Int) -> Scenario? {
    for smaller in candidates() where patience > 0 {
      patience -= 1
      if PromiseWatch.run(smaller).broken[promise] != nil { return smaller }
    }
    return nil
  }

  /// Worlds that lack one thing each.
  private func candidates() -> [Scenario] {
    var worlds: [Scenario] = []
    func add(_ change: (inout Scenario) -> Void) {
      var smaller = scenario
      change(&smaller)
      worlds.append(smaller)
    }
    for row in scenario.faults.indices { add { $0.faults.remove(at: row) } }
    let steps = scenario.plan.steps.indices
    // Without a plan a world has no end.
    if let last = steps.last, last > 0, !isNamed(StepID(last)) {
      add { $0.plan.steps.removeLast() }
    }
    for row in steps where scenario.plan.steps[row].gate != nil {
      add { $0.plan.steps[row].gate = nil }
    }
    for row in steps where !scenario.plan.steps[row].actions.isEmpty {
      add { $0.plan.steps[row].actions = [] }
    }
    for row in scenario.producers.indices {
      if scenario.producers[row].instances > 1 { add { $0.producers[row].instances = 1 } }
      if !scenario.producers[row].bursts.isEmpty { add { $0.producers[row].bursts = [] } }
    }
    for row in scenario.groups.indices where scenario.groups[row].members > 1 {
      if !scenario.faults.contains(where: \.isOfMember) { add { $0.groups[row].members = 1 } }
    }
    return worlds
  }

  private func isNamed(_ step: StepID) -> Bool {
    scenario.faults.contains {
      if case .step(let named, _) = $0.at { named == step } else { false }
    }
  }

  /// The world in a few lines.
  var words: String {
    let topics = scenario.topics.map { topic in
      topic.places.map {
        "\($0.partitions)×\($0.replicationFactor), min \($0.settings.minInsyncReplicas)"
      }
    }
    let producers = scenario.producers.map {
      "acks=\($0.settings.acks), \($0.rate.records)/s, \($0.instances)"
    }
    let groups = scenario.groups.map { "\($0.commits), \($0.settings.assignor), \($0.members)" }
    var lines = [
      "clusters \(scenario.clusters.map { "\($0.version) with \($0.zones.count)" })",
      "topics \(topics)", "producers \(producers)", "groups \(groups)",
    ]
    lines += scenario.faults.map { "fault \($0.kind) \($0.at) \($0.lasts)" }
    lines += scenario.plan.steps.map { "step \($0.actions)" }
    return lines.joined(separator: "\n  ")
  }
}

extension FaultSpec {
  fileprivate var isOfMember: Bool { if case .memberCrash = kind { true } else { false } }
}
