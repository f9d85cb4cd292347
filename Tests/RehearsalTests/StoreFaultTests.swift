import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

@Suite("Replicas, transactions and stores that fail readers")
struct StoreFaultTests {
  private let g = SubscriptionID(index: 0)
  private let topic = TopicID(index: 0)

  /// Three replicas with these ends, of which the first `inSync` are in sync; both of those die.
  private func uncleanly(
    _ ends: [Int64], inSync: Int, acks: String = "1", unclean: Bool = true, dead: [Int] = [0, 1]
  ) -> Outcome {
    var e = Estates(tick: nil)
    e.scenario.clusters[0].zones = ["a", "b", "c", "a"]
    e.topic(s: 0..<ends[0], onT: false)
    e.scenario.topics[0].places[0].replicationFactor = 3
    e.scenario.topics[0].places[0].settings.uncleanElection = unclean
    e.scenario.topics[0].places[0].replicas = ends.enumerated().map {
      ReplicaState(end: $0.element, isInSync: $0.offset < inSync)
    }
    e.producer(0)
    e.scenario.producers[0].settings.acks = acks
    for broker in dead { e.fault(.brokerCrash(Estates.s, broker: broker), at: 1_000, .never) }
    for row in e.scenario.faults.indices { e.scenario.faults[row].mayMiss = true }
    e.scenario.plan.observe = .minutes(1)
    return e.run()
  }

  @Test(
    "an unclean election costs what was answered and the winner has not",
    arguments: [
      ([10, 5, 2], 2, "1", 8), ([10, 5, 2], 2, "all", 3), ([10, 9, 9], 2, "1", 1),
      ([10, 9, 9], 2, "all", 0), ([100, 40, 0], 1, "all", 100), ([100, 40, 70], 1, "1", 30),
    ] as [([Int64], Int, String, Int64)])
  func unclean(ends: [Int64], inSync: Int, acks: String, lost: Int64) {
    let judgement = uncleanly(ends, inSync: inSync, acks: acks).forward.judgement
    #expect(judgement.topics[0].logLost[.weakAckLoss] == lost)
    #expect(judgement.topics[0].logLost.total == lost)
  }

  @Test func `a clean election costs what replicas in sync had not got yet`() {
    let outcome = uncleanly([10, 5, 2], inSync: 3, dead: [0])
    #expect(outcome.forward.judgement.topics[0].logLost.total == 5)
    let none = uncleanly([10, 5, 2], inSync: 2, unclean: false)
    #expect(none.forward.judgement.topics[0].logLost.total == 0)
  }

  /// Two partitions, of which one has a transaction open from 30 s on.
  private func pinned(_ isolation: String, _ change: (inout Estates) -> Void = { _ in }) -> Outcome
  {
    var e = Estates()
    e.topic(partitions: 2, onT: false)
    e.producer(20)
    e.scenario.producers[0].partitioner = .roundRobin
    e.group {
      $0.commits = .afterBatch
      $0.settings.isolation = isolation
    }
    e.fault(
      .hangingTransaction(topic, on: Estates.s, partition: 1, records: 3), at: 30_000, .instant)
    change(&e)
    return e.run()
  }

  @Test func `an open transaction stops readers of committed records in its partition only`() {
    let row = pinned("read_committed").forward.judgement.readers[0]
    #expect(row.isStallOpen && row.loss == 0)
    #expect(row.unread == 600 && row.acked - row.applied == row.unread)
    #expect(row.stall[.readPositionBlocked] > 0 && row.stall.unattributed == 0)
    #expect(!pinned("read_uncommitted").forward.judgement.readers[0].isStallOpen)
  }

  @Test func `an abort lets them on, by hand or when the transaction times out`() {
    let byHand = pinned("read_committed") {
      $0.step("abort", at: 60, .abortTransactions(topic, on: Estates.s, partition: nil))
    }
    let timedOut = pinned("read_committed") {
      $0.scenario.faults[0].lasts = .amount(.seconds(20))
    }
    for outcome in [byHand, timedOut] {
      let row = outcome.forward.judgement.readers[0]
      #expect(!row.isStallOpen && row.unread == 0 && row.loss == 0 && row.dup.total == 0)
      #expect(outcome.verdict == .pass && outcome.forward.judgement.isConserved)
    }
    #expect(timedOut.forward.judgement.readers[0].stall[.readPositionBlocked] >= 19_000)
  }

