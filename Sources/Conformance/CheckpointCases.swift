import Documents
import KafkaModel
import MigrationModel

/// Cases of `mm2_checkpoints`: what is written for a group, what reaches the target, and the names,
/// circles, positions and defaults around it.
enum CheckpointCases {
  static let version = MirrorVersion(.newest)

  static func answer(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    switch try reader.text("kind") {
    case "checkpoint": try checkpoint(reader)
    case "emit_filter": try emitFilter(reader)
    case "group_sync": try groupSync(reader)
    case "sequence": try CheckpointTaskLife.answer(reader)
    case "load": try load(reader)
    case "naming", "cycle", "hops": try naming(reader)
    case "resume": try resume(reader)
    case "default": try standard(reader)
    case let kind: .skipped("kind \"\(kind)\" is not modelled")
    }
  }

  private static func checkpoint(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    var history = SyncHistory()
    history.start(mustReadToEnd: true)
    let partition = try reader.text("partition")
    for pair in try reader.member("syncs")?.listOrEmpty(partition) ?? [] {
      let offsets = try pair.integers(count: 2, in: 0...CaseReader.limit)
      history.arrives(OffsetSync(upstream: offsets[0], downstream: offsets[1]))
    }
    let committed = try reader.integerOrNil("committed")
    let checkpoint = Checkpoint(of: committed, by: history.store, as: version)
    return .single(JSONNode(checkpoint), expected: reader.node["expect"] ?? .null)
  }

  private static func emitFilter(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    guard let next = try pair(reader, "next") else { throw reader.problem("next: missing") }
    let isWritten = next.isWritten(after: try pair(reader, "last"))
    return .single(JSONNode(isWritten), expected: reader.node["emit"] ?? .null)
  }

  static func pair(_ reader: CaseReader, _ key: String) throws(CaseProblem) -> Checkpoint? {
    guard let offsets = try reader.member(key)?.integers(count: 2) else { return nil }
    return Checkpoint(upstream: offsets[0], downstream: offsets[1])
  }

  private static func resume(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    let begin: JSONNode =
      switch MirrorResume(stored: try reader.integerOrNil("stored")) {
      case .at(let offset): JSONNode(offset)
      case .byResetPolicy: reader.node["earliest"] ?? .null
      }
    return .single(begin, expected: reader.node["begin"] ?? .null)
  }

  private static func standard(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    let key = try reader.text("key")
    let got: JSONNode
    switch MirrorDefaults.value(of: key) {
    case .integer(let value): got = JSONNode(value)
    case .flag(let value): got = JSONNode(value)
    case .text(let value): got = JSONNode(value)
    case nil: return .skipped("the default of \"\(key)\" is not listed")
    }
    return .single(got, expected: reader.node["value"] ?? .null)
  }
}

// MARK: - Groups on the target

extension CheckpointCases {
  /// A checkpoint meets a group on the target that is idle, absent or active.
  private static func groupSync(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    let checkpoint = Checkpoint(upstream: 0, downstream: try reader.integer("checkpoint_down"))
    let before = try targetOffset(reader, "target_offset")
    let state = try reader.text("target_group")
    guard ["idle", "absent", "active"].contains(state) else {
      throw reader.problem("target_group: unknown state \"\(state)\"")
    }
    let position: TargetPosition =
      state == "idle" ? before.map { .offset($0) } ?? .none : .notSeenIdle
    let attempt = checkpoint.isPublished(over: position)
    let check = CommitCheck(
      .tool, classicGroup: state == "active" ? .stable : .empty, generation: 1)
    let after = attempt && check == .ok ? checkpoint.downstream : before
    return .members(
      [("attempt", JSONNode(attempt)), ("target_after", JSONNode(orNull: after))],
      expectedIn: withoutAbsent(reader.node))
  }

  /// Returns the target group's offset; nil for an entry without one and for no entry.
  private static func targetOffset(
    _ reader: CaseReader, _ key: String
  ) throws(CaseProblem) -> Int64? {
    if reader.node[key]?.string == "absent" { return nil }
    return try reader.integerOrNil(key)
  }

  /// Returns the case with `"target_after": "absent"` told as null, for it means the same offset.
  private static func withoutAbsent(_ node: JSONNode) -> JSONNode {
    guard node["target_after"]?.string == "absent" else { return node }
    let members = (node.object ?? []).map { member in
      member.key == "target_after" ? (member.key, JSONNode.null) : (member.key, member.value)
    }
    return JSONNode(members: members)
  }

