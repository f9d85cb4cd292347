import Documents
import KafkaModel
import MigrationModel
import SimKernel

/// What a scenario file says, as far as it is sound: the rows that the checks of meaning look at.
///
/// Rows stand in the order of the file. What is nil is wrong or missing in the file, and that has
/// been reported; nothing more can be said about it.
struct ScenarioOutline {
  let root: PartialValue
  let clusterNames: NameTable
  let topicNames: NameTable
  let producerNames: NameTable
  let sinkNames: NameTable
  let groupNames: NameTable
  let linkNames: NameTable
  let connectNames: NameTable
  let stepNames: NameTable
  /// Every row of a kind, which many actions share.
  let allProducers: [Int]
  let allGroups: [Int]
  private(set) var clusters: [ClusterOutline] = []
  private(set) var topics: [TopicOutline] = []
  private(set) var producers: [ProducerOutline] = []
  private(set) var groups: [GroupOutline] = []
  private(set) var links: [LinkOutline] = []
  private(set) var workers: [GroupOutline] = []
  private(set) var steps: [StepOutline] = []

  init(_ root: PartialValue) {
    func names(_ kind: NameKind, _ key: String) -> NameTable {
      NameTable(kind, root[key]?.entries.map(\.name) ?? [])
    }
    self.root = root
    clusterNames = names(Names.cluster, "clusters")
    topicNames = names(Names.topic, "topics")
    producerNames = names(Names.producer, "producers")
    sinkNames = names(Names.sink, "sinks")
    groupNames = names(Names.group, "groups")
    linkNames = names(Names.link, "links")
    connectNames = names(Names.connect, "connect")
    allProducers = Array(producerNames.names.indices)
    allGroups = Array(groupNames.names.indices)
    let steps = root["plan"]?["steps"]?.elements ?? []
    // A step without a sound name keeps its row.
    stepNames = NameTable(Names.step, steps.map { $0?["name"]?.text ?? "" })
    clusters = (root["clusters"]?.entries ?? []).map(cluster)
    topics = (root["topics"]?.entries ?? []).map(topic)
    producers = (root["producers"]?.entries ?? []).map(producer)
    groups = (root["groups"]?.entries ?? []).map(group)
    links = (root["links"]?.entries ?? []).map(link)
    workers = (root["connect"]?.entries ?? []).map(workers)
    self.steps = steps.map(step)
    noteDestinations()
  }

  /// Notes where the plan moves producers and groups.
  private mutating func noteDestinations() {
    for step in steps {
      for case let action? in step.actions + (step.rollback ?? [])
      where action.kind.hasPrefix("move-") || action.kind == "repoint-producers" {
        guard let cluster = action.cluster else { continue }
        for group in action.groups ?? [] { groups[group].clusterBits |= 1 << UInt64(cluster) }
        for producer in action.producers ?? [] {
          producers[producer].destinationBits |= 1 << UInt64(cluster)
        }
      }
    }
  }

  /// Whether a section of the file is there, or left out, without a doubt about its rows.
  func isSound(_ section: String) -> Bool { root[section] != nil }
}

// MARK: - What names stand for

extension ScenarioOutline {
  /// The row that a key names.
  func row(_ key: String, of value: PartialValue?, _ table: NameTable) -> Int? {
    value?[key]?.text.flatMap { table[$0] }
  }

  /// The cluster that something names, or the first one.
  func home(_ value: PartialValue?) -> Int? {
    guard let value else { return nil }
    if value.lacks("cluster") { return clusterNames.names.isEmpty ? nil : 0 }
    return row("cluster", of: value, clusterNames)
  }

  /// The rows that some names stand for; nil if one of them is unknown.
  func rows(_ value: PartialValue?, _ table: NameTable) -> [Int]? {
    guard let value else { return nil }
    let rows = value.elements.map { $0?.text.flatMap { table[$0] } }
    return rows.contains(nil) ? nil : rows.compactMap { $0 }
  }
}

/// A cluster.
struct ClusterOutline {
  let name: String
  let value: PartialValue?
  let brokers: ClosedRange<Int64>?
  let settings: ClusterSettings?
}

/// A producer.
struct ProducerOutline {
  let name: String
  let value: PartialValue?
  let topic: Int?
  let cluster: Int?
  let settings: ProducerSettings?
  let instances: ClosedRange<Int64>?
  /// The clusters that the plan moves it to, a bit for each.
  fileprivate var destinationBits: UInt64 = 0

  func isMoved(to cluster: Int) -> Bool { destinationBits & 1 << UInt64(cluster) != 0 }

