import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

/// A connector reads 100 records a second and commits at 10, 20, 30 s. Workers and tasks say every 3 s
/// that they live, and are forgotten after 10 s without a sign.
@Suite("A sink connector")
struct ConnectorTests {
  /// So many connectors of one task each, on as many workers in turn.
  private func world(workers count: Int = 1, connectors: Int = 1, delay: Int64 = 300) -> Estates {
    var e = Estates(tick: nil)
    e.topic(onT: false)
    e.producer(100)
    for number in 0..<connectors { e.group("connect-\(number)") }
    var settings = WorkerSettings(defaultsOf: .newest)
    settings.offsetFlush = .seconds(10)
    settings.rebalanceDelay = .seconds(delay)
    e.connect("workers", workers: count, settings)
    for number in 0..<connectors {
      e.scenario.groups[number].settings = .ofConnectors
      e.scenario.groups[number].settings.sessionTimeout = .seconds(10)
      e.scenario.groups[number].connect(
        in: SubscriptionID(connectors), SinkConnectorSettings(defaultsOf: .newest),
        flush: settings.offsetFlush)
    }
    return e
  }

  /// What a connector's readers come to when a worker is killed at 14 s and is back after two.
  private func killed(_ world: Estates, worker: Int = 0) -> [ReaderJudgement] {
    var e = world
    let workers = SubscriptionID(e.scenario.groups.count - 1)
    e.fault(.memberCrash(workers, member: worker), at: 14_000, .amount(.seconds(2)))
    return e.run().forward.judgement.readers
  }

  @Test func `does again what came after its last commit when its worker is killed`() {
    #expect(killed(world())[0].dup.total == 400)
  }

  /// Of 400 records the last 16 are the newest of their keys: those write the same value once more.
  @Test func `writes old values over new ones while it repeats, in a table of newest values`() {
    var e = world()
    e.scenario.topics[0].keys.count = 16
    e.scenario.sinks = [SinkSpec(name: "table"), SinkSpec(name: "file", kind: .append)]
    e.fault(.memberCrash(SubscriptionID(1), member: 0), at: 14_000, .amount(.seconds(2)))
    for (sink, count) in [(0, Int64(384)), (1, nil)] {
      e.scenario.groups[0].sink = sink
      e.scenario.expectations = [
        Expectation(point: "forward", metric: "sink-overwritten", .exactly(384))
      ]
      #expect(e.run().expectations[0].found == count)
    }
  }

  @Test func `counts its commits from its own start`() {
    var e = world()
    e.step("restart", at: 4, .stopGroups([SubscriptionID(0)]), .startGroups([SubscriptionID(0)]))
    // The task starts at 4 s and commits at 14 s at the earliest: it has done so when it is killed.
    e.fault(.memberCrash(SubscriptionID(1), member: 0), at: 13_500, .amount(.seconds(2)))
    #expect(e.run().forward.judgement.readers[0].dup.total == 950)
  }

  @Test func `repeats nothing when its worker is stopped in order`() {
    var e = world()
    e.fault(.memberStop(SubscriptionID(1), member: 0), at: 14_000, .amount(.seconds(2)))
    let readers = e.run().forward.judgement.readers
    #expect(readers[0].dup.total == 0)
    // Both groups were left: each waits 3 s for more members.
    #expect((7_990...8_010).contains(readers[0].longestStall))
  }

  /// The last signs were at 12 s, so both are forgotten at 22 s; the new task finds its group empty.
  @Test func `waits for the session of the dead worker, and then for others of its group`() {
    #expect((10_990...11_010).contains(killed(world())[0].longestStall))
  }

  @Test func `waits for the session of its dead task where that is longer`() {
    var e = world()
    e.scenario.groups[0].settings.sessionTimeout = .seconds(45)
    #expect((42_990...43_010).contains(killed(e)[0].longestStall))
  }

  /// The worker is forgotten at 22 s and its tasks are due 60 s later, though it is back.
  @Test func `of a lost worker waits for the delay`() {
    let readers = killed(world(workers: 2, connectors: 2, delay: 60), worker: 1)
    #expect(readers[0].dup.total == 0)
    #expect(readers[1].dup.total == 400)
    #expect((70_990...71_010).contains(readers[1].longestStall))
  }

  @Test func `waits for no delay when the worker that knew of it is gone`() {
    let readers = killed(world(workers: 2, connectors: 2, delay: 60))
    #expect(readers[0].longestStall < 15_000)
    #expect(readers[1].dup.total == 0)
  }

  @Test func `moves to a worker that comes later, having committed`() {
    var e = world(workers: 2, connectors: 2)
    e.fault(.memberStop(SubscriptionID(2), member: 1), at: 0, .amount(.seconds(20)))
    let readers = e.run().forward.judgement.readers
    #expect(readers.map(\.dup.total) == [0, 0])
    // It is stopped as the new worker is let in, and started when all have joined once more.
    #expect(readers.map(\.longestStall).max()! > 3_000)
  }
}
