import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

/// Who leads once nobody is in sync (KIP-966).
@Suite("Eligible leaders")
struct EligibleLeaderTests {
  /// Three replicas, two of which must be in sync; broker 2 is shut down for good at 5 s, and broker 1
  /// from 10 s to 30 s. Broker 0, alone in sync by then, dies at 20 s and is away until 60 s.
  private func estate(
    acks: String = "1", features level: Int64 = 1, _ change: (inout Estates) -> Void = { _ in }
  ) -> Outcome {
    var e = Estates(tick: nil)
    e.replicated(brokers: 3)
    e.scenario.topics[0].places[0].settings.minInsyncReplicas = 2
    e.scenario.clusters[0].features = ClusterFeatures(defaultsOf: .newest)
    e.scenario.clusters[0].features?.eligibleLeaders = level
    e.producer(20)
    e.scenario.producers[0].settings.acks = acks
    e.group("audit") { $0.isRunning = false }
    e.fault(.brokerStop(Estates.s, broker: 2), at: 5_000, .never)
    e.fault(.brokerStop(Estates.s, broker: 1), at: 10_000, .amount(.seconds(20)))
    e.fault(.brokerCrash(Estates.s, broker: 0), at: 20_000, .amount(.seconds(40)))
    e.scenario.plan.observe = .seconds(70)
    change(&e)
    return e.run()
  }

  private func longestStall(_ outcome: Outcome) throws -> Int64 {
    try #require(outcome.forward.judgement.writers.first).longestStall
  }

  @Test func `who left while too few were in sync leads before the last one is back`() throws {
    let outcome = estate()
    let stall = try longestStall(outcome)
    #expect((10_000...10_999).contains(stall))
    // A client tries again once a second by then. What broker 0 acknowledged alone is gone with its leadership, by a clean election.
    let lost = outcome.forward.loss
    #expect((195...201).contains(lost))
    #expect(outcome.forward.judgement.unattributed == 0)
  }

  @Test func `without them everybody waits for the last one, and nothing is lost`() throws {
    let outcome = estate(features: 0)
    let stall = try longestStall(outcome)
    #expect((40_000...40_999).contains(stall))
    #expect(outcome.forward.loss == 0)
  }

  @Test func `nothing acknowledged by all in sync is lost with them`() {
    let outcome = estate(acks: "all")
    #expect(outcome.forward.loss == 0)
    #expect(outcome.forward.judgement.unattributed == 0)
  }

  @Test func `who left while enough were in sync is not eligible`() throws {
    let outcome = estate { $0.scenario.faults[0].lasts = .amount(.seconds(20)) }
    // Broker 2 is back at 25 s, and leads as little as before.
    let stall = try longestStall(outcome)
    #expect((10_000...10_999).contains(stall))
  }

  @Test func `who was killed is not eligible any more when it comes back`() throws {
    let outcome = estate {
      $0.scenario.faults[1].kind = .brokerCrash(Estates.s, broker: 1)
      $0.scenario.faults[1].lasts = .amount(.seconds(30))
    }
    // Broker 1 is fenced at 19 s, as late as its session says, and back at 40 s.
    let stall = try longestStall(outcome)
    #expect((40_000...40_999).contains(stall))
    #expect(outcome.forward.loss == 0)
  }

  @Test func `the last leader leads again though it was killed, and has what it had`() throws {
    let outcome = estate {
      $0.scenario.topics[0].places[0].settings.minInsyncReplicas = 1
      $0.scenario.faults[1].lasts = .never
    }
    let stall = try longestStall(outcome)
    #expect((40_000...40_999).contains(stall))
    #expect(outcome.forward.loss == 0)
  }

  @Test func `nobody leads while one that is eligible stays away, not even the last leader`() throws
  {
    let outcome = estate { $0.scenario.faults[1].lasts = .never }
    let stall = try longestStall(outcome)
    #expect(stall >= 100_000)
    #expect(outcome.forward.loss == 0)
  }

  @Test func `an empty disk does not lead while somebody eligible may come back`() throws {
    func emptied(_ level: Int64) -> Outcome {
      estate(acks: "all", features: level) {
        $0.scenario.faults[1].lasts = .amount(.seconds(80))
        $0.scenario.faults[2].losesDisk = true
      }
    }
    let remembered = emptied(1)
    #expect(remembered.forward.loss == 0)
    #expect(try longestStall(remembered) >= 79_000)
    // The 10 s of records that two replicas had go with the disk of the third.
    let lost = emptied(0).forward.loss
    #expect((195...201).contains(lost))
  }

  @Test func `whoever is eligible leads instead of one that the controller does not hear`() {
    let outcome = estate {
      $0.scenario.faults[2].kind = .networkCut(
        Estates.s, broker: 0, from: BrokerCut(controller: true))
    }
    // Broker 0 goes on until its clients hear of broker 1, which comes back at 30 s.
    #expect(outcome.forward.loss >= 390)
    #expect(outcome.forward.judgement.unattributed == 0)
  }

  @Test func `is forgotten once enough are in sync`() {
    var eligible = EligibleLeaders()
    eligible.inSyncChanged(from: [0, 1, 2], to: [0, 1], minimum: 2, leader: 0)
    #expect(eligible.places.isEmpty)
    eligible.inSyncChanged(from: [0, 1], to: [0], minimum: 2, leader: 0)
    #expect(eligible.places == [1] && eligible.lastKnown == nil)
    eligible.inSyncChanged(from: [0], to: [], minimum: 2, leader: 0)
    #expect(eligible.places == [0, 1] && eligible.lastKnown == 0)
    eligible.inSyncChanged(from: [], to: [1], minimum: 2, leader: -1)
    #expect(eligible.places == [0] && eligible.lastKnown == 0)
    eligible.inSyncChanged(from: [1], to: [1, 2], minimum: 2, leader: 1)
    #expect(eligible == EligibleLeaders())
  }
}
