import Documents
import SimKernel

// What logs hold at the start, and positions in them.

extension ScenarioChecks {
  /// Offsets beyond this are refused: the model adds to them.
  static let offsetMax: Int64 = 1_000_000_000_000_000
  /// Logs beyond this are refused: 64 bits count the bytes of all of them.
  private static let logBytesMax: Int64 = 1 << 60

  mutating func checkLogs() {
    for (topic, row) in outline.topics.enumerated() {
      for place in row.places {
        guard let log = place.log else { continue }
        if log.isForEach { checkCount(log.value, log.ranges.count, place.partitions) }
        for case let range? in log.ranges { check(range, topic: topic) }
      }
      for place in row.places { checkReplicas(place) }
    }
    checkGroupPositions()
    for link in outline.links { checkLinkPositions(link) }
    for link in outline.links.indices { checkCopies(link) }
  }

  /// The first replica leads: it has what the log holds.
  private mutating func checkReplicas(_ place: TopicPlaceOutline) {
    guard let value = place.value["replicas"], !value.elements.contains(where: { $0 == nil }) else {
      return
    }
    let replicas = value.elements.compactMap { $0 }
    if let factor = place.replicationFactor, factor != Int64(replicas.count)...Int64(replicas.count)
    {
      report(
        "the list has \(replicas.count) replicas, and a partition has \(factor.upperBound)",
        hint: "write one for each, the leader first", at: value)
    }
    let ranges = place.log?.ranges ?? []
    let ends = ranges.compactMap { $0?.end }
    guard ends.count == ranges.count else { return }
    let end = ends.max() ?? 0
    for (number, replica) in replicas.enumerated() {
      let isWhole = replica.lacks("end") || replica["end"]?.counts.lowerBound == end
      if number == 0, !isWhole || replica["inSync"]?.value.bool == false {
        report(
          "the first replica leads, so it is in sync and has all of the log",
          hint: "list the leader first", at: replica)
      } else if let own = replica["end"], own.counts.upperBound > end {
        report("this replica would have more than the log, which ends at \(end)", at: own)
      }
    }
  }

  private mutating func check(
    _ range: (first: Int64, end: Int64, value: PartialValue), topic: Int
  ) {
    if range.first > range.end {
      report(
        "the log would begin at \(range.first) and end before it, at \(range.end)",
        hint: "write the first readable offset, then the end", at: range.value)
    } else if range.end > Self.offsetMax {
      report("\(range.end) is beyond \(Self.offsetMax), the last offset there is", at: range.value)
    } else if let bytes = outline.topics[topic].recordBytes?.upperBound {
      let (size, overflows) = (range.end - range.first).multipliedReportingOverflow(by: bytes)
      if overflows || size > Self.logBytesMax {
        report("the log would hold more than 1048576TiB", at: range.value)
      }
    }
  }

  /// A list has an element for each partition.
  mutating func checkCount(
    _ value: PartialValue, _ count: Int, _ partitions: ClosedRange<Int64>?
  ) {
    guard let partitions, partitions != Int64(count)...Int64(count) else { return }
    let words =
      partitions.lowerBound == partitions.upperBound
      ? "\(partitions.lowerBound)" : "\(partitions.lowerBound) to \(partitions.upperBound)"
    report(
      "the list has \(count) element\(count == 1 ? "" : "s"), and the topic has \(words) "
        + "partition\(words == "1" ? "" : "s")",
      hint: "write one element for each partition, or a single one for all", at: value)
  }

  // MARK: Groups

  private mutating func checkGroupPositions() {
    for group in outline.groups {
      for cluster in group.value?["positions"]?.entries ?? [] {
        guard let row = outline.clusterNames[cluster.name] else { continue }
        for topic in cluster.value?.entries ?? [] {
          checkPositions(topic, of: group, on: row)
        }
      }
    }
  }

  private mutating func checkPositions(
    _ entry: PartialValue.Entry, of group: GroupOutline, on cluster: Int
  ) {
    guard let value = entry.value, let topic = outline.topicNames[entry.name] else { return }
    if let topics = group.topics, !topics.contains(topic) {
      report(
        "the group \(quoted(group.name)) does not read \(quoted(entry.name))",
        hint: "add it to the topics of the group", at: value)
      return
    }
    checkPresence(topic, on: cluster, at: value)
    let elements = value.elements
    if value.value.node.array != nil {
      let place = outline.topics[topic].place(on: cluster)
      let copies = place == nil ? layout.partitions(of: topic, on: cluster) : nil
      checkCount(value, elements.count, place?.partitions ?? copies.map { $0...$0 })
    }
    for (partition, element) in elements.enumerated() {
      guard let element, let offset = element.value.node.int else { continue }
      check(
        Int64(offset), at: element, topic: topic, on: cluster, partition: partition,
        isHome: cluster == group.cluster)
    }
  }

