import MigrationModel
import Testing

/// What MirrorMaker publishes for groups that lag by so much, worked out by hand from Kafka's rules.
@Suite("Positions of lagging groups")
struct GoldenPositionsTests {
  /// Records a group reads again when it resumes at its published position, for each lag.
  func replays(of partition: MirroredPartition, lags: [Int64]) -> [Int64?] {
    lags.map { lag in
      partition.position(of: partition.copied - lag).map { partition.copied - lag - $0 }
    }
  }

  @Test(
    "of a million records, the source task having committed at the end",
    arguments: [
      (
        lagMax: 100,
        [0, 1, 10, 50, 99, 100, 250, 500, 1_000, 5_000, 10_000, 50_000, 100_000, 500_000, 900_000],
        [0, 0, 89, 49, 0, 0, 51, 3, 311, 6_007, 1_007, 19_183, 72_607, 86_303, 99_999]
      ),
      (
        lagMax: 1_000,
        [0, 10, 50, 99, 100, 250, 500, 1_000, 5_000, 10_000, 50_000, 100_000, 500_000],
        [0, 991, 951, 902, 901, 751, 501, 1, 2_007, 5_015, 53_103, 3_103, 499_999]
      ),
    ] as [(lagMax: Int64, [Int64], [Int64])])
  func million(lagMax: Int64, lags: [Int64], replayed: [Int64]) {
    var partition = MirroredPartition(lagMax: lagMax)
    partition.copy(1_000_000)
    partition.commit()
    #expect(replays(of: partition, lags: lags) == replayed)
  }

  @Test func `of a million records, every one of them a pair`() {
    var partition = MirroredPartition(lagMax: 0)
    partition.copy(1_000_000)
    partition.commit()
    let lags: [Int64] = [
      0, 10, 50, 99, 100, 250, 500, 1_000, 5_000, 10_000, 50_000, 100_000, 500_000,
    ]
    #expect(
      replays(of: partition, lags: lags) == [
        0, 5, 13, 28, 27, 69, 75, 599, 3_767, 6_959, 32_495, 113_567, 499_999,
      ])
  }

  @Test func `are found among these pairs`() {
    var partition = MirroredPartition(lagMax: 100)
    partition.copy(1_000_000)
    partition.commit()
    #expect(
      partition.store?.kept.map(\.upstream) == [
        999_999, 999_900, 999_698, 999_496, 998_688, 997_072, 995_456, 988_992, 982_528, 956_672,
        930_816, 827_392, 620_544, 413_696, 0,
      ])
  }

  @Test func `are one pair early without the last commit`() {
    var partition = MirroredPartition(lagMax: 100)
    partition.copy(1_000_000)
    #expect(replays(of: partition, lags: [0]) == [99])
  }

  @Test func `do not depend on commits along the way`() {
    var partition = MirroredPartition(lagMax: 100)
    for _ in 0..<16 {
      partition.copy(60_000)
      partition.commit()
    }
    partition.copy(40_000)
    partition.commit()
    #expect(replays(of: partition, lags: [10_000, 500_000]) == [1_007, 86_303])
  }

  @Test func `depend on the absolute offset, not only on the lag`() {
    var partition = MirroredPartition(lagMax: 100)
    partition.copy(100_000)
    partition.commit()
    #expect(
      replays(of: partition, lags: [100, 1_000, 5_000, 10_000, 20_000, 50_000])
        == [10, 423, 1_271, 12_431, 2_431, 49_999])
    #expect(
      partition.store?.kept.map(\.upstream) == [
        99_999, 99_990, 99_889, 99_788, 99_384, 98_576, 96_960, 93_728, 90_496, 77_568, 51_712, 0,
      ])
  }

  @Test(
    "at the end of a small partition, before any commit",
    arguments: [
      (50, 1), (99, 1), (100, 1), (101, 1), (102, 102), (150, 102), (201, 102), (202, 102),
      (203, 203), (250, 203),
    ] as [(Int64, Int64)])
  func small(records: Int64, position: Int64) {
    var partition = MirroredPartition(lagMax: 100)
    partition.copy(records)
    #expect(partition.position(of: records) == position)
  }

  @Test("of a hundred records, the group halfway", arguments: [0, 1, 100] as [Int64])
  func halfway(lagMax: Int64) {
    var partition = MirroredPartition(lagMax: lagMax)
    partition.copy(100)
    partition.commit()
    #expect(partition.position(of: 50) == 1)
  }
}

