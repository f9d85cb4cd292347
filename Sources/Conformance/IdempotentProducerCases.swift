import Documents
import KafkaModel

/// Cases of `idempotent_producer`: batches and markers arrive at one partition.
enum IdempotentProducerCases {
  static func answer(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    var answer = CaseAnswer.severalQuestions()
    var partition = ProducerPartition()
    for step in try reader.list("ops") {
      let got = try partition.apply(step)
      answer.add(got, expectedIn: step.node)
    }
    return answer
  }
}

/// A partition of which only the end, the high watermark and the producers are known.
private struct ProducerPartition {
  var states = ProducerStates()
  var logEnd: Int64 = 0
  var highWatermark: Int64 = 0

  /// Does a step and returns what may be asked about it.
  mutating func apply(_ step: CaseReader) throws(CaseProblem) -> [(String, JSONNode)] {
    switch try step.text("op") {
    case "append": return try append(step)
    case "marker": return try end(step)
    case "plain":
      logEnd += try step.integer("n", or: 1, in: 1...1_000_000_000)
      let offset = logEnd - (try step.integer("n", or: 1))
      return [("expect", "ok"), ("offset", JSONNode(offset))]
    case "expire": states.expire(try step.integer("pid"))
    case "hw":
      highWatermark = try step.integer("to", in: 0...CaseReader.limit)
      states.highWatermarkMoved(to: highWatermark)
    case "truncate":
      logEnd = min(logEnd, try step.integer("to", in: 0...CaseReader.limit))
      states.truncate(to: logEnd)
    case "check": return try check(step)
    case let op: throw step.problem("unknown op \"\(op)\"")
    }
    return []
  }

  private func origin(_ step: CaseReader) throws(CaseProblem) -> AppendOrigin {
    try step.flag("replica", or: false) ? .replica : .client
  }

  private func epoch(_ step: CaseReader) throws(CaseProblem) -> Int16 {
    Int16(try step.integer("epoch", in: 0...Int64(Int16.max)))
  }

  private mutating func append(_ step: CaseReader) throws(CaseProblem) -> [(String, JSONNode)] {
    let batch = ProducerBatch(
      producerID: try step.integer("pid"), epoch: try epoch(step),
      firstSequence: Int32(try step.integer("seq", in: 0...Int64(Int32.max))),
      count: Int32(try step.integer("n", or: 1, in: 1...Int64(Int32.max))),
      isTransactional: try step.flag("txn", or: false))
    let outcome = states.append(batch, at: logEnd, from: try origin(step))
    switch outcome {
    case .appended:
      logEnd += Int64(batch.count)
      return [("expect", "ok"), ("offset", JSONNode(logEnd - Int64(batch.count)))]
    case .duplicate(let offset): return [("expect", "duplicate"), ("offset", JSONNode(offset))]
    case .outOfOrderSequence: return [("expect", "out_of_order_sequence")]
    case .invalidProducerEpoch: return [("expect", "invalid_producer_epoch")]
    case .invalidTransactionState: return [("expect", "invalid_txn_state")]
    }
  }

  private mutating func end(_ step: CaseReader) throws(CaseProblem) -> [(String, JSONNode)] {
    let type = try step.text("type")
    guard type == "commit" || type == "abort" else {
      throw step.problem("type: expected commit or abort")
    }
    let marker = TransactionMarker(
      producerID: try step.integer("pid"), epoch: try epoch(step), isCommit: type == "commit",
      coordinatorEpoch: Int32(try step.integer("coord", or: 0, in: -1...Int64(Int32.max))))
    switch states.append(marker, at: logEnd, from: try origin(step)) {
    case .appended:
      logEnd += 1
      return [("expect", "ok"), ("offset", JSONNode(logEnd - 1))]
    case .invalidProducerEpoch: return [("expect", "invalid_producer_epoch")]
    case .coordinatorFenced: return [("expect", "coordinator_fenced")]
    }
  }

  private func check(_ step: CaseReader) throws(CaseProblem) -> [(String, JSONNode)] {
    let questions = ["op", "pid", "last_seq", "epoch", "first_unstable", "lso", "leo"]
    if let other = step.node.object?.first(where: { !questions.contains($0.key) }) {
      throw step.problem("unknown question \"\(other.key)\"")
    }
    let entry = try step.integerOrNil("pid").flatMap { states[$0] }
    return [
      ("last_seq", JSONNode(orNull: entry?.lastSequence)),
      ("epoch", JSONNode(orNull: entry?.epoch)),
      ("first_unstable", JSONNode(orNull: states.firstUnstableOffset)),
      ("lso", JSONNode(states.lastStableOffset(highWatermark: highWatermark))),
      ("leo", JSONNode(logEnd)),
    ]
  }
}
