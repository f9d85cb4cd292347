import MigrationModel

/// Two clusters, what copies between them, and what follows from holding the files side by side.
struct Migration {
  let source: ClusterFacts
  let target: ClusterFacts
  let mirror: MirrorFacts
  /// The topics that the mirror copies, by name.
  let copies: [CopiedTopic]
  /// Groups of the source that stand in a topic that is copied, by name.
  let groups: [GroupFacts]
  /// The topics that these stand in.
  let readTopics: Set<String>
  /// Topics and partitions with connector offsets that the source does not have.
  let strangers: [Fact<String>]
  private let rows: [String: Int]

  init(
    source: ClusterFacts, target: ClusterFacts, mirror: MirrorFacts, offsets: ConnectorOffsets?
  ) {
    self.source = source
    self.target = target
    self.mirror = mirror
    var copied: [String: [Int: Fact<Int64>]] = [:]
    var strangers: [Fact<String>] = []
    for entry in offsets?.entries ?? [] where entry.lane.cluster == mirror.flow.source {
      guard case .at(let next) = MirrorResume(stored: entry.last.value) else { continue }
      let topic = source.topics[entry.lane.topic]
      if topic == nil, copied[entry.lane.topic] == nil {
        strangers.append(Fact(entry.lane.topic, at: entry.last.at))
      } else if let count = topic?.partitionCount, entry.lane.partition >= count {
        strangers.append(Fact("\(entry.lane.topic) \(entry.lane.partition)", at: entry.last.at))
      }
      copied[entry.lane.topic, default: [:]][entry.lane.partition] = Fact(
        next, at: entry.last.at)
    }
    self.strangers = strangers
    copies = Self.copied(source, target, mirror, Set(copied.keys)).map { name in
      Self.copy(of: source.topics[name]!, source, target, mirror, copied[name] ?? [:])
    }
    rows = Dictionary(uniqueKeysWithValues: copies.enumerated().map { ($1.name, $0) })
    groups = Self.groups(source, rows)
    readTopics = Set(groups.flatMap { group in group.topics.filter(group.hasPosition) })
  }

  /// Which topics are copied. Without the mirror's settings it is those that have a copy or
  /// connector offsets, and all if none has.
  private static func copied(
    _ source: ClusterFacts, _ target: ClusterFacts, _ mirror: MirrorFacts, _ known: Set<String>
  ) -> [String] {
    let taken = source.topicNames.filter { mirror.copies($0) }
    let seen = taken.filter {
      known.contains($0) || target.topics[mirror.targetName(of: $0)] != nil
    }
    return mirror.file == nil && !seen.isEmpty ? seen : taken
  }

  /// The copy of a topic of the source, if it is copied.
  func copy(of topic: String) -> CopiedTopic? { rows[topic].map { copies[$0] } }

  private static func copy(
    of topic: TopicFacts, _ source: ClusterFacts, _ target: ClusterFacts, _ mirror: MirrorFacts,
    _ copied: [Int: Fact<Int64>]
  ) -> CopiedTopic {
    let targetName = mirror.targetName(of: topic.name)
    let copy = target.topics[targetName]
    let policy = source.effective("cleanup.policy", of: topic)?.text ?? "delete"
    return CopiedTopic(
      name: topic.name, targetName: targetName, source: topic, target: copy,
      partitions: (0..<topic.partitionCount).map { number in
        CopiedPartition(
          number: number, sourceStart: topic.start(number), sourceEnd: topic.end(number),
          targetStart: copy?.start(number), targetEnd: copy?.end(number), copied: copied[number])
      }, isCompacted: policy.contains("compact"))
  }

  private static func groups(_ source: ClusterFacts, _ copies: [String: Int]) -> [GroupFacts] {
    source.groupNames.compactMap { source.groups[$0] }.filter { group in
      group.topics.contains { copies[$0] != nil && group.hasPosition(in: $0) }
    }
  }
}
