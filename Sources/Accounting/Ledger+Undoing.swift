import SimKernel

// Effects that an application may take back as a whole: all that it has done since it last changed
// clusters. They are noted only for readers of which a plan says that it takes them back.

/// What a reader has done since it came to where it reads.
package struct RecentEffects: Equatable, Sendable {
  /// By cell of the reader, in the order of its lanes.
  var effects: [(cell: Int, coverage: Coverage)]
  /// The notes of earlier repetitions and disorder.
  var repeats: Int
  var late: Int

  package static func == (a: Self, b: Self) -> Bool {
    a.repeats == b.repeats && a.late == b.late
      && a.effects.elementsEqual(b.effects) { $0.cell == $1.cell && $0.coverage == $1.coverage }
  }
}

extension Ledger {
  /// A reader came to another cluster: what it does from now on may be taken back as a whole.
  package mutating func beginsAnew(_ reader: SubscriptionID) {
    isWatching = true
    var effects: [(cell: Int, coverage: Coverage)] = []
    for lane in lanes.ids where subscriptions.reads(reader, lanes[lane].topic) {
      let cell = subscriptions.cell(reader, lane)
      effects.append((cell, Coverage()))
      // What is repeated from now on is noted by itself.
      cells[cell].lastRepeat = -1
    }
    recent[reader.row] = RecentEffects(effects: effects, repeats: repeats.count, late: late.count)
  }

  mutating func noteRecent(_ range: LaneRange, _ reader: SubscriptionID, _ cell: Int) {
    guard let first = recent[reader.row]?.effects.first?.cell else { return }
    let place = cell - first
    recent[reader.row]?.effects[place].coverage.add(range.numbers) { _ in }
  }

  /// A reader's effects since it came to where it reads were taken back: it has not had those
  /// records.
  package mutating func tookBack(_ reader: SubscriptionID, at now: Instant) {
    guard let taken = recent[reader.row] else { return }
    for lane in lanes.ids where subscriptions.reads(reader, lanes[lane].topic) {
      let cell = subscriptions.cell(reader, lane)
      guard let part = taken.effects.first(where: { $0.cell == cell }) else { continue }
      for span in part.coverage.spans {
        for _ in 0..<span.count { cells[cell].effects.remove(span.low..<span.high) }
        takenBack.append((reader, LaneRange(lane, span.low..<span.high)))
      }
      cells[cell].stale = StaleStretch()
      cells[cell].waitingSince = cells[cell].done < ends[lane] ? now : .never
    }
    for row in taken.repeats..<repeats.count where repeats[row].subscription == reader {
      repeats[row].range.count = 0
    }
    for row in taken.late..<late.count where late[row].subscription == reader {
      late[row].count = 0
    }
    beginsAnew(reader)
  }
}
