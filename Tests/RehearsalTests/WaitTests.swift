import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

/// Who waits though nobody failed has a reason, too.
@Suite("Waits and their causes")
struct WaitTests {
  private func stall(_ outcome: BranchOutcome) -> Tally { outcome.judgement.readers[0].stall }

  @Test func `a group that nobody runs waits for somebody to run it`() {
    var e = Estates()
    e.topic()
    e.producer(10)
    e.group { $0.isRunning = false }
    e.link()
    e.step("start", at: 60, .startGroups([SubscriptionID(0)]))
    let outcome = e.run()
    #expect(stall(outcome.forward)[.rebalancePause] > 0)
    #expect(outcome.forward.judgement.unattributed == 0)
    // Going back, nobody runs it again: what it waits for is not over.
    #expect(stall(outcome.points[0].early)[.rebalancePause] > 0)
    #expect(outcome.points[0].early.judgement.unattributed == 0)
  }

  @Test func `a group between two clusters waits for its members, wherever they were`() {
    var e = Estates()
    e.topic()
    e.producer(10)
    e.group()
    e.link()
    e.step("stop", at: 60, .stopGroups([SubscriptionID(0)]))
    e.step(
      "move", at: 180,
      .moveGroups([SubscriptionID(0)], to: Estates.t, positions: .exact, every: .zero))
    let outcome = e.run()
    #expect(stall(outcome.forward)[.rebalancePause] >= 120_000)
    #expect(outcome.forward.judgement.unattributed == 0)
  }

  @Test func `a group whose writers went ahead waits for records that only the target has`() {
    var e = Estates()
    e.topic()
    e.producer(10)
    e.group()
    e.link()
    e.step("writers", at: 60, .moveProducers([WriterID(0)], to: Estates.t, every: .zero))
    e.step(
      "readers", at: 180,
      .moveGroups([SubscriptionID(0)], to: Estates.t, positions: .exact, every: .zero))
    let outcome = e.run()
    #expect(stall(outcome.forward)[.targetOnlyWrites] >= 119_000)
    #expect(outcome.forward.judgement.unattributed == 0)
    #expect(outcome.points[0].late.judgement.unattributed == 0)
  }

  @Test func `a cluster that comes back has been unavailable for as long as it was away`() {
    var e = Estates()
    e.topic()
    e.producer(10)
    e.group()
    e.fault(.clusterDown(Estates.s), at: 10_000, .amount(.seconds(30)))
    let outcome = e.run()
    let waited = outcome.forward.judgement.writers[0].stall
    #expect(waited[.brokerUnavailable] > 20_000)
    #expect(waited[.brokerUnavailable] == waited.total)
    #expect(outcome.forward.judgement.unattributed == 0)
  }

  @Test func `a reader that is always a while behind has not stalled for that`() {
    var e = Estates()
    e.topic()
    e.producer(10)
    e.group { $0.delay = .seconds(15) }
    e.link { $0.delay = .seconds(2) }
    e.step(
      "move", at: 60,
      .moveGroups([SubscriptionID(0)], to: Estates.t, positions: .exact, every: .zero))
    let outcome = e.run()
    #expect(stall(outcome.forward).total == 0)
  }

  @Test func `a reader whose sink is slow waits for that`() {
    var e = Estates()
    e.topic()
    e.producer(1)
    e.group()
    e.fault(.slowSink(SubscriptionID(0), service: .seconds(3)), at: 10_000, .amount(.seconds(60)))
    let outcome = e.run()
    #expect(stall(outcome.forward)[.capacityThrottled] >= 50_000)
    #expect(stall(outcome.forward)[.capacityThrottled] == stall(outcome.forward).total)
    #expect(outcome.forward.judgement.unattributed == 0)
  }

  /// The host says nothing from 20 s on. Its answer is given up at 22 s, and that of each attempt
  /// after it two seconds later; somebody else leads from 29 s on.
  @Test func `a writer gives up each attempt that a lost host does not answer`() {
    var e = Estates(tick: nil)
    e.replicated(brokers: 3)
    e.producer(100)
    e.scenario.producers[0].settings.requestTimeout = .seconds(2)
    e.group()
    e.fault(.hostLoss(Estates.s, broker: 0), at: 20_005, .amount(.seconds(5)))
    let writer = e.run().forward.judgement.writers[0]
    #expect(writer.unsent.total == 0)
    #expect(writer.longestStall >= 9_000)
    #expect(writer.longestStall < 20_000)
  }

