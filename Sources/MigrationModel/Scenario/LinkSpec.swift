import Accounting
import KafkaModel
import SimKernel

/// A replication layer from one cluster to another.
package struct LinkSpec: Equatable, Sendable {
  package var name: String
  package var from: ClusterID
  package var to: ClusterID
  package var layer = Layer.mirrorMaker2
  /// The version of the layer itself.
  package var version = KafkaVersion.newest
  package var settings: MirrorSettings
  package var tasks = 1
  package var isRunning = false
  /// How long after its append a record is copied: a copier that is always this far behind.
  package var delay = TimeAmount.zero
  /// Where the copier stands at the start: the next source offset to copy of each partition.
  /// Topics without an entry have been copied to their end if they hold records on the target,
  /// not at all otherwise.
  package var positions: [GroupPosition] = []
  /// What the layer knows of offset pairs at the start.
  package var history = SyncHistory.none
  /// When each clock of the layer first ticks after its start; nil where chance decides.
  package var clocks = Clocks()

  /// The ways to copy.
  package enum Layer: String, Equatable, Sendable, CaseIterable {
    case mirrorMaker2 = "mirror-maker-2"
    /// Copies records and nothing else: no positions, no pairs.
    case copier
  }

  /// Offset pairs that exist before the run.
  package enum SyncHistory: String, Equatable, Sendable, CaseIterable {
    case none
    /// As if the link had copied from offset 0, without a commit of its source task since.
    case fromOffsetZero = "from-offset-0"
    /// The same, and the source task has committed at the end.
    case committed = "from-offset-0-and-committed"
  }

  package struct Clocks: Equatable, Sendable {
    package var emit: TimeAmount?
    package var sync: TimeAmount?
    package var flush: TimeAmount?
    package var refresh: TimeAmount?
    /// Ticks after the first that are known, in order; from the last one a clock goes on at its own
    /// pace.
    package var laterEmits: [TimeAmount] = []
    package var laterSyncs: [TimeAmount] = []

    package init() {}

    /// The tick after one at `now`: a known one, unless it is so far off that another must come first.
    package func next(
      after now: Instant, every interval: TimeAmount, known: [TimeAmount]
    ) -> Instant {
      let due = now + interval
      guard let next = known.first(where: { Instant.zero + $0 > now }) else { return due }
      let isNext = Instant.zero + next < due + TimeAmount(nanoseconds: interval.nanoseconds / 2)
      return isNext ? Instant.zero + next : due
    }
  }

  package init(name: String, from: ClusterID, to: ClusterID, version: KafkaVersion = .newest) {
    self.name = name
    self.from = from
    self.to = to
    self.version = version
    settings = MirrorSettings(defaultsOf: version)
  }
}

