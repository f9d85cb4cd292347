import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

@Suite("What operators do at once")
struct OperatorTests {
  private let g = SubscriptionID(index: 0)
  private let p = WriterID(index: 0)
  private let topic = TopicID(index: 0)

  /// A group that has read all that came in 1,000 s, set to another position then.
  private func moved(_ rule: PositionRule, _ change: (inout Estates) -> Void = { _ in }) -> Outcome
  {
    var e = Estates(tick: nil)
    e.topic()
    e.producer(10)
    e.group { $0.commits = .afterBatch }
    e.step(
      "reset", at: 1_000, .stopGroups([g]), .setPositions([g], on: Estates.s, rule),
      .startGroups([g]))
    change(&e)
    return e.run()
  }

  @Test(
    "a position is set by a distance or an age",
    arguments: [
      (PositionRule.shifted(by: -700), 700 as Int64), (.shifted(by: -10_001), 10_000),
      (.shifted(by: 5), 0), (.shifted(by: .min), 10_000), (.back(by: .seconds(50)), 500),
      (.back(by: .hours(2)), 10_000), (.earliest, 10_000), (.latest, 0), (.back(by: .zero), 0),
    ])
  func relative(rule: PositionRule, again: Int64) {
    let outcome = moved(rule)
    #expect(outcome.forward.dup == again)
    #expect(outcome.forward.judgement.readers[0].dup[.operatorOffsetError] == again)
    #expect(outcome.forward.loss == 0 && outcome.verdict == .pass)
  }

  @Test func `a sink that looks first acts once, whoever makes it read again`() {
    let outcome = moved(.earliest) { e in
      e.scenario.sinks = [SinkSpec(name: "mail", kind: .irreversible)]
      e.scenario.sinks[0].looksFirst = true
      e.scenario.groups[0].sink = 0
      e.fault(.memberCrash(g, member: 0), at: 1_100_000, .amount(.seconds(1)))
    }
    #expect(outcome.forward.dup == 0 && outcome.forward.loss == 0)
    #expect(outcome.forward.judgement.isConserved)
  }

  /// A group that moved to T at 100 s, and 200 s more in which it may go back.
  private func moved() -> Estates {
    var e = Estates()
    e.topic()
    e.producer(10)
    e.group { $0.commits = .afterBatch }
    e.link()
    e.step("move", at: 100, .moveGroups([g], to: Estates.t, positions: .exact, every: .zero))
    e.scenario.plan.holdback = .seconds(200)
    return e
  }

  @Test func `what a group did elsewhere can be taken back, and is done again`() {
    var e = moved()
    e.scenario.plan.steps[0].rollback = [
      .stopGroups([g]), .discardEffects([g]),
      .moveGroups([g], to: Estates.s, positions: .departure, every: .zero),
    ]
    let taken = e.run().points[0].late
    #expect(taken.dup == 0 && taken.loss == 0 && taken.judgement.isConserved)
    // Without taking anything back, all of it is done twice.
    e.scenario.plan.steps[0].rollback?.remove(at: 1)
    // (It took three seconds for the group to get its partitions on T.)
    #expect(e.run().points[0].late.dup == 2_030)
  }

  @Test func `what was done before the group moved stays done`() {
    var e = moved()
    e.scenario.plan.steps[0].rollback = [
      .stopGroups([g]), .discardEffects([g]), .setPositions([g], on: Estates.s, .earliest),
      .moveGroups([g], to: Estates.s, positions: .committed, every: .zero),
    ]
    let late = e.run().points[0].late
    #expect(late.dup == 1_000 && late.loss == 0)
  }

  @Test func `a cluster that the plan stops costs what expires, and no more`() {
    var e = Estates(tick: nil)
    e.topic()
    e.producer(50)
    e.step("stop", at: 100, .stopCluster(Estates.s))
    e.step("repoint", at: 300, .repointProducers([p], to: Estates.t))
    let outcome = e.run()
    let unsent = outcome.forward.judgement.writers[0].unsent
    #expect(3_950...4_050 ~= unsent[.producerSendExpired])
    #expect(unsent.total == unsent[.producerSendExpired])
    // Going back, the cluster is started again; what waited meanwhile is written.
    #expect(outcome.points[0].early.judgement.writers[0].unsent.total == 0)
  }

