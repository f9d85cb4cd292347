import SimKernel

/// Settings of a consumer group's members. Source: `ConsumerConfig` of Apache Kafka 4.1; facts
/// section 5.1.
package struct ConsumerSettings: KafkaSettings {
  package var sessionTimeout = TimeAmount.seconds(45)
  package var heartbeat = TimeAmount.seconds(3)
  package var maxPollInterval = TimeAmount.seconds(300)
  package var maxPollRecords: Int64 = 500
  package var maxPartitionFetchBytes: Int64 = 1_048_576
  package var autoCommit = true
  package var autoCommitInterval = TimeAmount.seconds(5)
  package var apiTimeout = TimeAmount.seconds(60)
  package var offsetReset = "latest"
  package var isolation = "read_uncommitted"
  /// Range first, so a group is eager unless told otherwise.
  package var assignor = "range"
  package var groupInstance = ""
  package var groupProtocol = "classic"

  package init(defaultsOf version: KafkaVersion) {}

  /// What Connect gives the consumers of a sink connector. Source: `ConnectUtils`, `Worker` of Apache
  /// Kafka 4.1; facts section 7.4.
  package static let ofConnectors: Self = {
    var settings = Self(defaultsOf: .newest)
    settings.offsetReset = "earliest"
    return settings
  }()

  package var resetPolicy: OffsetReset {
    switch offsetReset {
    case "earliest": .earliest
    case "none": .none
    default: .latest
    }
  }

  package static let modelled: [Setting<Self>] = [
    Setting(
      "session.timeout.ms", .milliseconds(\.sessionTimeout), allowed: 1...Int64.max,
      "how long a silent member is believed to live"),
    Setting(
      "heartbeat.interval.ms", .milliseconds(\.heartbeat), allowed: 1...Int64.max,
      "how often a member says it lives"),
    Setting(
      "max.poll.interval.ms", .milliseconds(\.maxPollInterval), allowed: 1...Int64.max,
      "how long a member may take between two polls before it leaves the group"),
    Setting(
      "max.poll.records", .integer(\.maxPollRecords), allowed: 1...Int64.max,
      "records a poll returns at most"),
    Setting(
      "max.partition.fetch.bytes", .integer(\.maxPartitionFetchBytes),
      "bytes of one partition read before the next one has its turn"),
    Setting("enable.auto.commit", .boolean(\.autoCommit), "whether poll commits by itself"),
    Setting(
      "auto.commit.interval.ms", .milliseconds(\.autoCommitInterval), "how often it does"),
    Setting(
      "default.api.timeout.ms", .milliseconds(\.apiTimeout), allowed: 1...Int64.max,
      "how long a member tries to commit before it goes on without"),
    Setting(
      "auto.offset.reset", .word(\.offsetReset, ["latest", "earliest", "none"]),
      "where to begin without a valid position"),
    Setting(
      "isolation.level", .word(\.isolation, ["read_uncommitted", "read_committed"]),
      "whether open and aborted transactions are read"),
    Setting(
      "partition.assignment.strategy",
      .word(\.assignor, ["range", "roundrobin", "sticky", "cooperative-sticky"]),
      "who gets which partition; cooperative-sticky also how it changes hands"),
    Setting(
      "group.instance.id", .text(\.groupInstance),
      "if set, members keep their names, each with its number, over a restart"),
    Setting(
      "group.protocol", .word(\.groupProtocol, ["classic", "consumer"]),
      "whether members share partitions out among themselves, or the coordinator does (KIP-848)"),
  ]

  package static let known = [
    "allow.auto.create.topics", "bootstrap.servers", "client.id", "client.rack",
    "connections.max.idle.ms", "fetch.max.bytes", "fetch.max.wait.ms", "fetch.min.bytes",
    "group.id", "key.deserializer",
    "metadata.max.age.ms", "reconnect.backoff.ms", "request.timeout.ms", "retry.backoff.ms",
    "value.deserializer",
  ]
}
