import SimKernel

/// Settings of a producer. Source: `ProducerConfig` of Apache Kafka 4.1; facts section 3.1.
package struct ProducerSettings: KafkaSettings {
  package var acks = "all"
  package var enableIdempotence: Bool
  package var linger: TimeAmount
  package var batchSize: Int64 = 16_384
  package var maxInFlight: Int64 = 5
  package var retries: Int64 = 2_147_483_647
  package var deliveryTimeout = TimeAmount.seconds(120)
  package var requestTimeout = Self.defaultRequestTimeout
  package var retryBackoff = TimeAmount.milliseconds(100)
  package var retryBackoffMax = TimeAmount.seconds(1)
  package var bufferMemory: Int64 = 33_554_432
  package var metadataMaxAge = TimeAmount.seconds(300)
  package var transactionTimeout = TimeAmount.seconds(60)
  /// Whether the pause before a retry grows; otherwise it is always `retryBackoff`.
  package let backsOffMoreAndMore: Bool

  /// `request.timeout.ms` of every client that does not set it.
  package static let defaultRequestTimeout = TimeAmount.seconds(30)

  package init(defaultsOf version: KafkaVersion) {
    enableIdempotence = version.has(.idempotenceByDefault)
    linger = version.has(.lingerOfFive) ? .milliseconds(5) : .zero
    backsOffMoreAndMore = version.has(.growingBackoff)
  }

  /// What Connect gives the producers of a source connector, which wait for as long as it takes.
  /// Source: `Worker.baseProducerConfigs` of Apache Kafka 4.1; facts section 7.2.
  package static func ofConnectors(isExactlyOnce: Bool) -> Self {
    var settings = Self(defaultsOf: .newest)
    settings.enableIdempotence = isExactlyOnce
    settings.maxInFlight = isExactlyOnce ? 5 : 1
    settings.deliveryTimeout = .hours(24 * 3650)
    settings.bufferMemory = .max
    return settings
  }

  /// Whether the broker can recognise a batch that it has already: idempotence needs acks=all, at
  /// most five requests in flight and retries, and is silently off without them.
  package var isIdempotent: Bool {
    enableIdempotence && waitsForAll && maxInFlight <= 5 && retries > 0
  }

  package var waitsForAll: Bool { acks == "all" || acks == "-1" }

  /// A producer that was not told its `delivery.timeout.ms` gives each batch the time to wait and to
  /// be answered once. Source: `KafkaProducer.configureDeliveryTimeout`.
  package mutating func raiseDeliveryTimeout() {
    deliveryTimeout = max(deliveryTimeout, linger + requestTimeout)
  }

  package static let modelled: [Setting<Self>] = [
    Setting(
      "acks", .word(\.acks, ["all", "-1", "1", "0"]),
      "whose copy a write waits for: all in-sync replicas, the leader, nobody"),
    Setting(
      "enable.idempotence", .boolean(\.enableIdempotence),
      "whether the broker recognises a batch sent again; off without acks=all"),
    Setting("linger.ms", .milliseconds(\.linger), "how long a batch waits for company"),
    Setting("batch.size", .integer(\.batchSize), "bytes at which a batch no longer waits"),
    Setting(
      "max.in.flight.requests.per.connection", .integer(\.maxInFlight), allowed: 1...Int64.max,
      "batches of one partition under way at a time"),
    Setting(
      "retries", .integer(\.retries), allowed: 0...2_147_483_647, "how often a batch is sent again"),
    Setting(
      "delivery.timeout.ms", .milliseconds(\.deliveryTimeout), "age at which a batch is given up"),
    Setting(
      "request.timeout.ms", .milliseconds(\.requestTimeout), "how long an answer is waited for"),
    Setting("retry.backoff.ms", .milliseconds(\.retryBackoff), "pause before the first retry"),
    Setting("retry.backoff.max.ms", .milliseconds(\.retryBackoffMax), "longest pause"),
    Setting(
      "buffer.memory", .integer(\.bufferMemory), "bytes that may wait; more are refused"),
    Setting(
      "metadata.max.age.ms", .milliseconds(\.metadataMaxAge), "how old a known leader may be"),
    Setting(
      "transaction.timeout.ms", .milliseconds(\.transactionTimeout),
      "after how long a transaction that is still open is aborted"),
  ]

  package static let known = [
    "bootstrap.servers", "client.id", "compression.type", "connections.max.idle.ms",
    "key.serializer", "max.block.ms", "max.request.size", "metadata.recovery.strategy",
    "partitioner.adaptive.partitioning.enable", "partitioner.class", "partitioner.ignore.keys",
    "reconnect.backoff.max.ms", "reconnect.backoff.ms", "security.protocol",
    "transactional.id", "value.serializer",
  ]
}