/// Settings of MirrorMaker 2 and of the Connect worker it runs in.
///
/// Source: `MirrorConnectorConfig`, `MirrorSourceConfig`, `MirrorCheckpointConfig`, `WorkerConfig`
/// of Apache Kafka 4.1; facts on migration tools, section 1.1.
package struct MirrorSettings: KafkaSettings {
  package var offsetLagMax: Int64 = 100
  package var offsetFlush = TimeAmount.seconds(60)
  package var emitCheckpoints = true
  package var emitCheckpointsInterval = TimeAmount.seconds(60)
  package var syncGroupOffsets = false
  package var syncGroupOffsetsInterval = TimeAmount.seconds(60)
  package var refreshTopics = TimeAmount.seconds(600)
  package var refreshGroups = TimeAmount.seconds(600)
  package var syncTopicConfigs = true
  package var syncTopicConfigsInterval = TimeAmount.seconds(600)
  package var syncTopicAcls = true
  package var syncTopicAclsInterval = TimeAmount.seconds(600)
  package var replicationFactor: Int64 = 2
  package var policy = MirrorSettings.defaultPolicy
  package var separator = "."
  package var topics = ".*"
  package var topicsExclude = ".*[\\-\\.]internal, .*\\.replica, __.*"
  package var groups = ".*"
  package var groupsExclude = "console-consumer-.*, connect-.*, __.*"
  package var exactlyOnce = "disabled"
  package var isolation = "read_uncommitted"
  package var pollTimeout = TimeAmount.seconds(1)

  package static let defaultPolicy = "DefaultReplicationPolicy"
  package static let identityPolicy = "IdentityReplicationPolicy"

  package init(defaultsOf version: KafkaVersion) {}

  package static let modelled: [Setting<Self>] = [
    Setting(
      "offset.lag.max", .integer(\.offsetLagMax),
      "records that may be copied before an offset pair is published at once"),
    Setting(
      "offset.flush.interval.ms", .milliseconds(\.offsetFlush), allowed: 1...Int64.max,
      "how often the copier's position is stored, and held-back pairs are published"),
    Setting(
      "emit.checkpoints.enabled", .boolean(\.emitCheckpoints), "whether positions are translated"),
    Setting(
      "emit.checkpoints.interval.seconds", .seconds(\.emitCheckpointsInterval),
      allowed: 1...Int64.max, "how often"),
    Setting(
      "sync.group.offsets.enabled", .boolean(\.syncGroupOffsets),
      "whether translated positions are written to the target's groups"),
    Setting(
      "sync.group.offsets.interval.seconds", .seconds(\.syncGroupOffsetsInterval),
      allowed: 1...Int64.max, "how often"),
    Setting(
      "refresh.topics.interval.seconds", .seconds(\.refreshTopics), allowed: 1...Int64.max,
      "how often new topics and partitions are looked for"),
    Setting(
      "refresh.groups.interval.seconds", .seconds(\.refreshGroups), allowed: 1...Int64.max,
      "how often new groups are looked for"),
    Setting(
      "sync.topic.configs.enabled", .boolean(\.syncTopicConfigs), "whether settings are copied"),
    Setting(
      "sync.topic.configs.interval.seconds", .seconds(\.syncTopicConfigsInterval),
      allowed: 1...Int64.max, "how often"),
    Setting("sync.topic.acls.enabled", .boolean(\.syncTopicAcls), "whether rights are copied"),
    Setting(
      "sync.topic.acls.interval.seconds", .seconds(\.syncTopicAclsInterval),
      allowed: 1...Int64.max, "how often"),
    Setting(
      "replication.factor", .integer(\.replicationFactor), allowed: 1...Int64.max,
      "replicas of topics it creates"),
    Setting(
      "replication.policy.class", .text(\.policy),
      "how copies are named: DefaultReplicationPolicy (alias.topic) or IdentityReplicationPolicy"),
    Setting("replication.policy.separator", .text(\.separator), "between alias and topic"),
    Setting("topics", .text(\.topics), "topics to copy: regular expressions"),
    Setting("topics.exclude", .text(\.topicsExclude), "topics not to copy"),
    Setting("groups", .text(\.groups), "groups to translate: regular expressions"),
    Setting("groups.exclude", .text(\.groupsExclude), "groups not to translate"),
    Setting(
      "exactly.once.source.support", .word(\.exactlyOnce, ["disabled", "preparing", "enabled"]),
      "whether data and position are stored in one transaction"),
    Setting(
      "consumer.isolation.level", .word(\.isolation, ["read_uncommitted", "read_committed"]),
      "what the copier reads of transactions"),
    Setting(
      "consumer.poll.timeout.ms", .milliseconds(\.pollTimeout),
      "the step in which the checkpoint task waits"),
  ]

  package static let known = [
    "admin.timeout.ms", "checkpoints.topic.replication.factor", "clusters",
    "config.properties.exclude", "config.storage.replication.factor",
    "emit.heartbeats.enabled", "emit.heartbeats.interval.seconds",
    "emit.offset-syncs.enabled", "enabled", "groups.blacklist",
    "heartbeats.topic.replication.factor", "heartbeats.replication.enabled",
    "offset-syncs.topic.location", "offset-syncs.topic.replication.factor",
    "offset.flush.timeout.ms", "offset.storage.replication.factor", "producer.acks",
    "producer.max.request.size", "refresh.groups.enabled", "refresh.topics.enabled",
    "scheduled.rebalance.max.delay.ms", "status.storage.replication.factor",
    "tasks.max",
    "topic.filter.class", "topics.blacklist", "transaction.boundary",
    "transaction.boundary.interval.ms", "use.defaults.from", "use.incremental.alter.configs",
  ]
}
