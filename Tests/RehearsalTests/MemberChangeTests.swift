import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

/// Two members share two partitions of 50 records a second each. In the classic protocol heartbeats
/// fall every 3 s from the last rebalance, in that of KIP-848 every 5 s from each member's first.
@Suite("Members that come and go")
struct MemberChangeTests {
  private func readers(
    _ fault: FaultSpec.Kind, at milliseconds: Int64, for lasts: FaultSpec.Lasting,
    on profile: LatencyProfile = .ideal, _ change: (inout GroupSpec) -> Void = { _ in }
  ) -> ReaderJudgement {
    var e = Estates(tick: nil, profile: profile)
    for cluster in e.scenario.clusters.indices {
      e.scenario.clusters[cluster].settings.consumerSession = .seconds(10)
    }
    e.topic(partitions: 2, onT: false)
    e.producer(100)
    e.scenario.producers[0].partitioner = .roundRobin
    e.group {
      $0.members = 2
      $0.commits = .afterBatch
      $0.settings.sessionTimeout = .seconds(10)
      change(&$0)
    }
    e.fault(fault, at: milliseconds, lasts)
    let judgement = e.run().forward.judgement
    #expect(judgement.unattributed == 0)
    #expect(judgement.readers[0].loss == 0)
    return judgement.readers[0]
  }

  private static let first = SubscriptionID(0)

  @Test func `a member that leaves is missed until the others' next heartbeat`() {
    let classic = readers(.memberStop(Self.first, member: 0), at: 10_005, for: .never)
    #expect((1_900...2_010).contains(classic.longestStall))
    #expect(classic.dup.total == 0)
    let kip848 = readers(.memberStop(Self.first, member: 0), at: 11_005, for: .never) {
      $0.settings.groupProtocol = "consumer"
    }
    #expect((3_900...4_010).contains(kip848.longestStall))
    #expect(kip848.dup.total == 0)
  }

  @Test func `nothing waits while an eager member does not know that another one comes`() {
    let eager = readers(
      .memberStop(Self.first, member: 1), at: 0, for: .amount(.milliseconds(10_005)))
    #expect(eager.longestStall < 100)
  }

  @Test func `what a cooperative member gives up waits for one heartbeat`() {
    let cooperative = readers(
      .memberStop(Self.first, member: 1), at: 0, for: .amount(.milliseconds(10_005))
    ) { $0.settings.assignor = "cooperative-sticky" }
    #expect((2_900...3_010).contains(cooperative.longestStall))
  }

  /// The newcomer asks at 12.005 s, the other one gives up at 15 s, the newcomer hears at 17.005 s.
  @Test func `what a member of KIP-848 gives up waits for the newcomer's heartbeat`() {
    let kip848 = readers(
      .memberStop(Self.first, member: 1), at: 0, for: .amount(.milliseconds(12_005))
    ) { $0.settings.groupProtocol = "consumer" }
    #expect((1_900...2_110).contains(kip848.longestStall))
    #expect(kip848.dup.total == 0)
  }

  @Test(arguments: ["classic", "consumer"])
  func `a static member finds its partitions as it left them`(groupProtocol: String) {
    let kept = readers(.memberStop(Self.first, member: 0), at: 10_005, for: .amount(.seconds(5))) {
      $0.settings.groupProtocol = groupProtocol
      $0.settings.groupInstance = "reader"
    }
    #expect((4_950...5_100).contains(kept.longestStall))
    #expect(kept.dup.total == 0)
  }

  /// A record takes 100 ms; it has applied a part of its batch when it is held still, and finishes
  /// that when it goes on. Somebody else has done all of it by then.
  @Test func `a member that was held still repeats no more than what it had in hand`() {
    let held = readers(
      .memberPause(Self.first, member: 0), at: 10_012, for: .amount(.seconds(20))
    ) {
      $0.service = .milliseconds(19)
      $0.settings.maxPollRecords = 20
    }
    #expect((1...20).contains(held.dup.total))
    #expect(held.longestStall > 7_000)
  }

  @Test func `a member that is heard again within its session goes on as if nothing had been`() {
    let held = readers(.memberPause(Self.first, member: 0), at: 10_005, for: .amount(.seconds(5)))
    #expect((4_900...5_100).contains(held.longestStall))
    #expect(held.dup.total == 0)
  }

  /// Its client leaves at 20 s, in KIP-848 with its heartbeat at 25 s; the other member hears of it with
  /// its next one, and begins with the record that the first one is at.
  @Test(arguments: [("classic", 10_900...11_100), ("consumer", 19_900...20_100)])
  func `a member that is busy for longer than max.poll.interval.ms repeats what it had in hand`(
    groupProtocol: String, wait: ClosedRange<Int64>
  ) {
    let busy = readers(.memberBusy(Self.first, member: 0), at: 10_005, for: .amount(.seconds(25))) {
      $0.settings.groupProtocol = groupProtocol
      $0.settings.maxPollInterval = .seconds(10)
    }
    #expect((1...2).contains(busy.dup.total))
    #expect(busy.dup.total == busy.dup[.overlapUnfenced])
    #expect(wait.contains(busy.longestStall))
  }

  /// Another one leaves at 9 s. The busy one would hear of it with its heartbeat at 12 s, but joins again
  /// no sooner than it polls.
  @Test func `everybody waits for a member that is not done with its batch`() {
    func longest(busyFor time: TimeAmount) -> Int64 {
      var e = Estates(tick: nil)
      e.topic(partitions: 3, onT: false)
      e.producer(150)
      e.scenario.producers[0].partitioner = .roundRobin
      e.group {
        $0.members = 3
        $0.commits = .afterBatch
      }
      e.fault(.memberBusy(Self.first, member: 0), at: 8_005, .amount(time))
      e.fault(.memberStop(Self.first, member: 1), at: 9_000, .never)
      return e.run().forward.judgement.readers[0].longestStall
    }
    #expect((5_900...6_100).contains(longest(busyFor: .seconds(6))))
    #expect((2_900...3_100).contains(longest(busyFor: .seconds(1))))
  }

  @Test func `what a member that was cut off had not committed comes twice`() {
    let cut = readers(.memberCut(Self.first, member: 0), at: 14_005, for: .amount(.seconds(20))) {
      $0.commits = .auto
      $0.settings.autoCommitInterval = .seconds(5)
    }
    #expect((150...210).contains(cut.dup.total))
    #expect((7_000...11_000).contains(cut.longestStall))
  }

  /// Its fetches get through 25.4 s after the cut began, its heartbeat up to 5 s later: until then it
  /// applies again what the other one has applied since.
  @Test func `a member that reads before it is told repeats what others have done since the cut`() {
    let cut = readers(
      .memberCut(Self.first, member: 0), at: 14_005, for: .amount(.seconds(20)), on: .loopback
    ) {
      $0.commits = .auto
      $0.settings.groupProtocol = "consumer"
    }
    #expect((1_200...1_800).contains(cut.dup.total))
  }

  @Test func `a member that waits for its commit to be answered repeats nothing after the cut`() {
    let cut = readers(
      .memberCut(Self.first, member: 0), at: 14_005, for: .amount(.seconds(20)), on: .loopback
    ) { $0.settings.groupProtocol = "consumer" }
    #expect(cut.dup.total <= 1)
  }
}
