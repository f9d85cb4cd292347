import Accounting
import SimKernel

/// A day of records through the store alone: every tick each partition appends, the copier copies,
/// a reader reads the copy into the ledger, and retention trims both logs. No model, no agenda:
/// what is left is what records as runs cost, and what a fork of all of it costs.
struct StoreDay {
  struct Progress {
    var produced: Int64 = 0
    var copied: Int64 = 0
    var read: Int64 = 0
  }

  var progress: ContiguousArray<Progress>
  var sources: ContiguousArray<RunLog>
  var targets: ContiguousArray<RunLog>
  var effects: ContiguousArray<Coverage>
  var found = RunBuffer()
  var repeated: Int64 = 0
  let perTick: Int64
  let retention: TimeAmount
  let window = TimeAmount.seconds(60)

  init(partitions: Int, recordsPerSecond: Int64, retention: TimeAmount) {
    progress = ContiguousArray(repeating: Progress(), count: partitions)
    sources = ContiguousArray(repeating: RunLog(), count: partitions)
    targets = sources
    effects = ContiguousArray(repeating: Coverage(), count: partitions)
    perTick = recordsPerSecond / Int64(partitions)
    self.retention = retention
  }

  mutating func tick(_ number: Int64) {
    let now = Instant.zero + .seconds(number)
    for row in progress.indices {
      produce(row, now)
      copy(row, now)
      read(row)
      // Now and then a reader goes back to its commit, so that the ledger has something to do.
      if (number &+ Int64(row) &* 7919) % 65_536 == 0 { progress[row].read -= 4 * perTick }
    }
    if number % 300 == 0 { trim(now - retention) }
  }

  private mutating func produce(_ row: Int, _ now: Instant) {
    let range = LaneRange(LaneID(row), progress[row].produced, perTick)
    progress[row].produced += perTick
    sources[row].append(range, at: now, window: window)
  }

  private mutating func copy(_ row: Int, _ now: Instant) {
    let end = sources[row].end
    sources[row].read(progress[row].copied..<end, into: &found)
    progress[row].copied = end
    for place in 0..<found.count {
      let run = found[place]
      targets[row].append(run.range, at: now, source: run.offset, window: window)
    }
  }

  private mutating func read(_ row: Int) {
    let end = targets[row].end
    targets[row].read(progress[row].read..<end, into: &found)
    progress[row].read = end
    var again: Int64 = 0
    for place in 0..<found.count {
      effects[row].add(found[place].range.numbers) { again += Int64($0.count) }
    }
    repeated += again
  }

  private mutating func trim(_ limit: Instant) {
    guard limit > .zero else { return }
    for row in progress.indices {
      let kept = sources[row].firstOffset(since: limit)
      sources[row].trimStart(to: kept)
      targets[row].trimStart(to: kept)
    }
  }

  /// Records applied at least once, and once more.
  var totals: (covered: Int64, repeated: Int64) {
    effects.reduce(into: (0, 0)) { sum, lane in
      let own = lane.totals
      sum.0 += own.covered
      sum.1 += own.repeated
    }
  }
}

/// Runs the day and prints one JSON line: seconds, and microseconds a fork that then lives a tick.
func storeBench() {
  var day = StoreDay(partitions: 1000, recordsPerSecond: 1_000_000, retention: .hours(1))
  let clock = ContinuousClock()
  var forks: [Int64] = []
  var forkTicks: [Int64] = []
  let whole = clock.measure {
    for number in 1...86_400 {
      day.tick(Int64(number))
      if number % 8640 == 0 {
        let started = clock.now
        var fork = day
        fork.progress[0].produced += 1
        let forked = clock.now
        fork.tick(Int64(number + 1))
        let ticked = clock.now
        forks.append((forked - started).microseconds)
        forkTicks.append((ticked - forked).microseconds)
      }
    }
  }
  let totals = day.totals
  precondition(totals.repeated == day.repeated)
  let runs = zip(day.sources, day.targets).reduce(0) { $0 + $1.0.runCount + $1.1.runCount }
  print(
    """
    {"day-milliseconds": \(whole.microseconds / 1000), "covered": \(totals.covered), \
    "repeated": \(totals.repeated), "runs": \(runs), "fork-us": \(forks.sorted()), \
    "first-tick-of-a-fork-us": \(forkTicks.sorted())}
    """)
}

extension Duration {
  var microseconds: Int64 {
    components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
  }
}
