import Documents
import KafkaModel
import SimKernel

/// Cases of `consumer_position`: where a group reads, what it is given, what it may commit.
enum ConsumerPositionCases {
  static func answer(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    switch try reader.text("kind") {
    case "start": try start(reader)
    case "out_of_range": try outOfRange(reader)
    case "truncated": try truncated(reader)
    case "reset_race": try resetRace(reader)
    case "fetch": try FetchCases.answer(reader)
    case "read": try read(reader)
    case "commit": try CommitCases.answer(reader)
    case "expiry": try expiry(reader)
    case let kind: .skipped("kind \"\(kind)\" is not modelled")
    }
  }

  private static func policy(_ text: String, _ reader: CaseReader) throws(CaseProblem)
    -> OffsetReset
  {
    switch text {
    case "earliest": .earliest
    case "latest": .latest
    case "none": .none
    default: throw reader.problem("unknown reset policy \"\(text)\"")
    }
  }

  private static func start(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    let earliest = try reader.integer("earliest")
    let latest = try reader.integer("latest")
    guard earliest <= latest else { throw reader.problem("earliest is past latest") }
    let position = try policy(try reader.text("policy"), reader).start(
      committed: try reader.integerOrNil("committed"), readable: earliest..<latest)
    return .single(
      position.map { JSONNode($0) } ?? "error", expected: reader.node["expect"] ?? .null)
  }

  private static func outOfRange(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    guard try reader.text("error") == "out_of_range" else {
      return .skipped("error \"\(try reader.text("error"))\" is not modelled")
    }
    let fetched = try reader.integer("position")
    let position = try reader.integer("seek_before_answer", or: fetched)
    let reaction = OutOfRangeReaction(
      fetched: fetched, position: position, policy: try policy(try reader.text("policy"), reader))
    return .single(
      JSONNode(members: [
        ("reset_needed", JSONNode(reaction == .resets)),
        ("position", reaction == .resets ? .null : JSONNode(position)),
        ("error", JSONNode(reaction == .tells)),
      ]), expected: reader.node["expect"] ?? .null)
  }

  private static func read(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    let start = try reader.integer("start")
    let end = try reader.integer("end")
    guard start <= end else { throw reader.problem("start is past end") }
    let expected = reader.node["expect"] ?? .null
    let outcome = FetchOutcome(
      at: try reader.integer("at"), in: start..<end,
      readableEnd: try reader.integer("hw", or: end))
    switch outcome {
    case .outOfRange: return .single("out_of_range", expected: expected)
    case .empty: return .single("empty", expected: expected)
    case .records(let range):
      // A case may name the first offset, or all of them, or say no more than that there are some.
      if expected.number != nil {
        return .single(JSONNode(range.lowerBound), expected: expected)
      }
      guard expected.array != nil, range.count <= 1_000_000 else {
        return .single("ok", expected: expected)
      }
      return .single(JSONNode(numbers: Array(range)), expected: expected)
    }
  }

  private static func resetRace(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    var reset = PendingReset(position: try reader.integerOrNil("position"))
    for step in try reader.list("steps") {
      let parts = try step.list()
      guard parts.count == 2 else { throw step.problem("expected a verb and a word or number") }
      switch try parts[0].text() {
      case "reset": reset.ask(try policy(try parts[1].text(), step))
      case "seek": reset.seek(to: try parts[1].integer())
      case let verb where verb.hasPrefix("answer_"):
        let answered = try policy(String(verb.dropFirst("answer_".count)), step)
        reset.answer(answered, position: try parts[1].integer())
      case let verb: throw step.problem("unknown step \"\(verb)\"")
      }
    }
    return .single(
      JSONNode(members: [
        ("position", JSONNode(orNull: reset.position)), ("reset_needed", JSONNode(reset.isAwaited)),
      ]), expected: reader.node["expect"] ?? .null)
  }
}

// MARK: - Truncation

extension ConsumerPositionCases {
  private static func truncated(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    let expected = reader.node["expect"] ?? .null
    guard let given = try reader.member("leader_answer")?.integers(count: 2) else {
      let isNeeded = PositionValidation.isNeeded(
        positionEpoch: try epoch(reader, "position_epoch"),
        leaderEpoch: try epoch(reader, "leader_epoch"))
      return .single(JSONNode(members: [("fetchable", JSONNode(!isNeeded))]), expected: expected)
    }
    guard let epoch = Int32(exactly: given[0]) else { throw reader.problem("no epoch") }
    let position = try reader.integer("position")
    let answer = LeaderEpochs.End(epoch: epoch, offset: given[1])
    let validation = PositionValidation(
      position: position, answer: answer, policy: try policy(try reader.text("policy"), reader))
    return .single(
      JSONNode(members: members(of: validation, position: position)), expected: expected)
  }

  private static func epoch(_ reader: CaseReader, _ key: String) throws(CaseProblem) -> Int32? {
    try reader.integerOrNil(key, in: 0...Int64(Int32.max)).map { Int32($0) }
  }

  private static func members(
    of validation: PositionValidation, position: Int64
  ) -> [(String, JSONNode)] {
    var after: Int64? = position
    var divergent: LeaderEpochs.End?
    var isTold = false
    switch validation {
    case .stands: break
    case .moves(let offset): after = offset
    case .resets: after = nil
    case .tells(let end):
      isTold = true
      divergent = end
    }
    let isReset = validation == .resets
    return [
      ("position", JSONNode(orNull: after)), ("error", JSONNode(isTold)),
      ("divergent", divergent.map { JSONNode(numbers: [$0.offset, Int64($0.epoch)]) } ?? .null),
      ("reset", JSONNode(isReset)), ("reset_needed", JSONNode(isReset)),
    ]
  }
}

// MARK: - Expiry

extension ConsumerPositionCases {
  private static func expiry(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    var answer = CaseAnswer.severalQuestions()
    let limit = TimeAmount.milliseconds(try reader.integer("retention_ms", in: times))
    var offsets: [(partition: String, committedAt: Instant, isSubscribed: Bool)] = []
    for entry in try reader.list("offsets") {
      let fields = try entry.list()
      guard fields.count == 3 else { throw entry.problem("expected 3 fields") }
      offsets.append((try fields[0].text(), try instant(fields[1]), try fields[2].flag()))
    }
    var gone: [String] = []
    for check in try reader.list("checks") {
      let parts = try check.list()
      guard parts.count == 2 else { throw check.problem("expected a time and a list") }
      let now = try instant(parts[0])
      let dropped = offsets.filter {
        OffsetExpiry.byCommit.isDue(
          committedAt: $0.committedAt, isSubscribed: $0.isSubscribed, now: now, limit: limit)
      }.map(\.partition)
      offsets.removeAll { dropped.contains($0.partition) }
      gone += dropped
      var expected: [String] = []
      for name in try parts[1].list() { expected.append(try name.text()) }
      // A check may name what goes then, or all that has gone by then.
      answer.add(
        JSONNode(dropped.map { JSONNode($0) }),
        isOK: [dropped.sorted(), gone.sorted()].contains(expected.sorted()))
    }
    return answer
  }

  private static let times: ClosedRange<Int64> = 0...1_000_000_000_000

  private static func instant(_ reader: CaseReader) throws(CaseProblem) -> Instant {
    .zero + .milliseconds(try reader.integer(in: times))
  }
}
