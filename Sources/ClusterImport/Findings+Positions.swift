import Accounting

// Where groups would resume on the target.

extension Findings {
  mutating func findTransfers(of group: GroupFacts) {
    let there = target.groups[group.name]
    for topic in group.topics where group.hasPosition(in: topic) {
      guard let copy = migration.copy(of: topic) else {
        add(notCopied(group, topic), kind: "groups that read topics without a copy")
        continue
      }
      let transfer = GroupTransfer(group, copy, on: there)
      add(rereading(transfer), kind: "groups that would read records again")
      add(skipping(transfer), kind: "groups that would pass records over")
      add(pastEnd(transfer), kind: "groups past the end of a log")
      add(beforeStart(transfer), kind: "groups before the beginning of a log")
      add(nowhere(transfer), kind: "groups without a position")
      add(expired(transfer), kind: "groups whose records are gone")
      add(pastSourceEnd(transfer), kind: "groups past the end of the source")
    }
    findUnread(group)
    add(active(group, there), kind: "groups at work on both sides")
  }

  // MARK: Reading again

  private func rereading(_ transfer: GroupTransfer) -> Finding? {
    var known: [Int64] = []
    var beyond: [(number: Int, records: Int64)] = []
    var waiting: Int64 = 0
    for partition in transfer.partitions {
      switch partition.outcome {
      case .rereads(let records, let late):
        known.append(records)
        waiting += late
      case .rereadsBeyondBacklog(let records): beyond.append((partition.number, records))
      default: break
      }
    }
    if !beyond.isEmpty { return rereadingBeyond(transfer, known.reduce(0, +), beyond) }
    let total = known.reduce(0, +)
    guard total > 0 else { return nil }
    let least = transfer.topic.isExact ? "" : "at least "
    var text =
      "group \(transfer.group.label) would read \(least)\(counted(total, "record")) of "
      + "\(transfer.topic.name) again if it moved to \(target.name) now (\(numbers(known)) by "
      + "partition)"
    if waiting > 0 { text += ", \(waiting) of them still to be copied" }
    text += "; whether its positions there are coarse or old does not show in one snapshot"
    return Finding(
      .warning, .offsetTranslationCoarse, .offsetSyncStale, text: text,
      proofs: proofs(of: transfer), records: total, byPartition: known)
  }

  /// Without connector offsets the copier's backlog is missing from the sum.
  private func rereadingBeyond(
    _ transfer: GroupTransfer, _ known: Int64, _ beyond: [(number: Int, records: Int64)]
  ) -> Finding {
    let total = beyond.reduce(known) { $0 + $1.records }
    var text =
      "group \(transfer.group.label) would read records of \(transfer.topic.name) again if it moved "
      + "to \(target.name) now: \(total) and the copier's backlog, unknown"
    let isPartial = beyond.count < transfer.partitions.count
    text +=
      isPartial
      ? ", of \(named("partition", beyond.map(\.number)))"
      : " (\(numbers(beyond.map(\.records))) by partition without it)"
    if !isPartial, transfer.topic.canCountFromZero {
      let backlog = transfer.topic.partitions.reduce(Int64(0)) {
        $0 + ($1.sourceEnd ?? 0) - ($1.positionFromZero ?? $1.sourceEnd ?? 0)
      }
      text +=
        ". Both logs begin at offset 0: if the copy has no hole, the backlog is \(backlog) and the "
        + "answer \(total + backlog)"
    }
    return Finding(
      .warning, .offsetTranslationCoarse, .offsetSyncStale,
      text: text + ". The connector offsets of the mirror source tell",
      proofs: proofs(of: transfer), byPartition: isPartial ? [] : beyond.map(\.records))
  }

  /// The group's lines, the copier's and the ends of the logs.
  private func proofs(of transfer: GroupTransfer) -> [FilePlace?] {
    guard let first = transfer.partitions.first else { return [] }
    let topic = transfer.topic
    return transfer.places + [
      topic.partitions[first.number].copied?.at, topic.target?.logs[first.number]?.end?.at,
    ]
  }

  // MARK: Passing over

  private func skipping(_ transfer: GroupTransfer) -> Finding? {
    let skipped = transfer.partitions.compactMap { partition -> Int64? in
      if case .skips(let records) = partition.outcome { records } else { nil }
    }
    let total = skipped.reduce(0, +)
    guard total > 0 else { return nil }
    let hedge = transfer.topic.isExact ? "" : "up to "
    return Finding(
      .critical, .offsetOvertranslated,
      text: "group \(transfer.group.label) would pass over \(hedge)\(counted(total, "record")) of "
        + "\(transfer.topic.name) if it moved to \(target.name) now: in "
        + "\(counted(skipped.count, "partition")) its position there is past the copy of its next "
        + "record, unless the files of \(target.name) are newer than those of \(source.name)",
      proofs: proofs(of: transfer), records: total, byPartition: skipped)
  }

  private func pastEnd(_ transfer: GroupTransfer) -> Finding? {
    let past = transfer.partitions.filter {
      if case .pastEnd = $0.outcome { true } else { false }
    }
    guard !past.isEmpty else { return nil }
    let amounts = past.map { partition -> Int64 in
      if case .pastEnd(let by) = partition.outcome { by } else { 0 }
    }
    let isSourceNumber = past.allSatisfy { $0.target?.committed == $0.source.committed }
    return Finding(
      .critical, .offsetOvertranslated,
      text: "group \(transfer.group.label) stands past the end of \(transfer.topic.targetName) on "
        + "\(target.name) in \(counted(past.count, "partition")), by \(numbers(amounts)) records"
        + (isSourceNumber ? ": these are the numbers of \(source.name)" : "")
        + "; auto.offset.reset decides where it begins, and with latest it passes unread records "
        + "over",
      proofs: past.prefix(4).flatMap { [$0.target?.at, $0.source.at] }, byPartition: amounts)
  }

  private func beforeStart(_ transfer: GroupTransfer) -> Finding? {
    let before = transfer.partitions.filter {
      if case .beforeStart = $0.outcome { true } else { false }
    }
    guard !before.isEmpty else { return nil }
    return Finding(
      .warning, .topicConfigDrift, .offsetSyncStale,
      text: "group \(transfer.group.label) stands before the first record of "
        + "\(transfer.topic.targetName) on \(target.name) in \(counted(before.count, "partition")):"
        + " auto.offset.reset decides where it begins",
      proofs: before.prefix(4).map { $0.target?.at })
  }
}
