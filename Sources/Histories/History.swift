/// What clients of partitioned logs did, in order, as a bystander would have written it down.
///
/// ```swift
/// var history = History()
/// history.add(Operation(by: 0, .ok, .transaction([.send("x", .number(7), at: 0)])))
/// history.add(Operation(by: 1, .ok, .transaction([.poll([Answer("x", [Read(0, .number(7))])])])))
/// History.Logs(history).duplicates(in: history)  // none
/// ```
///
/// A judge of histories shares nothing with the ledger that counts a run: where both look at one
/// run they must say the same, and neither can hide a mistake of the other.
package struct History: Equatable, Sendable {
  package private(set) var operations: [Operation] = []

  package init() {}

  package mutating func add(_ operation: Operation) { operations.append(operation) }
}

/// One entry: a client set out to do something, or learnt what came of it.
package struct Operation: Equatable, Sendable {
  package enum Kind: String, Equatable, Sendable {
    /// Set out.
    case invoke
    /// Happened.
    case ok
    /// Did not happen.
    case fail
    /// Nobody can tell.
    case info
  }

  package enum Action: Equatable, Sendable {
    /// Sends and polls that stand or fall together.
    case transaction([Step])
    /// From now on the client reads these keys and no others.
    case assignment([String])
  }

  package var process: Int64
  package var kind: Kind
  package var action: Action

  package init(by process: Int64, _ kind: Kind, _ action: Action) {
    self.process = process
    self.kind = kind
    self.action = action
  }

  package var steps: [Step] {
    if case .transaction(let steps) = action { steps } else { [] }
  }

  var isCompletion: Bool { kind != .invoke }

  /// Assignments that were made, or may have been.
  var newAssignment: [String]? {
    guard kind == .ok || kind == .info, case .assignment(let keys) = action else { return nil }
    return keys
  }
}

/// A send or a poll within an operation. A key is a partition.
package enum Step: Equatable, Sendable {
  /// - Parameter at: The offset in the key's log, once it is known.
  case send(String, RecordValue, at: Int64?)
  /// The answer by key, nil when there is none.
  case poll([Answer]?)
}

/// What a poll answered for one key, in the order it was read.
package struct Answer: Equatable, Sendable {
  package var key: String
  package var reads: [Read]

  package init(_ key: String, _ reads: [Read]) {
    self.key = key
    self.reads = reads
  }
}

package struct Read: Equatable, Sendable {
  package var offset: Int64?
  package var value: RecordValue

  package init(_ offset: Int64?, _ value: RecordValue) {
    self.offset = offset
    self.value = value
  }
}

/// What was sent. Values of one key are told apart by nothing else.
package enum RecordValue: Hashable, Comparable, Sendable {
  case number(Int64)
  case text(String)
}

extension Operation {
  /// What this operation sent, key by key in the order of first mention.
  var sends: [Answer] {
    var sends: [Answer] = []
    for case .send(let key, let value, let offset) in steps {
      sends.add([Read(offset, value)], to: key)
    }
    return sends
  }

  /// What this operation read in all its polls together, key by key in the order of first mention.
  var reads: [Answer] {
    var reads: [Answer] = []
    for case .poll(let answers?) in steps {
      for answer in answers where !answer.reads.isEmpty { reads.add(answer.reads, to: answer.key) }
    }
    return reads
  }
}

extension [Answer] {
  fileprivate mutating func add(_ reads: [Read], to key: String) {
    if let place = firstIndex(where: { $0.key == key }) {
      self[place].reads += reads
    } else {
      append(Answer(key, reads))
    }
  }
}
