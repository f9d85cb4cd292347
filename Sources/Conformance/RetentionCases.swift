import Documents
import KafkaModel
import SimKernel

/// Cases of `retention`: a log of given segments goes through one retention run.
enum RetentionCases {
  /// The moment of the run.
  private static let now = Instant.zero

  static func answer(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    let highWatermark = try reader.integer("hw", in: 0...CaseReader.limit)
    var log = try segments(reader)
    var epochs = try epochs(reader)
    let rule = try rule(reader)
    if let start = try reader.integerOrNil("move_start_to") {
      // The case asks for the bound on the start, not whether the policy lets a client move it.
      let outcome = log.deleteRecords(
        before: start, highWatermark: highWatermark, rule: RetentionRule())
      guard case .begins = outcome else {
        return .single(
          ["error": "out_of_range"], expected: reader.node["expect"] ?? .null)
      }
    }
    let startBefore = log.logStart
    let dropped = log.retain(by: rule, highWatermark: highWatermark, now: now)
    if log.logStart > startBefore { epochs.truncateStart(to: log.logStart) }
    return .single(
      JSONNode(members: [
        ("left", JSONNode(log.list.count)), ("start", JSONNode(log.logStart)),
        ("dropped", JSONNode(dropped)), ("next_offset", JSONNode(log.logEnd)),
        ("epochs", JSONNode(epochs)),
      ]), expected: reader.node["expect"] ?? .null)
  }

  private static func rule(_ reader: CaseReader) throws(CaseProblem) -> RetentionRule {
    let age = try reader.integer("retention_ms", or: -1, in: -1...Int64.max)
    let bytes = try reader.integer("retention_bytes", or: -1, in: -1...Int64.max)
    let policy = reader.has("policy") ? try reader.text("policy") : "delete"
    guard ["delete", "compact", "both", "compact,delete", "delete,compact"].contains(policy) else {
      throw reader.problem("policy: unknown policy \"\(policy)\"")
    }
    return RetentionRule(
      age: age < 0 ? nil : milliseconds(age), bytes: bytes < 0 ? nil : bytes,
      deletes: policy != "compact")
  }

  /// Lengths beyond a hundred years are as good as endless.
  private static func milliseconds(_ count: Int64) -> TimeAmount {
    .milliseconds(min(max(count, -1_000_000_000_000), 3_000_000_000_000))
  }

  private static func segments(_ reader: CaseReader) throws(CaseProblem) -> Segments {
    let list = try reader.list("segments")
    let bases = try list.map { segment throws(CaseProblem) in
      try segment.integer("base", in: 0...CaseReader.limit)
    }
    var log = Segments(start: bases.first ?? 0)
    for (place, segment) in list.enumerated() {
      let records = try segment.integer("records", in: 0...CaseReader.limit)
      let end = place + 1 < bases.count ? bases[place + 1] : bases[place] + records
      guard end >= bases[place] + records else { throw segment.problem("overlaps the next") }
      log.roll(now: now)
      try append(end - bases[place], segment, to: &log)
    }
    log.follow(leaderStart: try reader.integer("start", or: 0, in: 0...CaseReader.limit))
    return log
  }

  private static func append(
    _ count: Int64, _ segment: CaseReader, to log: inout Segments
  ) throws(CaseProblem) {
    let bytes = try segment.integer("size", in: 0...(1 << 50))
    guard count > 0 else { return }
    guard bytes > 0 else { throw segment.problem("has records but no size") }
    let newest = now + milliseconds(try segment.integer("newest"))
    let endless = RollRule(bytes: .max, age: .hours(2_000_000))
    log.append(count: count, bytes: bytes, newestTimestamp: newest, now: now, rule: endless)
  }

  private static func epochs(_ reader: CaseReader) throws(CaseProblem) -> LeaderEpochs {
    var epochs = LeaderEpochs()
    for entry in try reader.listOrEmpty("epochs") {
      let pair = try entry.integers(count: 2, in: 0...CaseReader.limit)
      guard pair[0] <= Int64(Int32.max) else { throw entry.problem("no epoch") }
      epochs.assign(epoch: Int32(pair[0]), at: pair[1])
    }
    return epochs
  }
}
