import Accounting
import KafkaModel
import SimKernel

/// What both clusters and the links between them have used from the start of a run to an instant:
/// plain amounts, without a price.
package struct Usage: Equatable, Sendable {
  package var at: Instant
  package var clusters: [ClusterUsage]
  package var links: [LinkUsage]
}

/// What a cluster has used.
package struct ClusterUsage: Equatable, Sendable {
  /// For how long each of its brokers has stood there, up or down.
  package var stood: TimeAmount
  /// Writes into the write-ahead logs of its brokers; 0 without any.
  package var logWrites: Int64
  package var topics: [TopicUsage]
}

/// What a topic on one cluster has used. Amounts are in bytes.
package struct TopicUsage: Equatable, Sendable {
  package var topic: TopicID
  package var name: String
  /// Whether it exists by now.
  package var exists: Bool
  /// What producers and links have appended, and groups have fetched.
  package var written: Int128
  package var copied: Int128
  package var read: Int128
  /// What new or emptied replicas have fetched of all there was, and what of that came from another zone.
  package var refilled: Int128
  package var refilledAcross: Int128
  /// What one copy of the logs has kept, by time: bytes × milliseconds; and what it keeps now.
  package var kept: Int128
  package var keeps: Int128
  package var partitions: Int
  package var replicas: Int
  package var retention: TimeAmount
  package var retentionBytes: Int64
}

/// What a link has used.
package struct LinkUsage: Equatable, Sendable {
  /// Bytes that it has written on its target.
  package var carried: Int64
  /// For how long machines have stood there for it.
  package var stood: TimeAmount
  /// Whether they do now.
  package var stands: Bool
}

extension World {
  /// What has been used so far.
  package func usage() -> Usage {
    Usage(
      at: now, clusters: estate.clusters.ids.map { usage(of: $0) },
      links: links.ids.map { usage(of: $0) })
  }

  private func usage(of id: LinkID) -> LinkUsage {
    let stands = links[id].standsSince != .never
    return LinkUsage(
      carried: links[id].carried,
      stood: links[id].stood + (stands ? now - links[id].standsSince : .zero), stands: stands)
  }

  private func usage(of id: ClusterID) -> ClusterUsage {
    ClusterUsage(
      stood: min(now, estate.clusters[id].retiredAt) - .zero,
      logWrites: estate.clusters[id].logWrites,
      topics: estate.clusters[id].topics.map { usage(of: $0) })
  }

  /// How many replicas a partition is meant to have.
  private func copies(of id: PartitionID) -> Int {
    estate.files[id].reassignment?.kept ?? Int(estate.partitions[id].replicaCount)
  }

  private func usage(of id: LocalTopicID) -> TopicUsage {
    let topic = estate.topics[id]
    let meter = estate.meters[id]
    let bytes = Int128(topic.recordBytes)
    let fetched = estate.uncountedRefill(of: id)
    let left = topic.partitions.reduce(0) { $0 + estate.logs[$1].end - estate.logs[$1].start }
    return TopicUsage(
      topic: topic.topic, name: topic.name, exists: topic.exists,
      written: bytes * Int128(meter.written), copied: bytes * Int128(meter.copied),
      read: bytes * Int128(meter.read),
      refilled: bytes * Int128(meter.refilled + fetched.all),
      refilledAcross: bytes * Int128(meter.refilledAcross + fetched.across),
      kept: bytes * meter.kept(left, until: now) / 1_000_000,
      keeps: bytes * Int128(left), partitions: topic.partitions.count,
      replicas: topic.partitions.first.map { copies(of: $0) } ?? 0,
      retention: topic.settings.retention, retentionBytes: topic.settings.retentionBytes)
  }
}
