import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

/// A connector reads a file that grows by 100 lines a second: it polls at each full second, and stores
/// at 10, 20, 30 s what was answered when it last polled.
@Suite("A source connector")
struct SourceConnectorTests {
  private func world(
    exactlyOnce: Bool = false, profile: LatencyProfile = .ideal, tick: TimeAmount? = nil
  ) -> Estates {
    var e = Estates(tick: tick, profile: profile)
    e.topic(onT: false)
    e.producer(100)
    e.group { $0.commits = .afterBatch }
    var settings = WorkerSettings(defaultsOf: .newest)
    settings.offsetFlush = .seconds(10)
    settings.exactlyOnce = exactlyOnce ? "enabled" : "disabled"
    e.connect("workers", workers: 1, settings)
    e.scenario.producers[0].settings = .ofConnectors(isExactlyOnce: exactlyOnce)
    e.scenario.producers[0].connector = .init(
      in: SubscriptionID(1), SourceConnectorSettings(defaultsOf: .newest))
    return e
  }

  private func killed(at milliseconds: Int64 = 14_500, _ world: Estates) -> Judgement {
    var e = world
    e.fault(.memberCrash(SubscriptionID(1), member: 0), at: milliseconds, .amount(.seconds(2)))
    return e.run().forward.judgement
  }

  /// At 10 s it knew that what it had read at 8 s was written; at 14 s it read the last 100.
  @Test func `writes again what it wrote after its stored position when its worker is killed`() {
    let judgement = killed(world())
    #expect(judgement.topics[0].logDup[0].total == 600)
    #expect(judgement.readers[0].dup.rows.map(\.blame.cause) == [.replicatorReplay])
    #expect(judgement.readers[0].dup.total == 600)
  }

  @Test func `writes nothing twice when its worker is stopped in order`() {
    var e = world()
    e.fault(.memberStop(SubscriptionID(1), member: 0), at: 14_500, .amount(.seconds(2)))
    let judgement = e.run().forward.judgement
    #expect(judgement.topics[0].logDup[0].total == 0 && judgement.readers[0].loss == 0)
  }

  @Test func `writes nothing twice with exactly-once`() {
    #expect(killed(world(exactlyOnce: true)).topics[0].logDup[0].total == 0)
  }

  /// The worker said at 12 s that it lives, so the new one is let in at 22 s.
  @Test func `lets lines wait in the file until a worker has its task`() {
    let writer = killed(world()).writers[0]
    #expect(writer.longestStall == 8_000)
    #expect(writer.stall.rows.map(\.blame.cause) == [.rebalancePause])
    #expect(writer.acked > 0)
  }

  @Test func `is stopped and started by the plan, while its file grows`() {
    var e = world()
    e.step("stop", at: 5, .stopProducers([WriterID(0)]))
    e.step("start", at: 15, .startProducers([WriterID(0)]))
    let judgement = e.run().forward.judgement
    #expect(judgement.topics[0].logDup[0].total == 0)
    // It grows until a minute after the last step, and the line of that very instant is its last.
    #expect(judgement.writers[0].acked == 7501)
  }

  @Test("loses no line, whenever its worker dies", arguments: 0..<24)
  func conserves(place: Int) {
    for exactlyOnce in [false, true] {
      for tick in [nil, TimeAmount.milliseconds(20)] {
        let world = world(exactlyOnce: exactlyOnce, profile: .lan, tick: tick)
        let judgement = killed(at: 13_990 + Int64(place) * 43, world)
        #expect(judgement.unattributed == 0 && judgement.isConserved)
        #expect(judgement.readers[0].loss == 0)
        #expect(!exactlyOnce || judgement.topics[0].logDup[0].total == 0)
      }
    }
  }
}
