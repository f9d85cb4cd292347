// Anomalies that show in what lies in the logs and who has read it.

/// One offset that held several values.
package struct InconsistentOffset: Equatable, Sendable {
  package var key: String
  package var place: Int
  package var offset: Int64
  package var values: [RecordValue]
}

/// One value that lay at several offsets.
package struct DuplicateValue: Equatable, Sendable {
  package var key: String
  package var value: RecordValue
  package var offsets: [Int64]
}

/// A value of an operation that did not happen, read by one that did.
package struct AbortedRead: Equatable, Sendable {
  package var key: String
  package var value: RecordValue
  package var writer: Int
  package var reader: Int
}

/// A value that was written and never read, though something later was.
package struct LostWrite: Equatable, Sendable {
  package var key: String
  package var value: RecordValue
  package var place: Int
  package var writer: Int
  /// The highest place that was read, and by which operation first.
  package var highestRead: Int
  package var highestReader: Int
}

/// How many values that were written nobody has read, by key, after an operation.
package struct Unseen: Equatable, Sendable {
  package var operation: Int
  package var counts: [(key: String, count: Int)]

  package static func == (a: Self, b: Self) -> Bool {
    a.operation == b.operation && a.counts.elementsEqual(b.counts, by: ==)
  }
}

/// An operation that polled what it had sent itself, before that could be final.
package struct PrecommittedRead: Equatable, Sendable {
  package var operation: Int
  package var key: String
  package var value: RecordValue
}

extension History.Logs {
  package func inconsistentOffsets() -> [InconsistentOffset] {
    keys.flatMap { key -> [InconsistentOffset] in
      guard let log = byKey[key] else { return [] }
      return log.values.indices.filter { log.values[$0].count > 1 }.map { place in
        InconsistentOffset(
          key: key, place: place, offset: log.offsets[place], values: log.values[place])
      }
    }
  }

  package func duplicates() -> [DuplicateValue] {
    keys.flatMap { key -> [DuplicateValue] in
      guard let log = byKey[key] else { return [] }
      let repeated = log.first.keys.filter { log.first[$0] != log.last[$0] }
      return repeated.sorted().map { value in
        let places = log.values.indices.filter { log.values[$0].contains(value) }
        return DuplicateValue(key: key, value: value, offsets: places.map { log.offsets[$0] })
      }
    }
  }

  package func abortedReads(in history: History) -> [AbortedRead] {
    var found: [AbortedRead] = []
    for (index, operation) in history.operations.enumerated() where operation.kind == .ok {
      for answer in operation.reads {
        for value in answer.reads.map(\.value).unique {
          guard let writers = writers[answer.key]?[value],
            writers.allSatisfy({ history.operations[$0].kind == .fail })
          else { continue }
          found.append(
            AbortedRead(key: answer.key, value: value, writer: writers[0], reader: index))
        }
      }
    }
    return found
  }

  /// What must have been read, since something that lay behind it was.
  ///
  /// Where a value lay at several offsets, the first one tells how far readers have come, and the
  /// last one until when it may still be met.
  package func lostWrites() -> [LostWrite] {
    keys.flatMap { key -> [LostWrite] in
      guard let log = byKey[key], let readers = readers[key] else { return [] }
      let read = readers.compactMap { value, reader in log.first[value].map { ($0, reader) } }
      guard let highest = read.max(by: { ($0.0, $1.1) < ($1.0, $0.1) }) else { return [] }
      return log.last.filter { $0.value <= highest.0 && readers[$0.key] == nil }.keys
        .compactMap { value in lost(value, of: key, log, highest) }
        .sorted { ($0.place, $0.value) < ($1.place, $1.value) }
    }
  }

  private func lost(
    _ value: RecordValue, of key: String, _ log: History.Log, _ highest: (place: Int, reader: Int)
  ) -> LostWrite? {
    guard let place = log.first[value],
      let writer = writers[key]?[value]?.first(where: { hasHappened[$0] })
    else { return nil }
    return LostWrite(
      key: key, value: value, place: place, writer: writer, highestRead: highest.place,
      highestReader: highest.reader)
  }

  package func unseen(in history: History) -> [Unseen] {
    var sent: [String: Set<RecordValue>] = [:]
    var read: [String: Set<RecordValue>] = [:]
    var rows: [Unseen] = []
    for (index, operation) in history.operations.enumerated() where operation.kind == .ok {
      guard case .transaction = operation.action else { continue }
      for send in operation.sends { sent[send.key, default: []].formUnion(send.reads.map(\.value)) }
      for answer in operation.reads {
        read[answer.key, default: []].formUnion(answer.reads.map(\.value))
      }
      let counts = sent.keys.sorted().map { key in
        (key: key, count: (sent[key] ?? []).count { read[key]?.contains($0) != true })
      }
      rows.append(Unseen(operation: index, counts: counts))
    }
    return rows
  }

  /// How many values that were written nobody has read by the end.
  package func unseenAtEnd(of history: History) -> Int {
    var sent: [String: Set<RecordValue>] = [:]
    for operation in history.operations where operation.kind == .ok {
      for send in operation.sends { sent[send.key, default: []].formUnion(send.reads.map(\.value)) }
    }
    return sent.reduce(0) { sum, entry in
      sum + entry.value.count { readers[entry.key]?[$0] == nil }
    }
  }

  /// How many reads were of something that had been read before, by whomever.
  package func repeatedReads(in history: History) -> Int {
    var read: [String: Set<RecordValue>] = [:]
    return history.readsThatHappened.reduce(0) { count, answer in
      answer.reads.reduce(count) {
        $0 + (read[answer.key, default: []].insert($1.value).inserted ? 0 : 1)
      }
    }
  }

  /// How many values were read for the first time after one of their key that lies behind them.
  package func lateReads(in history: History) -> Int {
    var read: [String: Set<RecordValue>] = [:]
    var highest: [String: Int] = [:]
    var count = 0
    for answer in history.readsThatHappened {
      for one in answer.reads {
        guard read[answer.key, default: []].insert(one.value).inserted,
          let place = place(of: one, in: answer.key)
        else { continue }
        if place < highest[answer.key] ?? 0 { count += 1 }
        highest[answer.key] = max(place, highest[answer.key] ?? 0)
      }
    }
    return count
  }

  package func precommittedReads(in history: History) -> [PrecommittedRead] {
    var found: [PrecommittedRead] = []
    for (index, operation) in history.operations.enumerated() where operation.kind == .ok {
      let sends = operation.sends
      for answer in operation.reads {
        let own = sends.first { $0.key == answer.key }?.reads.map(\.value) ?? []
        for value in answer.reads.map(\.value).unique where own.contains(value) {
          found.append(PrecommittedRead(operation: index, key: answer.key, value: value))
        }
      }
    }
    return found
  }
}

extension History {
  /// What operations that happened have read, one after the other.
  fileprivate var readsThatHappened: [Answer] {
    operations.filter { $0.kind == .ok }.flatMap(\.reads)
  }
}

extension [RecordValue] {
  /// Every value once, in the order of first mention.
  fileprivate var unique: [RecordValue] {
    var seen = Set<RecordValue>()
    return filter { seen.insert($0).inserted }
  }
}
