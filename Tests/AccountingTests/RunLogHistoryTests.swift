import Accounting
import SimKernel
import Testing

/// Random histories of one log, which must read as an array of records does.
@Suite("Run log against records one by one")
struct RunLogHistoryTests {
  /// What a reader can see of one record.
  struct Row: Equatable {
    var offset: Int64
    var lane: UInt32
    var number: Int64
    var source: Int64
    var again: UInt32
    var kind: Run.Kind
  }

  /// A log and the array that it stands for.
  struct Pair {
    var log = RunLog(at: 3)
    var start: Int64 = 3
    var end: Int64 = 3
    var rows: [Row] = []
    /// When each record was appended; compared only where runs stand for one instant.
    var times: [Instant] = []
    var now = Instant.zero
    var next: [Int64] = [0, 0]
    let window: TimeAmount

    mutating func act(_ dice: inout Dice) {
      switch dice.below(20) {
      case 0..<13: append(&dice)
      case 13: now = now + .milliseconds(Int64(dice.below(900)))
      case 14: trim(to: start + Int64(dice.below(12)))
      case 15: truncate(to: max(0, end - Int64(dice.below(8))))
      case 16: truncate(to: max(0, start - Int64(dice.below(3))))
      default: for _ in 0..<40 { append(&dice) }
      }
    }

    private mutating func append(_ dice: inout Dice) {
      let lane = dice.below(8) == 0 ? 1 : 0
      if dice.below(5) == 0 { next[lane] += 3 }
      let count = Int64(1 + dice.below(3))
      let source = dice.below(3) == 0 ? end + 40 : -1
      let again = UInt32(dice.below(6) == 0 ? 2 : 0)
      let kind: Run.Kind = dice.below(9) == 0 ? .marker : .data
      log.append(
        LaneRange(LaneID(lane), next[lane], count), at: now, source: source,
        again: ProvenanceID(index: again), kind: kind, window: window)
      for step in 0..<count {
        rows.append(
          Row(
            offset: end + step, lane: UInt32(lane), number: next[lane] + step,
            source: source < 0 ? -1 : source + step, again: again, kind: kind))
        times.append(now)
      }
      next[lane] += count
      end += count
    }

    private mutating func trim(to offset: Int64) {
      log.trimStart(to: offset)
      guard offset > start else { return }
      let gone = rows.count { $0.offset < offset }
      rows.removeFirst(gone)
      times.removeFirst(gone)
      start = offset
      end = max(end, offset)
    }

    private mutating func truncate(to offset: Int64) {
      var told: [Row] = []
      log.truncate(to: offset) { told += Self.rows(of: $0) }
      guard offset < end else { return }
      let kept = rows.count { $0.offset < offset }
      if told != Array(rows[kept...]) { Issue.record("a truncation told \(told)") }
      rows.removeLast(rows.count - kept)
      times.removeLast(times.count - kept)
      end = offset
      start = min(start, offset)
    }

    static func rows(of slice: RunSlice) -> [Row] {
      (0..<slice.count).map { step in
        Row(
          offset: slice.offset + step, lane: slice.lane.index, number: slice.first + step,
          source: slice.source < 0 ? -1 : slice.source + step, again: slice.again.index,
          kind: slice.kind)
      }
    }

    /// Whether a read of some offsets finds what the array holds there.
    mutating func agrees(on offsets: Range<Int64>) -> Bool {
      var found = RunBuffer()
      log.read(offsets, into: &found)
      let read = (0..<found.count).flatMap { Self.rows(of: found[$0]) }
      return read == rows.filter { offsets.contains($0.offset) }
        && log.start == start && log.end == end
        && (log.run(at: offsets.lowerBound) == nil)
          == !rows.contains { $0.offset == offsets.lowerBound }
    }

    func agrees(since time: Instant) -> Bool {
      let first = times.firstIndex { $0 >= time }.map { rows[$0].offset } ?? end
      return window > .zero || log.firstOffset(since: time) == first
    }
  }

  @Test(arguments: 0..<4)
  func `reads what an array of records would`(block: Int) {
    for seed in 0..<20 {
      var dice = Dice(seed: UInt64(1_000 + block * 20 + seed))
      var pair = Pair(window: seed % 2 == 0 ? .zero : .seconds(1))
      for _ in 0..<30 {
        let before = pair
        var fork = pair
        for _ in 0..<3 { fork.act(&dice) }
        pair.act(&dice)
        check(&pair, &dice, "block \(block), seed \(seed)")
        check(&fork, &dice, "fork in block \(block), seed \(seed)")
        if dice.below(10) == 0 { pair = before }
      }
    }
  }

  private func check(_ pair: inout Pair, _ dice: inout Dice, _ place: String) {
    let low = max(0, pair.start - 2) + Int64(dice.below(Int(pair.end - pair.start) + 4))
    let range = low..<low + Int64(dice.below(60))
    let time = Instant.zero + .milliseconds(Int64(dice.below(20_000)))
    if !pair.agrees(on: range) || !pair.agrees(on: 0..<pair.end + 5) || !pair.agrees(since: time) {
      Issue.record("\(place): they differ at \(range)")
    }
  }
}
