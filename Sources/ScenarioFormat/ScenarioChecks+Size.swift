import Documents
import KafkaModel
import MigrationModel
import SimKernel

// How large the model of a scenario becomes.

extension ScenarioChecks {
  /// The most lanes: streams of one producer instance into one class of keys.
  static let lanesMax = 65_536
  /// Replicas of partitions, queues of producers, positions of groups times their members, pairs of
  /// links times groups: the model has a row of about a hundred bytes for each.
  private static let rowsMax: Int64 = 5_000_000
  /// Keys of all topics that are looked at; what they do not show is
  /// rare.
  private static let keysMax = 4_000_000

  mutating func checkSize() {
    checkRows()
    checkMakers()
    var counts = [Int](repeating: 0, count: outline.topics.count)
    var lanes = 0
    var keysLeft = Self.keysMax
    var most: (lanes: Int, row: Int, slots: Int)?
    for row in outline.topics.indices {
      let slots = slotCount(of: row, &keysLeft)
      let instances = outline.producers.filter { $0.topic == row }.reduce(Int64(0)) {
        $0 + ($1.instances?.upperBound ?? 1)
      }
      let history =
        outline.topics[row].places.filter { $0.log != nil }
        .compactMap { layout.partitions(of: row, on: $0.cluster) }.max() ?? 0
      let count = Int(clamping: instances) * slots + Int(clamping: history)
      counts[row] = count
      lanes += count
      if count > most?.lanes ?? 0 { most = (count, row, slots) }
      if lanes > Self.lanesMax { break }
    }
    checkOutputLanes(counts)
    guard lanes > Self.lanesMax, let most, let value = outline.topics[most.row].value else {
      return
    }
    let slots =
      most.slots > Self.lanesMax ? "more than \(Self.lanesMax)" : "\(most.slots)"
    report(
      "the scenario has \(most.slots > Self.lanesMax ? "at least " : "")\(lanes) lanes, and "
        + "\(Self.lanesMax) are the limit; this topic alone has \(slots) classes of keys, each a lane "
        + "for each instance that writes to it",
      hint: "take fewer keys, fewer instances, or partition counts that divide each other",
      at: value["keys"] ?? value)
  }

  /// What a group makes has a lane for each that it reads.
  private mutating func checkOutputLanes(_ counts: [Int]) {
    let own = counts.reduce(0, +)
    let all = withOutputs(counts).reduce(0, +)
    guard own <= Self.lanesMax, all > Self.lanesMax, let groups = outline.root["groups"] else {
      return
    }
    report(
      "with what groups make the scenario has at least \(all) lanes, and \(Self.lanesMax) are the limit",
      hint: "take fewer keys, or fewer groups that write", at: groups)
  }

  // MARK: Classes of keys

  /// How many classes of keys a topic has: keys are of one class if every partitioner sends them to
  /// the same partition on every cluster. Counting ends beyond the limit.
  private func slotCount(of topic: Int, _ keysLeft: inout Int) -> Int {
    let writers = outline.producers.filter { $0.topic == topic }
    let words = writers.flatMap { self.words(of: $0.value?["partitioner"]) }
    let isRoundRobin = words.contains("round-robin")
    let keys = outline.topics[topic].value?["keys"]
    let count = keys?.counts("count")?.upperBound ?? 0
    let partitions = Set(
      outline.clusters.indices.compactMap { cluster -> Int64? in
        guard layout[topic, cluster].own != nil else { return nil }
        return layout.partitions(of: topic, on: cluster)
      }
    ).sorted()
    guard !writers.isEmpty, !partitions.isEmpty, partitions[0] > 0,
      partitions.last! <= ScenarioShape.partitionsMax
    else { return 1 }
    if isRoundRobin, count == 0 { return Int(clamping: partitions.last!) }
    guard count > 0 else {
      // Many instances without keys have a lane each, few have one for each partition.
      let instances = writers.reduce(Int64(0)) { $0 + ($1.instances?.upperBound ?? 1) }
      let (lanes, overflows) = instances.multipliedReportingOverflow(by: partitions.last!)
      return !overflows && lanes <= SlotBuilder.keylessLanesMax ? Int(partitions.last!) : 1
    }
    var partitioners: [Partitioner] = []
    if words.contains("by-key") { partitioners.append(.murmur2) }
    if words.contains("crc32") { partitioners.append(.crc32) }
    if isRoundRobin { partitioners.append(.roundRobin) }
    return classes(
      Int(clamping: count), prefix: keys?["prefix"]?.text ?? "",
      first: keys?["first"]?.value.int ?? 0,
      partitioners, partitions, &keysLeft)
  }

