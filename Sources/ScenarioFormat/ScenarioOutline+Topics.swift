import Documents
import KafkaModel
import MigrationModel
import SimKernel

/// A topic, and where it is at the start.
struct TopicOutline {
  let name: String
  let value: PartialValue?
  /// Home first.
  let places: [TopicPlaceOutline]
  /// Whether every place is known.
  let isComplete: Bool
  let recordBytes: ClosedRange<Int64>?

  func place(on cluster: Int) -> TopicPlaceOutline? { places.first { $0.cluster == cluster } }
}

/// A topic on one cluster.
struct TopicPlaceOutline {
  let cluster: Int
  let value: PartialValue
  let partitions: ClosedRange<Int64>?
  let replicationFactor: ClosedRange<Int64>?
  let settings: TopicSettings?
  let log: LogOutline?
}

/// What a log holds at the start: first readable offset and end, for all partitions or for each.
struct LogOutline {
  let value: PartialValue
  let isForEach: Bool
  /// The two ends with their places; nil where they are wrong.
  let ranges: [(first: Int64, end: Int64, value: PartialValue)?]

  init?(_ value: PartialValue) {
    let elements = value.elements
    self.value = value
    isForEach = elements.contains { $0?.value.node.array != nil }
    ranges = isForEach ? elements.map { $0.flatMap(Self.ends) } : [Self.ends(value)]
  }

  private static func ends(
    _ value: PartialValue
  ) -> (first: Int64, end: Int64, value: PartialValue)? {
    let ends = value.elements.map { $0.flatMap { $0.value.node.int } }
    guard ends.count == 2, let first = ends[0], let end = ends[1] else { return nil }
    return (Int64(first), Int64(end), value)
  }

  /// The ends of a partition's log.
  func ends(of partition: Int) -> (first: Int64, end: Int64)? {
    guard !ranges.isEmpty, let range = ranges[min(partition, ranges.count - 1)] else { return nil }
    return (range.first, range.end)
  }
}

extension ScenarioOutline {
  func topic(_ entry: PartialValue.Entry) -> TopicOutline {
    guard let value = entry.value else {
      return TopicOutline(
        name: entry.name, value: nil, places: [], isComplete: false, recordBytes: nil)
    }
    let home = home(value).map { place($0, value, home: nil) }
    let others = value["on"]?.entries.map { entry -> TopicPlaceOutline? in
      guard let cluster = clusterNames[entry.name], let value = entry.value else { return nil }
      return place(cluster, value, home: home)
    }
    let places = [home] + (others ?? [nil])
    return TopicOutline(
      name: entry.name, value: value, places: places.compactMap { $0 },
      isComplete: !places.contains { $0 == nil }, recordBytes: value.sizes("recordBytes"))
  }

  private func place(
    _ cluster: Int, _ value: PartialValue, home: TopicPlaceOutline?
  ) -> TopicPlaceOutline {
    let inherited = clusters[cluster].settings
    func number(
      _ key: String, else other: ClosedRange<Int64>?, or setting: Int64?
    ) -> ClosedRange<Int64>? {
      guard value.lacks(key) else { return value.counts(key) }
      return home == nil ? setting.map { $0...$0 } : other
    }
    return TopicPlaceOutline(
      cluster: cluster, value: value,
      partitions: number(
        "partitions", else: home?.partitions, or: inherited?.defaultPartitions),
      replicationFactor: number(
        "replicationFactor", else: home?.replicationFactor,
        or: inherited?.defaultReplicationFactor),
      settings: settings(value, inherited), log: value["log"].flatMap(LogOutline.init))
  }

  private func settings(_ value: PartialValue, _ cluster: ClusterSettings?) -> TopicSettings? {
    guard let cluster, let config = value["config"] else { return nil }
    var settings = TopicSettings(inheriting: cluster)
    settings.read(config.value.settings)
    return settings
  }
}
