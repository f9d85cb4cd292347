import Documents

/// The value that a topic has on a cluster, and where it comes from.
struct EffectiveSetting {
  enum Origin: Equatable {
    case topic
    case cluster
    /// No file says it: Kafka's default.
    case kafka
  }

  let text: String
  let origin: Origin
  let at: FilePlace?

  var integer: Int64? { Int64(text) }
}

extension ClusterFacts {
  /// The value in force for a topic, or nil when no file tells and Kafka's default is not known.
  func effective(_ name: String, of topic: TopicFacts) -> EffectiveSetting? {
    if let own = topic.settings[name] {
      return EffectiveSetting(text: own.value, origin: .topic, at: own.at)
    }
    if let inherited = inherited[name] ?? BrokerSetting.fallback(for: name, in: brokerSettings) {
      return EffectiveSetting(text: inherited.value, origin: .cluster, at: inherited.at)
    }
    guard let text = FormatSettings.topic[name]?.defaultText ?? Self.defaults[name] else {
      return nil
    }
    return EffectiveSetting(text: text, origin: .kafka, at: nil)
  }

  /// Defaults of settings that the model does not use. Source: Kafka 4.1, `TopicConfig`, `LogConfig`.
  private static let defaults = [
    "compression.type": "producer", "delete.retention.ms": "86400000",
    "min.compaction.lag.ms": "0", "min.cleanable.dirty.ratio": "0.5",
  ]
}

/// What a broker's setting means for topics that do not set their own.
enum BrokerSetting {
  /// Broker setting, topic setting, and how many units of the one make a unit of the other. Of
  /// several for one topic setting the first given counts.
  ///
  /// - Source: Kafka 4.1, `ServerTopicConfigSynonyms`.
  private static let synonyms: [(broker: String, topic: String, factor: Int64)] = [
    ("log.retention.ms", "retention.ms", 1), ("log.retention.minutes", "retention.ms", 60_000),
    ("log.retention.hours", "retention.ms", 3_600_000),
    ("log.retention.bytes", "retention.bytes", 1), ("log.segment.bytes", "segment.bytes", 1),
    ("log.roll.ms", "segment.ms", 1), ("log.roll.hours", "segment.ms", 3_600_000),
    ("min.insync.replicas", "min.insync.replicas", 1),
    ("unclean.leader.election.enable", "unclean.leader.election.enable", 1),
    ("log.cleanup.policy", "cleanup.policy", 1), ("message.max.bytes", "max.message.bytes", 1),
    ("log.message.timestamp.type", "message.timestamp.type", 1),
    ("log.cleaner.delete.retention.ms", "delete.retention.ms", 1),
    ("compression.type", "compression.type", 1),
  ]

  /// What the brokers' settings give a topic that does not say.
  static func fallback(
    for topic: String, in brokers: [String: Fact<String>]
  ) -> Fact<String>? {
    for row in synonyms where row.topic == topic {
      guard let given = brokers[row.broker], given.value != "null",
        let text = converted(given.value, row.factor)
      else { continue }
      return Fact(text, at: given.at)
    }
    return nil
  }

  /// The topic's value that a broker's setting stands for.
  static func text(_ text: String, of broker: String, for topic: String) -> String? {
    synonyms.first { $0.broker == broker && $0.topic == topic }
      .flatMap { converted(text, $0.factor) }
  }

  /// The setting of a topic that has the same unit.
  static func topicName(of broker: String) -> String? {
    synonyms.first { $0.broker == broker && $0.factor == 1 }?.topic
  }

  private static func converted(_ text: String, _ factor: Int64) -> String? {
    if factor == 1 { return text }
    guard let value = Int64(text) else { return nil }
    if value < 0 { return text }
    let (product, overflows) = value.multipliedReportingOverflow(by: factor)
    return overflows ? String(Int64.max) : String(product)
  }
}
