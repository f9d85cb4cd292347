import SimKernel

/// Settings of a cluster's brokers and controllers that change a count or a time.
///
/// Source: `ServerLogConfigs`, `ReplicationConfigs`, `KRaftConfigs`, `GroupCoordinatorConfig` of
/// Apache Kafka 4.1; older values from the upgrade notes.
package struct ClusterSettings: KafkaSettings {
  package var brokerHeartbeat = TimeAmount.seconds(2)
  package var brokerSession = TimeAmount.seconds(9)
  package var replicaLagMax = TimeAmount.seconds(30)
  package var uncleanElection = false
  package var minInsyncReplicas: Int64 = 1
  package var retentionCheck = TimeAmount.minutes(5)
  /// When the first retention check runs after the start of a broker.
  package var initialTaskDelay = TimeAmount.seconds(30)
  package var retention = TimeAmount.hours(168)
  package var retentionBytes: Int64 = -1
  package var segmentBytes: Int64 = 1 << 30
  package var segmentAge = TimeAmount.hours(168)
  package var initialRebalanceDelay = TimeAmount.seconds(3)
  package var consumerSession = TimeAmount.seconds(45)
  package var consumerHeartbeat = TimeAmount.seconds(5)
  package var offsetsRetention = TimeAmount.minutes(10_080)
  package var offsetsRetentionCheck = TimeAmount.seconds(600)
  package var offsetsPartitions: Int64 = 50
  package var offsetsReplicas: Int64 = 3
  package var offsetsCommitTimeout = TimeAmount.seconds(5)
  package var leaderRebalance = true
  package var leaderRebalanceInterval = TimeAmount.seconds(300)
  package var defaultReplicationFactor: Int64 = 1
  package var defaultPartitions: Int64 = 1
  package var maxMessageBytes: Int64 = 1_048_588
  package var sessionMin = TimeAmount.seconds(6)
  package var sessionMax = TimeAmount.minutes(30)
  package var transactionTimeoutMax = TimeAmount.minutes(15)
  /// How often a coordinator looks for transactions that have taken too long.
  package var transactionScan = TimeAmount.seconds(10)
  /// Bytes a second; `.max` for no throttle.
  package var leaderThrottle = Int64.max
  package var followerThrottle = Int64.max
  /// With shared storage: bytes that a broker takes before they are in the store, when it uploads them.
  package var logCache: Int64 = -1
  package var uploadBytes: Int64 = -1
  package var uploadInterval = TimeAmount.seconds(60)

  package init(defaultsOf version: KafkaVersion) {}

  package static let modelled: [Setting<Self>] = [
    Setting(
      "broker.heartbeat.interval.ms", .milliseconds(\.brokerHeartbeat), allowed: 1...Int64.max,
      "how often a broker tells the controller that it lives"),
    Setting(
      "broker.session.timeout.ms", .milliseconds(\.brokerSession), allowed: 1...Int64.max,
      "how long a silent broker is believed to live"),
    Setting(
      "replica.lag.time.max.ms", .milliseconds(\.replicaLagMax), allowed: 1...Int64.max,
      "how long a follower may be behind before it leaves the in-sync replicas"),
    Setting(
      "unclean.leader.election.enable", .boolean(\.uncleanElection),
      "whether a replica that is not in sync may lead when no other can"),
    Setting(
      "min.insync.replicas", .integer(\.minInsyncReplicas), allowed: 1...Int64.max,
      "replicas that must be in sync for acks=all; a topic's own setting wins"),
    Setting(
      "log.retention.check.interval.ms", .milliseconds(\.retentionCheck), allowed: 1...Int64.max,
      "how often old segments are looked for"),
    Setting(
      "log.initial.task.delay.ms", .milliseconds(\.initialTaskDelay),
      "when the first of these checks runs"),
    Setting(
      "log.retention.ms", .milliseconds(\.retention), allowed: -1...Int64.max,
      "age at which a segment may go"),
    Setting(
      "log.retention.bytes", .integer(\.retentionBytes), allowed: -1...Int64.max,
      "size a partition may reach; -1 for no limit"),
    Setting(
      "log.segment.bytes", .integer(\.segmentBytes), allowed: 14...Int64.max,
      "size at which a segment is closed"),
    Setting(
      "log.roll.ms", .milliseconds(\.segmentAge), allowed: 1...Int64.max,
      "age at which a segment is closed"),
    Setting(
      "group.initial.rebalance.delay.ms", .milliseconds(\.initialRebalanceDelay),
      "how long the first join of an empty group waits for others"),
    Setting(
      "group.consumer.session.timeout.ms", .milliseconds(\.consumerSession),
      allowed: 1...Int64.max, "how long a silent member is believed to live (KIP-848)"),
    Setting(
      "group.consumer.heartbeat.interval.ms", .milliseconds(\.consumerHeartbeat),
      allowed: 1...Int64.max, "how often a member says it lives (KIP-848)"),
    Setting(
      "offsets.retention.minutes", .minutes(\.offsetsRetention), allowed: 1...Int64.max,
      "how long positions of an empty group are kept"),
    Setting(
      "offsets.retention.check.interval.ms", .milliseconds(\.offsetsRetentionCheck),
      allowed: 1...Int64.max,
      "how often expired positions are looked for"),
    Setting(
      "offsets.topic.num.partitions", .integer(\.offsetsPartitions), allowed: 1...10_000,
      "partitions of the topic that keeps positions; a group's own has the broker that coordinates it"
    ),
    Setting(
      "offsets.topic.replication.factor", .integer(\.offsetsReplicas), allowed: 1...64,
      "replicas of that topic: as many as there are brokers at most"),
    Setting(
      "offsets.commit.timeout.ms", .milliseconds(\.offsetsCommitTimeout), allowed: 1...Int64.max,
      "how long a coordinator waits until all replicas in sync have a commit"),
    Setting(
      "auto.leader.rebalance.enable", .boolean(\.leaderRebalance),
      "whether preferred leaders get their partitions back"),
    Setting(
      "leader.imbalance.check.interval.seconds", .seconds(\.leaderRebalanceInterval),
      allowed: 1...Int64.max,
      "how often"),
    Setting(
      "default.replication.factor", .integer(\.defaultReplicationFactor), allowed: 1...Int64.max,
      "replicas of a topic that is created without a number"),
    Setting(
      "num.partitions", .integer(\.defaultPartitions), allowed: 1...Int64.max,
      "partitions of a topic that is created without a number"),
    Setting(
      "message.max.bytes", .integer(\.maxMessageBytes),
      "largest batch; a topic's max.message.bytes wins"),
    Setting(
      "group.min.session.timeout.ms", .milliseconds(\.sessionMin), allowed: 1...Int64.max,
      "the least session.timeout.ms of a member that it lets join"),
    Setting(
      "group.max.session.timeout.ms", .milliseconds(\.sessionMax), allowed: 1...Int64.max,
      "the largest"),
    Setting(
      "transaction.max.timeout.ms", .milliseconds(\.transactionTimeoutMax),
      allowed: 1...Int64.max, "the largest transaction.timeout.ms that a producer may ask for"),
    Setting(
      "transaction.abort.timed.out.transaction.cleanup.interval.ms",
      .milliseconds(\.transactionScan), allowed: 1...Int64.max,
      "how often transactions are looked for that have taken too long"),
    Setting(
      "leader.replication.throttled.rate", .integer(\.leaderThrottle), allowed: 1...Int64.max,
      "bytes a second that a broker gives to followers out of sync, of replicas that are throttled"),
    Setting(
      "follower.replication.throttled.rate", .integer(\.followerThrottle), allowed: 1...Int64.max,
      "bytes a second that a broker fetches for its replicas out of sync that are throttled"),
    Setting(
      "s3.wal.cache.size", .integer(\.logCache), allowed: -1...Int64.max,
      "with shared storage, bytes that a broker takes before they are in the store; -1 for 2 GiB, "
        + "which AutoMQ works out from its memory"),
    Setting(
      "s3.wal.upload.threshold", .integer(\.uploadBytes), allowed: -1...Int64.max,
      "with shared storage, bytes that are uploaded together: a third of the cache at most; -1 for "
        + "500 MiB"),
    Setting(
      "s3.wal.upload.interval.ms", .milliseconds(\.uploadInterval), allowed: 1...Int64.max,
      "with shared storage, how old what is not in the store may get before it is uploaded"),
  ]

  package static let known = [
    "auto.create.topics.enable", "background.threads", "broker.id", "broker.rack",
    "compression.type", "controller.quorum.election.timeout.ms",
    "controller.quorum.fetch.timeout.ms", "delete.topic.enable",
    "group.coordinator.rebalance.protocols",
    "inter.broker.protocol.version",
    "leader.imbalance.per.broker.percentage", "listeners", "log.cleaner.delete.retention.ms",
    "log.cleanup.policy", "log.dirs", "log.flush.interval.messages", "log.flush.interval.ms",
    "log.message.timestamp.type", "log.retention.hours", "log.retention.minutes", "log.roll.hours",
    "max.incremental.fetch.session.cache.slots", "message.timestamp.type", "num.io.threads",
    "num.network.threads", "num.recovery.threads.per.data.dir", "num.replica.fetchers",
    "process.roles",
    "producer.id.expiration.ms", "queued.max.requests", "replica.fetch.max.bytes",
    "replica.fetch.wait.max.ms", "replica.selector.class", "request.timeout.ms",
    "socket.receive.buffer.bytes", "socket.send.buffer.bytes",
    "transaction.state.log.min.isr",
    "transaction.state.log.replication.factor", "transactional.id.expiration.ms",
  ]
}
