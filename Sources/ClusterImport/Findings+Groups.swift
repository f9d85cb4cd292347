import Accounting

// Groups that are missing, at rest, or at work on both sides.

extension Findings {
  /// A group without positions on the target. Only a description of the target's groups proves it.
  func nowhere(_ transfer: GroupTransfer) -> Finding? {
    let missing = transfer.partitions.filter { $0.outcome == .nowhere }
    guard !missing.isEmpty, let file = target.file(.groups) else { return nil }
    let group = transfer.group
    let isWhole = missing.count == transfer.partitions.count
    let there = target.groups[group.name]
    var text =
      "group \(group.label) has no position in \(transfer.topic.targetName) on \(target.name)"
    if !isWhole { text += " in \(named("partition", missing.map(\.number)))" }
    if missing.allSatisfy({ $0.target != nil }) { text += ", though it is listed there" }
    text += ": \(reason(group)). auto.offset.reset decides where it begins there"
    if isWhole, let numbers = startingOver(transfer) { text += ": \(numbers)" }
    return Finding(
      .critical, .offsetNotMirrored, text: text,
      proofs: [missing.first?.source.at, missing.first?.target?.at ?? there?.missingAt ?? file]
        + [excludingLine(group)])
  }

  /// What each answer of `auto.offset.reset` would mean, in records.
  private func startingOver(_ transfer: GroupTransfer) -> String? {
    guard transfer.topic.isExact, let truth = transfer.truePositions else { return nil }
    var (again, over): (Int64, Int64) = (0, 0)
    for (partition, position) in zip(transfer.partitions, truth) {
      let lane = transfer.topic.partitions[partition.number]
      guard let start = lane.targetStart, let end = lane.targetEnd else { return nil }
      again += max(0, position - start)
      over += max(0, end - position)
    }
    return "earliest reads \(counted(again, "record")) again, latest passes \(over) over"
  }

  /// Why the mirror has written no positions for a group.
  private func reason(_ group: GroupFacts) -> String {
    guard let file = mirror.file else { return "no settings of the mirror were given" }
    if mirror.groups.isLeftOut(group.name) {
      let origin = mirror["groups.exclude"] == nil ? ", the default," : ""
      return "groups.exclude = \(mirror.text("groups.exclude").shown)\(origin) leaves it out"
    }
    if !mirror.groups.takes(group.name) {
      return "groups = \(mirror.text("groups").shown) does not take it"
    }
    if !mirror.syncsGroups {
      return "\(file) does not turn sync.group.offsets.enabled on"
    }
    return "the mirror takes it and has written nothing for it"
  }

  private func excludingLine(_ group: GroupFacts) -> FilePlace? {
    if mirror.groups.isLeftOut(group.name) { return mirror["groups.exclude"]?.at }
    if !mirror.groups.takes(group.name) { return mirror["groups"]?.at }
    return mirror.syncsGroups ? nil : mirror["sync.group.offsets.enabled"]?.at
  }

  /// Partitions of a topic that the group has a position in elsewhere.
  mutating func findUnread(_ group: GroupFacts) {
    for topic in group.topics where group.hasPosition(in: topic) {
      let positions = group.positions[topic] ?? [:]
      let open = positions.filter { $0.value.committed == nil }.sorted { $0.key < $1.key }
      if let first = open.first {
        add(
          Finding(
            .note,
            text: "group \(group.label) has committed nothing in "
              + "\(named("partition", open.map(\.key))) of \(topic) on \(source.name): "
              + "auto.offset.reset decides where it begins there, and on \(target.name)",
            proofs: [first.value.at]), kind: "groups that have committed nothing")
      }
      guard let count = source.topics[topic]?.described?.partitionCount else { continue }
      let missing = (0..<count).filter { positions[$0] == nil }
      guard !missing.isEmpty else { continue }
      add(
        Finding(
          .warning,
          text: "group \(group.label) is not listed for \(named("partition", missing)) of \(topic) "
            + "on \(source.name): nobody reads what lies there, or lines are missing",
          proofs: [group.firstPlace(in: topic), source.topics[topic]?.at]),
        kind: "groups that do not read all")
    }
  }

