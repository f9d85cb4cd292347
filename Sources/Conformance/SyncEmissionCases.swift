import Documents
import MigrationModel

/// Cases of `mm2_sync_emission`: which copied records are published as pairs, and which wait.
enum SyncEmissionCases {
  static func answer(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    switch try reader.text("kind") {
    case "queue": try queue(reader)
    default: try emissions(reader)
    }
  }

  private static func writer(_ reader: CaseReader) throws(CaseProblem) -> OffsetSyncWriter {
    OffsetSyncWriter(lagMax: try reader.integer("lag", in: 0...CaseReader.limit))
  }

  private static func emissions(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    var answer = CaseAnswer.severalQuestions()
    var writer = try writer(reader)
    // A due pair that was not taken down keeps the next record due whatever that one is.
    var isStillDue = false
    for step in try reader.list("steps") {
      let due = try record(step, by: &writer)
      isStillDue = isStillDue || !due.isEmpty
      if let expected = step.node["emit"] { answer.add(JSONNode(isStillDue), expected: expected) }
      if try step.flag("clear", or: true) { isStillDue = false }
    }
    return answer
  }

  private static func record(
    _ step: CaseReader, by writer: inout OffsetSyncWriter
  ) throws(CaseProblem) -> DueSyncs {
    let offsets: ClosedRange<Int64> = 0...CaseReader.limit
    return writer.record(
      upstream: try step.integer("up", in: offsets),
      downstream: try step.integer("down", in: offsets)
    )
  }

  private static func queue(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    var answer = CaseAnswer.severalQuestions()
    var writer = try writer(reader)
    var slots = SyncSlots(count: Int(try reader.integer("slots", or: 10, in: 0...1_000_000)))
    var sent = 0
    for event in try reader.list("events") {
      switch try event.text("op") {
      case "record": _ = try record(event, by: &writer)
      case "fire": while writer.takePending(from: &slots) != nil { sent += 1 }
      case "commit": writer.promoteDelayed()
      case "ack", "acked", "done", "fail", "failed": slots.giveBack()
      case let op: throw event.problem("unknown op \"\(op)\"")
      }
      answer.add(
        [
          ("pending", writer.pending.map { JSONNode($0) } ?? .null),
          ("delayed", writer.delayed.map { JSONNode($0) } ?? .null),
          ("last", JSONNode(writer.lastSync.downstream)), ("sent", JSONNode(sent)),
        ], expectedIn: event.node)
    }
    return answer
  }
}