  /// Reads checkpoints as a starting task does: of the groups it has, the newest for each partition.
  private static func load(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    var groups: [String] = []
    for group in try reader.list("groups") { groups.append(try group.text()) }
    var partitions: [String] = []
    let records = try reader.list("records").filter { !$0.node.isNull }
    for record in records {
      guard record.node.array?.count == 4 else { throw record.problem("expected 4 fields") }
      let partition = try record.list()[1].text()
      if !partitions.contains(partition) { partitions.append(partition) }
    }
    var store = CheckpointStore(cells: groups.count * partitions.count)
    for record in records {
      let fields = try record.list()
      guard let group = groups.firstIndex(of: try fields[0].text()),
        let partition = partitions.firstIndex(of: try fields[1].text())
      else { continue }
      let checkpoint = Checkpoint(
        upstream: try fields[2].integer(), downstream: try fields[3].integer())
      store.read(checkpoint, at: group * partitions.count + partition)
    }
    let got = JSONNode(
      members: groups.indices.compactMap { group in
        let entries = partitions.indices.compactMap { partition in
          store[group * partitions.count + partition].map { (partitions[partition], JSONNode($0)) }
        }
        return entries.isEmpty ? nil : (groups[group], JSONNode(members: entries))
      })
    return .members([("ok", true), ("expect", got)], expectedIn: reader.node)
  }
}

// MARK: - Names

extension CheckpointCases {
  private static func naming(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    let source = reader.has("source") ? try reader.text("source") : "source"
    let target = reader.has("target") ? try reader.text("target") : "target"
    let policy = try policy(reader, source: source)
    switch try reader.text("kind") {
    case "cycle":
      let isMirrored = policy.isMirrored(try reader.text("topic"), to: target)
      return .single(JSONNode(isMirrored), expected: reader.node["replicate"] ?? .null)
    case "hops":
      let hops = policy.hops(of: try reader.text("topic"), from: source)
      return .single(JSONNode(hops ?? -1), expected: reader.node["expect"] ?? .null)
    default:
      let name = try renamed(reader) { policy.checkpointedTopic($0, from: source, to: target) }
      return .single(JSONNode(name), expected: reader.node["expect"] ?? .null)
    }
  }

  private static func policy(
    _ reader: CaseReader, source: String
  ) throws(CaseProblem) -> ReplicationPolicy {
    let separator = reader.has("separator") ? try reader.text("separator") : "."
    guard !separator.isEmpty else { throw reader.problem("separator: empty") }
    switch reader.has("policy") ? try reader.text("policy") : "default" {
    case "default": return .prefixed(separator: separator)
    case "identity": return .identity(source: source)
    case let policy: throw reader.problem("policy: unknown policy \"\(policy)\"")
    }
  }

  /// Renames the topic of `partition`, which ends with `-` and a number, or else of `topic`.
  private static func renamed(
    _ reader: CaseReader, by rename: (String) -> String
  ) throws(CaseProblem) -> String {
    guard reader.has("partition") else { return rename(try reader.text("topic")) }
    let partition = try reader.text("partition")
    guard let dash = partition.lastIndex(of: "-") else {
      throw reader.problem("partition: expected topic-number")
    }
    return rename(String(partition[..<dash])) + partition[dash...]
  }
}

// MARK: - The life of a task

/// Cases of kind `sequence`: pairs, restarts, a group's positions and what is written for them.
private struct CheckpointTaskLife {
  private var history = SyncHistory()
  private var checkpoints = CheckpointStore(cells: 1)

  static func answer(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    var answer = CaseAnswer.severalQuestions()
    var task = CheckpointTaskLife()
    for step in try reader.list("steps") {
      switch try step.text("op") {
      case "start", "restart":
        task.history.start(mustReadToEnd: try step.flag("must_read_to_end", or: false))
      case "sync", "syncs":
        for sync in try OffsetTranslationCases.syncs(step) { task.history.arrives(sync) }
      case "group_at":
        let written = task.checkpoint(groupAt: try step.integerOrNil("up"))
        answer.add(JSONNode(written), expected: step.node["written"] ?? .null)
      case "poll":
        // A checkpoint is due, of a group that has none yet.
        var store = CheckpointStore(
          cells: 1, isRead: try step.flag("checkpoints_loaded", or: false))
        let isWritten = store.write(Checkpoint(upstream: 1, downstream: 1), at: 0)
        answer.add(isWritten ? 1 : .null, expected: step.node["returns"] ?? .null)
      case let op: throw step.problem("unknown op \"\(op)\"")
      }
    }
    return answer
  }

  private mutating func checkpoint(groupAt committed: Int64?) -> Checkpoint? {
    let next = Checkpoint(of: committed, by: history.store, as: CheckpointCases.version)
    return checkpoints.write(next, at: 0) ? next : nil
  }
}

extension JSONNode {
  init(_ checkpoint: Checkpoint?) {
    guard let checkpoint else {
      self = .null
      return
    }
    self.init(numbers: [checkpoint.upstream, checkpoint.downstream])
  }
}