  func notCopied(_ group: GroupFacts, _ topic: String) -> Finding {
    Finding(
      .critical, .discoveryDelay,
      text:
        "group \(group.label) reads \(topic) on \(source.name), and the mirror does not copy it",
      proofs: [group.firstPlace(in: topic), mirror["topics"]?.at])
  }

  /// Records that the source deleted before the group read them.
  func expired(_ transfer: GroupTransfer) -> Finding? {
    let gone = transfer.partitions.compactMap { partition -> Int64? in
      guard let start = transfer.topic.partitions[partition.number].sourceStart else { return nil }
      let behind = start - partition.source.committed!
      return behind > 0 ? behind : nil
    }
    guard !gone.isEmpty else { return nil }
    let total = gone.reduce(0, +)
    return Finding(
      .warning, .retentionBelowWindow,
      text: "group \(transfer.group.label) is \(counted(total, "offset")) behind the first record "
        + "of \(transfer.topic.name) on \(source.name): retention took them before it read them",
      proofs: transfer.places.prefix(1) + [], records: total)
  }

  /// A position past the end of its own log: the log was cut or made anew, or files differ in age.
  func pastSourceEnd(_ transfer: GroupTransfer) -> Finding? {
    let past = transfer.partitions.filter { partition in
      let end = transfer.topic.partitions[partition.number].sourceEnd ?? .max
      return partition.source.committed! > end
    }
    guard let first = past.first else { return nil }
    return Finding(
      .warning,
      text: "group \(transfer.group.label) stands past the end of \(transfer.topic.name) on "
        + "\(source.name) in \(named("partition", past.map(\.number))): the topic was made anew, or "
        + "the files are of different moments",
      proofs: [first.source.at, transfer.topic.source.logs[first.number]?.end?.at])
  }

  /// Groups that read nothing of what is copied.
  mutating func findOthers() {
    let moved = Set(migration.groups.map(\.name))
    let others = source.groupNames.compactMap { source.groups[$0] }.filter { group in
      !moved.contains(group.name) && group.topics.contains(where: group.hasPosition)
    }
    guard let first = others.first else { return }
    add(
      Finding(
        .note,
        text: "\(list(others.map(\.label))) on \(source.name) read nothing that the mirror copies, "
          + "and are no part of this",
        proofs: [first.topics.first.flatMap { first.firstPlace(in: $0) }]), kind: "other groups")
  }

  func active(_ group: GroupFacts, _ there: GroupFacts?) -> Finding? {
    guard let there, there.isActive else { return nil }
    let place = there.state?.at ?? there.topics.first.flatMap { there.firstPlace(in: $0) }
    let both = group.isActive ? ", and \(group.memberCount) on \(source.name)" : ""
    return Finding(
      .warning, group.isActive ? .overlapUnfenced : .offsetSyncStale,
      text: "group \(group.label) has \(counted(there.memberCount, "member")) on \(target.name)"
        + "\(both): while it has any there, the mirror cannot write positions for it",
      proofs: [place])
  }

  /// Groups without members on the source: what they have committed has a term.
  mutating func findAtRest() {
    let minutes = source.brokerSettings["offsets.retention.minutes"]
    for group in migration.groups where !group.isActive {
      guard let place = group.inactiveAt ?? group.state?.at else { continue }
      let term = timeWords(
        milliseconds: 60_000 * min(minutes.flatMap { Int64($0.value) } ?? 10_080, 1 << 40))
      add(
        Finding(
          .note, .committedOffsetLost,
          text: "group \(group.label) has no members on \(source.name): its positions are deleted "
            + "\(term) after the last one left (offsets.retention.minutes"
            + "\(minutes == nil ? ", the default" : ""))",
          proofs: [place, minutes?.at]), kind: "groups without members")
    }
  }
}
