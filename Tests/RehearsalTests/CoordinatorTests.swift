import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

/// Three brokers. Broker 0 leads the only partition of `t`, whose one replica it has, and the partition
/// with the positions of `g`, which has a replica on each. A dead broker is fenced after 9 s.
@Suite("Who coordinates a group")
struct CoordinatorTests {
  private func cluster() -> Estates {
    var e = Estates(tick: nil)
    e.scenario.clusters[0].zones = ["a", "b", "c"]
    e.topic(onT: false)
    e.producer(20)
    e.step("nothing", at: 100)
    return e
  }

  private func stall(_ e: Estates, seed: UInt64 = 1) -> (longest: Int64, cause: Bool) {
    let reader = Rehearsal(e.scenario, seed: seed).run().forward.judgement.readers[0]
    return (reader.longestStall, reader.stall.total == reader.stall[.brokerUnavailable])
  }

  @Test func `takes no commit that a dead follower lacks, and who waits for it reads no more`() {
    var e = cluster()
    e.group { $0.commits = .afterBatch }
    e.fault(.brokerCrash(Estates.s, broker: 1), at: 30_000, .never)
    let (longest, isExplained) = stall(e)
    #expect((8_900...9_100).contains(longest))
    #expect(isExplained)
  }

  @Test func `does not hold up who commits by the way`() {
    var e = cluster()
    e.group { $0.commits = .auto }
    e.fault(.brokerCrash(Estates.s, broker: 1), at: 30_000, .never)
    #expect(stall(e).longest == 0)
  }

  @Test func `does not hold up who commits when a broker is lost that has no part in it`() {
    var e = cluster()
    e.scenario.clusters[0].settings.offsetsReplicas = 1
    e.group { $0.commits = .afterBatch }
    e.fault(.brokerCrash(Estates.s, broker: 1), at: 30_000, .never)
    #expect(stall(e).longest == 0)
  }

  /// Below `min.insync.replicas` no commit is taken until the broker is back.
  @Test func `is waited for as long as default.api.timeout.ms`() {
    var e = cluster()
    e.scenario.clusters[0].settings.minInsyncReplicas = 3
    e.group {
      $0.commits = .afterBatch
      $0.settings.apiTimeout = .seconds(4)
    }
    e.fault(.brokerCrash(Estates.s, broker: 1), at: 30_000, .amount(.seconds(40)))
    let outcome = e.run()
    let waits = outcome.forward.judgement.readers[0]
    #expect((3_900...4_100).contains(waits.longestStall))
    #expect(waits.acked == waits.applied)
    #expect(waits.stall.total > 30_000)
  }

  /// After `offsets.commit.timeout.ms` a reader asks any broker for its coordinator, and waits for one
  /// that is held still until that goes on.
  @Test func `is looked for, at times where nobody answers`() {
    var e = cluster()
    e.group { $0.commits = .afterBatch }
    e.fault(.brokerPause(Estates.s, broker: 1), at: 30_000, .amount(.seconds(20)))
    let longest = (1...12).map { stall(e, seed: $0).longest }
    #expect(longest.allSatisfy { (8_900...9_100).contains($0) || (19_900...20_100).contains($0) })
    #expect(longest.contains { $0 < 10_000 } && longest.contains { $0 > 10_000 })
  }

  /// The positions of `h` are led by broker 1; a pause before a retry has grown to a second by then.
  @Test func `is another broker when the first one is lost`() {
    var e = cluster()
    e.group("h") { $0.commits = .afterBatch }
    e.fault(.brokerCrash(Estates.s, broker: 1), at: 30_000, .never)
    let (longest, isExplained) = stall(e)
    #expect((9_050...10_100).contains(longest))
    #expect(isExplained)
  }

  /// The member is silent from 25 s on, its coordinator dead from 30 s to 39 s: the next one believes
  /// for ten seconds more that the member lives.
  @Test func `begins sessions anew when it is another one`() {
    var e = cluster()
    e.scenario.topics[0].places[0].replicationFactor = 3
    e.group {
      $0.commits = .auto
      $0.settings.sessionTimeout = .seconds(10)
    }
    e.fault(.memberCrash(SubscriptionID(0), member: 0), at: 25_000, .amount(.seconds(1)))
    e.fault(.brokerCrash(Estates.s, broker: 0), at: 30_000, .never)
    #expect((23_900...24_500).contains(stall(e).longest))
  }
}
