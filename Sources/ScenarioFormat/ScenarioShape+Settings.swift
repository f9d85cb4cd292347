import Documents
import KafkaModel
import MigrationModel
import SimKernel

// Kafka's own settings, taken from the tables of the model so that each stands in one place.

extension ScenarioShape {
  static let clusterConfig = config(
    ClusterSettings.self, "ClusterConfig", "Settings of a cluster's brokers.",
    noun: "broker setting")
  static let clusterFeatures = config(
    ClusterFeatures.self, "ClusterFeatures", "Features of a cluster.", noun: "feature")
  static let topicConfig = config(
    TopicSettings.self, "TopicConfig", "Settings of a topic.", noun: "topic setting")
  static let producerConfig = config(
    ProducerSettings.self, "ProducerConfig", "Settings of a producer.", noun: "producer setting")
  static let consumerConfig = config(
    ConsumerSettings.self, "ConsumerConfig", "Settings of a consumer.", noun: "consumer setting")
  static let mirrorConfig = config(
    MirrorSettings.self, "MirrorConfig", "Settings of MirrorMaker 2 and its Connect worker.",
    noun: "link setting")

  static let workerConfig = config(
    WorkerSettings.self, "WorkerConfig", "Settings of the workers of a Connect cluster.",
    noun: "worker setting")
  static let sinkConnectorConfig = config(
    SinkConnectorSettings.self, "SinkConnectorConfig",
    "Settings of a sink connector, and of its consumers after `consumer.override.`.",
    noun: "connector setting",
    families: [
      .init(
        consumerOverride, connectorConsumerConfig,
        "What differs for its consumers from those of any group.")
    ])
  static let sourceConnectorConfig = config(
    SourceConnectorSettings.self, "SourceConnectorConfig",
    "Settings of a source connector, and of its producers after `producer.override.`.",
    noun: "connector setting",
    families: [
      .init(
        producerOverride, connectorProducerConfig,
        "What differs for its producers from those of any application.")
    ])
  static let producerOverride = "producer.override."
  private static let connectorProducerConfig = config(
    ProducerSettings.self, "ConnectorProducerConfig",
    "Settings of the producers of a source connector.", noun: "producer setting",
    defaults: .ofConnectors(isExactlyOnce: false))
  static let connectorChange = config(
    SinkConnectorSettings.self, "SinkConnectorChange", "Settings that a connector gets later.",
    noun: "connector setting", without: ["tasks.max"])
  static let consumerOverride = "consumer.override."

  /// Connect commits by itself, and begins at the start of a log.
  private static let connectorConsumerConfig = config(
    ConsumerSettings.self, "ConnectorConsumerConfig",
    "Settings of the consumers of a sink connector.", noun: "consumer setting",
    defaults: .ofConnectors, without: ["enable.auto.commit", "auto.commit.interval.ms"])

  private static func config<Settings: KafkaSettings>(
    _: Settings.Type, _ name: String, _ doc: String, noun: String,
    defaults: Settings = Settings(defaultsOf: .newest), without unused: [String] = [],
    families: [SettingsShape.Family] = []
  ) -> SettingsShape {
    SettingsShape(
      name, doc, noun: noun,
      Settings.modelled.filter { !unused.contains($0.name) }.map { setting in
        SettingShape(
          setting.name, setting.kind, unit: setting.unit,
          default: setting.text(in: defaults), "\(setting.summary.sentence)")
      } + Settings.known.map { SettingShape($0, .text, default: nil, isModelled: false) },
      families: families)
  }
}

extension Setting {
  /// What Kafka's files may say.
  fileprivate var kind: SettingShape.Kind {
    switch target {
    case .integer, .milliseconds, .seconds, .minutes: .integer(allowed)
    case .boolean: .boolean
    case .word(_, let words): .choice(words)
    case .text: .text
    }
  }

  fileprivate var unit: SettingShape.Unit {
    switch target {
    case .integer: name.hasSuffix(".bytes") || name.hasSuffix(".size") ? .bytes : .none
    case .milliseconds: .milliseconds
    case .seconds: .seconds
    case .minutes: .minutes
    case .boolean, .word, .text: .none
    }
  }
}

extension String {
  /// A summary as a sentence of its own.
  fileprivate var sentence: String { prefix(1).uppercased() + dropFirst() + "." }
}
