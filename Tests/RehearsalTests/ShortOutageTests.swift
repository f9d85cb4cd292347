import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

/// Three brokers, three replicas; a broker is away for so long that it comes back before it is fenced,
/// at that moment, or soon after.
@Suite("A broker that is back about when it is fenced")
struct ShortOutageTests {
  private func outcome(
    _ fault: FaultSpec.Kind, for time: Int64, on profile: LatencyProfile, seed: UInt64 = 1
  ) -> BranchOutcome {
    var e = Estates(tick: nil, profile: profile)
    e.replicated(brokers: 3)
    e.producer(20)
    e.group { $0.commits = .afterBatch }
    e.fault(fault, at: 20_000, .amount(.milliseconds(time)))
    return Rehearsal(e.scenario, seed: seed).run().forward
  }

  private func checks(_ branch: BranchOutcome, _ what: Comment) {
    let (reader, writer) = (branch.judgement.readers[0], branch.judgement.writers[0])
    #expect(branch.unrest == nil, what)
    #expect(reader.longestStall < 12_000, what)
    #expect(writer.longestStall < 12_000, what)
    #expect(writer.unsent.total == 0 && reader.loss == 0, what)
    #expect(branch.judgement.unattributed == 0, what)
  }

  @Test(arguments: [7_500, 8_000, 8_500, 9_000] as [Int64])
  func `keeps nobody waiting for longer than that takes, if it led`(time: Int64) {
    for seed in 1...3 as ClosedRange<UInt64> {
      checks(
        outcome(.brokerCrash(Estates.s, broker: 0), for: time, on: .lan, seed: seed),
        "crash, \(time) ms, seed \(seed)")
    }
    checks(outcome(.brokerCrash(Estates.s, broker: 0), for: time, on: .ideal), "ideal, \(time) ms")
    checks(outcome(.brokerPause(Estates.s, broker: 0), for: time, on: .ideal), "pause, \(time) ms")
  }

  @Test(arguments: [1_000, 7_000, 9_000] as [Int64])
  func `is fetched for again, if it followed`(time: Int64) {
    for profile in [LatencyProfile.ideal, .lan] {
      let branch = outcome(.brokerPause(Estates.s, broker: 1), for: time, on: profile)
      checks(branch, "\(profile.name), \(time) ms")
      #expect(branch.judgement.writers[0].longestStall <= time + 1_000)
    }
  }

  /// Nothing is in flight when it is lost: what comes meanwhile waits for a connection.
  @Test func `costs what waits for a connection neither an attempt nor its order`() {
    var e = Estates(tick: nil)
    e.replicated(brokers: 1)
    e.producer(20)
    e.scenario.producers[0].settings.acks = "1"
    e.scenario.producers[0].settings.enableIdempotence = false
    e.scenario.producers[0].settings.retries = 2
    e.group()
    e.fault(.brokerCrash(Estates.s, broker: 0), at: 20_010, .amount(.seconds(30)))
    let judgement = e.run().forward.judgement
    #expect(judgement.writers[0].unsent.total == 0)
    #expect(judgement.readers[0].reorder.total == 0)
  }
}