  @Test func `readers wait for the controller while a follower in sync says nothing`() {
    var e = Estates(tick: nil)
    e.replicated(brokers: 2)
    e.producer(100)
    e.scenario.producers[0].settings.acks = "1"
    e.group()
    e.fault(.hostLoss(Estates.s, broker: 1), at: 20_005, .amount(.seconds(30)))
    let forward = e.run().forward
    #expect(stall(forward)[.brokerUnavailable] > 7_000)
    #expect(stall(forward)[.brokerUnavailable] == stall(forward).total)
    #expect(forward.judgement.unattributed == 0)
  }

  /// The follower is out of sync from its first crash on. That it dies again before it is let back
  /// in holds nobody up; that a reader dies meanwhile does.
  @Test func `a follower that was not in sync keeps nobody waiting`() {
    var e = Estates(tick: nil, profile: .lan)
    e.replicated(brokers: 2)
    e.producer(100)
    e.group { $0.settings.sessionTimeout = .seconds(6) }
    e.fault(.brokerCrash(Estates.s, broker: 1), at: 10_000, .amount(.seconds(20)))
    e.fault(.brokerCrash(Estates.s, broker: 1), at: 31_000, .amount(.seconds(30)))
    e.fault(.memberCrash(SubscriptionID(0), member: 0), at: 33_000, .amount(.seconds(2)))
    let forward = e.run().forward
    #expect(stall(forward)[.rebalancePause] > 5_000)
    #expect(forward.judgement.unattributed == 0)
  }

  /// Nothing is readable, and nothing answered, from the last record before 20.005 s until the
  /// controller fences the follower at 29 s, however often the writer asks again.
  @Test(arguments: [1, 2, 4, 30])
  func `a write waits for the watermark when it is sent again, too`(requestTimeout: Int64) {
    var e = Estates(tick: nil)
    e.replicated(brokers: 2)
    e.producer(100)
    e.scenario.producers[0].settings.linger = .zero
    e.scenario.producers[0].settings.requestTimeout = .seconds(requestTimeout)
    e.group()
    e.fault(.hostLoss(Estates.s, broker: 1), at: 20_005, .amount(.seconds(30)))
    let judgement = e.run().forward.judgement
    #expect(judgement.readers[0].stall[.brokerUnavailable] == 8_990)
    #expect(judgement.readers[0].stall.total == 8_990)
    // The answer comes with the attempt under way then, or with the next.
    #expect((8_990...10_000).contains(judgement.writers[0].stall[.brokerUnavailable]))
    #expect(
      judgement.writers[0].stall.total == judgement.writers[0].stall[.brokerUnavailable])
    #expect(judgement.unattributed == 0)
  }

  @Test func `a writer whose records expire waits until one gets through again`() {
    var e = Estates(tick: nil)
    e.topic(onT: false)
    e.producer(100)
    e.scenario.producers[0].settings.linger = .zero
    e.scenario.producers[0].settings.requestTimeout = .seconds(2)
    e.scenario.producers[0].settings.deliveryTimeout = .seconds(20)
    e.group()
    e.fault(.clusterDown(Estates.s), at: 20_005, .amount(.seconds(60)))
    let writer = e.run().forward.judgement.writers[0]
    #expect(writer.unsent.total > 3_900)
    #expect((59_990...61_200).contains(writer.longestStall))
    #expect(writer.stall[.brokerUnavailable] == writer.longestStall)
    #expect(writer.stall.total == writer.longestStall)
  }

  /// 32 MB hold three seconds of this: what comes until the backlog is gone finds no room.
  @Test func `what finds no room behind an outage is due to the outage`() {
    var e = Estates(tick: nil, profile: .lan)
    e.replicated(brokers: 2)
    e.producer(10_000)
    e.group()
    e.fault(.brokerCrash(Estates.s, broker: 0), at: 10_005, .amount(.seconds(30)))
    let writer = e.run().forward.judgement.writers[0]
    #expect(writer.unsent.total > 10_000)
    #expect(writer.unsent[.brokerUnavailable] == writer.unsent.total)
  }
}
