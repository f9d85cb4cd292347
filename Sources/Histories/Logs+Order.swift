// Anomalies in the order in which one process sends or polls.

/// Two neighbours of one process that lie farther apart than neighbours should, or the wrong way
/// round.
package struct OrderFinding: Equatable, Sendable {
  package var key: String
  /// The two operations; the same one twice when both are inside it.
  package var earlier: Int
  package var later: Int
  /// The earlier and the later value.
  package var values: [RecordValue]
  /// How far apart they lie in the dense order: 1 is as it should be.
  package var delta: Int
  /// What lies between them and was passed over.
  package var skipped: [RecordValue]
}

/// Which order is looked at.
package enum Direction: Sendable {
  case sends
  case polls
}

extension History.Logs {
  /// Neighbours inside one operation.
  package func neighbours(_ direction: Direction, insideOperationsOf history: History)
    -> [OrderFinding]
  {
    var found: [OrderFinding] = []
    for (index, operation) in history.operations.enumerated() where operation.isCompletion {
      for answer in operation.records(direction) {
        for (one, other) in zip(answer.reads, answer.reads.dropFirst()) {
          if let finding = finding(answer.key, (index, one), (index, other)) {
            found.append(finding)
          }
        }
      }
    }
    return found
  }

  /// The last of one operation and the first of the next, of the same process and key.
  ///
  /// An assignment without a key forgets it. What a failed or doubtful poll has read is compared
  /// with what came before, and forgotten: the next poll goes on where the last good one ended.
  package func neighbours(_ direction: Direction, betweenOperationsOf history: History)
    -> [OrderFinding]
  {
    var last: [Int64: [String: (Int, Read)]] = [:]
    var found: [OrderFinding] = []
    for (index, operation) in history.operations.enumerated() where operation.isCompletion {
      let process = operation.process
      if let keys = operation.newAssignment {
        last[process] = last[process]?.filter { keys.contains($0.key) }
      }
      for answer in operation.records(direction) {
        let known = answer.reads.filter { place(of: $0, in: answer.key) != nil }
        guard let first = known.first, let end = known.last else { continue }
        if let before = last[process]?[answer.key],
          let finding = finding(answer.key, before, (index, first))
        {
          found.append(finding)
        }
        if direction == .sends || operation.kind == .ok {
          last[process, default: [:]][answer.key] = (index, end)
        }
      }
    }
    return found
  }

  private func finding(
    _ key: String, _ one: (operation: Int, read: Read), _ other: (operation: Int, read: Read)
  ) -> OrderFinding? {
    guard let log = byKey[key], let low = place(of: one.read, in: key),
      let high = place(of: other.read, in: key), high - low != 1
    else { return nil }
    return OrderFinding(
      key: key, earlier: one.operation, later: other.operation,
      values: [one.read.value, other.read.value], delta: high - low,
      skipped: log.values(between: low, and: high))
  }
}

extension OrderFinding {
  /// Whether records were passed over; otherwise something came twice or the wrong way round.
  package var isSkip: Bool { delta > 1 }
}

extension Operation {
  /// What an operation has sent, unless it did not happen, or polled.
  fileprivate func records(_ direction: Direction) -> [Answer] {
    switch direction {
    case .sends: kind == .fail ? [] : sends
    case .polls: reads
    }
  }
}
