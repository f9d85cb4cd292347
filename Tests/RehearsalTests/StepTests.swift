import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

/// What a step does is done one after the other: each action finds what those before it left.
@Suite("Actions of one step")
struct StepTests {
  private let writer = WriterID(0)
  private let group = SubscriptionID(0)

  @Test func `writers that a step has moved start again where it moved them`() {
    var e = Estates()
    e.topic()
    e.producer(10)
    e.group()
    e.link()
    e.step(
      "switch", at: 60, .stopProducers([writer]), .drainLink(LinkID(0)), .stopLink(LinkID(0)),
      .moveProducers([writer], to: Estates.t, every: .zero), .stopProducers([writer]),
      .startProducers([writer]))
    let forward = e.run().forward
    // Nothing of what follows is written where no link takes it from.
    #expect(forward.judgement.topics[0].reconcile == 0)
    #expect(forward.judgement.writers[0].acked > 1_000)
  }

  @Test func `groups that a step has moved start again where it moved them`() {
    var e = Estates()
    e.topic()
    e.producer(10)
    e.group()
    e.link()
    e.step(
      "switch", at: 60,
      .moveGroups([group], to: Estates.t, positions: .exact, every: .zero), .stopGroups([group]),
      .startGroups([group]))
    let forward = e.run().forward
    #expect(forward.resumes.last?.cluster == Estates.t)
    #expect(forward.dup == 0)
    #expect(forward.loss == 0)
  }

  @Test func `a link that a step has started is waited for before it is drained`() {
    var e = Estates(tick: nil, profile: .lan)
    e.topic(s: 0..<500)
    e.group()
    e.link(running: false)
    e.step(
      "copy", at: 10, .startLink(LinkID(0)), .drainLink(LinkID(0)), .stopLink(LinkID(0)),
      .moveGroups([group], to: Estates.t, positions: .exact, every: .zero))
    let forward = e.run().forward
    #expect(forward.loss == 0)
    #expect(!forward.judgement.readers[0].isStallOpen)
    #expect(forward.judgement.topics[0].reconcile == 0)
  }

  @Test func `a gate that keeps the plan from its first step leaves nothing to take back`() {
    var e = Estates()
    e.topic()
    e.producer(10)
    e.group()
    e.link()
    e.step("switch", at: 60, .stopProducers([writer]))
    var gate = GateSpec(.groupLag, max: -1)
    gate.otherwise = .rollBack
    gate.timeout = .seconds(5)
    e.scenario.plan.steps[0].gate = gate
    e.scenario.plan.steps[0].rollback = [
      .setPositions([group], on: Estates.s, .shifted(by: -100))
    ]
    let outcome = e.run()
    #expect(outcome.forward.dup == 0)
    #expect(outcome.forward.judgement.writers[0].longestStall == 0)
  }
}
