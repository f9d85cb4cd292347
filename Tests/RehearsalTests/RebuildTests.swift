import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

/// Brokers that come back behind, or with an empty disk.
@Suite struct RebuildTests {
  /// A topic of 100,000 records of 1 kB on three brokers, of which one is shut down from 10 s to 20 s;
  /// everything but bytes takes no time.
  private func estate(
    disk losesDisk: Bool = true, throttle: Int64? = 10_000_000, partitions: Int = 1,
    _ change: (inout Estates) -> Void = { _ in }
  ) -> Estates {
    var e = Estates(tick: .milliseconds(10))
    e.replicated(brokers: 3)
    e.scenario.topics[0].places[0].partitions = partitions
    e.scenario.topics[0].places[0].logs = [0..<Int64(100_000 / partitions)]
    e.scenario.topics[0].places[0].settings.minInsyncReplicas = 2
    e.scenario.topics[0].places[0].settings.throttledLeaders = "*"
    e.scenario.topics[0].places[0].settings.throttledFollowers = "*"
    if let throttle { e.scenario.clusters[Estates.s.row].settings.followerThrottle = throttle }
    e.fault(.brokerStop(Estates.s, broker: 2), at: 10_000, .amount(.seconds(10)))
    e.scenario.faults[0].losesDisk = losesDisk
    e.scenario.faults[0].mayMiss = true
    e.scenario.plan.observe = .seconds(120)
    change(&e)
    return e
  }

  /// From the start of the broker until all is in sync.
  private func catchUp(_ e: Estates) throws -> TimeAmount {
    let loss = try #require(e.run().losses.first)
    return try #require(loss.whole) - (try #require(loss.started))
  }

  @Test func `an empty disk takes as long as its bytes take`() throws {
    #expect(try catchUp(estate()) == .seconds(10))
  }

  /// 120 MB when it begins, 10 MB/s less the 1 MB/s that come in; at the end it lacks no more than one
  /// fetch brings.
  @Test func `what is written meanwhile has to be fetched as well`() throws {
    let time = try catchUp(estate { $0.producer(1_000) })
    #expect((TimeAmount.milliseconds(13_200)...TimeAmount.milliseconds(13_340)).contains(time))
  }

  @Test func `a disk that is kept lacks what was written while it was away`() throws {
    let time = try catchUp(estate(disk: false) { $0.producer(1_000) })
    #expect((TimeAmount.milliseconds(1_000)...TimeAmount.milliseconds(1_120)).contains(time))
  }

  @Test func `what no throttle names comes at the rate of the brokers`() throws {
    let time = try catchUp(
      estate {
        $0.scenario.topics[0].places[0].settings.throttledFollowers = "0:1"
        $0.scenario.clusters[Estates.s.row].catchUpRate = 50_000_000
      })
    #expect(time == .seconds(2))
  }

  @Test func `a leader's throttle holds as well, and the narrower one counts`() throws {
    let time = try catchUp(
      estate {
        $0.scenario.clusters[Estates.s.row].settings.leaderThrottle = 5_000_000
        $0.scenario.clusters[Estates.s.row].catchUpRate = 50_000_000
      })
    #expect(time == .seconds(20))
  }

  /// Broker 2 led one of three partitions, which broker 0 leads now: two flows share its throttle until
  /// that from broker 1 is done, and all of it is used all the time.
  @Test func `one throttle is for what comes from all leaders together`() throws {
    let time = try catchUp(estate(throttle: 9_999_900, partitions: 3))
    #expect((TimeAmount.milliseconds(9_999)...TimeAmount.milliseconds(10_001)).contains(time))
  }

  @Test func `without a limit nothing takes time`() throws {
    #expect(try catchUp(estate(throttle: nil)) == .zero)
  }

  /// The other follower dies when a tenth has come: with the leader alone acks=all has to wait.
  @Test func `a second loss while a disk is filled stops writers until it is full`() throws {
    var e = estate(throttle: 2_000_000) {
      $0.producer(100)
      $0.group()
      $0.fault(.brokerCrash(Estates.s, broker: 1), at: 25_000, .amount(.seconds(300)))
    }
    let alone = e.run()
    let whole = try #require(alone.forward.judgement.writers.first).longestStall
    // 102 MB at 2 MB/s from 20 s on, less what the crash stops at 25 s.
    #expect((45_000...47_000).contains(whole))
    #expect(alone.forward.loss == 0)
    #expect(alone.forward.judgement.unattributed == 0)
    e.scenario.faults[0].losesDisk = false
    let kept = e.run()
    #expect(try #require(kept.forward.judgement.writers.first).longestStall <= 9_100)
  }

  @Test func `the only replica that comes back without its disk has lost what was acknowledged`() {
    var e = Estates(tick: nil)
    e.topic(onT: false)
    e.producer(100)
    e.group("audit") { $0.isRunning = false }
    e.fault(.hostLoss(Estates.s, broker: 0), at: 10_000, .amount(.seconds(20)))
    let kept = e.run()
    #expect(kept.forward.loss == 0)
    e.scenario.faults[0].losesDisk = true
    let judgement = e.run().forward.judgement
    #expect((950...1_000).contains(judgement.readers[0].lost[.weakAckLoss]))
    #expect(judgement.readers[0].loss == judgement.readers[0].lost[.weakAckLoss])
    #expect(judgement.unattributed == 0)
  }

  @Test func `a terabyte takes no more events than a megabyte more than a fetch`() {
    func events(_ records: Int64, _ throttle: Int64) -> Int64 {
      estate(throttle: throttle) { $0.scenario.topics[0].places[0].logs = [0..<records] }
        .run().events
    }
    #expect(events(1_000_000_000, 100_000_000_000) == events(10_000, 1_000_000))
  }
}
