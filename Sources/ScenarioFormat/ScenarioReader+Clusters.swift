import Accounting
import Documents
import KafkaModel
import MigrationModel
import SimKernel

// Clusters, and topics on them.

extension ScenarioReader {
  mutating func readClusters() {
    for entry in root.entries("clusters") {
      var spec = ClusterSpec(name: entry.name, version: version(entry.value.value("kafka")))
      spec.zones = zones(entry.value.value("brokers"))
      spec.storage = storage(entry.value)
      spec.settings.read(entry.value.settings("config"))
      if entry.value["features"] != nil {
        var features = ClusterFeatures(defaultsOf: spec.version)
        features.read(entry.value.settings("features"))
        spec.features = features
      }
      spec.catchUpRate = entry.value["catchUp"].map { bytesPerSecond($0) }
      spec.startTime = entry.value["start"].map { duration($0) }
      spec.rights = entry.value["acls"]?.elements.map(acl)
      scenario.clusters.append(spec)
    }
  }

  /// Whole bytes a second, at least one.
  func bytesPerSecond(_ value: CheckedValue) -> Int64 {
    max(1, value.bandwidth.numerator / value.bandwidth.denominator)
  }

  func acl(_ value: CheckedValue) -> AccessRule {
    let resource: AccessRule.Resource =
      if let topic = value["topic"] {
        .topic(topic.text)
      } else {
        .group(value.value("group").text)
      }
    return AccessRule(
      value.text("principal"), word(value.value("operation")), resource,
      isPrefix: value.value("pattern").isWord("prefixed"),
      isDenied: value.value("permission").isWord("deny"))
  }

  private func replicas(_ value: CheckedValue) -> [ReplicaState] {
    value.elements("replicas").map {
      ReplicaState(end: $0["end"].map(count), isInSync: $0.bool("inSync"))
    }
  }

  private func storage(_ value: CheckedValue) -> StorageEngine {
    guard value.value("storage").isWord("shared-storage") else { return .sharedNothing }
    let log = value["wal"]
    return .sharedStorage(
      WriteAheadLog.all.first { log?.isWord($0.name) == true } ?? .objectStore)
  }

  /// Zones a, b and c in turn where the file gives no more than a number.
  private func zones(_ value: CheckedValue) -> [String] {
    if value.node.array != nil { return value.elements.map { $0.text("zone") } }
    return (0..<int(value)).map { ["a", "b", "c"][$0 % 3] }
  }

  mutating func readTopics() {
    for entry in root.entries("topics") {
      var spec = TopicSpec(name: entry.name)
      spec.recordBytes = size(entry.value.value("recordBytes"))
      spec.unit = entry.value["unit"]?.text
      if let keys = entry.value["keys"] { spec.keys = self.keys(keys) }
      let first = topicHome(entry.value)
      spec.places = [first]
      for place in entry.value.entries("on") {
        spec.places.append(topicPlace(place, home: first))
      }
      scenario.topics.append(spec)
    }
  }

  private func topicHome(_ value: CheckedValue) -> TopicPlace {
    let cluster = home(value)
    let settings = scenario.clusters[cluster.row].settings
    var place = TopicPlace(cluster: cluster, settings: TopicSettings(inheriting: settings))
    place.partitions = value["partitions"].map(int) ?? Int(settings.defaultPartitions)
    place.replicationFactor =
      value["replicationFactor"].map(int) ?? Int(settings.defaultReplicationFactor)
    place.settings.read(value.settings("config"))
    if let log = value["log"] { place.logs = logs(log) }
    if value["replicas"] != nil { place.replicas = replicas(value) }
    return place
  }

  private func topicPlace(_ entry: CheckedValue.Entry, home: TopicPlace) -> TopicPlace {
    let value = entry.value
    let cluster = ClusterID(row(entry.name, clusters))
    var place = TopicPlace(
      cluster: cluster,
      settings: TopicSettings(inheriting: scenario.clusters[cluster.row].settings))
    place.partitions = value["partitions"].map(int) ?? home.partitions
    place.replicationFactor = value["replicationFactor"].map(int) ?? home.replicationFactor
    place.settings.read(value.settings("config"))
    if let log = value["log"] { place.logs = logs(log) }
    if value["replicas"] != nil { place.replicas = replicas(value) }
    return place
  }

  /// One log for all partitions, or one for each.
  private func logs(_ value: CheckedValue) -> [Range<Int64>] {
    func range(_ ends: [CheckedValue]) -> Range<Int64> {
      let start = Int64(ends[0].int)
      return start..<max(start, Int64(ends[1].int))
    }
    let elements = value.elements
    if elements.contains(where: { $0.node.array == nil }) { return [range(elements)] }
    return elements.map { range($0.elements) }
  }

  private func keys(_ value: CheckedValue) -> KeySpec {
    var spec = KeySpec()
    spec.count = int(value.value("count"))
    spec.prefix = value.text("prefix")
    spec.firstNumber = value.int("first")
    let distribution = value.value("distribution")
    if distribution.isWord("in-turn") {
      spec.distribution = .inTurn
    } else if distribution.isWord("uniform") {
      spec.distribution = .uniform
    } else {
      let exponent = distribution.value("zipf").node.number?.hundredths ?? 100
      spec.distribution = .zipf(exponent: Int(exponent))
    }
    return spec
  }
}
