import KafkaModel
import MigrationModel
import Testing

@Suite("Offset sync store")
struct OffsetSyncStoreTests {
  /// Source 100 is target 40; source 200 is target 90. What lies between is unknown.
  var store = OffsetSyncStore((100, 40), (200, 90))

  @Test(
    "is exact on a pair and one record past it elsewhere",
    arguments: [
      (99, .tooFarBack), (100, .offset(40)), (101, .offset(41)), (199, .offset(41)),
      (200, .offset(90)), (201, .offset(91)), (.max, .offset(91)),
    ] as [(Int64, Translation)])
  func translates(committed: Int64, answer: Translation) {
    #expect(store.translate(committed) == answer)
  }

  @Test func `added distances up to 3 4 0, and knew only the newest pair`() {
    let old = MirrorVersion(KafkaVersion(3, 4, 0))
    #expect(store.translate(250, as: old) == .offset(140))
    #expect(store.translate(199, as: old) == .tooFarBack)
    let new = MirrorVersion(KafkaVersion(3, 4, 1))
    #expect(store.translate(250, as: new) == .offset(91))
  }

  @Test mutating func `forgets everything when the source goes back`() {
    store.insert(OffsetSync(upstream: 150, downstream: 95))
    #expect(store.kept == [OffsetSync(upstream: 150, downstream: 95)])
    #expect(store.translate(149) == .tooFarBack)
  }

  @Test mutating func `keeps only the newest pair while a task without checkpoints starts`() {
    store.insert(OffsetSync(upstream: 300, downstream: 120), forgetsOlder: true)
    #expect(store.kept.map(\.upstream) == [300])
  }

  @Test mutating func `keeps a pair and its repetition apart`() {
    store = OffsetSyncStore((1000, 1000), (1000, 1000))
    #expect(store.kept.count == 2)
    #expect(store.translate(1000) == .offset(1000))
  }

  @Test("drops at most one pair for each new one at even spacing", arguments: [1, 3, 100, 127])
  func dropsOne(step: Int64) {
    var store = OffsetSyncStore(OffsetSync(upstream: 0, downstream: 0))
    var before = store.kept.count
    for k in 1..<500 as Range<Int64> {
      store.insert(OffsetSync(upstream: k * step, downstream: k * step))
      #expect(store.kept.count >= before)
      before = store.kept.count
    }
  }

  @Test func `handles the largest offsets`() {
    var store = OffsetSyncStore(OffsetSync(upstream: .max - 10, downstream: .max - 10))
    for k in (0..<10 as Range<Int64>).reversed() {
      store.insert(OffsetSync(upstream: .max - k, downstream: .max - k))
    }
    #expect(store.newest.upstream == .max)
    #expect(store.oldest.upstream == .max - 10)
  }

  /// A plain account of the same thing: slots of numbered pairs, looked at one by one.
  @Test("agrees with the plain account, and keeps its promises", arguments: 0..<20 as Range<UInt64>)
  func agrees(seed: UInt64) {
    var numbers = TestNumbers(seed: seed)
    let scale = 1 + numbers.next(below: 300)
    var upstream = numbers.next(below: 3) * 5_000_000_000
    var store = OffsetSyncStore(OffsetSync(upstream: upstream, downstream: 0))
    var plain = PlainSyncs(upstream: upstream, number: 0)
    for number in 1..<250 as Range<Int64> {
      let isRewind = numbers.next(below: 200) == 0
      upstream += isRewind ? -min(upstream, numbers.next(below: 50)) : numbers.next(below: scale)
      store.insert(OffsetSync(upstream: upstream, downstream: number))
      plain.insert(upstream: upstream, number: number)
      #expect(store.kept.map(\.downstream) == plain.kept)
      #expect((0..<64).map { store[$0].downstream } == plain.slots.map(\.number))
      if number % 50 == 0 { #expect(store.brokenPromises == []) }
    }
  }
}

extension OffsetSyncStore {
  init(_ first: (Int64, Int64), _ rest: (Int64, Int64)...) {
    self.init(OffsetSync(upstream: first.0, downstream: first.1))
    for pair in rest { insert(OffsetSync(upstream: pair.0, downstream: pair.1)) }
  }

  /// The slots that break invariant B or C. A repetition in slot 0 may stand beside its original.
  var brokenPromises: [String] {
    var broken: [String] = []
    for i in 0..<64 {
      for j in i + 1..<64 where (i + 1...j).contains(where: { isFirst($0) }) {
        let reach = j == 63 ? Int64.max : (1 << Int64(j)) - (1 << Int64(i))
        let (bound, overflows) = self[j].upstream.addingReportingOverflow(reach)
        if !overflows && self[i].upstream > bound { broken.append("B \(i) \(j)") }
        let isRepetition = i == 0 && self[i].upstream == self[j].upstream
        let distance = 1 << Int64(max(i - 2, 0))
        if self[i].upstream - self[j].upstream < distance && !isRepetition {
          broken.append("C \(i) \(j)")
        }
      }
    }
    return broken
  }
}

/// The thinning written down as it is told, for comparison.
struct PlainSyncs {
  struct Pair: Equatable {
    var upstream: Int64
    var number: Int64
  }

  var slots: [Pair]

  init(upstream: Int64, number: Int64) {
    slots = Array(repeating: Pair(upstream: upstream, number: number), count: 64)
  }

  var kept: [Int64] {
    var kept: [Int64] = []
    for slot in slots where kept.last != slot.number { kept.append(slot.number) }
    return kept
  }

  func holdsB(_ i: Int, _ a: Pair, _ j: Int, _ b: Pair) -> Bool {
    let reach = Int128(1) << Int128(j) - Int128(1) << Int128(i)
    return Int128(a.upstream) <= Int128(b.upstream) + reach
  }

  func holdsC(_ i: Int, _ a: Pair, _ b: Pair) -> Bool {
    Int128(a.upstream) >= Int128(b.upstream) + Int128(1) << Int128(max(i - 2, 0))
  }

  mutating func insert(upstream: Int64, number: Int64) {
    let new = Pair(upstream: upstream, number: number)
    if upstream < slots[0].upstream {
      self = PlainSyncs(upstream: upstream, number: number)
      return
    }
    let old = slots
    slots[0] = new
    var replacement = new
    var cursor = 0
    for k in 1..<64 {
      while true {
        let x = old[cursor]
        let isRecent = holdsB(k - 1, slots[k - 1], k, x)
        let isApart = holdsC(k - 1, slots[k - 1], x)
        let isApartFromNext = k == 63 || holdsC(k, x, slots[k + 1])
        let fits = isRecent && isApart && isApartFromNext
        if fits { replacement = x }
        let skips = (cursor + 1 < 64 && old[cursor + 1] == x) || !isApart
        if fits || skips { cursor += 1 }
        if !(skips && cursor < k) { break }
      }
      if holdsB(k - 1, slots[k - 1], k, slots[k]) { return }
      slots[k] = replacement
    }
  }
}
