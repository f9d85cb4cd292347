import SimKernel

/// The log of one partition as runs in offset order: append at the end, read anywhere, cut at
/// either end.
///
/// The newest run lies in the struct itself, so that the usual append touches no array. Older
/// runs lie in an open chunk, and from there in sealed chunks of `chunkSize` that are never
/// written again: copies of a log share them, so a fork costs the same whatever its history.
public struct RunLog: Sendable {
  package static let chunkSize = 32

  /// First readable offset; only grows, but for a truncation below it.
  public private(set) var start: Int64
  /// Next offset to assign.
  public private(set) var end: Int64
  /// The newest run; `count` is 0 when the log holds nothing.
  public private(set) var tail: Run
  private var shelf = Shelf()

  /// Runs that are no longer the newest.
  private struct Shelf: Sendable {
    var sealed: [ContiguousArray<Run>] = []
    /// Index of the first sealed chunk that is still needed.
    var head = 0
    var open: ContiguousArray<Run> = []
  }

  /// An empty log whose next offset is `offset`.
  package init(at offset: Int64 = 0) {
    start = offset
    end = offset
    tail = Run(base: offset, lane: LaneID(index: 0), first: 0, count: 0, time: .zero)
  }

  /// Number of runs held: what the log costs.
  package var runCount: Int {
    (shelf.head..<shelf.sealed.count).reduce(shelf.open.count + (tail.count > 0 ? 1 : 0)) {
      $0 + shelf.sealed[$1].count
    }
  }

  /// Appends records at the end and returns their first offset. O(1).
  ///
  /// - Parameter window: The longest time that a merged run may stand for.
  @discardableResult
  package mutating func append(
    _ range: LaneRange, at time: Instant, source: Int64 = -1, again: ProvenanceID = .ordinary,
    kind: Run.Kind = .data, maker: UInt16 = 0, window: TimeAmount = .seconds(1)
  ) -> Int64 {
    var range = range
    var source = source
    let base = end
    // A run counts in 32 bits; a history of more records is simply several runs.
    while range.count > 0 {
      let part = min(range.count, 1 << 31)
      push(
        Run(
          base: end, lane: range.lane, first: range.first, count: part, time: time,
          source: source, again: again, kind: kind, maker: maker),
        window)
      range.first += part
      range.count -= part
      if source >= 0 { source += part }
    }
    return base
  }

  private mutating func push(_ run: Run, _ window: TimeAmount) {
    end = run.end
    if tail.count > 0 {
      if tail.absorb(run, within: window) { return }
      shelve(tail)
    }
    tail = run
  }

  private mutating func shelve(_ run: Run) {
    if shelf.open.count == Self.chunkSize {
      shelf.sealed.append(shelf.open)
      shelf.open = []
      shelf.open.reserveCapacity(Self.chunkSize)
    }
    shelf.open.append(run)
  }

  /// Puts what lies at `offsets` into `found`, in order. What lies outside the log is left out.
  ///
  /// O(1) for what the newest run holds, else O(log n) to find the first run and O(1) a run.
  /// (`mutating` changes nothing here: it lets a log that lies in a table be read in place, where
  /// a plain method costs a copy of the struct with all its reference counts at each call.)
  package mutating func read(_ offsets: Range<Int64>, into found: inout RunBuffer) {
    found.reset()
    // Retention may have cut into the newest run, too.
    let from = max(offsets.lowerBound, start)
    if from >= tail.base {
      let upTo = min(offsets.upperBound, tail.end)
      if from < upTo { found.append(tail.slice(from..<upTo)) }
    } else if from < min(offsets.upperBound, end) {
      readShelf(from..<min(offsets.upperBound, end), into: &found)
    }
  }

  /// What lies at `offsets`, which are not none and readable, if the newest run holds it all and it
  /// is plain.
  @inlinable @inline(__always)
  public func newest(_ offsets: Range<Int64>) -> RunSlice? {
    guard offsets.lowerBound >= tail.base, offsets.upperBound <= tail.end, case .data = tail.kind
    else { return nil }
    return tail.slice(offsets)
  }

  private mutating func readShelf(_ offsets: Range<Int64>, into found: inout RunBuffer) {
    var run = 0
    var chunk = find(offsets.lowerBound, &run)
    while chunk < shelf.sealed.count, shelf.sealed[chunk][0].base < offsets.upperBound {
      found.append(shelf.sealed[chunk], from: run, inside: offsets)
      chunk += 1
      run = 0
    }
    if chunk == shelf.sealed.count { found.append(shelf.open, from: run, inside: offsets) }
    if tail.base < offsets.upperBound, tail.count > 0 { found.append(tail.slice(offsets)) }
  }

