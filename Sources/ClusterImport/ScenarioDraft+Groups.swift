import Documents

// Groups, where they stand on both clusters, and the plan that moves them.

extension ScenarioDraft {
  /// Groups that the format can name.
  private var namedGroups: [GroupFacts] {
    migration.groups.filter { NamePattern.kafkaIdentifier.allows($0.name) && $0.name != "all" }
  }

  /// The groups of the scenario: those at work, for a rehearsal moves them. Where none is at work,
  /// all were stopped to take the files.
  var movedGroups: [GroupFacts] {
    let active = namedGroups.filter(\.isActive)
    return active.isEmpty ? namedGroups : active
  }

  mutating func groups() -> JSONNode? {
    let others = migration.groups.filter { group in
      group.topics.contains { migration.copy(of: $0) == nil && group.hasPosition(in: $0) }
    }
    if !others.isEmpty {
      assume(
        "topics without a copy are left out, and with them a part of what "
          + "\(list(others.map(\.label))) read")
    }
    let left = migration.groups.count - namedGroups.count
    if left > 0 { assume("\(counted(left, "group")) with names that the format does not take") }
    let moved = movedGroups
    guard let first = moved.first else { return nil }
    let resting = namedGroups.filter { !$0.isActive }.map(\.label)
    if first.isActive, !resting.isEmpty {
      assume("groups without members are left out: \(list(resting))")
    } else if !resting.isEmpty {
      assume("no group has members: all were stopped for the files, and the plan starts them")
    }
    assume(
      "groups work through upserts of their own, commit as Kafka's clients do by default, and take "
        + "no time for a record: none of the files tells; sinks and groups.<name> say it")
    if target.file(.groups) == nil {
      assume("no group has a position on \(target.name): its groups were not described")
    }
    return .object(moved.map { ($0.name, node($0)) })
  }

  private mutating func node(_ group: GroupFacts) -> JSONNode {
    let copies = group.topics.filter { group.hasPosition(in: $0) }
      .compactMap { migration.copy(of: $0) }
    let here = copies.map { copy in
      (copy.name, offsets(group, copy.name, copy.partitions.map(\.homeEnd)))
    }
    let other = target.groups[group.name]
    let there = copies.compactMap { copy -> (String, JSONNode?)? in
      guard let other, other.hasPosition(in: copy.targetName) else { return nil }
      let open = [Int64](repeating: .max, count: copy.targetPartitions)
      return (copy.name, offsets(other, copy.targetName, open))
    }
    return .object([
      ("topics", JSONNode(copies.map { JSONNode($0.name) })),
      ("members", group.memberCount > 1 ? JSONNode(min(group.memberCount, 1024)) : nil),
      ("running", group.isActive ? nil : false), ("config", config(of: group)),
      (
        "positions",
        .object([
          (source.name, .object(here)), (target.name, there.isEmpty ? nil : .object(there)),
        ])
      ),
    ])
  }

  /// Positions of all partitions, none of them past where the log ends.
  private mutating func offsets(_ group: GroupFacts, _ topic: String, _ ends: [Int64]) -> JSONNode {
    var past = 0
    let offsets = ends.enumerated().map { number, end -> JSONNode in
      guard let committed = group.positions[topic]?[number]?.committed else { return .null }
      past += committed > end ? 1 : 0
      return JSONNode(min(committed, end))
    }
    if past > 0 {
      assume(
        "group \(group.label) has read all of \(topic) on \(source.name) where it stands past its "
          + "end (\(counted(past, "partition")))")
    }
    return JSONNode(offsets)
  }

  /// Sinks of Connect begin at the earliest record where a worker's settings say nothing else.
  private mutating func config(of group: GroupFacts) -> JSONNode? {
    var members: [(String, JSONNode?)] = []
    let name = "partition.assignment.strategy"
    if let strategy = group.state?.strategy {
      members.append((name, FormatSettings.group[name]?.node(for: strategy)))
    }
    if group.name.hasPrefix("connect-") {
      assume(
        "groups whose names begin with connect- belong to sinks of Connect and have "
          + "auto.offset.reset=earliest; others have Kafka's default, latest")
      members.append(("auto.offset.reset", "earliest"))
    }
    let known = members.filter { $0.1 != nil }
    return known.isEmpty ? nil : .object(known)
  }

  // MARK: The plan

  /// Readers first, from the positions that are there; then writers.
  mutating func plan() -> JSONNode? {
    let moving = movedGroups.map(\.name)
    var steps: [JSONNode] = []
    if !isCopying {
      steps.append(["name": "copy", "do": ["start-link": JSONNode(Self.linkName)]])
    }
    if !moving.isEmpty {
      let groups = JSONNode(moving.map { JSONNode($0) })
      steps.append([
        "name": "move-readers", "at": isCopying ? "0s" : "10m",
        "do": ["move-groups": groups, "to": JSONNode(target.name)],
      ])
    }
    if hasWriters {
      steps.append([
        "name": "move-writers", "at": isCopying ? "10m" : "20m",
        "do": ["move-producers": "all", "to": JSONNode(target.name)],
      ])
    }
    guard !steps.isEmpty else { return nil }
    let when = isCopying ? "at once, from the positions that are there" : "after 10 minutes"
    assume(
      "the plan: readers move \(when), writers 10 minutes later; none of the files has a plan")
    return .object([("steps", JSONNode(steps))])
  }
}
