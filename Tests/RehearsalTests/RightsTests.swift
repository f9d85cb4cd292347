import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

@Suite("Rights to write")
struct RightsTests {
  private let p = WriterID(index: 0)

  /// A writer that moves to T at 600 s and comes back 120 s later.
  private func moved(
    s: [AccessRule], t: [AccessRule]?, _ change: (inout Estates) -> Void = { _ in }
  ) -> Outcome {
    var e = Estates(tick: nil)
    e.topic()
    e.producer(10)
    e.link()
    e.scenario.clusters[0].rights = s
    e.scenario.clusters[1].rights = t
    e.step("move", at: 600, .moveProducers([p], to: Estates.t, every: .zero))
    e.scenario.plan.holdback = .seconds(120)
    change(&e)
    return e.run()
  }

  private let write = AccessRule("p", .write, .topic("t"))

  @Test(
    "MirrorMaker brings no right to write",
    arguments: [
      [AccessRule("p", .write, .topic("t"))], [AccessRule("p", .all, .topic("t"))],
      [AccessRule("p", .all, .topic("t"), isPrefix: true)],
      [AccessRule("*", .write, .topic("*"))],
    ])
  func nothingTravels(rules: [AccessRule]) {
    let late = moved(s: rules, t: []).points[0].late.judgement
    #expect(late.writers[0].unsent[.aclMissing] == 1_200)
    #expect(late.writers[0].stall[.aclMissing] == 120_000)
    #expect(late.unattributed == 0)
  }

  @Test func `a right on the target, and a cluster without an authorizer, let it write`() {
    for rights in [[write], nil] {
      let outcome = moved(s: [write], t: rights)
      #expect(outcome.points[0].late.judgement.writers[0].unsent.total == 0)
      #expect(outcome.forward.judgement.writers[0].unsent.total == 0)
    }
  }

  @Test func `a denial beats every right`() {
    let denied = AccessRule("p", .write, .topic("t"), isDenied: true)
    let outcome = moved(s: [write], t: [AccessRule("*", .all, .topic("*")), denied])
    #expect(outcome.points[0].late.judgement.writers[0].unsent[.aclMissing] == 1_200)
  }

  @Test func `a denial travels, though a right to write does not`() {
    let denied = AccessRule("p", .write, .topic("t"), isDenied: true)
    var e = Estates(tick: nil)
    e.topic()
    e.producer(10, on: Estates.t)
    e.link()
    e.scenario.clusters[0].rights = [denied]
    e.scenario.clusters[1].rights = [write]
    #expect(e.run().forward.judgement.writers[0].unsent[.aclMissing] > 0)
  }

  @Test func `an application that holds its records back loses none on the way back`() {
    let outcome = moved(s: [write], t: []) { $0.scenario.producers[0].holdsWhenRefused = true }
    let late = outcome.points[0].late.judgement
    #expect(late.writers[0].unsent.total == 0)
    #expect(late.writers[0].stall[.aclMissing] == 120_000)
    // Who never goes back gives up in the end.
    let forward = outcome.forward.judgement.writers[0]
    #expect(forward.unsent.total == forward.unsent[.aclMissing] && forward.unsent.total > 0)
  }

  @Test func `a right that is given lets held records through`() {
    let outcome = moved(s: [write], t: []) { e in
      e.scenario.producers[0].holdsWhenRefused = true
      e.scenario.plan.holdback = .zero
      e.step("grant", at: 630, .grant(write, on: Estates.t))
    }
    let forward = outcome.forward.judgement
    #expect(forward.writers[0].unsent.total == 0)
    #expect(forward.writers[0].stall[.aclMissing] == 30_000)
  }

  @Test func `a fence refuses whoever is still there`() {
    var e = Estates(tick: nil)
    e.topic()
    e.producer(10)
    e.step("fence", at: 60, .fence(Estates.s))
    e.step("lift", at: 90, .unfence(Estates.s))
    let outcome = e.run()
    #expect(outcome.forward.judgement.writers[0].unsent[.aclMissing] == 300)
    // Going back from the fence lifts it.
    #expect(outcome.points[0].early.judgement.writers[0].unsent.total == 0)
  }

  @Test func `a writer that does not hear of its move writes astray, and rightly after a rollback`()
  {
    var e = Estates()
    e.topic()
    e.producer(100)
    e.producer(10)
    e.scenario.producers[1].name = "q"
    e.group(on: Estates.t) { $0.commits = .afterBatch }
    e.step("move", at: 60, .moveProducers([p, WriterID(1)], to: Estates.t, every: .zero))
    e.step("fence", at: 160, .fence(Estates.s))
    e.fault(.staleEndpoint(WriterID(1)), at: 30_000, .never)
    let outcome = e.run()
    let forward = outcome.forward.judgement.readers[0]
    #expect(forward.stranded[.staleClientEndpoint] == 1_000)
    // What both wrote before the move, without a copier, only lies on S.
    #expect(forward.stranded.total == 1_000 + 60 * 110)
    let back = outcome.points[0].late.judgement
    #expect(back.topics[0].reconcile == 10_000)
    #expect(back.topics[0].reconcileUnread[.staleClientEndpoint] == 0)
    #expect(back.unattributed == 0 && back.isConserved)
  }

  @Test func `a stale writer follows once it looks its cluster up again`() {
    var e = Estates()
    e.topic()
    e.producer(10)
    e.group(on: Estates.t) { $0.commits = .afterBatch }
    e.step("move", at: 60, .moveProducers([p], to: Estates.t, every: .zero))
    e.fault(.staleEndpoint(p), at: 30_000, .amount(.seconds(60)))
    let forward = e.run().forward.judgement.readers[0]
    #expect(forward.stranded[.staleClientEndpoint] == 300)
    #expect(forward.dup.total == 0)
  }
}
