import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

/// What a tick stands for happened before its instant: where everything falls on ticks, counting by
/// ticks and by batches is the same.
@Suite("Ticks against batches")
struct TickTests {
  static let fidelities: [TimeAmount?] = [nil, .milliseconds(100), .seconds(1)]

  @Test(arguments: fidelities)
  func `a commit that is due at a tick holds what came before it`(tick: TimeAmount?) {
    var e = Estates(tick: tick)
    e.topic()
    e.producer(100)
    e.group()
    e.fault(.memberCrash(SubscriptionID(0), member: 0), at: 9_000, .amount(.seconds(60)))
    let forward = e.run().forward
    #expect(forward.judgement.readers[0].dup[.rebalanceReplay] == 400)
    #expect(forward.judgement.unattributed == 0)
  }

  @Test(arguments: fidelities)
  func `a segment whose last record is before a tick is too old at that tick`(tick: TimeAmount?) {
    var e = Estates(tick: tick)
    e.scenario.clusters[0].settings.initialTaskDelay = .seconds(10)
    e.scenario.clusters[0].settings.retentionCheck = .seconds(10)
    e.topic()
    e.scenario.topics[0].places[0].settings.retention = .seconds(60)
    e.scenario.topics[0].places[0].settings.segmentAge = .milliseconds(9_990)
    e.producer(100)
    e.group(on: Estates.t)
    e.link()
    e.fault(.linkCrash(LinkID(0)), at: 30_000, .amount(.seconds(90)))
    e.scenario.plan.observe = .minutes(2)
    let forward = e.run().forward
    // Written from 30 s to 60 s: gone when the link is back at 120 s.
    #expect(forward.judgement.readers[0].lost[.sourceRetentionGap] == 3_000)
    #expect(forward.judgement.isConserved)
  }

  /// Within a tick a producer's buffer empties as it fills.
  @Test func `a tick that is larger than the buffer loses nothing`() {
    var e = Estates()
    e.topic(partitions: 4)
    e.scenario.topics[0].keys.count = 16
    e.producer(5_000)
    e.scenario.producers[0].settings.bufferMemory = 1_000_000
    e.group()
    let writer = e.run().forward.judgement.writers[0]
    #expect(writer.unsent.total == 0)
    // One of them at the very instant at which writers stop.
    #expect(writer.acked == 5_000 * 60 + 1)
  }
}
