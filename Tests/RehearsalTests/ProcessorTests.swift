import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

private let worlds = WorldNumbers.range(or: 1...16)

/// Parts of them that run side by side.
private let parts: [ClosedRange<UInt64>] = stride(
  from: worlds.lowerBound, through: worlds.upperBound, by: 8
).map { $0...min(worlds.upperBound, $0 + 7) }

/// A group reads `t` and writes what it makes of it to `made`; two others read that, as committed and as
/// it comes.
@Suite("A group that writes what it makes of what it reads")
struct ProcessorTests {
  private func estates(
    exactlyOnce: Bool, profile: LatencyProfile = .ideal, seconds: Int64 = 20,
    _ change: (inout GroupSpec) -> Void = { _ in }
  ) -> Estates {
    var e = Estates(tick: nil, profile: profile)
    e.topic(partitions: 2)
    e.topic("made", partitions: 2)
    e.scenario.topics[0].keys.count = 8
    e.producer(20)
    e.scenario.producers[0].stops = .at(.zero + .seconds(seconds))
    e.group("maker") {
      var output = OutputSpec(topic: TopicID(1))
      output.isExactlyOnce = exactlyOnce
      output.settings.transactionTimeout = .seconds(10)
      $0.output = output
      $0.settings.sessionTimeout = .seconds(6)
      change(&$0)
    }
    for isolation in ["read_committed", "read_uncommitted"] {
      e.group(isolation) {
        $0.topics = [TopicID(1)]
        $0.settings.isolation = isolation
      }
    }
    return e
  }

  /// Goes forward, and holds what is counted against a history of it.
  private func judge(_ e: Estates) throws -> Judgement {
    var e = e
    if e.scenario.plan.steps.isEmpty { e.step("nothing", at: 30) }
    let run = try #require(WrittenRun(e.scenario, limit: 50_000))
    #expect(run.differences() == [])
    #expect(run.judgement.unattributed == 0)
    return run.judgement
  }

  private func causes(_ tally: Tally) -> [String: Int64] {
    Dictionary(uniqueKeysWithValues: tally.rows.map { ($0.blame.cause.rawValue, $0.count) })
  }

  @Test(arguments: [false, true])
  func `hands every record on once while nothing happens`(exactlyOnce: Bool) throws {
    let judgement = try judge(estates(exactlyOnce: exactlyOnce))
    #expect(judgement.readers.map(\.applied) == [400, 400, 400])
    #expect(judgement.readers.map(\.dup.total) == [0, 0, 0])
    #expect(judgement.topics.map(\.phantom) == [[0, 0], [0, 0]])
  }

  /// It commits each 5 s and dies at 12.5 s: what came in 2.5 s is made again.
  @Test func `writes again what it had not committed when it died`() throws {
    var e = estates(exactlyOnce: false)
    e.fault(.memberCrash(SubscriptionID(0), member: 0), at: 12_505, .amount(.seconds(2)))
    let judgement = try judge(e)
    for row in judgement.readers {
      #expect(row.applied == 400)
      #expect(causes(row.dup) == ["rebalance-replay": 50])
    }
    #expect(causes(judgement.topics[1].logDup[0]) == ["rebalance-replay": 50])
  }

  /// The same, in transactions of a poll each: there is always less than one behind.
  @Test func `writes nothing again that its transaction has committed`() throws {
    var e = estates(exactlyOnce: true)
    e.fault(.memberCrash(SubscriptionID(0), member: 0), at: 12_505, .amount(.seconds(2)))
    let judgement = try judge(e)
    #expect(judgement.readers.map(\.applied) == [400, 400, 400])
    #expect(judgement.readers.map(\.dup.total) == [0, 0, 0])
  }

  /// It takes 20 ms a record and up to 500 of them, and dies in the middle: what it had written is
  /// aborted, and comes again for whoever reads what is not committed.
  @Test func `shows what was aborted to readers of uncommitted records only`() throws {
    var e = estates(exactlyOnce: true) { $0.service = .milliseconds(20) }
    e.scenario.producers[0].bursts = [Burst(at: .at(.zero + .seconds(10)), records: 200)]
    e.fault(.memberCrash(SubscriptionID(0), member: 0), at: 12_505, .amount(.seconds(2)))
    let judgement = try judge(e)
    #expect(judgement.readers.map(\.applied) == [600, 600, 600])
    #expect(judgement.readers.map(\.dup.total)[0...1] == [0, 0])
    let again = judgement.readers[2].dup
    #expect(again.total > 20)
    #expect(causes(again) == ["txn-state-not-mirrored": again.total])
    #expect(judgement.topics[1].logDup.map(\.total) == [0, 0])
  }