  /// Calls `body` with each whole run that holds one of `offsets`, in order.
  @inline(never)
  package func forEachRun(in offsets: Range<Int64>, _ body: (Run) -> Void) {
    let from = max(offsets.lowerBound, start)
    let to = min(offsets.upperBound, end)
    guard from < to else { return }
    if from < tail.base {
      var run = 0
      var chunk = find(from, &run)
      while chunk <= shelf.sealed.count {
        let runs = chunk == shelf.sealed.count ? shelf.open : shelf.sealed[chunk]
        while run < runs.count {
          if runs[run].base >= to { return }
          body(runs[run])
          run += 1
        }
        chunk += 1
        run = 0
      }
    }
    if tail.base < to, tail.count > 0 { body(tail) }
  }

  /// Finds the chunk (`sealed.count` for the shelf.open one) and the run that holds `offset`.
  private func find(_ offset: Int64, _ run: inout Int) -> Int {
    var chunk = shelf.sealed.count
    if shelf.open.isEmpty || offset < shelf.open[0].base {
      var low = shelf.head
      var high = shelf.sealed.count - 1
      while low < high {
        let middle = (low + high + 1) / 2
        if shelf.sealed[middle][0].base <= offset { low = middle } else { high = middle - 1 }
      }
      chunk = low
    }
    let runs = chunk == shelf.sealed.count ? shelf.open : shelf.sealed[chunk]
    var low = 0
    var high = runs.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if runs[middle].base <= offset { low = middle } else { high = middle - 1 }
    }
    run = low
    return chunk
  }

  /// The run that holds `offset`, whole.
  package func run(at offset: Int64) -> Run? {
    guard offset >= start, offset < end else { return nil }
    if offset >= tail.base { return tail }
    var row = 0
    let chunk = find(offset, &row)
    return chunk == shelf.sealed.count ? shelf.open[row] : shelf.sealed[chunk][row]
  }

  /// Moves the first readable offset up to `offset` and lets go of the chunks below it.
  package mutating func trimStart(to offset: Int64) {
    guard offset > start else { return }
    start = offset
    end = max(end, offset)
    while shelf.head < shelf.sealed.count, shelf.sealed[shelf.head].last!.end <= offset {
      shelf.sealed[shelf.head] = []
      shelf.head += 1
    }
    if shelf.head > 64, shelf.head * 2 > shelf.sealed.count {
      shelf.sealed.removeFirst(shelf.head)
      shelf.head = 0
    }
    if offset >= end { forgetAll() }
  }

  /// Nothing is left: the next append begins a new story at `end`.
  private mutating func forgetAll() {
    shelf = Shelf()
    tail.count = 0
    tail.base = end
  }

  /// Drops everything at and after `offset`, calling `dropped` with what goes, in order.
  package mutating func truncate(to offset: Int64, _ dropped: (RunSlice) -> Void) {
    guard offset < end else { return }
    let gone = max(offset, start)..<end
    forEachRun(in: gone) { dropped($0.slice(gone)) }
    end = offset
    // What retention left of a run that the cut goes through must not come back with it.
    if offset <= start {
      start = offset
      forgetAll()
      return
    }
    while tail.base >= offset, let previous = takeLast() { tail = previous }
    if tail.end > offset { tail.cut(at: offset) }
  }

  private mutating func takeLast() -> Run? {
    if shelf.open.isEmpty, shelf.sealed.count > shelf.head {
      shelf.open = shelf.sealed.removeLast()
    }
    return shelf.open.popLast()
  }

  /// The first offset whose record was appended at or after `time`; `end` when there is none.
  ///
  /// O(log n): records are appended in the order of time.
  package func firstOffset(since time: Instant) -> Int64 {
    guard let run = firstRun(endingAtOrAfter: time) else { return end }
    var low = max(run.base, start)
    var high = run.end - 1
    while low < high {
      let middle = (low + high) / 2
      if run.time(at: middle) < time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The first run, of those that still hold a readable record, whose last one is not older.
  private func firstRun(endingAtOrAfter time: Instant) -> Run? {
    var low = shelf.head
    var high = shelf.sealed.count
    while low < high {
      let middle = (low + high) / 2
      if shelf.sealed[middle].last!.isOver(before: time, or: start) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    if low < shelf.sealed.count { return Self.first(of: shelf.sealed[low], since: time, start) }
    if let last = shelf.open.last, !last.isOver(before: time, or: start) {
      return Self.first(of: shelf.open, since: time, start)
    }
    return tail.count > 0 && !tail.isOver(before: time, or: start) ? tail : nil
  }

  /// The first of some runs, of which the last is such a one.
  private static func first(
    of runs: ContiguousArray<Run>, since time: Instant, _ start: Int64
  ) -> Run {
    var low = 0
    var high = runs.count - 1
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].isOver(before: time, or: start) { low = middle + 1 } else { high = middle }
    }
    return runs[low]
  }
}

extension Run {
  /// Whether all its records are older than `time`, or lie before the start of the log.
  fileprivate func isOver(before time: Instant, or start: Int64) -> Bool {
    self.time + TimeAmount(nanoseconds: span) < time || end <= start
  }
}
