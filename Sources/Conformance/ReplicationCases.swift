import Documents
import KafkaModel
import SimKernel

/// Cases of `replication` but for those of kinds `isr` and `reconcile`, which have files of their
/// own: acknowledgements, elections, watermarks.
enum ReplicationCases {
  static func answer(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    switch try reader.text("kind") {
    case "reconcile": try ReconciliationCases.answer(reader)
    case "isr": try InSyncCases.answer(reader)
    case "fetch_error": try fetchError(reader)
    case "acks": try acks(reader)
    case "elect": try elect(reader)
    case "watermark": try watermark(reader)
    case "latest": try latest(reader)
    case let kind: .skipped("kind \"\(kind)\" is not modelled")
    }
  }

  static let epochs: ClosedRange<Int64> = 0...Int64(Int32.max)

  private static func fetchError(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    let outcome = FetchEpochOutcome(
      followerEpoch: Int32(try reader.integer("follower_epoch", in: epochs)),
      leaderEpoch: Int32(try reader.integer("leader_epoch", in: epochs)))
    let isCaughtUp = try reader.flag("caught_up", or: false)
    return .single(
      JSONNode(members: [
        ("progress", JSONNode(outcome == .goesOn && !isCaughtUp)),
        ("failed", JSONNode(outcome == .fenced)),
      ]), expected: reader.node["expect"] ?? .null)
  }

  private static func watermark(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    var answer = CaseAnswer.severalQuestions()
    var logEnd: Int64 = 0
    var highWatermark: Int64 = 0
    for op in try reader.list("ops") {
      let parts = try op.list()
      guard parts.count == 2 else { throw op.problem("expected an op and a number") }
      let number = try parts[1].integer(in: 0...CaseReader.limit / 4)
      switch try parts[0].text() {
      case "append": logEnd += number
      case "set":
        highWatermark = Watermark.follow(number, logStart: 0, logEnd: logEnd)
      case "truncate":
        logEnd = min(logEnd, number)
        highWatermark = min(highWatermark, logEnd)
      case "expect": answer.add(JSONNode(highWatermark), expected: parts[1].node)
      case let name: throw op.problem("unknown op \"\(name)\"")
      }
    }
    return answer
  }

  private static func latest(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    let highWatermark = try reader.integer("hw", in: 0...CaseReader.limit)
    var producers = ProducerStates()
    if let start = try reader.integerOrNil("open_txn_from", in: 0...CaseReader.limit) {
      let first = ProducerBatch(
        producerID: 1, epoch: 0, firstSequence: 0, isTransactional: true)
      _ = producers.append(first, at: start)
    }
    let isolation: ReadIsolation
    switch try reader.member("isolation")?.text() {
    case nil: isolation = .logEnd
    case "read_uncommitted": isolation = .readUncommitted
    case "read_committed": isolation = .readCommitted
    case let name?: throw reader.problem("isolation: unknown isolation \"\(name)\"")
    }
    let latest = isolation.end(
      logEnd: try reader.integer("records", in: 0...CaseReader.limit), highWatermark: highWatermark,
      lastStable: producers.lastStableOffset(highWatermark: highWatermark))
    return .single(JSONNode(latest), expected: reader.node["expect"] ?? .null)
  }
}

// MARK: - Acknowledgements

extension ReplicationCases {
  private static func acks(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    let counts: ClosedRange<Int64> = 0...1_000_000
    let acks = try reader.integer("acks")
    let minimum = ProduceAnswer.effectiveMinimum(
      Int(try reader.integer("min", in: counts)),
      replicas: Int(try reader.integer("replicas", in: counts)))
    var inSync = Int(try reader.integer("isr", in: counts))
    var isReplicated = false
    var isBelowWatermark = false
    let refusal = ProduceAnswer.refusal(acks: acks, inSync: inSync, minimum: minimum)
    for event in try reader.listOrEmpty("later") {
      let parts = try event.list()
      switch try parts.first?.text() {
      case "hw_reaches" where parts.count == 1: isReplicated = true
      case "isr" where parts.count == 2: inSync = Int(try parts[1].integer(in: counts))
      default: throw event.problem("expected [hw_reaches] or [isr, n]")
      }
      // The watermark stands still while too few replicas are in sync.
      if isReplicated && inSync >= minimum { isBelowWatermark = true }
    }
    let answer =
      refusal
      ?? (acks == -1
        ? ProduceAnswer(isBelowWatermark: isBelowWatermark, inSync: inSync, minimum: minimum)
          ?? .requestTimedOut
        : .ok)
    return .single(JSONNode(answer), expected: named(reader.node["expect"] ?? .null))
  }

  /// A time-out goes by several names.
  private static func named(_ expected: JSONNode) -> JSONNode {
    ["timeout", "timed_out"].contains(expected.string ?? "") ? "request_timed_out" : expected
  }
}

extension JSONNode {
  fileprivate init(_ answer: ProduceAnswer) {
    switch answer {
    case .ok: self.init("ok")
    case .invalidRequiredAcks: self.init("invalid_required_acks")
    case .notEnoughReplicas: self.init("not_enough_replicas")
    case .notEnoughReplicasAfterAppend: self.init("not_enough_replicas_after_append")
    case .requestTimedOut: self.init("request_timed_out")
    }
  }
}

// MARK: - Elections

extension ReplicationCases {
  /// The brokers of an assignment, by their places in it.
  struct Places {
    let brokers: [Int64]

    init(_ reader: CaseReader, _ key: String) throws(CaseProblem) {
      brokers = try reader.integers(key)
      guard !brokers.isEmpty, brokers.count <= 64 else {
        throw reader.problem("\(key): expected 1 to 64 brokers")
      }
    }

    func place(of broker: Int64) -> Int? { brokers.firstIndex(of: broker) }

    /// Returns the places of those brokers that are in the assignment.
    func places(of brokers: [Int64]) -> MemberSet {
      var places: MemberSet = []
      for broker in brokers { if let place = place(of: broker) { places.insert(place) } }
      return places
    }

    func json(_ places: MemberSet) -> JSONNode {
      JSONNode(numbers: places.map { brokers[$0] }.sorted())
    }
  }

  private static func elect(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    let replicas = try Places(reader, "replicas")
    let election = Election(
      count: replicas.brokers.count,
      inSync: replicas.places(of: try reader.integers("isr")),
      live: replicas.places(of: try reader.integers("live")),
      eligible: replicas.places(of: try reader.member("elr")?.integers() ?? []))
    let mode: Election.Mode
    switch try reader.text("mode") {
    case "preferred": mode = .preferred
    case "online", "any", "clean": mode = .online
    case "unclean": mode = .unclean
    case let name: throw reader.problem("mode: unknown mode \"\(name)\"")
    }
    let current = try reader.integerOrNil("current").flatMap { replicas.place(of: $0) }
    let winner = election.winner(mode, current: current)
    return .members(
      [
        ("leader", JSONNode(winner.map { replicas.brokers[$0.place] } ?? -1)),
        ("unclean", JSONNode(winner?.isUnclean ?? false)),
      ], expectedIn: reader.node)
  }
}
