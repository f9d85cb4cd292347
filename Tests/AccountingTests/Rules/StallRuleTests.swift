import Accounting
import SimKernel
import Testing

/// How long a reader or a writer stood still, and why.
@Suite("Stalls")
struct StallRuleTests {
  static let lane = LaneID(0)
  static let reader = SubscriptionID(0)
  static let partition = PartitionID(0)

  static func at(_ milliseconds: Int64) -> Instant { .zero + .milliseconds(milliseconds) }

  /// A ledger of one topic with `lanes` lanes, one reader and one partition.
  static func ledger(lanes: Int = 1) -> Ledger {
    let info = LaneInfo(topic: TopicID(0), keys: .inTurn(1), producer: ProducerID(0), slot: 0)
    return Ledger(
      lanes: Table(repeating: info, count: lanes), topics: 1, clusters: 1, partitions: 1,
      subscriptions: [[TopicID(0)]], draws: Draws(seed: 1))
  }

  static func slice(_ numbers: Range<Int64>, of lane: LaneID = lane) -> RunSlice {
    RunSlice(
      offset: numbers.lowerBound, first: numbers.lowerBound, count: Int64(numbers.count),
      source: -1, lane: lane, again: .ordinary, kind: .data)
  }

  /// Judges at an instant, with the reader's position at the end of what it applied.
  static func judge(_ ledger: Ledger, at now: Instant) -> Judgement {
    let horizon = Horizon(
      at: now, authority: ClusterID(0), source: ClusterID(0), homes: [ClusterID(0)],
      positions: [ledger.readUpTo[0]])
    var listing = Listing()
    for lane in ledger.lanes.ids {
      for span in ledger.acked[lane].spans {
        listing.add(
          Listing.Entry(
            cluster: ClusterID(0), partition: partition,
            range: LaneRange(lane, span.low..<span.high), offset: span.low, isCopy: false))
      }
    }
    return Judge(ledger, horizon, listing).judgement()
  }

  static func write(
    _ ledger: inout Ledger, _ numbers: Range<Int64>, of lane: LaneID = lane, at now: Instant
  ) {
    let range = LaneRange(lane, numbers)
    ledger.appended(
      range, on: ClusterID(0), in: partition, again: .ordinary, isCopy: false, at: now)
    ledger.acked(range, at: now, created: now)
  }

  static func read(
    _ ledger: inout Ledger, _ numbers: Range<Int64>, of lane: LaneID = lane, at now: Instant
  ) {
    ledger.applied(
      slice(numbers, of: lane), by: reader, from: partition, position: .ordinary,
      elsewhere: false, at: now)
  }

  @Test func `a second without progress is a stall, less is polling`() {
    var ledger = Self.ledger()
    Self.write(&ledger, 0..<1, at: Self.at(0))
    Self.read(&ledger, 0..<1, at: Self.at(999))
    Self.write(&ledger, 1..<2, at: Self.at(2_000))
    Self.read(&ledger, 1..<2, at: Self.at(3_000))
    let row = Self.judge(ledger, at: Self.at(9_000)).readers[0]
    #expect(row.stall.total == 1_000)
    #expect(!row.isStallOpen)
  }

  @Test func `each application begins the wait anew`() {
    var ledger = Self.ledger()
    Self.write(&ledger, 0..<9, at: Self.at(0))
    Self.read(&ledger, 0..<1, at: Self.at(700))
    Self.read(&ledger, 1..<2, at: Self.at(1_400))
    Self.read(&ledger, 2..<9, at: Self.at(3_400))
    let row = Self.judge(ledger, at: Self.at(9_000)).readers[0]
    #expect(row.stall.total == 2_000)
    #expect(row.longestStall == 2_000)
  }

  @Test func `a record waits from when it is written, whenever its writer hears of it`() {
    var ledger = Self.ledger()
    let range = LaneRange(Self.lane, 0..<1)
    ledger.appended(
      range, on: ClusterID(0), in: Self.partition, again: .ordinary, isCopy: false, at: Self.at(500)
    )
    ledger.acked(range, at: Self.at(8_000), created: Self.at(500))
    Self.read(&ledger, 0..<1, at: Self.at(8_000))
    #expect(Self.judge(ledger, at: Self.at(9_000)).readers[0].stall.total == 7_500)
  }

  @Test func `nobody waits for what a new leader does not have`() {
    var ledger = Self.ledger()
    Self.write(&ledger, 0..<1, at: Self.at(0))
    ledger.truncated(Self.slice(0..<1), on: ClusterID(0), unclean: true, at: Self.at(2_000))
    Self.write(&ledger, 0..<1, at: Self.at(6_000))
    Self.read(&ledger, 0..<1, at: Self.at(6_000))
    #expect(Self.judge(ledger, at: Self.at(9_000)).readers[0].stall.total == 2_000)
  }

  @Test func `a wait that is not over is open`() {
    var ledger = Self.ledger()
    Self.write(&ledger, 0..<1, at: Self.at(500))
    let row = Self.judge(ledger, at: Self.at(9_000)).readers[0]
    #expect(row.stall.total == 8_500)
    #expect(row.isStallOpen)
  }

