import SimKernel

/// Settings of a topic on one cluster. What a topic does not set comes from its cluster.
///
/// Source: `TopicConfig`, `LogConfig` of Apache Kafka 4.1.
package struct TopicSettings: KafkaSettings {
  package var retention: TimeAmount
  package var retentionBytes: Int64
  package var segmentBytes: Int64
  package var segmentAge: TimeAmount
  package var minInsyncReplicas: Int64
  package var uncleanElection: Bool
  package var cleanupPolicy = "delete"
  package var maxMessageBytes: Int64
  package var timestampType = "CreateTime"
  package var throttledLeaders = ""
  package var throttledFollowers = ""

  package init(defaultsOf version: KafkaVersion) {
    self.init(inheriting: ClusterSettings(defaultsOf: version))
  }

  /// What a topic without settings of its own has on such a cluster.
  package init(inheriting cluster: ClusterSettings) {
    retention = cluster.retention
    retentionBytes = cluster.retentionBytes
    segmentBytes = cluster.segmentBytes
    segmentAge = cluster.segmentAge
    minInsyncReplicas = cluster.minInsyncReplicas
    uncleanElection = cluster.uncleanElection
    maxMessageBytes = cluster.maxMessageBytes
  }

  package static let modelled: [Setting<Self>] = [
    Setting(
      "retention.ms", .milliseconds(\.retention), allowed: -1...Int64.max,
      "age at which a segment may go; -1 keeps"),
    Setting(
      "retention.bytes", .integer(\.retentionBytes), allowed: -1...Int64.max,
      "size a partition may reach; -1 for no limit"),
    Setting(
      "segment.bytes", .integer(\.segmentBytes), allowed: 14...Int64.max,
      "size at which a segment is closed"),
    Setting(
      "segment.ms", .milliseconds(\.segmentAge), allowed: 1...Int64.max,
      "age at which a segment is closed"),
    Setting(
      "min.insync.replicas", .integer(\.minInsyncReplicas), allowed: 1...Int64.max,
      "replicas that must be in sync for acks=all"),
    Setting(
      "unclean.leader.election.enable", .boolean(\.uncleanElection),
      "whether a replica that is not in sync may lead when no other can"),
    Setting(
      "cleanup.policy",
      .word(\.cleanupPolicy, ["delete", "compact", "compact,delete", "delete,compact"]),
      "what happens to old segments; compaction itself is not modelled"),
    Setting("max.message.bytes", .integer(\.maxMessageBytes), "largest batch"),
    Setting(
      "message.timestamp.type", .word(\.timestampType, ["CreateTime", "LogAppendTime"]),
      "whose clock a record's time is"),
    Setting(
      "leader.replication.throttled.replicas", .text(\.throttledLeaders),
      "for whose followers `leader.replication.throttled.rate` is: `*`, or partition and broker as in "
        + "`0:1,1:2`"),
    Setting(
      "follower.replication.throttled.replicas", .text(\.throttledFollowers),
      "for which followers `follower.replication.throttled.rate` is"),
  ]

  package static let known = [
    "compression.type", "delete.retention.ms", "file.delete.delay.ms",
    "flush.messages", "flush.ms", "index.interval.bytes", "local.retention.bytes",
    "local.retention.ms",
    "max.compaction.lag.ms", "message.downconversion.enable",
    "message.timestamp.after.max.ms", "message.timestamp.before.max.ms",
    "message.timestamp.difference.max.ms", "min.cleanable.dirty.ratio", "min.compaction.lag.ms",
    "preallocate", "remote.storage.enable", "segment.index.bytes", "segment.jitter.ms",
  ]

  /// The replicas that such a setting names; none if it cannot be read, which a scenario is checked for.
  func throttledReplicas(_ text: String) -> ThrottledReplicas {
    ThrottledReplicas(text) ?? ThrottledReplicas()
  }
}
