import Documents
import Histories

/// Cases of `queue_anomalies`: which anomalies a history of sends and polls shows.
enum QueueHistoryCases {
  static func answer(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    let history = try history(reader.list("history"))
    let logs = History.Logs(history)
    let check = try reader.text("check")
    if check == "realtime_lag" { return lags(logs.lags(in: history), reader) }
    guard let findings = findings(check, logs, history) else {
      return .skipped("check \"\(check)\" is not modelled")
    }
    return .anyOrder(findings, expected: reader.node["expect"] ?? .null)
  }

  private static func findings(
    _ check: String, _ logs: History.Logs, _ history: History
  ) -> [JSONNode]? {
    switch check {
    case "inconsistent_offsets": logs.inconsistentOffsets().map(\.node)
    case "duplicate": logs.duplicates().map(\.node)
    case "aborted_read": logs.abortedReads(in: history).map(\.node)
    case "lost_write": logs.lostWrites().map(\.node)
    case "unseen": logs.unseen(in: history).map(\.node)
    case "precommitted_read": logs.precommittedReads(in: history).map(\.node)
    case "cycle": logs.rings(in: history).map(\.node)
    default: order(check, logs, history)
    }
  }

  private static func order(
    _ check: String, _ logs: History.Logs, _ history: History
  ) -> [JSONNode]? {
    let isInternal = check.hasPrefix("internal_")
    let direction: Direction =
      check.hasSuffix("send") || check.hasSuffix("send_skip") ? .sends : .polls
    let found =
      isInternal
      ? logs.neighbours(direction, insideOperationsOf: history)
      : logs.neighbours(direction, betweenOperationsOf: history)
    switch isInternal ? String(check.dropFirst("internal_".count)) : check {
    case "poll_skip", "send_skip":
      return found.filter(\.isSkip).map { $0.node(isInternal: isInternal, isSkip: true) }
    case "nonmonotonic_poll", "nonmonotonic_send":
      return found.filter { !$0.isSkip }.map { $0.node(isInternal: isInternal, isSkip: false) }
    default: return nil
    }
  }

  private static func lags(_ lags: [ReadLag], _ reader: CaseReader) -> CaseAnswer {
    let rows = lags.map(\.node)
    // Of equals the first.
    let worst = lags.reduce(nil as ReadLag?) { $0.map { $0.lag } ?? -1 < $1.lag ? $1 : $0 }
    var answer = CaseAnswer.anyOrder(rows, expected: reader.node["expect"] ?? .null)
    if let expected = reader.node["worst"] { answer.also(worst?.node ?? .null, expected: expected) }
    return answer
  }
}

// MARK: - Reading a history

extension QueueHistoryCases {
  private static func history(_ entries: [CaseReader]) throws(CaseProblem) -> History {
    var history = History()
    for entry in entries {
      guard let kind = Operation.Kind(rawValue: try entry.text("type")) else {
        throw entry.problem("type: expected invoke, ok, fail or info")
      }
      history.add(
        Operation(by: try entry.integer("process"), kind, try action(entry)))
    }
    return history
  }

  private static func action(_ entry: CaseReader) throws(CaseProblem) -> Operation.Action {
    switch try entry.text("f") {
    case "send", "poll", "txn":
      var steps: [Step] = []
      for step in try entry.listOrEmpty("value") { steps.append(try Self.step(step)) }
      return .transaction(steps)
    case "assign", "subscribe":
      var keys: [String] = []
      for key in try entry.listOrEmpty("value") { keys.append(try Self.key(key)) }
      return .assignment(keys)
    case let other: throw entry.problem("f: unknown \"\(other)\"")
    }
  }