  @Test func `lanes that wait at once wait once`() {
    var ledger = Self.ledger(lanes: 2)
    Self.write(&ledger, 0..<1, of: LaneID(0), at: Self.at(0))
    Self.write(&ledger, 0..<1, of: LaneID(1), at: Self.at(1_000))
    Self.read(&ledger, 0..<1, of: LaneID(0), at: Self.at(3_000))
    Self.read(&ledger, 0..<1, of: LaneID(1), at: Self.at(4_000))
    #expect(Self.judge(ledger, at: Self.at(9_000)).readers[0].stall.total == 4_000)
  }

  @Test func `a backlog that was there at the beginning waits from the beginning`() {
    var ledger = Self.ledger()
    ledger.found(LaneRange(Self.lane, 0..<5), on: nil)
    ledger.found(LaneRange(Self.lane, 0..<5), on: ClusterID(0))
    ledger.found(
      LaneRange(Self.lane, 0..<3), appliedBy: Self.reader, from: Self.partition, upTo: 3)
    let row = Self.judge(ledger, at: Self.at(4_000)).readers[0]
    #expect(row.stall.total == 4_000)
    #expect(row.isStallOpen)
  }

  @Test func `who had everything at the beginning does not wait`() {
    var ledger = Self.ledger()
    ledger.found(LaneRange(Self.lane, 0..<5), on: nil)
    ledger.found(
      LaneRange(Self.lane, 0..<5), appliedBy: Self.reader, from: Self.partition, upTo: 5)
    Self.write(&ledger, 5..<6, at: Self.at(7_000))
    Self.read(&ledger, 5..<6, at: Self.at(7_100))
    #expect(Self.judge(ledger, at: Self.at(9_000)).readers[0].stall.total == 0)
  }

  @Test func `what was passed over is no backlog`() {
    var ledger = Self.ledger()
    Self.write(&ledger, 0..<1, at: Self.at(0))
    let refusal = Refusal(
      subscription: Self.reader, range: LaneRange(Self.lane, 0..<1), keptAside: true)
    ledger.refused(refusal, at: Self.at(100))
    Self.write(&ledger, 1..<2, at: Self.at(8_000))
    Self.read(&ledger, 1..<2, at: Self.at(8_100))
    #expect(Self.judge(ledger, at: Self.at(9_000)).readers[0].stall.total == 0)
  }

  @Test func `the disruption that began first is to blame`() {
    var ledger = Self.ledger()
    ledger.disruptions = [
      Disruption(kind: .slow(Self.reader), from: Self.at(1_500), to: Self.at(3_000)),
      Disruption(kind: .leaderless(Self.partition), from: Self.at(900), to: Self.at(2_000)),
      Disruption(kind: .unowned(Self.reader), from: Self.at(0), to: Self.at(500)),
    ]
    Self.write(&ledger, 0..<1, at: Self.at(1_000))
    Self.read(&ledger, 0..<1, at: Self.at(3_000))
    let row = Self.judge(ledger, at: Self.at(9_000)).readers[0]
    #expect(counts(row.stall) == [Blame(.brokerUnavailable): 2_000])
  }

  @Test func `a stall without any disruption is attributed to nothing, and says so`() {
    var ledger = Self.ledger()
    Self.write(&ledger, 0..<1, at: Self.at(0))
    Self.read(&ledger, 0..<1, at: Self.at(2_000))
    #expect(Self.judge(ledger, at: Self.at(9_000)).unattributed == 2_000)
  }

  @Test func `a producer waits from the beginning of a batch to its acknowledgement`() {
    var ledger = Self.ledger()
    ledger.acked(LaneRange(Self.lane, 0..<5), at: Self.at(3_000), created: Self.at(1_000))
    ledger.acked(LaneRange(Self.lane, 5..<6), at: Self.at(3_500), created: Self.at(2_000))
    let row = Self.judge(ledger, at: Self.at(9_000)).writers[0]
    #expect(row.stall.total == 2_500)
    #expect(row.longestStall == 2_000)
  }

  @Test func `a producer that gives records up waits on until one is acknowledged`() {
    var ledger = Self.ledger()
    for start in stride(from: Int64(1_000), to: 9_000, by: 1_000) {
      let range = LaneRange(Self.lane, start..<start + 1_000)
      ledger.gaveUp(
        range, because: .brokerUnavailable, at: Self.at(start + 2_000), created: Self.at(start))
    }
    ledger.acked(LaneRange(Self.lane, 9_000..<9_001), at: Self.at(10_500), created: Self.at(9_000))
    // That was long after: another wait, and too short to count.
    ledger.acked(
      LaneRange(Self.lane, 9_001..<9_002), at: Self.at(20_900), created: Self.at(20_000))
    let row = Self.judge(ledger, at: Self.at(30_000)).writers[0]
    #expect(row.stall.total == 9_500)
    #expect(row.longestStall == 9_500)
  }

  @Test func `lanes of a producer that wait at once wait once`() {
    var ledger = Self.ledger(lanes: 2)
    for lane in ledger.lanes.ids {
      ledger.acked(LaneRange(lane, 0..<5), at: Self.at(3_000), created: Self.at(1_000))
    }
    #expect(Self.judge(ledger, at: Self.at(9_000)).writers[0].stall.total == 2_000)
  }
}
