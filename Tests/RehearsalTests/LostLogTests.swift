import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

/// Records that were acknowledged by the only broker that had them.
@Suite("Logs that lose what was read")
struct LostLogTests {
  /// Broker 1 dies at 20 s and is out of sync from 29 s on. Broker 0 goes on alone until it dies at
  /// 50 s; broker 1 comes back at 60 s and leads: what came since 20 s is gone.
  private func estates(delay: TimeAmount = .zero) -> Estates {
    var e = Estates(tick: nil)
    e.replicated(brokers: 2)
    e.scenario.topics[0].places[0].settings.uncleanElection = true
    e.producer(100)
    e.scenario.producers[0].settings.linger = .zero
    e.group { $0.delay = delay }
    e.fault(.brokerCrash(Estates.s, broker: 1), at: 20_005, .amount(.seconds(40)))
    e.fault(.brokerCrash(Estates.s, broker: 0), at: 50_005, .amount(.seconds(30)))
    e.scenario.plan.observe = .minutes(2)
    return e
  }

  @Test func `tell of it, though it is no loss to who had read it`() {
    let judgement = estates().run().forward.judgement
    let topic = judgement.topics[0]
    #expect(topic.logLost[.weakAckLoss] == 3_000)
    #expect(topic.logLost.total == topic.logLostApplied)
    #expect(judgement.readers[0].loss == 0)
    #expect(judgement.unattributed == 0)
  }

  /// What was under way when broker 0 died is not what broker 1 expects next: the producer numbers it
  /// anew at once and writes on, in order.
  @Test func `do not hold up a producer whose numbers the new leader does not know`() {
    let judgement = estates().run().forward.judgement
    let writer = judgement.writers[0]
    #expect(writer.unsent.total == 0)
    #expect((9_000...25_000).contains(writer.longestStall))
    #expect(judgement.readers[0].reorder.total == 0)
    #expect(judgement.readers[0].dup.total == 0)
  }

  /// It had committed some 4,500 when it stopped; the log was cut to 2,000 and is longer again when it
  /// starts. Its commit says of which leader it had them, and the new one knows how far those went.
  @Test func `take a group back that had committed what is gone`() {
    var e = estates()
    e.step("stop", at: 45, .stopGroups([SubscriptionID(0)]))
    e.step("start", at: 70, .startGroups([SubscriptionID(0)]))
    e.scenario.plan.observe = .seconds(20)
    let reader = e.run().forward.judgement.readers[0]
    #expect(reader.loss == 501)
    #expect(reader.skipped.total == 0)
    #expect(reader.lost[.weakAckLoss] == 501)
  }

  @Test func `lose to readers what they had not read`() {
    let judgement = estates(delay: .seconds(60)).run().forward.judgement
    #expect(judgement.topics[0].logLost.total == 3_000)
    #expect(judgement.topics[0].logLostApplied == 0)
    #expect(judgement.readers[0].lost[.weakAckLoss] == 3_000)
  }

  @Test func `are not the fault of going back`() {
    var e = estates(delay: .seconds(60))
    e.step("look", at: 150)
    let outcome = e.run()
    #expect(outcome.points[0].late.judgement.readers[0].lost.total == 3_000)
    #expect(outcome.points[0].late.kafka == .reversible)
    #expect(outcome.forward.kafka == .forwardOnly)
  }
}
