import Documents
import KafkaModel

/// Cases of kind `reconcile` in `replication`: a follower fetches until its log is its leader's.
enum ReconciliationCases {
  static func answer(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    let leader = try leader(reader)
    var follower = try follower(reader)
    // A leader of another epoch answers no fetch.
    let epochs = FetchEpochOutcome(
      followerEpoch: Int32(
        try reader.integer(
          "follower_epoch", or: Int64(leader.epoch), in: ReplicationCases.epochs)),
      leaderEpoch: leader.epoch)
    if epochs == .goesOn {
      follower.reconcile(with: leader.log, leaderWatermark: leader.highWatermark)
    }
    return .members(
      [
        ("first_cut", JSONNode(orNull: follower.firstCut)),
        ("first_hw", JSONNode(orNull: follower.firstWatermark)), ("after", JSONNode(follower)),
      ], expectedIn: reader.node)
  }

  private static func leader(
    _ reader: CaseReader
  ) throws(CaseProblem) -> (log: RecordLog, epoch: Int32, highWatermark: Int64) {
    var log = RecordLog(records: try records(reader, "leader"))
    log.start = try reader.integer(
      "leader_start", or: log.records.first?.offset ?? 0, in: 0...CaseReader.limit)
    log.end = max(log.end, log.start)
    // A leader knows its own epoch from the moment it leads.
    let latest = Int64(log.epochs.latest ?? 0)
    let standard = try reader.integer("follower_epoch", or: latest, in: ReplicationCases.epochs)
    let epoch = try reader.integer("leader_epoch", or: standard, in: ReplicationCases.epochs)
    if epoch > latest || log.epochs.isEmpty { log.epochs.assign(epoch: Int32(epoch), at: log.end) }
    return (log, Int32(epoch), try reader.integer("leader_hw", or: log.end))
  }

  private static func follower(_ reader: CaseReader) throws(CaseProblem) -> Follower {
    var log = RecordLog(records: try records(reader, "follower"))
    log.start = try reader.integer(
      "follower_start", or: log.records.first?.offset ?? 0, in: 0...CaseReader.limit)
    log.end = max(log.end, log.start)
    if !(try reader.flag("own_epochs", or: true)) { log.epochs.removeAll() }
    return Follower(log: log, highWatermark: try reader.integer("follower_hw", or: 0))
  }

  private static func records(
    _ reader: CaseReader, _ key: String
  ) throws(CaseProblem) -> [RecordLog.Record] {
    var records: [RecordLog.Record] = []
    for element in try reader.listOrEmpty(key) {
      let pair = try element.integers(count: 2, in: 0...CaseReader.limit)
      guard ReplicationCases.epochs.contains(pair[1]), pair[0] > records.last?.offset ?? -1 else {
        throw element.problem("expected growing offsets, each with an epoch")
      }
      records.append(RecordLog.Record(offset: pair[0], epoch: Int32(pair[1])))
    }
    return records
  }
}

/// A log record by record, for a handful of records.
private struct RecordLog {
  struct Record {
    var offset: Int64
    var epoch: Int32
  }

  var records: [Record]
  var start: Int64 = 0
  var end: Int64
  var epochs = LeaderEpochs()

  init(records: [Record]) {
    self.records = records
    end = records.last.map { $0.offset + 1 } ?? 0
    for record in records { epochs.assign(epoch: record.epoch, at: record.offset) }
  }

  var view: Reconciliation.Log { Reconciliation.Log(start: start, end: end, epochs: epochs) }

  mutating func cut(to offset: Int64) {
    records.removeAll { $0.offset >= offset }
    epochs.truncateEnd(to: offset)
    end = min(end, offset)
  }

  mutating func append(_ record: Record) {
    records.append(record)
    epochs.assign(epoch: record.epoch, at: record.offset)
    end = record.offset + 1
  }
}

private struct Follower {
  var log: RecordLog
  var highWatermark: Int64
  /// The end of the log and the watermark right after the first cut.
  var firstCut: Int64?
  var firstWatermark: Int64?

  init(log: RecordLog, highWatermark: Int64) {
    self.log = log
    self.highWatermark = highWatermark
  }

  mutating func reconcile(with leader: RecordLog, leaderWatermark: Int64) {
    if let first = Reconciliation.first(for: log.view, highWatermark: highWatermark) {
      apply(first, from: leader)
    }
    while true {
      let step = Reconciliation.next(for: log.view, of: leader.view)
      apply(step, from: leader)
      if case .copy = step { break }
    }
    highWatermark = Watermark.follow(leaderWatermark, logStart: log.start, logEnd: log.end)
    log.start = max(log.start, min(leader.start, highWatermark))
  }

  private mutating func apply(_ step: Reconciliation, from leader: RecordLog) {
    switch step {
    case .cut(let end):
      log.cut(to: end)
      highWatermark = min(highWatermark, log.end)
      if firstCut == nil {
        firstCut = log.end
        firstWatermark = highWatermark
      }
    case .startOver(let start):
      log = RecordLog(records: [])
      log.start = start
      log.end = start
      highWatermark = start
    case .copy(let start):
      for record in leader.records where record.offset >= start { log.append(record) }
    }
  }
}

extension JSONNode {
  fileprivate init(_ follower: Follower) {
    let readable = follower.log.records.filter { $0.offset >= follower.log.start }
    self.init(members: [
      ("log", JSONNode(readable.map { JSONNode(numbers: [$0.offset, Int64($0.epoch)]) })),
      ("leo", JSONNode(follower.log.end)), ("hw", JSONNode(follower.highWatermark)),
      ("start", JSONNode(follower.log.start)),
    ])
  }
}
