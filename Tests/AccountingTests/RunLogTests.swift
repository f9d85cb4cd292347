import Accounting
import SimKernel
import Testing

/// A partition's log as runs.
@Suite("Run log")
struct RunLogTests {
  static let lane = LaneID(0)

  static func at(_ milliseconds: Int64) -> Instant { .zero + .milliseconds(milliseconds) }

  /// A log of as many records in runs of one record each.
  static func singles(_ count: Int64) -> RunLog {
    var log = RunLog()
    for number in 0..<count {
      // Every second number of the lane, so that no two make a run.
      log.append(LaneRange(lane, 2 * number, 1), at: .zero)
    }
    return log
  }

  static func read(_ log: RunLog, _ offsets: Range<Int64>) -> [RunSlice] {
    var log = log
    var found = RunBuffer()
    log.read(offsets, into: &found)
    return (0..<found.count).map { found[$0] }
  }

  @Test func `neighbours within the window are one run`() {
    var log = RunLog(at: 100)
    log.append(LaneRange(Self.lane, 0, 5), at: Self.at(0))
    #expect(log.append(LaneRange(Self.lane, 5, 3), at: Self.at(1_000)) == 105)
    #expect(log.runCount == 1)
    #expect(log.run(at: 107)?.range == LaneRange(Self.lane, 0, 8))
    log.append(LaneRange(Self.lane, 8, 1), at: Self.at(1_001))
    #expect(log.runCount == 2)
  }

  @Test func `another lane, a jump, a copy or a repeat begins another run`() {
    var log = RunLog()
    log.append(LaneRange(LaneID(0), 0, 1), at: .zero)
    log.append(LaneRange(LaneID(1), 1, 1), at: .zero)
    log.append(LaneRange(LaneID(1), 3, 1), at: .zero)
    log.append(LaneRange(LaneID(1), 4, 1), at: .zero, source: 7)
    log.append(LaneRange(LaneID(1), 5, 1), at: .zero, source: 9)
    log.append(LaneRange(LaneID(1), 6, 1), at: .zero, source: 10, again: ProvenanceID(3))
    log.append(LaneRange(LaneID(1), 7, 1), at: .zero, kind: .marker)
    log.append(LaneRange(LaneID(1), 8, 1), at: .zero, kind: .marker)
    #expect(log.runCount == 8)
  }

  @Test func `a slice of a copy knows where each record came from`() {
    var log = RunLog()
    log.append(LaneRange(Self.lane, 10, 5), at: .zero, source: 50)
    #expect(Self.read(log, 2..<4).first?.source == 52)
    #expect(Self.read(log, 2..<4).first?.range == LaneRange(Self.lane, 12, 2))
  }

  @Test func `more records than a run can count are several runs`() {
    var log = RunLog()
    log.append(LaneRange(Self.lane, 0, 5 << 30), at: .zero, source: 7)
    #expect(log.end == 5 << 30)
    #expect(log.runCount == 2)
    let far: Int64 = 1 << 32
    #expect(Self.read(log, far..<far + 1).map(\.source) == [far + 7])
  }

  @Test func `reading leaves out what lies outside`() {
    var log = Self.singles(100)
    log.trimStart(to: 10)
    #expect(Self.read(log, 0..<12).map(\.offset) == [10, 11])
    #expect(Self.read(log, 98..<200).map(\.offset) == [98, 99])
    #expect(Self.read(log, 100..<200).isEmpty)
  }

  @Test func `retention inside the newest run hides its beginning`() {
    var log = RunLog()
    log.append(LaneRange(Self.lane, 0, 10), at: .zero)
    log.trimStart(to: 4)
    #expect(Self.read(log, 0..<6).map(\.range) == [LaneRange(Self.lane, 4, 2)])
    #expect(log.run(at: 3) == nil)
  }

  @Test func `retention of everything keeps the next offset`() {
    var log = Self.singles(70)
    log.trimStart(to: 70)
    #expect(log.runCount == 0)
    #expect(log.append(LaneRange(Self.lane, 0, 1), at: .zero) == 70)
    #expect(Self.read(log, 0..<100).map(\.offset) == [70])
  }

