extension History {
  /// The logs that a history shows: for each key what lay at which offset, gaps left out.
  ///
  /// Sends that happened show where they landed, and so do sends of unknown outcome of which some
  /// other part was read. Polls show what lay where, whatever became of the operation around them:
  /// nobody makes up a record.
  package struct Logs: Sendable {
    package private(set) var byKey: [String: Log] = [:]
    /// Values that polls which happened have read, with the first reader of each, by key.
    let readers: [String: [RecordValue: Int]]
    /// Operations that sent a value, by key, in order.
    let writers: [String: [RecordValue: [Int]]]
    /// Whether the operation at an index has happened for all that the history shows.
    let hasHappened: [Bool]

    package init(_ history: History) {
      let operations = history.operations
      let readers = Self.readers(in: operations)
      self.readers = readers
      writers = Self.writers(in: operations)
      hasHappened = operations.map { operation in
        operation.kind == .ok
          || operation.kind == .info
            && operation.sends.contains { send in
              send.reads.contains { readers[send.key]?[$0.value] != nil }
            }
      }
      for (index, operation) in operations.enumerated() where operation.isCompletion {
        if hasHappened[index] { note(operation.sends) }
        note(operation.reads)
      }
      for key in byKey.keys { byKey[key]?.seal() }
    }

    /// The keys in order.
    var keys: [String] { byKey.keys.sorted() }

    private mutating func note(_ records: [Answer]) {
      for answer in records {
        for read in answer.reads {
          guard let offset = read.offset else { continue }
          byKey[answer.key, default: Log()].note(read.value, at: offset)
        }
      }
    }

    private static func readers(in operations: [Operation]) -> [String: [RecordValue: Int]] {
      var readers: [String: [RecordValue: Int]] = [:]
      for (index, operation) in operations.enumerated() where operation.kind == .ok {
        for answer in operation.reads {
          for read in answer.reads where readers[answer.key]?[read.value] == nil {
            readers[answer.key, default: [:]][read.value] = index
          }
        }
      }
      return readers
    }

    private static func writers(in operations: [Operation]) -> [String: [RecordValue: [Int]]] {
      var writers: [String: [RecordValue: [Int]]] = [:]
      for (index, operation) in operations.enumerated() where operation.isCompletion {
        for send in operation.sends {
          for read in send.reads {
            writers[send.key, default: [:]][read.value, default: []].append(index)
          }
        }
      }
      return writers
    }

    /// Where a record lies in the dense order of its key, if the history shows it.
    func place(of read: Read, in key: String) -> Int? {
      guard let log = byKey[key] else { return nil }
      if let offset = read.offset { return log.place(of: offset) }
      return log.last[read.value]
    }
  }

  /// One key's log without its gaps. A *place* is an index in this dense order.
  package struct Log: Sendable {
    private var atOffset: [Int64: [RecordValue]] = [:]
    private(set) var offsets: [Int64] = []
    /// What lay at each place; more than one value is an anomaly of its own.
    private(set) var values: [[RecordValue]] = []
    /// The first and the last place of each value.
    private(set) var first: [RecordValue: Int] = [:]
    private(set) var last: [RecordValue: Int] = [:]

    fileprivate init() {}

    fileprivate mutating func note(_ value: RecordValue, at offset: Int64) {
      if atOffset[offset]?.contains(value) != true {
        atOffset[offset, default: []].append(value)
      }
    }

    fileprivate mutating func seal() {
      offsets = atOffset.keys.sorted()
      values = offsets.map { (atOffset[$0] ?? []).sorted() }
      for (place, values) in values.enumerated() {
        for value in values {
          if first[value] == nil { first[value] = place }
          last[value] = place
        }
      }
    }

    func place(of offset: Int64) -> Int? {
      var low = 0
      var high = offsets.count
      while low < high {
        let middle = (low + high) / 2
        if offsets[middle] < offset { low = middle + 1 } else { high = middle }
      }
      return low < offsets.count && offsets[low] == offset ? low : nil
    }

    /// The values that lie strictly between two places.
    func values(between low: Int, and high: Int) -> [RecordValue] {
      low + 1 < high ? values[(low + 1)..<high].flatMap(\.self) : []
    }
  }
}
