import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

@Suite("Rehearsals")
struct FirstTests {
  @Test func `a group that comes home repeats what it did on the target`() {
    var e = Estates()
    e.topic()
    e.producer(200)
    e.group()
    e.link()
    e.step("copy", at: 0)
    e.step(
      "move", at: 3600,
      .moveGroups([SubscriptionID(0)], to: Estates.t, positions: .exact, every: .zero))
    e.scenario.plan.holdback = .seconds(7200) - .seconds(3)
    let outcome = e.run()
    #expect(outcome.forward.dup == 0)
    #expect(outcome.points[1].late.judgement.readers[0].dup[.rollbackOffsetFrozen] == 1_440_000)
    #expect(outcome.forward.judgement.isConserved)
  }
}
