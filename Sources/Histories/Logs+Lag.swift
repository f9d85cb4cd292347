// How far behind polls were, in time.

/// How long ago, when a poll began, the reader had had everything: the age of what it left unread.
package struct ReadLag: Equatable, Sendable {
  /// When the poll began, as the index of that entry.
  package var began: Int
  package var process: Int64
  package var key: String
  package var lag: Int
}

extension History.Logs {
  /// For every poll that happened and every key that its process was reading then.
  ///
  /// A record counts from the moment its send was known to have happened. An empty poll leaves the
  /// position where it was; an assignment without the key loses it.
  package func lags(in history: History) -> [ReadLag] {
    var readings: [Int64: Reading] = [:]
    var began: [Int64: Int] = [:]
    var lags: [ReadLag] = []
    let known = knownSince(in: history)
    for (index, operation) in history.operations.enumerated() {
      let process = operation.process
      guard operation.isCompletion else {
        began[process] = index
        continue
      }
      let start = began.removeValue(forKey: process) ?? index
      if let keys = operation.newAssignment { readings[process, default: Reading()].keep(keys) }
      guard operation.kind == .ok, operation.isPoll else { continue }
      var reading = readings[process] ?? Reading()
      for answer in operation.reads {
        reading.move(
          answer.key, to: answer.reads.compactMap { place(of: $0, in: answer.key) }.max())
      }
      readings[process] = reading
      for key in reading.keys {
        let unread = known[key]?[(reading.places[key].map { $0 + 1 } ?? 0)...].compactMap(\.self)
        let lag = max(0, start - (unread?.min() ?? start))
        lags.append(ReadLag(began: start, process: process, key: key, lag: lag))
      }
    }
    return lags
  }

  /// Since which entry each place of a key is known to hold a record.
  private func knownSince(in history: History) -> [String: [Int?]] {
    var known = byKey.mapValues { [Int?](repeating: nil, count: $0.offsets.count) }
    for (index, operation) in history.operations.enumerated() where operation.kind == .ok {
      for send in operation.sends {
        for read in send.reads {
          guard let place = place(of: read, in: send.key) else { continue }
          // Entries come in order: the first to know of a place is the earliest.
          if known[send.key]?[place] == nil { known[send.key]?[place] = index }
        }
      }
    }
    return known
  }
}

/// What one process reads, and how far it has come.
private struct Reading {
  private(set) var keys: [String] = []
  private(set) var places: [String: Int] = [:]

  mutating func keep(_ keys: [String]) {
    self.keys = keys
    places = places.filter { keys.contains($0.key) }
  }

  mutating func move(_ key: String, to place: Int?) {
    if !keys.contains(key) { keys.append(key) }
    if let place { places[key] = place }
  }
}

extension Operation {
  fileprivate var isPoll: Bool {
    steps.contains { if case .poll = $0 { true } else { false } }
  }
}
