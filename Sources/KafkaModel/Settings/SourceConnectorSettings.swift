import SimKernel

/// Settings of a source connector that reads a growing file, beside those of its producers.
///
/// Source: `ConnectorConfig`, `FileStreamSourceConnector` of Apache Kafka 4.1; facts section 7.2.
package struct SourceConnectorSettings: KafkaSettings {
  package var batchSize: Int64 = 2000

  package init(defaultsOf version: KafkaVersion) {}

  package static let modelled: [Setting<Self>] = [
    Setting(
      "batch.size", .integer(\.batchSize), allowed: 1...Int64.max,
      "lines that a poll returns at most")
  ]

  package static let known = [
    "connector.class", "errors.tolerance", "exactly.once.support", "file", "key.converter", "name",
    "tasks.max", "topic", "topic.creation.default.partitions",
    "topic.creation.default.replication.factor", "transaction.boundary", "value.converter",
  ]
}
