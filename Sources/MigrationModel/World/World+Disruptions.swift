import Accounting
import KafkaModel
import SimKernel

// What keeps readers waiting although nobody failed, and what still does at the end.

extension World {
  /// Notes since when a group reads where some writer's records do not come.
  mutating func noteSeparations() {
    for reader in estate.subscriptions.ids {
      let writers = writersOutOfReach(of: reader)
      guard let since = separations[reader] else {
        separations[reader] = writers.map { Separation(writers: $0, from: now) }
        continue
      }
      guard since.writers != writers else { continue }
      estate.ledger.disruptions.append(since.disruption(of: reader, to: now))
      separations[reader] = writers.map { Separation(writers: $0, from: now) }
    }
  }

  /// A cluster whose writers write to a group's topics and from which no link copies to where the
  /// group reads; nil for none. A link that a fault holds down is a matter of its own.
  private func writersOutOfReach(of reader: SubscriptionID) -> UnheardWriters? {
    let home = estate.subscriptions[reader].home
    let topics = scenario.groups[reader.row].topics
    return estate.producers.ids.lazy
      .filter { topics.contains(estate.producers[$0].topic) && isUsed($0) }
      .first {
        let local = estate.producers[$0].local
        return estate.topics[local].cluster != home && !isCopied(local, to: home)
      }
      .map {
        UnheardWriters(
          cluster: estate.producers[$0].cluster, isAstray: estate.producers[$0].isAstray)
      }
  }

  /// Whether a producer is one that may write: that of a member writes where its group reads.
  private func isUsed(_ id: ProducerID) -> Bool {
    guard let maker = estate.producers[id].maker else { return true }
    let group = estate.groups[estate.members[maker.member].group]
    return estate.subscriptions[group.subscription].home == group.cluster
  }

  private func isCopied(_ topic: LocalTopicID, to cluster: ClusterID) -> Bool {
    links.ids.contains { link in
      links[link].spec.to == cluster && (links[link].isRunning || links[link].downs > 0)
        && links[link].flows.contains { estate.partitions[flows[$0].source].topic == topic }
    }
  }

  /// What is not over yet, as if it ended now.
  package func openDisruptions() -> [Disruption] {
    var open: [Disruption] = []
    for partition in estate.partitions.ids where estate.files[partition].leaderlessSince != .never {
      let since = estate.files[partition].leaderlessSince
      open.append(Disruption(kind: .leaderless(partition), from: since, to: now))
    }
    for broker in estate.brokers.ids where estate.brokers[broker].fullSince != .never {
      let (cluster, since) = (estate.brokers[broker].cluster, estate.brokers[broker].fullSince)
      open.append(Disruption(kind: .diskFull(cluster), from: since, to: now))
    }
    for cluster in estate.clusters.ids where estate.clusters[cluster].store.heldSince != .never {
      let since = estate.clusters[cluster].store.heldSince
      open.append(Disruption(kind: .heldUp(cluster), from: since, to: now))
    }
    for partition in estate.partitions.ids where estate.files[partition].pinnedSince != .never {
      open.append(estate.pin(of: partition))
    }
    open += estate.producers.ids.compactMap { estate.pin(of: $0) }
    open += estate.openCommitWaits()
    open += estate.waitsOfMakers()
    for reader in estate.subscriptions.ids {
      if let since = estate.pausedSince(reader) {
        open.append(estate.pause(of: reader, since))
      }
      for group in estate.subscriptions[reader].groups {
        guard let placeless = estate.groups[group].placeless else { continue }
        open.append(
          Disruption(
            kind: .placeless(reader, placeless.cause), from: placeless.since, to: now))
      }
      if let since = separations[reader] { open.append(since.disruption(of: reader, to: now)) }
    }
    for producer in estate.producers.ids {
      guard let since = estate.sourceDownSince(producer) else { continue }
      open.append(Disruption(kind: .workerless(producer), from: since, to: now))
    }
    for link in links.ids where links[link].downSince != .never {
      let target = links[link].spec.to
      open.append(Disruption(kind: .copierDown(to: target), from: links[link].downSince, to: now))
    }
    return open
  }
}

/// Writers that a group cannot hear, and since when.
package struct Separation: Equatable, Sendable {
  package var writers: UnheardWriters
  package var from: Instant

  func disruption(of reader: SubscriptionID, to end: Instant) -> Disruption {
    Disruption(
      kind: .apart(reader, writers: writers.cluster, isAstray: writers.isAstray), from: from,
      to: end)
  }
}

/// Where they write, and whether they should be elsewhere.
package struct UnheardWriters: Equatable, Sendable {
  package var cluster: ClusterID
  package var isAstray: Bool
}