  private static func step(_ reader: CaseReader) throws(CaseProblem) -> Step {
    let parts = try reader.list()
    switch (parts.first?.node.string, parts.count) {
    case ("send", 3):
      let read = try sent(parts[2])
      return .send(try key(parts[1]), read.value, at: read.offset)
    case ("poll", 1): return .poll(nil)
    case ("poll", 2):
      if parts[1].node.isNull { return .poll(nil) }
      guard let members = parts[1].node.object else { throw parts[1].problem("expected keys") }
      var answers: [Answer] = []
      for member in members {
        var reads: [Read] = []
        for pair in try CaseReader(member.value, at: "\(parts[1].path).\(member.key)").list() {
          reads.append(try Self.pair(pair))
        }
        answers.append(Answer(member.key, reads))
      }
      return .poll(answers)
    default: throw reader.problem("expected [\"send\", key, value] or [\"poll\", answer]")
    }
  }

  /// A bare value, or one with its offset.
  private static func sent(_ reader: CaseReader) throws(CaseProblem) -> Read {
    reader.node.array == nil ? Read(nil, try value(reader)) : try pair(reader)
  }

  private static func pair(_ reader: CaseReader) throws(CaseProblem) -> Read {
    let parts = try reader.list()
    guard parts.count == 2 else { throw reader.problem("expected [offset, value]") }
    let offset = parts[0].node.isNull ? nil : try parts[0].integer()
    return Read(offset, try value(parts[1]))
  }

  private static func key(_ reader: CaseReader) throws(CaseProblem) -> String {
    if let number = reader.node.number { return number.text }
    return try reader.text()
  }

  private static func value(_ reader: CaseReader) throws(CaseProblem) -> RecordValue {
    if let text = reader.node.string { return .text(text) }
    return .number(try reader.integer(in: Int64.min...Int64.max))
  }
}

// MARK: - Writing findings

extension JSONNode {
  fileprivate init(_ value: RecordValue) {
    switch value {
    case .number(let number): self.init(number)
    case .text(let text): self.init(text)
    }
  }

  fileprivate init(_ values: [RecordValue]) { self.init(values.map { JSONNode($0) }) }
}

extension InconsistentOffset {
  fileprivate var node: JSONNode {
    [
      "key": JSONNode(key), "index": JSONNode(place), "offset": JSONNode(offset),
      "values": JSONNode(values),
    ]
  }
}

extension DuplicateValue {
  fileprivate var node: JSONNode {
    [
      "key": JSONNode(key), "value": JSONNode(value), "count": JSONNode(offsets.count),
      "offsets": JSONNode(numbers: offsets),
    ]
  }
}

extension AbortedRead {
  fileprivate var node: JSONNode {
    [
      "key": JSONNode(key), "value": JSONNode(value), "writer": JSONNode(writer),
      "reader": JSONNode(reader),
    ]
  }
}

extension LostWrite {
  fileprivate var node: JSONNode {
    [
      "key": JSONNode(key), "value": JSONNode(value), "index": JSONNode(place),
      "max_read_index": JSONNode(highestRead), "writer": JSONNode(writer),
      "max_read": JSONNode(highestReader),
    ]
  }
}

extension Unseen {
  fileprivate var node: JSONNode {
    [JSONNode(operation), JSONNode(members: counts.map { ($0.key, JSONNode($0.count)) })]
  }
}

extension PrecommittedRead {
  fileprivate var node: JSONNode {
    ["op": JSONNode(operation), "key": JSONNode(key), "value": JSONNode(value)]
  }
}

extension OrderFinding {
  fileprivate func node(isInternal: Bool, isSkip: Bool) -> JSONNode {
    var members: [(String, JSONNode)] = [("key", JSONNode(key)), ("delta", JSONNode(delta))]
    members.append(("values", JSONNode(values)))
    if isSkip { members.append(("skipped", JSONNode(skipped))) }
    members.append(
      isInternal
        ? ("op", JSONNode(later)) : ("ops", [JSONNode(earlier), JSONNode(later)]))
    return JSONNode(members: members)
  }
}

extension Ring {
  fileprivate var node: JSONNode {
    ["type": JSONNode(kind.rawValue), "ops": JSONNode(operations.map { JSONNode($0) })]
  }
}

extension ReadLag {
  fileprivate var node: JSONNode {
    [JSONNode(began), JSONNode(process), JSONNode(key), JSONNode(lag)]
  }
}