  /// A position of a group. At home the group has read what lies before it, so that has to be there;
  /// elsewhere it may be anything, as positions of another life are.
  private mutating func check(
    _ offset: Int64, at value: PartialValue, topic: Int, on cluster: Int, partition: Int,
    isHome: Bool
  ) {
    if offset > Self.offsetMax {
      return report("\(offset) is beyond \(Self.offsetMax), the last offset there is", at: value)
    }
    guard let ends = ends(of: topic, on: cluster, partition) else { return }
    if offset > ends.end {
      report(
        "\(offset) is beyond the end of the log, which is \(ends.end)",
        hint: isHome ? nil : "the group will begin where auto.offset.reset says",
        as: isHome ? .error : .note, at: value)
    } else if offset < ends.first {
      report(
        "\(offset) lies before the log, which begins at \(ends.first)",
        hint: "the group will begin where auto.offset.reset says", as: .note, at: value)
    }
  }

  /// The ends of a partition's log at the start; nil if they are not known.
  private func ends(of topic: Int, on cluster: Int, _ partition: Int) -> (first: Int64, end: Int64)?
  {
    guard let place = outline.topics[topic].place(on: cluster) else {
      return outline.topics[topic].isComplete ? (0, 0) : nil
    }
    guard let log = place.log else { return place.value.lacks("log") ? (0, 0) : nil }
    return log.ends(of: partition)
  }

  /// A topic has to be on a cluster for a position there to mean anything.
  private mutating func checkPresence(_ topic: Int, on cluster: Int, at value: PartialValue) {
    guard layout.isCertain, !layout[topic, cluster].exists else { return }
    report(
      "the topic \(quoted(outline.topics[topic].name)) is not on "
        + quoted(outline.clusters[cluster].name),
      hint: "add it under \"on\" of the topic, or leave the position out", at: value)
  }

  // MARK: Links

  private mutating func checkLinkPositions(_ link: LinkOutline) {
    for entry in link.value?["positions"]?.entries ?? [] {
      guard let value = entry.value, let topic = outline.topicNames[entry.name],
        let from = link.from
      else { continue }
      checkPresence(topic, on: from, at: value)
      if value.value.node.array != nil {
        checkCount(
          value, value.elements.count, outline.topics[topic].place(on: from)?.partitions)
      }
      for (partition, element) in value.elements.enumerated() {
        guard let element, let offset = element.value.node.int.map({ Int64($0) }),
          let ends = ends(of: topic, on: from, partition), offset > ends.end
        else { continue }
        report(
          "\(offset) is beyond the end of the source log, which is \(ends.end)", at: element)
      }
    }
  }

  /// What a link's target holds of a topic has been copied from below the link's position.
  private mutating func checkCopies(_ link: Int) {
    let row = outline.links[link]
    guard let from = row.from, let to = row.to, from != to, row.keepsNames == true else { return }
    let positions = (row.value?["positions"]?.entries ?? []).map { entry in
      (entry.name, entry.value?.elements ?? [])
    }
    let given = Dictionary(positions, uniquingKeysWith: { first, _ in first })
    for topic in layout.copied[link] {
      let source = outline.topics[topic].place(on: from)
      guard let log = outline.topics[topic].place(on: to)?.log, source?.log != nil,
        !isCopiedBefore(link, topic)
      else { continue }
      let partitions = source?.partitions?.lowerBound ?? 1
      let shown = log.isForEach ? min(log.ranges.count, Int(clamping: partitions)) : 1
      for partition in 0..<shown {
        guard let range = log.ranges[partition], range.first < range.end,
          let ends = ends(of: topic, on: from, partition)
        else { continue }
        let position =
          Self.position(given[outline.topics[topic].name] ?? [], partition) ?? ends.end
        guard range.end - range.first > position else { continue }
        report(
          "the log holds \(range.end - range.first) records, and \(quoted(row.name)) has copied "
            + "\(position) at most",
          hint: "the source log ends at \(ends.end)", at: range.value)
        break
      }
    }
  }

  /// Whether a link before this one copies to the same place; the model looks at the first.
  private func isCopiedBefore(_ link: Int, _ topic: Int) -> Bool {
    outline.links[..<link].indices.contains {
      outline.links[$0].to == outline.links[link].to && layout.isCopied(topic, by: $0)
    }
  }

  /// The position of a partition, among one for all or one for each.
  private static func position(_ elements: [PartialValue?], _ partition: Int) -> Int64? {
    guard !elements.isEmpty else { return nil }
    return elements[min(partition, elements.count - 1)]?.value.node.int.map { Int64($0) }
  }
}