  @Test func `repointing loses and repeats nothing where every answer came`() {
    for tick in [TimeAmount?.none, .seconds(1)] {
      var e = Estates(tick: tick, profile: .lan)
      e.topic()
      e.producer(1_000)
      e.group(on: Estates.t) { $0.commits = .afterBatch }
      e.link()
      e.step("repoint", at: 60, .repointProducers([p], to: Estates.t))
      let forward = e.run().forward.judgement
      #expect(forward.readers[0].loss == 0 && forward.unattributed == 0)
      // What was under way at that instant may be written twice; that is at most five batches.
      #expect(forward.readers[0].dup.total == forward.readers[0].dup[.producerDedupReset])
      #expect(forward.writers[0].unsent.total == 0)
    }
  }

  @Test(
    "as many batches come twice as lost their answers",
    arguments: [(1 as Int64, 20 as Int64), (3, 60), (5, 100), (9, 100)])
  func lostAnswers(answers: Int64, again: Int64) {
    var e = Estates(tick: .milliseconds(20))
    e.topic()
    e.producer(1_000)
    e.group(on: Estates.t) { $0.commits = .afterBatch }
    e.link()
    e.step("repoint", at: 10, .repointProducers([p], to: Estates.t))
    // The fifth batch in flight leaves no room for a sixth.
    let begins = 10_000 - 20 * min(answers, 5)
    e.fault(.ackLost(p, answers: answers), at: begins, .instant)
    let forward = e.run().forward.judgement
    #expect(forward.readers[0].dup[.producerDedupReset] == again)
    #expect(forward.topics[0].logDup[1][.producerDedupReset] == again)
    #expect(forward.readers[0].loss == 0 && forward.unattributed == 0)
  }

  @Test func `a cluster that knows the batches does not take them again`() {
    var e = Estates(tick: .milliseconds(20))
    e.topic(onT: false)
    e.producer(1_000)
    e.group { $0.commits = .afterBatch }
    e.fault(.ackLost(p, answers: nil), at: 9_900, .amount(.seconds(1)))
    let forward = e.run().forward.judgement
    #expect(forward.readers[0].dup.total == 0 && forward.readers[0].loss == 0)
    #expect(forward.writers[0].unsent.total == 0)
  }

  // MARK: Deleting records

  /// A group that stops at 100 s, and records that are deleted at 200 s, before it starts again.
  private func deleted(
    before offset: Int64?, _ change: (inout Estates) -> Void = { _ in }
  ) -> Outcome {
    var e = Estates(tick: nil)
    e.topic()
    e.producer(10)
    e.group {
      $0.commits = .afterBatch
      $0.settings.offsetReset = "earliest"
    }
    e.step("stop", at: 100, .stopGroups([g]))
    e.step(
      "delete", at: 200, .deleteRecords(topic, on: Estates.s, partition: nil, before: offset),
      .startGroups([g]))
    change(&e)
    return e.run()
  }

  @Test(
    "who has not read what is deleted has lost it",
    arguments: [(nil, 1_000), (1_700, 700), (900, 0), (0, 0), (2_001, 0)] as [(Int64?, Int64)])
  func deletes(before offset: Int64?, lost: Int64) {
    let judgement = deleted(before: offset).forward.judgement
    #expect(judgement.readers[0].lost[.retentionBelowWindow] == lost)
    #expect(judgement.readers[0].loss == lost && judgement.unattributed == 0)
    #expect(judgement.readers[0].dup.total == 0)
  }

  @Test func `a request beyond what may be read is refused`() {
    let outcome = deleted(before: 2_001)
    #expect(outcome.journal.contains { $0.text.hasPrefix("OFFSET_OUT_OF_RANGE") })
  }

  @Test func `a topic that is compacted only is not deleted from`() {
    let outcome = deleted(before: nil) {
      $0.scenario.topics[0].places[0].settings.cleanupPolicy = "compact"
    }
    #expect(outcome.journal.contains { $0.text.hasPrefix("POLICY_VIOLATION") })
    #expect(outcome.forward.loss == 0)
  }

  @Test func `what is deleted where a group reads is out of its reach though there are copies`() {
    let judgement = deleted(before: nil) { $0.link() }.forward.judgement
    #expect(judgement.readers[0].stranded[.retentionBelowWindow] == 1_000)
    #expect(judgement.readers[0].loss == 1_000 && judgement.unattributed == 0)
  }

  @Test func `a copier that had not copied what is deleted leaves a gap`() {
    let judgement = deleted(before: nil) { e in
      e.link()
      e.scenario.groups[0].cluster = Estates.t
      e.scenario.plan.steps[0].actions = [.stopLink(LinkID(index: 0))]
      e.scenario.plan.steps[1].actions[1] = .startLink(LinkID(index: 0))
    }.forward.judgement
    #expect(judgement.readers[0].lost[.sourceRetentionGap] == 1_000)
    #expect(judgement.readers[0].loss == 1_000)
    #expect(judgement.topics[0].logMissing[1].total == 1_000)
  }
}