/// One log each, from dense to one that a restarted mirror copied twice.
@Suite("Positions, by the shape of the log")
struct ShapedLogsTests {
  var partition = MirroredPartition(lagMax: 100)

  @Test mutating func `dense: exact at the end once committed, thinned behind`() {
    partition.copy(1_000)
    #expect(partition.store?.kept.map(\.upstream) == [909, 808, 606, 404, 0])
    #expect(partition.position(of: 1_000) == 910)
    #expect(partition.position(of: 950) == 910)
    #expect(partition.position(of: 300) == 1)
    #expect(partition.position(of: 700) == 607)
    partition.commit()
    #expect(partition.position(of: 1_000) == 1_000)
    #expect(partition.position(of: 700) == 405)
  }

  @Test mutating func `trimmed at the start: a group before it has no position`() {
    partition.copy(50, from: 5_000)
    #expect(partition.store?.translate(4_990) == .tooFarBack)
    #expect(partition.position(of: 5_000) == 0)
    #expect(partition.position(of: 5_050) == 1)
    partition.commit()
    #expect(partition.position(of: 5_050) == 50)
    #expect(partition.position(of: 5_030) == 1)
  }

  @Test mutating func `transactional: each marker is a hole and so a pair`() {
    for start in [0, 6, 12] as [Int64] { partition.copy(5, from: start) }
    #expect(partition.position(of: 6) == 5)
    #expect(partition.position(of: 9) == 6)
    #expect(partition.position(of: 11) == 6)
    #expect(partition.position(of: 18) == 11)
    partition.commit()
    #expect(partition.position(of: 18) == 15)
  }

  @Test mutating func `compacted: the nearest pair may have been thinned out`() {
    for (upstream, count) in [(10, 2), (15, 2), (40, 1)] as [(Int64, Int64)] {
      partition.copy(count, from: upstream)
    }
    #expect(partition.store?.translate(9) == .tooFarBack)
    #expect(partition.position(of: 17) == 1)
    #expect(partition.position(of: 41) == 5)
    #expect(partition.position(of: 60) == 5)
  }

  @Test mutating func `copied again after a crash: what came before is forgotten`() {
    partition.copy(500)
    partition.writer = OffsetSyncWriter(lagMax: 100)
    partition.copy(100, from: 400)
    #expect(partition.store?.translate(350) == .tooFarBack)
    #expect(partition.position(of: 404) == 501)
  }

  @Test mutating func `every record a pair: still thinned`() {
    partition = MirroredPartition(lagMax: 0)
    partition.copy(20)
    #expect(partition.store?.kept.map(\.upstream) == [19, 18, 16, 12, 8, 0])
    #expect(partition.position(of: 12) == 12)
    #expect(partition.position(of: 7) == 1)
  }

  @Test mutating func `exactly once on the target: markers take its offsets`() {
    partition = MirroredPartition(lagMax: 100)
    for transaction in 0..<4 as Range<Int64> {
      partition.copied = transaction * 4
      partition.copy(3, from: transaction * 3)
      partition.commit()
    }
    #expect(partition.store?.kept.map(\.upstream) == [11, 8, 0])
    #expect(partition.position(of: 12) == 15)
    #expect(partition.position(of: 9) == 11)
    #expect(partition.position(of: 6) == 1)
  }
}
