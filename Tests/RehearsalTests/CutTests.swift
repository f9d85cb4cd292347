import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

/// Brokers that go in order, are held still, or are cut off by the network.
@Suite struct CutTests {
  /// 100 records a second to the leader, broker 0 of three; everything at once, heartbeats and looks
  /// of the controller every second or so on the second.
  private func estate(acks: String = "all", _ change: (inout Estates) -> Void = { _ in }) -> Estates
  {
    var e = Estates(tick: nil)
    e.replicated(brokers: 3)
    e.producer(100)
    e.scenario.producers[0].settings.acks = acks
    e.scenario.producers[0].settings.linger = .zero
    e.group { $0.commits = .afterBatch }
    change(&e)
    return e
  }

  private static let apart = BrokerCut(controller: true, brokers: true)

  /// From 20.005 s to 40.005 s, as the leader hears of its successor as soon as the cut is over.
  @Test func `a leader that only its clients reach acknowledges what will be lost`() {
    var e = estate(acks: "1")
    e.fault(
      .networkCut(Estates.s, broker: 0, from: Self.apart), at: 20_005, .amount(.seconds(20)))
    let judgement = e.run().forward.judgement
    #expect(judgement.readers[0].lost[.weakAckLoss] == 2_000)
    #expect(judgement.readers[0].loss == 2_000)
    #expect(judgement.writers[0].stall.total == 0)
    #expect(judgement.unattributed == 0)
  }

  @Test func `with acks=all a leader that was cut off loses nothing, and its writers wait`() {
    var e = estate()
    e.fault(
      .networkCut(Estates.s, broker: 0, from: Self.apart), at: 20_005, .amount(.seconds(20)))
    let judgement = e.run().forward.judgement
    #expect(judgement.readers[0].loss == 0)
    #expect((20_000...20_500).contains(judgement.writers[0].longestStall))
    #expect(judgement.unattributed == 0)
  }

  @Test func `writers give a leader that was cut off up when their requests run out of time`() {
    var e = estate()
    e.fault(
      .networkCut(Estates.s, broker: 0, from: Self.apart), at: 20_005, .amount(.seconds(60)))
    let judgement = e.run().forward.judgement
    #expect(judgement.readers[0].loss == 0)
    #expect((30_000...31_000).contains(judgement.writers[0].longestStall))
  }

  /// It asks every five seconds, and may ask the one that does not know better.
  @Test func `a writer that asks for the leaders anew loses no more`() {
    var e = estate(acks: "1") { $0.scenario.producers[0].settings.metadataMaxAge = .seconds(5) }
    e.fault(
      .networkCut(Estates.s, broker: 0, from: Self.apart), at: 20_005, .amount(.seconds(60)))
    let lost = e.run().forward.judgement.readers[0].lost.total
    #expect(lost >= 900)
    #expect(lost < 6_000)
  }

  @Test func `a broker that is cut off from its clients is not replaced`() {
    var e = estate()
    e.fault(
      .networkCut(Estates.s, broker: 0, from: BrokerCut(clients: true)), at: 20_005,
      .amount(.seconds(15)))
    let judgement = e.run().forward.judgement
    #expect((14_900...15_500).contains(judgement.writers[0].longestStall))
    #expect(judgement.readers[0].loss == 0)
    #expect(judgement.unattributed == 0)
  }

  @Test func `whoever is refused tries again until the cut is over`() {
    var e = estate()
    e.fault(
      .networkCut(Estates.s, broker: 0, from: BrokerCut(clients: true, isRefused: true)),
      at: 20_005, .amount(.seconds(15)))
    let writer = e.run().forward.judgement.writers[0]
    #expect((15_000...16_100).contains(writer.longestStall))
  }

  /// The check comes every 15 s; the follower counts as lagging 30 s after the cut.
  @Test func `a follower that cannot fetch leaves the in-sync replicas`() {
    var e = estate()
    e.fault(
      .networkCut(Estates.s, broker: 1, from: BrokerCut(brokers: true)), at: 20_005,
      .amount(.seconds(100)))
    let judgement = e.run().forward.judgement
    #expect((30_000...45_100).contains(judgement.writers[0].longestStall))
    #expect(judgement.unattributed == 0)
  }

  @Test func `nobody waits for the session of a broker that is shut down in order`() {
    var e = estate()
    e.fault(.brokerStop(Estates.s, broker: 0), at: 20_005, .amount(.seconds(5)))
    let judgement = e.run().forward.judgement
    #expect(judgement.writers[0].longestStall < 500)
    #expect(judgement.readers[0].loss == 0)
    #expect(judgement.readers[0].dup.total == 0)
  }

  @Test func `what was sent to a broker that is held still waits for it`() {
    var e = estate()
    e.fault(.brokerPause(Estates.s, broker: 0), at: 20_005, .amount(.seconds(20)))
    let judgement = e.run().forward.judgement
    #expect((20_000...20_500).contains(judgement.writers[0].longestStall))
    #expect(judgement.readers[0].loss == 0)
    #expect(judgement.unattributed == 0)
  }

  @Test func `a leader that was held still acknowledges what it was sent before it hears`() {
    var e = estate(acks: "1") { $0.scenario.profile = .loopback }
    e.fault(.brokerPause(Estates.s, broker: 0), at: 20_005, .amount(.seconds(20)))
    let reader = e.run().forward.judgement.readers[0]
    #expect(reader.lost[.weakAckLoss] > 0)
    #expect(reader.lost.total < 2_000)
  }

  @Test func `a broker that is heard again in time stays what it was`() {
    var e = estate()
    e.fault(.brokerPause(Estates.s, broker: 0), at: 20_005, .amount(.seconds(3)))
    let judgement = e.run().forward.judgement
    #expect((2_900...3_500).contains(judgement.writers[0].longestStall))
    #expect(judgement.readers[0].dup.total == 0)
  }

  /// 15 s: TCP sends again after 25.4. 45 s: the client gives up after 30 s and asks for a connection
  /// every second at first.
  @Test func `a silent cut is felt until the next attempt`() {
    func over(_ seconds: Int64) -> Int64 {
      SilentCut(from: .zero, to: .zero + .seconds(seconds))
        .isOver(giveUpAfter: .seconds(30)) { _ in 0 }.nanoseconds / 1_000_000
    }
    #expect(over(15) == 25_400)
    #expect(over(25) == 25_400)
    #expect(over(26) == 30_000)
    #expect(over(34) == 34_000)
    #expect(over(45) == 45_050)
    #expect(over(55) == 59_050)
  }
}