  /// The words that a value may be.
  private func words(of value: PartialValue?) -> [String] {
    guard let value else { return [] }
    switch value.value.varying(\.text) {
    case .fixed(let word): return [word]
    case .choose(let words): return words
    case .uniform, .exponential, .logNormal: return []
    }
  }

  private func classes(
    _ count: Int, prefix: String, first: Int, _ partitioners: [Partitioner], _ partitions: [Int64],
    _ keysLeft: inout Int
  ) -> Int {
    // If all combinations together are few, there is no need to look at the keys.
    var bound = Int64(1)
    for size in partitions {
      for _ in partitioners { bound = min(bound, 1 << 30) * size }
    }
    let ceiling = min(Int64(count), bound)
    if ceiling <= 1024 { return Int(ceiling) }
    guard !first.addingReportingOverflow(count).overflow, prefix.utf8.count <= 1000 else {
      return 1
    }
    var seen: Set<[Int32]> = []
    for number in 0..<min(count, keysLeft) {
      let bytes = Array("\(prefix)\(first + number)".utf8)
      var places: [Int32] = []
      for size in partitions {
        for partitioner in partitioners {
          places.append(
            partitioner.partition(ofKey: bytes, among: Int32(size)) ?? Int32(number % Int(size)))
        }
      }
      seen.insert(places)
      keysLeft -= 1
      if seen.count > Self.lanesMax || seen.count == ceiling { break }
    }
    return seen.count
  }

  // MARK: Rows

  private mutating func checkRows() {
    var replicas: Int64 = 0
    for topic in outline.topics {
      for place in topic.places {
        let (count, overflows) = (place.partitions?.upperBound ?? 1)
          .multipliedReportingOverflow(by: place.replicationFactor?.upperBound ?? 1)
        replicas = min(replicas, Self.rowsMax) + (overflows ? Self.rowsMax : count)
      }
    }
    checkRows(replicas, "replicas of partitions", at: outline.root["topics"])
    let queues = outline.producers.reduce(Int64(0)) { sum, producer in
      let widest = producer.topic.map(widest) ?? 1
      let instances = producer.instances?.upperBound ?? 1
      return min(sum, Self.rowsMax) + min(widest, Self.rowsMax) * instances
    }
    checkRows(queues, "queues of producers", at: outline.root["producers"])
    let made = outline.groups.reduce(Int64(0)) { sum, group in
      let queues = group.output.map { min(widest($0), Self.rowsMax) } ?? 0
      return min(sum, Self.rowsMax) + queues * (group.members?.upperBound ?? 1)
        * Int64(outline.clusters.count)
    }
    checkRows(made, "queues of members that write", at: outline.root["groups"])
    let positions = outline.groups.reduce(Int64(0)) { sum, group in
      let partitions = (group.topics ?? []).reduce(Int64(0)) { $0 + min(widest($1), Self.rowsMax) }
      let members = group.members?.upperBound ?? 1
      return min(sum, Self.rowsMax) + min(partitions, Self.rowsMax) * members
        * Int64(outline.clusters.count)
    }
    checkRows(positions, "partitions times members of groups", at: outline.root["groups"])
    let pairs = outline.links.indices.reduce(Int64(0)) { sum, link in
      let flows = layout.copied[link].reduce(Int64(0)) { $0 + min(widest($1), Self.rowsMax) }
      return min(sum, Self.rowsMax) + flows * Int64(max(1, outline.groups.count))
    }
    checkRows(pairs, "copied partitions times groups", at: outline.root["links"])
  }

  private mutating func checkRows(_ count: Int64, _ what: String, at value: PartialValue?) {
    guard count > Self.rowsMax, let value else { return }
    report(
      "more than \(Self.rowsMax) \(what) are too many",
      hint: "rehearse a part of the estate that stands for the rest", at: value)
  }

  /// The most partitions of a topic on any cluster.
  private func widest(_ topic: Int) -> Int64 {
    outline.clusters.indices.compactMap { layout.partitions(of: topic, on: $0) }.max() ?? 1
  }
}
