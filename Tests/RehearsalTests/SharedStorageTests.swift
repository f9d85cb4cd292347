import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

/// Records that lie in a store which every broker can read, and who takes over from a lost broker.
@Suite("Shared storage")
struct SharedStorageTests {
  /// Four brokers, eight partitions, an acks=1 writer of 100 records a second, and brokers that are
  /// lost after 20 s.
  private func estate(
    _ storage: StorageEngine, losing brokers: [Int], for lasts: FaultSpec.Lasting = .never
  ) -> Estates {
    var e = Estates(tick: nil, profile: .lan)
    e.scenario.clusters[0].zones = ["a", "b", "c", "a"]
    e.scenario.clusters[0].storage = storage
    e.topic(partitions: 8, onT: false)
    e.scenario.topics[0].places[0].replicationFactor = 3
    e.producer(100)
    e.scenario.producers[0].settings.acks = "1"
    e.group()
    for broker in brokers {
      e.scenario.faults.append(
        FaultSpec(
          .hostLoss(Estates.s, broker: broker), at: .at(.zero + .seconds(20)), lasts: lasts))
    }
    e.step("wait", at: 60, .wait(.seconds(1)))
    return e
  }

  private func failOver(_ outcome: Outcome) throws -> TimeAmount {
    let times = try outcome.losses.map { loss in
      try #require(loss.led) - (try #require(loss.noticed))
    }
    return try #require(times.max())
  }

  @Test(arguments: WriteAheadLog.all)
  func `a record is answered once the log has it, and is never lost with a broker`(
    log: WriteAheadLog
  ) {
    let outcome = estate(.sharedStorage(log), losing: [0, 2]).run()
    #expect(outcome.forward.loss == 0)
    #expect(outcome.forward.judgement.readers[0].acked > 4_000)
    #expect(outcome.forward.judgement.unattributed == 0)
  }

  @Test func `a lost broker's partitions come up on another within a few seconds`() throws {
    let outcome = estate(.sharedStorage(.objectStore), losing: [1]).run()
    let took = try failOver(outcome)
    // What the log held is little: 100 kB/s for a minute at most.
    #expect(took > TakeOver.acquire.lowerBound + TakeOver.open.lowerBound)
    #expect(
      took < .seconds(1) + TakeOver.acquire.upperBound + TakeOver.open.upperBound + .seconds(1))
    #expect(outcome.losses[0].whole == outcome.losses[0].led)
  }

  @Test func `lost brokers are taken over one after the other`() throws {
    let one = try failOver(estate(.sharedStorage(.objectStore), losing: [0]).run())
    let three = try failOver(estate(.sharedStorage(.objectStore), losing: [0, 1, 2]).run())
    #expect(three > one + TakeOver.acquire.lowerBound + TakeOver.open.lowerBound)
  }

  @Test func `a cluster without a living broker waits for the first that comes back`() {
    let outcome = estate(
      .sharedStorage(.blockDevice), losing: [0, 1, 2, 3], for: .amount(.seconds(30))
    ).run()
    #expect(outcome.forward.loss == 0)
    #expect(outcome.forward.judgement.readers[0].unread == 0)
    #expect(outcome.losses.allSatisfy { $0.led != nil })
  }

  @Test func `a broker that is back at once has lost what nobody had an answer for, and goes on`() {
    var e = estate(.sharedStorage(.objectStore), losing: [])
    e.scenario.producers[0].stops = .at(.zero + .seconds(40))
    e.fault(.brokerCrash(Estates.s, broker: 0), at: 20_000, .amount(.seconds(3)))
    let forward = e.run().forward
    #expect(forward.judgement.writers[0].unsent.total == 0)
    #expect(forward.judgement.writers[0].longestStall < 15_000)
    #expect(forward.loss == 0 && forward.judgement.isConserved)
  }

  @Test func `copies on disks lead sooner, and are fewer until the broker is back`() throws {
    let disks = estate(.sharedNothing, losing: [1], for: .amount(.seconds(30))).run()
    let store = estate(.sharedStorage(.objectStore), losing: [1], for: .amount(.seconds(30))).run()
    #expect(try failOver(disks) < failOver(store))
    let whole = try #require(disks.losses[0].whole)
    #expect(whole >= .zero + .seconds(50))
    #expect(try #require(store.losses[0].whole) < whole)
  }
}
