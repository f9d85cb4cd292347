import Accounting
import KafkaModel
import MigrationModel
import SimKernel

/// Partitions of a topic that were given to other brokers at once, on the way forward.
package struct MovementOutcome: Equatable, Sendable {
  package var cluster: ClusterID
  package var topic: TopicID
  package var partitions: Int
  package var from: Instant
  /// When the last of them was done; nil if one was not.
  package var to: Instant?
  package var isCancelled: Bool
  /// Bytes that new replicas have fetched.
  package var bytes: Int128
  /// Steps of the plan that ran meanwhile, but the one that began it.
  package var steps: [StepID]

  /// All of a run, in the order in which they began.
  static func all(_ world: World) -> [MovementOutcome] {
    let estate = world.estate
    var found: [MovementOutcome] = []
    for movement in estate.movements {
      let row = estate.topics[estate.partitions[movement.partition].topic]
      let bytes = Int128(movement.fetched) * Int128(row.recordBytes)
      let last = found.last
      if let last, last.topic == row.topic, last.cluster == row.cluster, last.from == movement.from
      {
        found[found.count - 1].add(movement, bytes)
      } else {
        found.append(
          MovementOutcome(
            cluster: row.cluster, topic: row.topic, partitions: 1, from: movement.from,
            to: movement.to, isCancelled: movement.isCancelled, bytes: bytes, steps: []))
      }
    }
    for place in found.indices { found[place].steps = found[place].stepsMeanwhile(world) }
    return found
  }

  private mutating func add(_ movement: Movement, _ bytes: Int128) {
    partitions += 1
    to = to.flatMap { end in movement.to.map { max(end, $0) } }
    isCancelled = isCancelled || movement.isCancelled
    self.bytes += bytes
  }

  private func stepsMeanwhile(_ world: World) -> [StepID] {
    world.plan.began.indices.compactMap { row in
      guard let began = world.plan.began[row] else { return nil }
      let done = world.plan.done[row] ?? .never
      let isOwn =
        began <= from && from <= done && world.scenario.plan.steps[row].moves(topic, on: cluster)
      return began < to ?? .never && done > from && !isOwn ? StepID(row) : nil
    }
  }
}

extension StepSpec {
  fileprivate func moves(_ topic: TopicID, on cluster: ClusterID) -> Bool {
    actions.contains {
      if case .reassign(let spec) = $0 {
        spec.topic == topic && spec.cluster == cluster
      } else {
        false
      }
    }
  }
}
