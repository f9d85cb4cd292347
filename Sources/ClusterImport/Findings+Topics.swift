import Accounting

// Topics and their copies.

extension Findings {
  mutating func findCopy(_ topic: CopiedTopic) {
    add(backlog(topic), kind: "topics that are behind")
    add(deletedBeforeCopied(topic), kind: "topics with a gap in the copy")
    add(aheadOfSource(topic), kind: "copies ahead of their source")
    guard let copy = topic.target else {
      add(notThere(topic), kind: "topics that are not on the target")
      return
    }
    add(partitions(topic, copy), kind: "topics with other partitions")
    add(beyondCopies(topic, copy), kind: "topics with records that are no copies")
    add(missingHead(topic), kind: "copies that begin late")
    add(protection(topic, copy), kind: "topics that are less protected")
    add(sizeLimit(topic, copy), kind: "topics with records that may be too large")
    add(compaction(topic, copy), kind: "topics that are compacted on one side")
    for finding in drift(topic, copy) { add(finding, kind: "settings that differ") }
    add(otherCopier(topic, copy), kind: "topics with another copier")
    add(wayBack(topic), kind: "topics with short retention")
  }

  // MARK: Records

  private func backlog(_ topic: CopiedTopic) -> Finding? {
    guard let backlogs = topic.backlogs, backlogs.allSatisfy({ $0 >= 0 }) else { return nil }
    let total = backlogs.reduce(0, +)
    guard total > 0 else { return nil }
    return Finding(
      .warning, .replicationLagAtSwitch,
      text: "the copier is \(counted(total, "record")) behind on \(topic.name) "
        + "(\(numbers(backlogs)) by partition): writers that move to \(target.name) now write "
        + "before that many",
      proofs: [topic.partitions.first?.copied?.at, topic.source.logs[0]?.end?.at], records: total,
      byPartition: backlogs)
  }

  private func deletedBeforeCopied(_ topic: CopiedTopic) -> Finding? {
    let gaps = topic.partitions.compactMap { partition -> (Int64, FilePlace)? in
      guard let copied = partition.copied, let start = partition.sourceStart,
        start > copied.value
      else { return nil }
      return (start - copied.value, copied.at)
    }
    guard let first = gaps.first else { return nil }
    let total = gaps.reduce(0) { $0 + $1.0 }
    return Finding(
      .critical, .sourceRetentionGap,
      text: "\(source.name) deleted \(counted(total, "record")) of \(topic.name) before they were "
        + "copied: the copier jumps over them and says nothing",
      proofs: [first.1, topic.source.logs[0]?.start?.at], records: total,
      byPartition: gaps.map(\.0))
  }

  private func aheadOfSource(_ topic: CopiedTopic) -> Finding? {
    let ahead = topic.partitions.compactMap { partition -> (Int64, CopiedPartition)? in
      guard let backlog = partition.backlog, backlog < 0 else { return nil }
      return (-backlog, partition)
    }
    guard let most = ahead.max(by: { $0.0 < $1.0 }) else { return nil }
    return Finding(
      .warning,
      text: "the connector offsets of \(topic.name) are past its end on \(source.name) in "
        + "\(counted(ahead.count, "partition")), by up to \(most.0): the files are of different "
        + "moments, or those of source and target were swapped",
      proofs: [most.1.copied?.at, topic.source.logs[most.1.number]?.end?.at])
  }

  private func notThere(_ topic: CopiedTopic) -> Finding? {
    guard let file = target.file(.topics) else { return nil }
    return Finding(
      .warning, .discoveryDelay,
      text: "\(topic.name) has no copy \(topic.targetName) on \(target.name) yet: the mirror looks "
        + "for new topics every "
        + timeWords(
          milliseconds: 1000
            * min(Int64(mirror.text("refresh.topics.interval.seconds")) ?? 600, 1 << 40)),
      proofs: [topic.source.at, file])
  }

  private func partitions(_ topic: CopiedTopic, _ copy: TopicFacts) -> Finding? {
    guard topic.source.described != nil, copy.described != nil,
      topic.source.partitionCount != copy.partitionCount
    else { return nil }
    return Finding(
      .critical, .keyRemapped,
      text: "\(topic.name) has \(counted(topic.source.partitionCount, "partition")) on "
        + "\(source.name) and \(copy.partitionCount) on \(target.name): writers that move send a "
        + "key to another partition than before",
      proofs: [topic.source.at, copy.at])
  }

  /// A mirror keeps the numbers of partitions, so what lies in others came from elsewhere.
  private func beyondCopies(_ topic: CopiedTopic, _ copy: TopicFacts) -> Finding? {
    guard topic.source.described != nil else { return nil }
    let extra = copy.logs.filter { number, log in
      number >= topic.source.partitionCount && log.end?.value ?? 0 > log.start?.value ?? 0
    }.sorted { $0.key < $1.key }
    guard let first = extra.first else { return nil }
    let amounts = extra.map { ($0.value.end?.value ?? 0) - ($0.value.start?.value ?? 0) }
    return Finding(
      .warning, .targetOnlyWrites,
      text: "\(copy.name) on \(target.name) holds \(counted(amounts.reduce(0, +), "record")) in "
        + "\(named("partition", extra.map(\.key))), which \(source.name) does not have: no "
        + "mirror copied them",
      proofs: [topic.source.at, first.value.end?.at], records: amounts.reduce(0, +))
  }

  private func missingHead(_ topic: CopiedTopic) -> Finding? {
    let missing = topic.partitions.map(\.missingHead)
    let total = missing.reduce(0, +)
    guard total > 0, !topic.isCompacted else { return nil }
    return Finding(
      .note, .replicatorStateMismatch,
      text: "the copy of \(topic.name) has \(counted(total, "record")) less than \(source.name) "
        + "still holds before the copier's position: it began later, or offsets without a record "
        + "(aborted or marked transactions) lie between; positions are counted on the safe side",
      proofs: [topic.partitions.first?.copied?.at, topic.source.logs[0]?.start?.at],
      records: total, byPartition: missing)
  }

  // MARK: The way back

  /// Retention on the source that ends before positions do closes the way back.
  private func wayBack(_ topic: CopiedTopic) -> Finding? {
    guard !topic.isCompacted,
      migration.readTopics.contains(topic.name),
      let retention = source.effective("retention.ms", of: topic.source),
      let length = retention.integer, length >= 0
    else { return nil }
    let minutes =
      source.brokerSettings["offsets.retention.minutes"].flatMap { Int64($0.value) } ?? 10_080
    guard length / 60_000 < minutes else { return nil }
    return Finding(
      .note, .retentionBelowWindow,
      text: "\(source.name) keeps \(topic.name) for \(timeWords(milliseconds: length)): a way back "
        + "or a holdback longer than that finds records gone",
      proofs: [retention.at ?? topic.source.at])
  }

  private func otherCopier(_ topic: CopiedTopic, _ copy: TopicFacts) -> Finding? {
    let key = "automq.kafka.links.id"
    if let link = topic.source.settings[key] {
      return Finding(
        .warning, .replicatorStateMismatch,
        text: "\(topic.name) on \(source.name) belongs to the link \(link.value.shown): this looks "
          + "like the other cluster",
        proofs: [link.at])
    }
    return copy.settings[key].map { link in
      Finding(
        .warning, .replicatorStateMismatch,
        text: "\(copy.name) on \(target.name) belongs to the link \(link.value.shown) as well: two "
          + "copiers would write each record twice",
        proofs: [link.at, mirror["topics"]?.at])
    }
  }
}
