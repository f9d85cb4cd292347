import MigrationModel

/// Who reads which setting of `connect-mirror-maker.properties`, by its name without a prefix.
///
/// - Source: Kafka 4.1, `MirrorMakerConfig.connectorBaseConfig` and `.workerConfig`, and the
///   definitions of `MirrorSourceConfig`, `MirrorCheckpointConfig`, `MirrorHeartbeatConfig`,
///   `ConnectorConfig`, `DistributedConfig`.
enum MirrorKeys {
  /// Settings of the connectors, which take a flow's prefix or none.
  static func isConnector(_ name: String) -> Bool {
    connectors.contains(name) || converters.contains { name == $0 || name.hasPrefix("\($0).") }
      || security.contains { name.hasPrefix($0) }
  }

  /// What else a connector reads with a flow's prefix: settings of its clients, and Connect's own.
  static func isConnectorFamily(_ name: String) -> Bool {
    families.contains { name.hasPrefix($0) }
  }

  /// Settings of the worker, which takes them with the target's alias.
  static func isWorker(_ name: String) -> Bool {
    workers.contains(name)
      || ["rest.", "access.control.", "config.providers", "topic.tracking.", "inter.worker."]
        .contains { name.hasPrefix($0) }
  }

  /// Beginnings with which a worker takes settings without any alias.
  static func reachesWorker(_ name: String) -> Bool {
    bare.contains { name.hasPrefix($0) }
  }

  /// Settings of clients, which are a cluster's.
  static func isClient(_ name: String) -> Bool {
    name == "bootstrap.servers" || security.contains { name.hasPrefix($0) }
      || ["client.id", "client.dns.lookup", "metadata.max.age.ms"].contains(name)
  }

  static func isClientFamily(_ name: String) -> Bool {
    ["producer.", "consumer.", "admin."].contains { name.hasPrefix($0) }
  }

  /// Settings of MirrorMaker itself.
  static func isOwn(_ name: String) -> Bool {
    ["clusters", "dedicated.mode.enable.internal.rest", "listeners"].contains(name)
      || name.hasPrefix("config.providers") || name.hasPrefix("rest.")
  }

  /// Kafka's default, for messages.
  static func defaultText(_ name: String) -> String? {
    switch MirrorDefaults.value(of: name) {
    case .integer(let value): "\(value)"
    case .flag(let flag): "\(flag)"
    case .text(let text): text
    case nil: nil
    }
  }

  /// Every name, for suggestions.
  static let all = connectors.sorted() + workers.sorted() + ["bootstrap.servers", "clusters"]

  private static let workers: Set<String> = [
    "connect.protocol", "connector.client.config.override.policy", "exactly.once.source.support",
    "group.id", "heartbeat.interval.ms", "offset.flush.interval.ms", "offset.flush.timeout.ms",
    "plugin.discovery", "plugin.path", "rebalance.timeout.ms", "response.http.headers.config",
    "scheduled.rebalance.max.delay.ms", "session.timeout.ms", "admin.listeners",
  ]

  private static let connectors = Set(
    MirrorDefaults.all.map(\.key).filter { !workers.contains($0) && !isReader($0) }
      + MirrorSettings.known.filter {
        !workers.contains($0) && !isClientFamily($0) && $0 != "clusters"
      }
      + [
        "config.action.reload", "config.properties.blacklist", "config.property.filter.class",
        "connector.class", "connector.plugin.version", "errors.log.enable",
        "errors.log.include.messages", "errors.retry.delay.max.ms", "errors.retry.timeout",
        "errors.tolerance", "exactly.once.support", "forwarding.admin.class", "group.filter.class",
        "metric.reporters", "name", "offsets.storage.topic", "predicates", "tasks.max.enforce",
        "topic.creation.groups", "transforms",
      ]
  ).subtracting(storage)

  /// Settings of the copier's consumer, which has a prefix of its own.
  private static func isReader(_ name: String) -> Bool {
    ["auto.offset.reset", "enable.auto.commit", "isolation.level"].contains(name)
  }

  private static let storage: Set<String> = [
    "config.storage.replication.factor", "offset.storage.replication.factor",
    "status.storage.replication.factor", "task.shutdown.graceful.timeout.ms",
  ]

  private static let converters = ["key.converter", "value.converter", "header.converter"]
  private static let security = ["ssl.", "sasl.", "security."]
  private static let families = [
    "producer.", "consumer.", "admin.", "source.", "target.", "transforms.", "predicates.",
    "topic.creation.", "metrics.",
  ]
  private static let bare = [
    "offset.storage", "config.storage", "status.storage", "key.converter", "value.converter",
    "header.converter", "task", "worker", "replication.policy",
  ]
}
