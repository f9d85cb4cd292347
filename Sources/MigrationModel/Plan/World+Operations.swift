import Accounting
import KafkaModel
import SimKernel

// What an operator does at once: to clusters, rights, leaders, transactions, effects.

extension World {
  mutating func carryOut(_ action: Action) {
    switch action {
    case .stopCluster(let cluster):
      guard !estate.clusters[cluster].isStopped else { return }
      estate.clusters[cluster].isStopped = true
      estate.stop(cluster)
    case .startCluster(let cluster):
      guard estate.clusters[cluster].isStopped else { return }
      estate.clusters[cluster].isStopped = false
      estate.start(cluster)
    case .fence(let cluster): estate.fenceWrites(cluster, true)
    case .unfence(let cluster):
      if estate.clusters[cluster].fences > 0 { estate.fenceWrites(cluster, false) }
    case .grant(let rule, let cluster): estate.grant(rule, on: cluster)
    case .moveLeaders(let topic, let cluster, let number):
      for partition in partitions(of: topic, on: cluster, number) {
        estate.moveLeader(of: partition)
      }
    case .reassign(let spec): reassign(spec)
    case .cancelReassignment(let topic, let cluster, let number):
      for partition in partitions(of: topic, on: cluster, number)
      where !estate.cancelReassignment(of: partition) {
        note(.step, "\(name(of: partition)) has nobody else in sync: its move is not cancelled")
      }
    case .abortTransactions(let topic, let cluster, let number):
      for partition in partitions(of: topic, on: cluster, number) {
        estate.abortTransactions(in: partition)
      }
    case .deleteRecords(let topic, let cluster, let number, let offset):
      for partition in partitions(of: topic, on: cluster, number) {
        deleteRecords(of: partition, before: offset)
      }
    case .configure(let group, let settings):
      estate.configure(group, settings)
      if let local = localGroup(group, on: estate.subscriptions[group].home) {
        plan.awaited.append(local)
      }
    case .discardEffects(let groups):
      for group in groups { estate.ledger.tookBack(group, at: now) }
    default: impossible("an operation that takes time: \(action)")
    }
  }

  private mutating func reassign(_ spec: ReassignSpec) {
    let brokers = estate.clusters[spec.cluster].brokers
    for id in partitions(of: spec.topic, on: spec.cluster, spec.partition) {
      let number = Int(estate.partitions[id].number)
      let targets = spec.brokers(of: number, copies: estate.copies(of: id)).map { brokers[$0] }
      estate.reassign(id, to: targets, throttle: spec.throttle)
    }
  }

  private func name(of id: PartitionID) -> String {
    "\(estate.topics[estate.partitions[id].topic].name)-\(estate.partitions[id].number)"
  }

  private mutating func deleteRecords(of id: PartitionID, before offset: Int64?) {
    let name = name(of: id)
    guard estate.isServed(id) else {
      return note(.step, "nobody leads \(name): its records are not deleted")
    }
    switch estate.deleteRecords(of: id, before: offset) {
    case .begins(let start):
      delete(id, below: start)
      note(.step, "\(name) begins at \(start)")
    case .outOfRange: note(.step, "OFFSET_OUT_OF_RANGE: \(name) may not be read so far yet")
    case .policyViolation: note(.step, "POLICY_VIOLATION: \(name) is not deleted from")
    }
  }

  /// A topic's partitions on a cluster, or the one with a number.
  func partitions(of topic: TopicID, on cluster: ClusterID, _ number: Int?) -> [PartitionID] {
    estate.clusters[cluster].topics
      .filter {
        estate.topics[$0].topic == topic
          && estate.topics[$0].name == scenario.topics[topic.row].name
      }
      .flatMap { Array(estate.topics[$0].partitions) }
      .filter { number == nil || Int(estate.partitions[$0].number) == number }
  }
}
