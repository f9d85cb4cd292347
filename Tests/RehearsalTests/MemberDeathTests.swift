import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

/// Heartbeats are sent at 3, 6, 9 s; a member with a session of 10 s is killed at 10.5 s, so the
/// coordinator forgets it at 19 s.
@Suite("A member that is killed and started again")
struct MemberDeathTests {
  private func wait(
    startedAfter seconds: Int64, members: Int = 1, commits: CommitHabit = .auto
  ) -> Int64 {
    var e = Estates(tick: nil)
    e.topic(partitions: members, onT: false)
    e.producer(100)
    e.group {
      $0.settings.sessionTimeout = .seconds(10)
      $0.settings.autoCommitInterval = .minutes(1)
      $0.members = members
      $0.commits = commits
    }
    e.fault(
      .memberCrash(SubscriptionID(0), member: 0), at: 10_500, .amount(.seconds(seconds)))
    return e.run().forward.judgement.readers[0].longestStall
  }

  @Test func `goes on as soon as its old name is forgotten`() {
    #expect((8_450...8_510).contains(wait(startedAfter: 2)))
    #expect((8_450...8_510).contains(wait(startedAfter: 7)))
  }

  @Test func `is the first of its group when it comes later, and waits for more`() {
    #expect((14_950...15_010).contains(wait(startedAfter: 12)))
  }

  @Test func `is remembered for a session from its last commit, too`() {
    #expect((9_950...10_010).contains(wait(startedAfter: 2, commits: .afterBatch)))
  }

  /// It had committed all that its poll brought, and worked through one producer's records first: what
  /// the other one's came to lies below what it had done.
  @Test func `leaves records behind below others that it had done, all of them told`() {
    var e = Estates(tick: nil)
    e.topic(onT: false)
    e.producer(20)
    e.producer(20)
    e.group {
      $0.settings.sessionTimeout = .seconds(10)
      $0.settings.maxPollRecords = 20
      $0.commits = .beforeProcessing
      $0.order = .newestFirstPerKey
      $0.service = .milliseconds(20)
    }
    // While it works slower than they write, a poll brings some of both.
    e.fault(
      .slowConsumer(SubscriptionID(0), service: .milliseconds(60)), at: 5_000,
      .amount(.seconds(6)))
    e.fault(.memberCrash(SubscriptionID(0), member: 0), at: 10_500, .amount(.seconds(2)))
    let judgement = e.run().forward.judgement
    let reader = judgement.readers[0]
    #expect(reader.skipped[.commitBeforeApply] > 0)
    #expect(reader.skipped.total == reader.skipped[.commitBeforeApply])
    #expect(reader.acked == reader.applied + reader.loss)
    #expect(judgement.unattributed == 0)
  }

  /// It asks to join at 12.5 s, the other one hears of it with its heartbeat at 15 s, and both wait
  /// for the old name; its own partition, without keys and so written in turns, waits longest.
  @Test func `leaves its partition without a reader until its old name is forgotten`() {
    #expect((7_900...8_510).contains(wait(startedAfter: 2, members: 2)))
  }
}
