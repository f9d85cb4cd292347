import MigrationModel
import Testing

/// Random worlds by the thousand; `MIGSIM_WORLDS=1-20000` says which. Meant for a release build.
@Suite("Kafka's promises")
struct PromiseTests {
  @Test func `hold in any small world, and are put to the test in many`() async {
    let worlds = WorldNumbers.range(or: 1...20)
    let parts = stride(from: worlds.lowerBound, through: worlds.upperBound, by: 50).map {
      $0...min(worlds.upperBound, $0 + 49)
    }
    let tallies = await withTaskGroup(of: (Int, PromiseTally).self) { group in
      for (place, part) in parts.enumerated() {
        group.addTask { (place, PromiseTally(of: part)) }
      }
      var tallies = [PromiseTally?](repeating: nil, count: parts.count)
      for await (place, tally) in group { tallies[place] = tally }
      return tallies.compactMap(\.self)
    }
    var all = PromiseTally()
    for tally in tallies { all.add(tally) }
    print(all.table)
    for (promise, first) in all.failures { report(promise, first, all) }
    // A promise that is hardly ever put to the test proves nothing.
    for promise in Promise.allCases where all.worlds >= 1_000 {
      #expect(all.premises[promise.rawValue] * 100 >= all.worlds, "\(promise) is hardly tested")
    }
  }

  private func report(_ promise: Promise, _ first: PromiseTally.Failure, _ all: PromiseTally) {
    let smallest = SmallestWorld(StormyScenario(first.world).scenario, breaking: promise)
    Issue.record(
      """
      \(promise) is broken in \(first.count) of \(all.worlds) worlds, first in world \(first.world)
      (MIGSIM_WORLDS=\(first.world)-\(first.world)): \(first.words)
      The smallest world found:
        \(smallest.words)
      """)
  }
}

/// In how many worlds each promise was put to the test, and where it was broken first.
struct PromiseTally: Sendable {
  struct Failure: Sendable {
    var world: UInt64
    var words: String
    var count = 1
  }

  private(set) var worlds = 0
  /// How many times one was broken in a world of which that is known.
  private(set) var known = 0
  private(set) var premises = [Int](repeating: 0, count: Promise.allCases.count)
  private var broken = [Failure?](repeating: nil, count: Promise.allCases.count)

  init() {}

  init(of numbers: ClosedRange<UInt64>) {
    for number in numbers {
      let watch = PromiseWatch.run(StormyScenario(number).scenario)
      worlds += 1
      for promise in Promise.allCases where watch.tested.contains(promise) {
        premises[promise.rawValue] += 1
      }
      for promise in Promise.allCases {
        let isKnown = KnownBreaks.worlds[promise]?.contains(number) ?? false
        if let words = watch.broken[promise] {
          if isKnown { known += 1 } else { note(promise, Failure(world: number, words: words)) }
        } else if isKnown {
          note(promise, Failure(world: number, words: "is kept now: take it off the list"))
        }
      }
    }
  }

  /// Adds what was found in later worlds.
  mutating func add(_ other: PromiseTally) {
    worlds += other.worlds
    known += other.known
    for place in premises.indices { premises[place] += other.premises[place] }
    for (promise, failure) in other.failures { note(promise, failure) }
  }

  private mutating func note(_ promise: Promise, _ failure: Failure) {
    if broken[promise.rawValue] == nil {
      broken[promise.rawValue] = failure
    } else {
      broken[promise.rawValue]?.count += failure.count
    }
  }

  var failures: [(Promise, Failure)] {
    Promise.allCases.compactMap { promise in broken[promise.rawValue].map { (promise, $0) } }
  }

  var table: String {
    let rows = Promise.allCases.map { promise -> String in
      let count = premises[promise.rawValue]
      let share = "\(count * 1000 / max(worlds, 1))"
      let percent = "\(Int(share)! / 10).\(Int(share)! % 10) %"
      let first =
        broken[promise.rawValue].map { ", BROKEN first in world \($0.world): \($0.words)" } ?? ""
      return "  \(count) worlds (\(percent)): \(promise.words)\(first)"
    }
    let title = "Promises put to the test in \(worlds) worlds, \(known) known breaks left out:"
    return ([title] + rows).joined(separator: "\n")
  }
}