  /// A dead member's transaction stays open until its time is over, unless its next process comes first.
  @Test func `keeps readers of committed records waiting for its dead member's transaction`() throws
  {
    func wait(startedAfter seconds: Int64) throws -> ReaderJudgement {
      var e = estates(exactlyOnce: true) {
        $0.service = .milliseconds(20)
        $0.members = 2
      }
      e.scenario.producers[0].bursts = [Burst(at: .at(.zero + .seconds(12)), records: 100)]
      e.fault(.memberCrash(SubscriptionID(0), member: 0), at: 12_505, .amount(.seconds(seconds)))
      return try judge(e).readers[1]
    }
    let (late, early) = (try wait(startedAfter: 15), try wait(startedAfter: 1))
    #expect(late.stall.rows.map(\.blame).contains(Blame(.readPositionBlocked)))
    #expect(late.longestStall > early.longestStall)
  }

  /// It is cut off for longer than its session: others have made its records when it comes back.
  @Test(arguments: [false, true])
  func `is fenced by its generation only with transactions`(exactlyOnce: Bool) throws {
    var e = estates(exactlyOnce: exactlyOnce, profile: .lan) {
      $0.service = .milliseconds(9)
      $0.members = 2
      $0.commits = .afterBatch
    }
    e.scenario.producers[0].bursts = [Burst(at: .at(.zero + .seconds(10)), records: 20)]
    e.fault(.memberCut(SubscriptionID(0), member: 0), at: 10_050, .amount(.seconds(8)))
    let judgement = try judge(e)
    #expect(judgement.readers[1].applied == 420)
    #expect((judgement.readers[1].dup.total > 0) == !exactlyOnce)
    #expect((judgement.readers[0].dup.total > 0) == !exactlyOnce)
    #expect(judgement.readers[0].dup.total == judgement.readers[1].dup.total)
  }

  /// Positions do not come along exactly, and nothing on the other cluster knows what was written here.
  @Test(arguments: [false, true])
  func `writes again on another cluster what its translated position lies behind`(
    exactlyOnce: Bool
  ) throws {
    var e = estates(exactlyOnce: exactlyOnce, seconds: 40)
    e.link {
      $0.settings.syncGroupOffsetsInterval = .seconds(20)
      $0.settings.emitCheckpointsInterval = .seconds(20)
    }
    e.step(
      "move", at: 30,
      .moveGroups([SubscriptionID(0)], to: Estates.t, positions: .committed, every: .zero))
    e.step(
      "follow", at: 35,
      .moveGroups(
        [SubscriptionID(1), SubscriptionID(2)], to: Estates.t, positions: .exact, every: .zero))
    let judgement = try judge(e)
    let own = causes(judgement.readers[0].dup)
    #expect(own["offset-sync-stale", default: 0] > 0)
    #expect(judgement.readers[0].loss == 0)
    #expect(causes(judgement.topics[1].logDup[1]) == own)
    #expect(judgement.topics[1].logDup[0].total == 0)
  }

  /// With 20 ms a record a poll's worth takes long; whoever is stopped in order finishes it first.
  @Test(arguments: [false, true])
  func `finishes what it has begun when it is stopped in order`(exactlyOnce: Bool) throws {
    var e = estates(exactlyOnce: exactlyOnce, profile: .lan) {
      $0.service = .milliseconds(9)
      $0.commits = .afterBatch
    }
    e.step("stop", at: 10, .stopGroups([SubscriptionID(0)]), .startGroups([SubscriptionID(0)]))
    let judgement = try judge(e)
    #expect(judgement.readers.map(\.applied) == [400, 400, 400])
    #expect(judgement.readers.map(\.dup.total) == [0, 0, 0])
  }

  /// A member dies at each instant of a transaction. Once its positions are sent and nobody has asked for
  /// the end, whoever takes over waits until they are aborted.
  @Test func `waits for positions that lie in an open transaction`() throws {
    var waits: [Int64] = []
    for instant in stride(from: 10_506_900 as Int64, through: 10_509_300, by: 400) {
      var e = estates(exactlyOnce: true, profile: .lan, seconds: 12)
      e.scenario.faults.append(
        FaultSpec(
          .memberCrash(SubscriptionID(0), member: 0), at: .at(.zero + .microseconds(instant)),
          lasts: .amount(.seconds(20))))
      e.scenario.groups[0].members = 2
      let judgement = try judge(e)
      #expect(judgement.readers[1].applied == 240, "\(instant)")
      #expect(judgement.readers[1].dup.total == 0, "\(instant)")
      #expect(judgement.unattributed == 0, "\(instant)")
      waits.append(judgement.readers[0].longestStall)
    }
    // Its session is over after 6 s or more, its transaction is looked at after 20.
    #expect(waits.contains { $0 > 19_000 } && waits.contains { $0 < 9_000 }, "\(waits)")
  }

  @Test(arguments: parts)
  func `accounts for every record of any small migration`(numbers: ClosedRange<UInt64>) throws {
    for number in numbers {
      let scenario = RandomOutputs(RandomScenario(number).scenario, Dice(number + 1 << 41)).scenario
      #expect(WorldCheck(scenario).flaws() == [], "world \(number)")
      let run = try #require(WrittenRun(scenario, limit: 50_000))
      #expect(run.differences() == [], "world \(number)")
    }
  }
}
