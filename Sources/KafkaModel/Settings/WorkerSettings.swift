import SimKernel

/// Settings of the workers of a Connect cluster.
///
/// Source: `WorkerConfig`, `DistributedConfig` of Apache Kafka 4.1; facts section 7.1.
package struct WorkerSettings: KafkaSettings {
  package var offsetFlush = TimeAmount.seconds(60)
  package var sessionTimeout = TimeAmount.seconds(10)
  package var heartbeat = TimeAmount.seconds(3)
  package var rebalanceDelay = TimeAmount.seconds(300)
  package var exactlyOnce = "disabled"

  package init(defaultsOf version: KafkaVersion) {}

  package static let modelled: [Setting<Self>] = [
    Setting(
      "offset.flush.interval.ms", .milliseconds(\.offsetFlush), allowed: 1...Int64.max,
      "how often each task's position is committed, from the start of the task"),
    Setting(
      "session.timeout.ms", .milliseconds(\.sessionTimeout), allowed: 1...Int64.max,
      "how long a silent worker is believed to live"),
    Setting(
      "heartbeat.interval.ms", .milliseconds(\.heartbeat), allowed: 1...Int64.max,
      "how often a worker says it lives"),
    Setting(
      "scheduled.rebalance.max.delay.ms", .milliseconds(\.rebalanceDelay),
      allowed: 0...2_147_483_647,
      "how long the tasks of a worker that is gone wait before others get them"),
    Setting(
      "exactly.once.source.support", .word(\.exactlyOnce, ["disabled", "preparing", "enabled"]),
      "whether source tasks store their position in the transaction that writes their records"),
  ]

  package static let known = [
    "bootstrap.servers", "client.id", "config.storage.replication.factor", "config.storage.topic",
    "connector.client.config.override.policy", "group.id",
    "header.converter", "key.converter", "listeners", "offset.flush.timeout.ms",
    "offset.storage.partitions", "offset.storage.replication.factor", "offset.storage.topic",
    "plugin.discovery", "plugin.path", "rebalance.timeout.ms", "rest.advertised.host.name",
    "rest.advertised.port", "status.storage.partitions", "status.storage.replication.factor",
    "status.storage.topic", "task.shutdown.graceful.timeout.ms", "topic.creation.enable",
    "value.converter", "worker.sync.timeout.ms", "worker.unsync.backoff.ms",
  ]
}
