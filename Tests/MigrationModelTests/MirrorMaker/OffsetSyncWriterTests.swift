import KafkaModel
import MigrationModel
import Testing

@Suite("Offset sync writer")
struct OffsetSyncWriterTests {
  var writer = OffsetSyncWriter(lagMax: 50)

  @Test mutating func `a pair is due for the first record, staleness, a hole and a reset`() {
    let steps: [(upstream: Int64, downstream: Int64, isDue: Bool)] = [
      (0, 100, true),  // the first
      (2, 102, true),  // a hole on the source
      (3, 152, false), (4, 153, true),  // stale
      (5, 154, false), (6, 203, false), (7, 204, true),  // stale again
      (2, 206, true),  // the source went back
      (3, 207, false), (4, 3, true),  // the target went back
      (5, 4, false),
    ]
    for step in steps {
      let due = writer.record(upstream: step.upstream, downstream: step.downstream)
      #expect(due.isEmpty != step.isDue, "\(step)")
    }
  }

  @Test mutating func `the newest record waits for the commit, unless it is due itself`() {
    #expect(writer.record(upstream: 0, downstream: 0, count: 10).map(\.upstream) == [0])
    #expect(writer.delayed == OffsetSync(upstream: 9, downstream: 9))
    #expect(writer.record(upstream: 20, downstream: 10).map(\.upstream) == [20])
    #expect(writer.delayed == nil)
    #expect(writer.pending == OffsetSync(upstream: 20, downstream: 10))
    writer.record(upstream: 21, downstream: 11)
    writer.promoteDelayed()
    #expect(writer.pending == OffsetSync(upstream: 21, downstream: 11))
    #expect(writer.delayed == nil)
  }

  @Test mutating func `a due pair waits while every slot is taken`() {
    var slots = SyncSlots(count: 1)
    writer.record(upstream: 0, downstream: 0)
    #expect(writer.takePending(from: &slots) != nil)
    writer.record(upstream: 5, downstream: 5)
    #expect(writer.takePending(from: &slots) == nil)
    writer.record(upstream: 9, downstream: 6)
    slots.giveBack()
    #expect(writer.takePending(from: &slots)?.upstream == 9)
    #expect(writer.pending == nil)
  }

  @Test func `versions before 3 6 2 hold nothing for the commit`() {
    var writer = OffsetSyncWriter(lagMax: 100, version: MirrorVersion(KafkaVersion(3, 6, 1)))
    writer.record(upstream: 0, downstream: 0, count: 10)
    #expect(writer.delayed == nil)
  }

  @Test func `up to 3 4 0 a log without holes gets one pair for ever`() {
    var writer = OffsetSyncWriter(lagMax: 100, version: MirrorVersion(KafkaVersion(3, 4)))
    #expect(writer.record(upstream: 0, downstream: 0, count: 1_000_000).count == 1)
    #expect(writer.record(upstream: 1_000_000, downstream: 1_000_099, count: 10).isEmpty)
    #expect(writer.record(upstream: 1_000_010, downstream: 1_000_110).count == 1)
  }

  /// Runs of records with holes, rewinds and target resets in all the places they can fall.
  @Test(
    "a run is the same as its records one by one",
    arguments: [0, 1, 2, 5, 50, 100] as [Int64], [false, true])
  func runsAreRecords(lagMax: Int64, measuresByDistance: Bool) {
    var numbers = TestNumbers(seed: UInt64(lagMax))
    for _ in 0..<200 {
      var whole = OffsetSyncWriter(lagMax: lagMax, measuresByDistance: measuresByDistance)
      var single = whole
      var upstream: Int64 = 40
      var downstream: Int64 = numbers.next(below: 2) * 100
      for _ in 0..<20 {
        let count = 1 + numbers.next(below: 3 * lagMax + 5)
        let due = whole.record(upstream: upstream, downstream: downstream, count: count)
        var expected: [OffsetSync] = []
        for k in 0..<count {
          expected += single.record(upstream: upstream + k, downstream: downstream + k)
        }
        #expect(Array(due) == expected)
        #expect(whole == single)
        upstream += count
        downstream += count
        switch numbers.next(below: 6) {
        case 0: upstream += numbers.next(below: 5)
        case 1: upstream -= min(upstream, numbers.next(below: 20))
        case 2: downstream += numbers.next(below: lagMax + 3)
        case 3: downstream -= min(downstream, numbers.next(below: 20))
        case 4:
          whole.promoteDelayed()
          single.promoteDelayed()
        default: break
        }
      }
    }
  }
}
