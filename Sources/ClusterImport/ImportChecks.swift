/// Looks whether the files of a cluster agree with each other as far as numbers are made from them.
struct ImportChecks {
  /// More partitions than this, both clusters together, are more than a rehearsal can hold.
  static let partitionsMax = 150_000

  /// Whether the numbers of partitions are small enough to go on.
  static func sizes(_ clusters: [ClusterFacts], _ problems: inout ImportProblems) -> Bool {
    let total = clusters.reduce(0) { sum, cluster in
      cluster.topics.values.reduce(sum) { $0 + $1.partitionCount }
    }
    guard total > partitionsMax else { return true }
    problems.general(
      "the files tell of \(total) partitions; an import takes \(partitionsMax)",
      hint: "describe fewer topics: kafka-topics --describe --topic takes an expression")
    return false
  }

  static func check(_ cluster: ClusterFacts, _ problems: inout ImportProblems) {
    for topic in cluster.topicNames.compactMap({ cluster.topics[$0] }) {
      checkPartitions(topic, cluster, &problems)
      for (number, log) in topic.logs.sorted(by: { $0.key < $1.key }) {
        guard let start = log.start, let end = log.end, start.value > end.value else { continue }
        problems.error(
          "\(topic.name) \(number) begins at \(start.value) and ends at \(end.value) by \(end.at)",
          hint: "the files are of different clusters, or first and last offsets are swapped",
          at: start.at)
      }
    }
    for group in cluster.groupNames.compactMap({ cluster.groups[$0] }) {
      checkPartitions(group, cluster, &problems)
    }
  }

  /// Topics that were not described must be listed from partition 0 on without a hole; topics that
  /// were have no partition beyond.
  private static func checkPartitions(
    _ topic: TopicFacts, _ cluster: ClusterFacts, _ problems: inout ImportProblems
  ) {
    if let described = topic.described {
      let beyond = topic.logs.filter { $0.key >= described.partitionCount }.map(\.key).min()
      guard let beyond, let place = topic.logs[beyond]?.end?.at ?? topic.logs[beyond]?.start?.at
      else { return }
      problems.error(
        "\(topic.name) has \(counted(described.partitionCount, "partition")) by \(described.at), "
          + "and here a partition \(beyond)",
        hint: "the files are of different clusters, or of different moments", at: place)
    } else if topic.logs.count < topic.partitionCount,
      cluster.file(.latestOffsets) != nil || cluster.file(.earliestOffsets) != nil
    {
      let missing = (0..<topic.partitionCount).first { topic.logs[$0] == nil } ?? 0
      guard let place = topic.at else { return }
      problems.error(
        "\(topic.name) is listed with a partition \(topic.partitionCount - 1) and none \(missing)",
        hint: "give kafka-topics --describe of \(cluster.name) as well", at: place)
    }
  }

  private static func checkPartitions(
    _ group: GroupFacts, _ cluster: ClusterFacts, _ problems: inout ImportProblems
  ) {
    for topic in group.topics {
      guard let count = cluster.topics[topic]?.described?.partitionCount,
        let beyond = group.positions[topic]?.keys.filter({ $0 >= count }).min(),
        let place = group.positions[topic]?[beyond]?.at
      else { continue }
      problems.error(
        "group \(group.label) stands in partition \(beyond) of \(topic), which has "
          + counted(count, "partition"),
        hint: "the files are of different clusters, or of different moments", at: place)
    }
  }

  /// A topic has another id on each cluster.
  static func checkApart(
    _ source: ClusterFacts, _ target: ClusterFacts, _ problems: inout ImportProblems
  ) {
    for name in source.topicNames {
      guard let here = source.topics[name]?.described, let there = target.topics[name]?.described,
        let id = here.id, !id.isEmpty, id == there.id
      else { continue }
      return problems.error(
        "\(name) has the TopicId \(id.shown) on both clusters, as by \(here.at)",
        hint: "the same cluster was given as --source and as --target", at: there.at)
    }
  }
}
