import Documents
import KafkaModel

/// Cases of `leader_epoch`: a list of epochs is built, cut and asked.
enum LeaderEpochCases {
  static func answer(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    if try reader.text("kind") == "request" { return try request(reader) }
    var answer = CaseAnswer.severalQuestions()
    var epochs = LeaderEpochs()
    for step in try reader.list("ops") {
      let op = try step.text("op")
      if try change(&epochs, by: op, step) { continue }
      answer.add(try ask(epochs, for: op, step), expected: step.node["expect"] ?? .null)
    }
    return answer
  }

  static func epoch(_ reader: CaseReader, _ key: String) throws(CaseProblem) -> Int32 {
    Int32(try reader.integer(key, in: -1...Int64(Int32.max)))
  }

  /// Returns whether `op` is one that changes the list.
  private static func change(
    _ epochs: inout LeaderEpochs, by op: String, _ step: CaseReader
  ) throws(CaseProblem) -> Bool {
    switch op {
    case "assign":
      let start = try step.integer("offset", in: 0...CaseReader.limit)
      epochs.assign(epoch: Int32(try step.integer("epoch", in: 0...Int64(Int32.max))), at: start)
    case "truncate_end": epochs.truncateEnd(to: try step.integer("offset"))
    case "truncate_start": epochs.truncateStart(to: try step.integer("offset"))
    case "clear": epochs.removeAll()
    default: return false
    }
    return true
  }

  private static func ask(
    _ epochs: LeaderEpochs, for op: String, _ step: CaseReader
  ) throws(CaseProblem) -> JSONNode {
    switch op {
    case "end_of":
      let end = epochs.end(of: try epoch(step, "epoch"), logEnd: try step.integer("leo"))
      return JSONNode(numbers: [Int64(end.epoch), end.offset])
    case "entries": return JSONNode(epochs)
    case "latest": return JSONNode(orNull: epochs.latest)
    case "previous":
      guard step.has("of") else { return JSONNode(orNull: epochs.previous) }
      return JSONNode(orNull: epochs.epoch(before: try epoch(step, "of")))
    case "next": return JSONNode(orNull: epochs.epoch(after: try epoch(step, "of")))
    case "at_offset": return JSONNode(orNull: epochs.epoch(at: try step.integer("offset")))
    default: throw step.problem("unknown op \"\(op)\"")
    }
  }

  /// A request to a replica whose leader epoch is 5 unless the case says otherwise.
  private static func request(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    let requested = try reader.integerOrNil("request_epoch", in: -1...Int64(Int32.max))
    let check = EpochCheck(
      requested: requested.map { Int32($0) },
      current: Int32(try reader.integer("epoch", or: 5, in: 0...Int64(Int32.max))),
      isLeader: try reader.text("role") == "leader",
      leaderOnly: try reader.flag("leader_only", or: false))
    return .single(JSONNode(check), expected: reader.node["expect"] ?? .null)
  }
}

extension JSONNode {
  init(_ epochs: LeaderEpochs) {
    self.init(epochs.entries.map { JSONNode(numbers: [Int64($0.epoch), $0.start]) })
  }

  fileprivate init(_ check: EpochCheck) {
    switch check {
    case .ok: self.init("ok")
    case .fencedLeaderEpoch: self.init("fenced_leader_epoch")
    case .unknownLeaderEpoch: self.init("unknown_leader_epoch")
    case .notLeader: self.init("not_leader")
    }
  }
}