  @Test func `retention lets go of whole chunks`() {
    var log = Self.singles(Int64(4 * RunLog.chunkSize))
    let before = log.runCount
    log.trimStart(to: Int64(2 * RunLog.chunkSize) + 1)
    #expect(log.runCount == before - 2 * RunLog.chunkSize)
  }

  @Test func `wherever a log is cut at either end, the other side stays`() {
    let count = Int64(3 * RunLog.chunkSize + 5)
    for offset in 0...count {
      var late = Self.singles(count)
      late.trimStart(to: offset)
      #expect(Self.read(late, 0..<count).map(\.offset) == Array(offset..<count))
      var early = Self.singles(count)
      early.truncate(to: offset) { _ in }
      #expect(Self.read(early, 0..<count).map(\.offset) == Array(0..<offset))
    }
  }

  @Test func `a truncation tells what goes, in order`() {
    var log = RunLog()
    log.append(LaneRange(LaneID(0), 0, 4), at: .zero)
    log.append(LaneRange(LaneID(1), 0, 4), at: .zero)
    var gone: [LaneRange] = []
    log.truncate(to: 2) { gone.append($0.range) }
    #expect(gone == [LaneRange(LaneID(0), 2, 2), LaneRange(LaneID(1), 0, 4)])
    #expect(log.end == 2)
    #expect(Self.read(log, 0..<9).map(\.range) == [LaneRange(LaneID(0), 0, 2)])
  }

  @Test func `a truncation at the end of a run keeps it whole`() {
    var log = Self.singles(50)
    log.truncate(to: 40) { _ in }
    #expect(log.runCount == 40)
    #expect(log.append(LaneRange(Self.lane, 0, 1), at: .zero) == 40)
  }

  @Test func `a truncation below the start leaves an empty log`() {
    var log = RunLog()
    log.append(LaneRange(Self.lane, 0, 10), at: .zero)
    log.trimStart(to: 6)
    var gone: Int64 = 0
    log.truncate(to: 3) { gone += $0.count }
    #expect(gone == 4)
    #expect(log.start == 3 && log.end == 3 && log.runCount == 0)
    log.append(LaneRange(Self.lane, 20, 1), at: .zero)
    #expect(Self.read(log, 0..<10).map(\.range) == [LaneRange(Self.lane, 20, 1)])
  }

  @Test func `forks go their own ways`() {
    let log = Self.singles(100)
    var fork = log
    fork.truncate(to: 30) { _ in }
    fork.append(LaneRange(LaneID(7), 0, 50), at: .zero)
    var other = log
    other.trimStart(to: 90)
    other.append(LaneRange(LaneID(8), 0, 1), at: .zero)
    #expect(Self.read(log, 0..<200).map(\.first) == (0..<100).map { 2 * $0 })
    #expect(Self.read(fork, 29..<32).map(\.lane) == [LaneID(0), LaneID(7)])
    #expect(Self.read(other, 0..<200).count == 11)
  }

  @Test func `the first offset since an instant is that of the first record not before it`() {
    var log = RunLog()
    for number in 0..<100 {
      log.append(LaneRange(Self.lane, Int64(2 * number), 1), at: Self.at(Int64(10 * number)))
    }
    #expect(log.firstOffset(since: Self.at(0)) == 0)
    #expect(log.firstOffset(since: Self.at(500)) == 50)
    #expect(log.firstOffset(since: Self.at(501)) == 51)
    #expect(log.firstOffset(since: Self.at(1_000)) == 100)
  }

  @Test func `the first offset since an instant is never one that retention took`() {
    var log = RunLog()
    log.append(LaneRange(Self.lane, 0, 10), at: Self.at(5))
    log.trimStart(to: 4)
    #expect(log.firstOffset(since: Self.at(5)) == 4)
  }

  @Test func `records of a merged run are spread evenly over its time`() {
    var log = RunLog()
    for number in 0..<11 {
      log.append(LaneRange(Self.lane, Int64(number), 1), at: Self.at(Int64(number * 100)))
    }
    #expect(log.runCount == 1)
    #expect(log.run(at: 0)?.time(at: 7) == Self.at(700))
    #expect(log.firstOffset(since: Self.at(650)) == 7)
  }
}