  /// Whether a write waits for all replicas in sync.
  var waitsForAll: Bool? { settings?.waitsForAll }
}

/// A consumer group, or the workers of a Connect cluster.
struct GroupOutline {
  let name: String
  let value: PartialValue?
  let topics: [Int]?
  let cluster: Int?
  let members: ClosedRange<Int64>?
  let settings: ConsumerSettings?
  /// Where its clients' settings stand.
  let config: PartialValue?
  /// What stands before each of them.
  var prefix = ""
  /// The topic that it writes to; nil if it writes to none.
  var output: Int?
  /// The clusters that it is ever on, a bit for each.
  fileprivate var clusterBits: UInt64 = 0

  func isEver(on cluster: Int) -> Bool { clusterBits & 1 << UInt64(cluster) != 0 }
}

/// A link.
struct LinkOutline {
  let name: String
  let value: PartialValue?
  let from: Int?
  let to: Int?
  let settings: MirrorSettings?
  let isCopier: Bool?
  let isRunning: Bool?

  /// Whether copies keep the name of their topic; as the model decides it.
  var keepsNames: Bool? {
    guard let isCopier, let settings else { return nil }
    return isCopier || settings.policy.contains(MirrorSettings.identityPolicy)
  }
}

extension ScenarioOutline {
  private func cluster(_ entry: PartialValue.Entry) -> ClusterOutline {
    ClusterOutline(
      name: entry.name, value: entry.value, brokers: brokers(entry.value?["brokers"]),
      settings: settings(entry.value))
  }

  private func brokers(_ value: PartialValue?) -> ClosedRange<Int64>? {
    guard let value else { return nil }
    if let list = value.value.node.array { return Int64(list.count)...Int64(list.count) }
    return value.counts
  }

  /// The settings of a `config` beside the defaults of the newest version, which differ from those
  /// of others in nothing that is checked.
  func settings<Settings: KafkaSettings>(_ value: PartialValue?) -> Settings? {
    guard let config = value?["config"] else { return nil }
    var settings = Settings(defaultsOf: .newest)
    settings.read(config.value.settings)
    return settings
  }

  private func producer(_ entry: PartialValue.Entry) -> ProducerOutline {
    ProducerOutline(
      name: entry.name, value: entry.value, topic: row("topic", of: entry.value, topicNames),
      cluster: home(entry.value), settings: settings(entry.value),
      instances: entry.value?.counts("instances"))
  }

  private func group(_ entry: PartialValue.Entry) -> GroupOutline {
    let cluster = home(entry.value)
    let bits: UInt64 = cluster.map { 1 << UInt64($0) } ?? 0
    let topics = rows(entry.value?["topics"], topicNames)
    guard let connector = entry.value?["connector"] else {
      return GroupOutline(
        name: entry.name, value: entry.value, topics: topics,
        cluster: cluster, members: entry.value?.counts("members"), settings: settings(entry.value),
        config: entry.value?["config"],
        output: row("topic", of: entry.value?["output"], topicNames), clusterBits: bits)
    }
    let own: SinkConnectorSettings? = settings(connector)
    let config = connector["config"]
    var consumer = ConsumerSettings.ofConnectors
    let prefix = ScenarioShape.consumerOverride
    if let config { consumer.read(config.value.settings, after: prefix) }
    return GroupOutline(
      name: entry.name, value: entry.value, topics: topics, cluster: cluster,
      members: own.map { $0.tasks...$0.tasks }, settings: config == nil ? nil : consumer,
      config: config, prefix: prefix, clusterBits: bits)
  }

  private func workers(_ entry: PartialValue.Entry) -> GroupOutline {
    let cluster = home(entry.value)
    let own: WorkerSettings? = settings(entry.value)
    let consumer = own.map { settings in
      var consumer = ConsumerSettings(defaultsOf: .newest)
      consumer.sessionTimeout = settings.sessionTimeout
      consumer.heartbeat = settings.heartbeat
      return consumer
    }
    return GroupOutline(
      name: entry.name, value: entry.value, topics: [], cluster: cluster,
      members: entry.value?.counts("workers"), settings: consumer,
      config: entry.value?["config"], clusterBits: cluster.map { 1 << UInt64($0) } ?? 0)
  }

  private func link(_ entry: PartialValue.Entry) -> LinkOutline {
    LinkOutline(
      name: entry.name, value: entry.value, from: row("from", of: entry.value, clusterNames),
      to: row("to", of: entry.value, clusterNames), settings: settings(entry.value),
      isCopier: entry.value?["layer"].map { $0.isWord("copier") },
      isRunning: entry.value?["running"]?.value.bool)
  }
}
