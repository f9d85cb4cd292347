import Documents

/// What `kafka-topics --describe` prints: a line for each topic, and one for each of its partitions.
///
/// Cells are `Name: value`, between tabs; a terminal or an editor may have made blanks of them.
///
/// - Source: Kafka 4.1, `TopicCommand`.
struct TopicsDescription {
  struct Topic {
    let name: String
    let at: FilePlace
    let id: String?
    let partitionCount: Int
    let replicationFactor: Int
    /// What the topic sets itself; the rest comes from its cluster.
    let settings: [(name: String, text: String)]
    var partitions: [Partition] = []
  }

  struct Partition {
    let number: Int
    /// Nil when nobody leads it.
    let leader: Int?
    let replicas: [Int]
    let inSync: [Int]
    let at: FilePlace
  }

  private(set) var topics: [Topic] = []
  private var rows: [String: Int] = [:]
  private var seen: Set<Key> = []

  private struct Key: Hashable {
    let topic: Int
    let partition: Int
  }

  init(_ bytes: [UInt8], reportingTo diagnostics: inout Diagnostics) {
    var hasBegun = false
    for line in TextLines(bytes) where !line.isBlank {
      guard line.begins(with: "Topic:") else {
        if hasBegun, !line.isLogNoise {
          diagnostics.error(
            "expected a line that begins with Topic:, found \(line.shown)",
            hint: Self.hint, at: line.place)
        }
        continue
      }
      hasBegun = true
      let cells = DescribedCells(line)
      if cells["Partition"] != nil {
        readPartition(cells, &diagnostics)
      } else {
        readTopic(cells, &diagnostics)
      }
    }
    checkCompleteness(&diagnostics)
  }

  private static let hint = "give what kafka-topics --describe printed, whole and unchanged"

  private mutating func readTopic(_ cells: DescribedCells, _ diagnostics: inout Diagnostics) {
    guard let name = cells.topic(&diagnostics),
      let partitions = cells.count("PartitionCount", 1...Numbers.partitionsMax, &diagnostics),
      let factor = cells.count("ReplicationFactor", 1...1000, &diagnostics)
    else { return }
    let topic = Topic(
      name: name, at: diagnostics.place(cells.line.place), id: cells["TopicId"].map { $0.text },
      partitionCount: partitions, replicationFactor: factor,
      settings: DescribedCells.settings(cells["Configs"]?.text ?? ""))
    guard let row = rows[name] else {
      rows[name] = topics.count
      topics.append(topic)
      return
    }
    let first = topics[row]
    guard first.partitionCount == partitions, first.replicationFactor == factor else {
      return diagnostics.error(
        "topic \(name) was described before, at \(first.at), with other numbers",
        hint: "give one description of each cluster", at: cells.line.place)
    }
  }

  private mutating func readPartition(_ cells: DescribedCells, _ diagnostics: inout Diagnostics) {
    guard let name = cells.topic(&diagnostics),
      let number = cells.count("Partition", 0...Numbers.partitionsMax - 1, &diagnostics),
      let replicas = cells.brokers("Replicas", &diagnostics),
      let inSync = cells.brokers("Isr", &diagnostics)
    else { return }
    guard let row = rows[name] else {
      return diagnostics.error(
        "topic \(name) has lines for its partitions and none for itself",
        hint: "give the whole output, not that of --under-replicated-partitions",
        at: cells.line.place)
    }
    guard number < topics[row].partitionCount else {
      return diagnostics.error(
        "topic \(name) has \(counted(topics[row].partitionCount, "partition")) by its line at "
          + "\(topics[row].at), and here a partition \(number)", hint: Self.hint,
        at: cells.line.place)
    }
    guard seen.insert(Key(topic: row, partition: number)).inserted else { return }
    let leader = (cells["Leader"]?.text).flatMap { Int($0) }
    topics[row].partitions.append(
      Partition(
        number: number, leader: leader.flatMap { $0 >= 0 ? $0 : nil }, replicas: replicas,
        inSync: inSync, at: diagnostics.place(cells.line.place)))
  }

  /// A lost line must not pass for a smaller topic.
  private func checkCompleteness(_ diagnostics: inout Diagnostics) {
    guard !diagnostics.hasErrors else { return }
    for topic in topics where topic.partitions.count < topic.partitionCount {
      let listed = Set(topic.partitions.map(\.number))
      let missing = (0..<topic.partitionCount).filter { !listed.contains($0) }
      diagnostics.error(
        "topic \(topic.name) has \(counted(topic.partitionCount, "partition")), and no line for "
          + named("partition", missing), hint: Self.hint, at: topic.at.place)
    }
  }
}
