import SimKernel

/// Settings of a sink connector, beside those of its consumers.
///
/// Source: `ConnectorConfig`, `SinkConnectorConfig` of Apache Kafka 4.1; facts sections 7.4 and 7.5.
package struct SinkConnectorSettings: KafkaSettings {
  package var tasks: Int64 = 1
  package var connectorClass = ""
  package var tolerance = "none"
  package var deadLetterTopic = ""
  package var batchSize: Int64 = 0

  package init(defaultsOf version: KafkaVersion) {}

  /// Whether a record that a converter or a transformation refuses is passed over.
  package var toleratesAll: Bool { tolerance == "all" }

  /// What becomes of a record that a converter refuses.
  package var atRefusal: Reject.Consequence {
    !toleratesAll ? .stop : deadLetterTopic.isEmpty ? .skip : .deadLetter
  }

  /// How many records it writes in one transaction of a database; each by itself unless its class is
  /// known to do otherwise.
  ///
  /// Source: `JdbcSinkConnectorConfig` of Debezium 3.4, `JdbcSinkConfig` of Confluent's and Aiven's.
  package var rowsPerTransaction: Int64 {
    if batchSize > 0 { return batchSize }
    guard connectorClass.hasSuffix("JdbcSinkConnector") else { return 1 }
    return connectorClass.hasPrefix("io.debezium.") ? 500 : 3000
  }

  package static let modelled: [Setting<Self>] = [
    Setting(
      "tasks.max", .integer(\.tasks), allowed: 1...1024,
      "how many tasks it has: the members of its consumer group"),
    Setting(
      "errors.tolerance", .word(\.tolerance, ["none", "all"]),
      "whether a record that a converter refuses is passed over, or fails the task"),
    Setting(
      "errors.deadletterqueue.topic.name", .text(\.deadLetterTopic),
      "where records that were passed over are kept; nowhere if empty"),
    Setting(
      "batch.size", .integer(\.batchSize), allowed: 0...Int64.max,
      "records in one transaction of the database; 0 for what its class does"),
    Setting(
      "connector.class", .text(\.connectorClass),
      "its class: Debezium's JDBC sink has 500 records in a transaction, Confluent's 3000, others 1"
    ),
  ]

  package static let known = [
    "connection.password", "connection.pool.acquire_increment", "connection.pool.max_size",
    "connection.pool.min_size", "connection.url", "connection.username",
    "errors.deadletterqueue.context.headers.enable",
    "errors.deadletterqueue.topic.replication.factor", "errors.log.enable",
    "errors.log.include.messages", "file", "insert.mode", "key.converter",
    "key.converter.schemas.enable", "name", "primary.key.fields", "primary.key.mode",
    "schema.evolution", "topics", "value.converter", "value.converter.schemas.enable",
  ]
}