  @Test func `an abort in another partition does not help`() {
    let outcome = pinned("read_committed") {
      $0.step("abort", at: 60, .abortTransactions(topic, on: Estates.s, partition: 0))
    }
    #expect(outcome.forward.judgement.readers[0].isStallOpen)
  }

  /// A reader that is behind when a leader moves and its store fails.
  private func refused(_ reset: String, brokers: Int = 3, moves: Bool = true) -> Outcome {
    var e = Estates(tick: nil)
    e.replicated(brokers: brokers)
    e.scenario.topics[0].places[0].logs = [100..<1_000]
    e.group {
      $0.commits = .afterBatch
      $0.isRunning = false
      $0.settings.offsetReset = reset
      $0.positions = [GroupPosition(cluster: Estates.s, topic: topic, offsets: [700])]
    }
    let move = Action.moveLeaders(topic, on: Estates.s, partition: nil)
    e.step("move", at: 60, moves ? move : .wait(.zero), .startGroups([g]))
    e.fault(.fetchOutOfRange(topic, on: Estates.s), at: 50_000, .amount(.minutes(1)))
    return e.run()
  }

  @Test func `a position that a store denies is reset by policy`() {
    let latest = refused("latest").forward.judgement.readers[0]
    #expect(latest.skipped[.resetLatest] == 300 && latest.loss == 300)
    let earliest = refused("earliest").forward.judgement.readers[0]
    #expect(earliest.dup[.resetEarliest] == 600 && earliest.loss == 0)
    let none = refused("none").forward.judgement.readers[0]
    #expect(none.isStallOpen && none.loss == 0 && none.unread == 300)
  }

  @Test func `without a move, or a replica to move to, the store is not asked`() {
    for outcome in [refused("latest", moves: false), refused("latest", brokers: 1)] {
      #expect(outcome.forward.judgement.readers[0].loss == 0)
      #expect(outcome.faults[0].bites == 0)
    }
  }

  /// Four members, of which one claims another's partition for a while.
  private func claimed(
    _ client: KafkaVersion, assignor: String = "cooperative-sticky", member: Int = 2,
    service: TimeAmount = .zero
  ) -> Outcome {
    var e = Estates(tick: .milliseconds(100))
    e.topic(partitions: 4, onT: false)
    e.producer(40)
    e.scenario.producers[0].partitioner = .roundRobin
    e.group {
      $0.members = 4
      $0.client = client
      $0.commits = .afterBatch
      $0.service = service
      $0.settings.assignor = assignor
    }
    e.fault(
      .staleOwnership(g, member: member, topic, partition: 1), at: 60_000, .amount(.seconds(30)))
    e.scenario.faults[0].mayMiss = true
    return e.run()
  }

  @Test func `two owners do everything twice, and only old cooperative clients let it happen`() {
    let old = claimed(KafkaVersion(2, 8)).forward.judgement
    #expect(old.readers[0].dup[.overlapUnfenced] == 300 && old.readers[0].dup.total == 300)
    #expect(old.readers[0].loss == 0 && old.isConserved)
    #expect(claimed(KafkaVersion(2, 8, 1)).forward.dup == 0)
    #expect(claimed(KafkaVersion(2, 8), assignor: "range").forward.dup == 0)
    // Who owns it cannot claim it.
    #expect(claimed(KafkaVersion(2, 8), member: 1).forward.dup == 0)
  }

  @Test func `two owners that take their time do it twice as well`() {
    let slow = claimed(KafkaVersion(2, 8), service: .milliseconds(5)).forward.judgement
    #expect(slow.readers[0].dup.total == slow.readers[0].dup[.overlapUnfenced])
    #expect(295...305 ~= slow.readers[0].dup.total)
    #expect(slow.readers[0].loss == 0 && slow.unattributed == 0)
  }

  @Test func `a lost position splits what it costs from what its age would have cost`() {
    var e = Estates(tick: .minutes(1))
    e.topic()
    e.producer(1)
    e.group {
      $0.commits = .afterBatch
      $0.settings.offsetReset = "earliest"
    }
    e.link()
    e.scenario.clusters[0].settings.offsetsRetention = .hours(2)
    e.step("move", at: 3_600, .moveGroups([g], to: Estates.t, positions: .exact, every: .zero))
    e.scenario.plan.holdback = .hours(3)
    let dup = e.run().points[0].late.judgement.readers[0].dup
    #expect(dup[.committedOffsetLost] == 3_600 && dup[.rollbackOffsetFrozen] == 10_800)
    #expect(dup.total == 14_400)
  }
}
