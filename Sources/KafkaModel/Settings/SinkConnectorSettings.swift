import SimKernel

/// Settings of a sink connector, beside those of its consumers.
///
/// Source: `ConnectorConfig`, `SinkConnectorConfig` of Apache Kafka 4.1; facts sections 7.4 and 7.5.
package struct SinkConnectorSettings: KafkaSettings {
  package var tasks: Int64 = 1

  package init(defaultsOf version: KafkaVersion) {}

  package static let modelled: [Setting<Self>] = [
    Setting(
      "tasks.max", .integer(\.tasks), allowed: 1...1024,
      "how many tasks it has: the members of its consumer group")
  ]

  package static let known = [
    "connection.password", "connection.pool.acquire_increment", "connection.pool.max_size",
    "connection.pool.min_size", "connection.url", "connection.username", "connector.class",
    "errors.log.enable", "errors.log.include.messages", "file", "insert.mode", "key.converter",
    "key.converter.schemas.enable", "name", "primary.key.fields", "primary.key.mode",
    "schema.evolution", "topics", "value.converter", "value.converter.schemas.enable",
  ]
}
