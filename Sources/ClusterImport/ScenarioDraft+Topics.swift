import Documents

// Topics, their logs on both sides, and who writes to them.

extension ScenarioDraft {
  mutating func topics() -> JSONNode {
    if migration.copies.contains(where: { $0.source.described == nil }) {
      assume(
        "topics of \(source.name) have as many partitions as the files list, and "
          + "\(counted(Self.factorUnknown, "replica")): they were not described")
    }
    assume(
      "records have no keys and 1 kB each: none of the files tells; topics.<name>.keys and "
        + ".recordBytes say it")
    return .object(migration.copies.map { ($0.name, topic($0)) })
  }

  private mutating func topic(_ copy: CopiedTopic) -> JSONNode {
    let home = log(ofHome: copy)
    let there = log(ofCopy: copy)
    let facts = copy.source
    return .object([
      ("partitions", JSONNode(facts.partitionCount)),
      ("replicationFactor", JSONNode(factor(facts, source))),
      ("recordBytes", recordBytes(copy, home, there)),
      ("config", settings(of: facts, on: source)), ("log", node(home)),
      ("on", copy.target.map { place($0, copy, there) }),
    ])
  }

  private mutating func place(
    _ facts: TopicFacts, _ copy: CopiedTopic, _ log: [Range<Int64>]
  ) -> JSONNode {
    let node: JSONNode = .object([
      ("partitions", JSONNode(copy.targetPartitions)),
      ("replicationFactor", JSONNode(factor(facts, target))),
      ("config", settings(of: facts, on: target)), ("log", node(log)),
    ])
    if copy.targetPartitions > facts.partitionCount {
      assume(
        "\(facts.name) has \(copy.targetPartitions) partitions on \(target.name) before the "
          + "rehearsal begins: the mirror adds those that are missing")
    }
    return [target.name: node]
  }

  // MARK: Logs

  private func node(_ log: [Range<Int64>]) -> JSONNode? {
    guard log.contains(where: { $0.upperBound > 0 }) else { return nil }
    return JSONNode(log.map { [JSONNode($0.lowerBound), JSONNode($0.upperBound)] })
  }

  /// The source's log reaches at least to where the copier has been: files taken one after the other
  /// differ.
  private mutating func log(ofHome copy: CopiedTopic) -> [Range<Int64>] {
    let log = copy.partitions.map { partition -> Range<Int64> in
      let end = partition.homeEnd
      return min(partition.sourceStart ?? 0, end)..<end
    }
    if copy.partitions.contains(where: { $0.sourceStart == nil }) { assumeStarts(source) }
    return log
  }

  private mutating func assumeStarts(_ cluster: ClusterFacts) {
    assume(
      "logs of \(cluster.name) begin at offset 0 where no first offsets were given "
        + "(kafka-get-offsets --time earliest)")
  }

  /// The copy's log. A record of it must not lie before offset 0 of the source, or it is no copy.
  private mutating func log(ofCopy copy: CopiedTopic) -> [Range<Int64>] {
    guard let facts = copy.target else { return [] }
    let positions = linkPositions(of: copy)
    var hidden: Int64 = 0
    let log = (0..<copy.targetPartitions).map { number -> Range<Int64> in
      let end = facts.end(number) ?? 0
      if facts.start(number) == nil, end > 0 { assumeStarts(target) }
      let start = min(facts.start(number) ?? 0, end)
      guard let positions, number < positions.count else { return start..<end }
      let least = max(start, end - positions[number])
      hidden += least - start
      return least..<end
    }
    if hidden > 0 {
      assume(
        "the first \(hidden) offsets of \(facts.name) on \(target.name) are left out: there are "
          + "more than \(source.name) ever had, copied twice or written there")
    }
    return log
  }

  /// A size with which the logs fit the topic's own limit; nil to leave it at its default.
  private mutating func recordBytes(
    _ copy: CopiedTopic, _ home: [Range<Int64>], _ there: [Range<Int64>]
  ) -> JSONNode? {
    let sides = [(source, copy.source as TopicFacts?, home), (target, copy.target, there)]
    let fitting = sides.compactMap { cluster, facts, log -> Int64? in
      guard let facts, let limit = cluster.effective("retention.bytes", of: facts)?.integer,
        limit >= 0, let longest = log.map({ Int64($0.count) }).max(), longest > 0
      else { return nil }
      return max(1, limit / longest)
    }
    guard let size = fitting.min(), size < 1000 else { return nil }
    assume("records of \(copy.name) have \(size) bytes: so its log fits its retention.bytes")
    return JSONNode("\(size)B")
  }

  // MARK: Writers

  /// The name of the application that writes to a topic.
  func writer(of topic: String, _ row: Int) -> String {
    let name = "writers-of-\(topic)"
    return NamePattern.name.allows(name) ? name : "writers-\(row)"
  }

  var hasWriters: Bool { 1...Self.writersMax ~= migration.copies.count }

  mutating func producers() -> JSONNode? {
    guard hasWriters else {
      assume("nobody writes: none of the files tells a rate")
      return nil
    }
    assume(
      "nobody writes: none of the files tells a rate; set producers.<name>.rate to rehearse under "
        + "traffic")
    return .object(
      migration.copies.enumerated().map { row, topic in
        (writer(of: topic.name, row), ["topic": JSONNode(topic.name), "rate": "0/s"])
      })
  }
}
