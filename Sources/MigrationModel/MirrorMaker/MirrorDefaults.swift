import KafkaModel
import SimKernel

/// The settings of MirrorMaker 2 that change what a cutover does, by Kafka's own names.
///
/// - Source: Kafka 4.1, `MirrorConnectorConfig`, `MirrorSourceConfig`, `MirrorCheckpointConfig`,
///   `MirrorHeartbeatConfig`; the worker's from `WorkerConfig` and `DistributedConfig`; the
///   reader's from `MirrorSourceConfig.sourceConsumerConfig` and `ConsumerConfig`.
package enum MirrorDefaults {
  /// A default and the class that states it.
  package struct Default: Equatable, Sendable {
    package let key: String
    package let value: Value
    package let source: String
  }

  package enum Value: Equatable, Sendable {
    case integer(Int64)
    case flag(Bool)
    case text(String)
  }

  /// Returns the default of a setting, or nil for one that is not listed.
  ///
  /// - Complexity: O(*n*) in the number of settings.
  package static func value(of key: String) -> Value? {
    simulated(key) ?? all.first { $0.key == key }?.value
  }

  /// The number that links are simulated with unless a scenario says otherwise: where there is one,
  /// the list below has no say.
  private static func simulated(_ key: String) -> Value? {
    let settings = MirrorSettings(defaultsOf: .newest)
    switch MirrorSettings.modelled.first(where: { $0.name == key })?.target {
    case .integer(let path): return .integer(settings[keyPath: path])
    case .milliseconds(let path): return .integer(settings[keyPath: path].milliseconds)
    case .seconds(let path): return .integer(settings[keyPath: path].milliseconds / 1_000)
    case .minutes(let path): return .integer(settings[keyPath: path].milliseconds / 60_000)
    case .boolean(let path): return .flag(settings[keyPath: path])
    case .word, .text, nil: return nil
    }
  }

  package static let all = connector + sourceTask + checkpointTask + heartbeatTask + worker + reader

  private static let connector = listed(
    in: "MirrorConnectorConfig",
    [
      ("enabled", .flag(true)),
      ("replication.policy.separator", .text(".")),
      (
        "replication.policy.class",
        .text("org.apache.kafka.connect.mirror.DefaultReplicationPolicy")
      ),
      ("replication.policy.internal.topic.separator.enabled", .flag(true)),
      ("admin.timeout.ms", .integer(60_000)),
      ("offset-syncs.topic.location", .text("source")),
      ("source.cluster.alias", .text("source")),
      ("target.cluster.alias", .text("target")),
    ])

  private static let sourceTask = listed(
    in: "MirrorSourceConfig",
    [
      ("offset.lag.max", .integer(100)),
      ("emit.offset-syncs.enabled", .flag(true)),
      ("topics", .text(".*")),
      ("topics.exclude", .text(#".*[\-\.]internal, .*\.replica, __.*"#)),
      ("replication.factor", .integer(2)),
      ("refresh.topics.enabled", .flag(true)),
      ("refresh.topics.interval.seconds", .integer(600)),
      ("sync.topic.configs.enabled", .flag(true)),
      ("sync.topic.configs.interval.seconds", .integer(600)),
      ("sync.topic.acls.enabled", .flag(true)),
      ("sync.topic.acls.interval.seconds", .integer(600)),
      ("use.defaults.from", .text("target")),
      ("offset-syncs.topic.replication.factor", .integer(3)),
      ("consumer.poll.timeout.ms", .integer(1_000)),
      ("heartbeats.replication.enabled", .flag(true)),
      ("add.source.alias.to.metrics", .flag(false)),
    ])

  private static let checkpointTask = listed(
    in: "MirrorCheckpointConfig",
    [
      ("emit.checkpoints.enabled", .flag(true)),
      ("emit.checkpoints.interval.seconds", .integer(60)),
      ("sync.group.offsets.enabled", .flag(false)),
      ("sync.group.offsets.interval.seconds", .integer(60)),
      ("groups", .text(".*")),
      ("groups.exclude", .text("console-consumer-.*, connect-.*, __.*")),
      ("refresh.groups.enabled", .flag(true)),
      ("refresh.groups.interval.seconds", .integer(600)),
      ("checkpoints.topic.replication.factor", .integer(3)),
    ])

  private static let heartbeatTask = listed(
    in: "MirrorHeartbeatConfig",
    [
      ("emit.heartbeats.enabled", .flag(true)),
      ("emit.heartbeats.interval.seconds", .integer(1)),
      ("heartbeats.topic.replication.factor", .integer(3)),
    ])

  private static let worker = listed(
    in: "WorkerConfig",
    [
      ("offset.flush.interval.ms", .integer(60_000)),
      ("offset.flush.timeout.ms", .integer(5_000)),
      ("task.shutdown.graceful.timeout.ms", .integer(5_000)),
      ("scheduled.rebalance.max.delay.ms", .integer(300_000)),
      ("exactly.once.source.support", .text("disabled")),
      ("tasks.max", .integer(1)),
    ])

  private static let reader = listed(
    in: "ConsumerConfig",
    [
      ("auto.offset.reset", .text("earliest")),
      ("enable.auto.commit", .flag(false)),
      ("isolation.level", .text("read_uncommitted")),
    ])

  private static func listed(in source: String, _ defaults: [(String, Value)]) -> [Default] {
    defaults.map { Default(key: $0.0, value: $0.1, source: source) }
  }
}
