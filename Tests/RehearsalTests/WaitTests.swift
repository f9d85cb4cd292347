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
}
