import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

/// Object stores that are slow, take little or do not answer, volumes that are away or lost, zones
/// that are lost.
@Suite("Storage that fails")
struct StorageOutageTests {
  private static let s = Estates.s

  /// 20 records of 5 kB a second into one partition on each of `brokers`, for a minute and a half.
  private func estate(
    _ log: WriteAheadLog?, brokers: Int = 1, profile: LatencyProfile = .lan, seed: UInt64 = 1,
    _ change: (inout Estates) -> Void
  ) -> Outcome {
    var e = Estates(tick: nil, profile: profile)
    e.scenario.clusters[0].zones = (0..<brokers).map { ["a", "b", "c"][$0 % 3] }
    e.scenario.clusters[0].settings.uploadInterval = .seconds(10)
    if let log { e.scenario.clusters[0].storage = .sharedStorage(log) }
    e.topic(partitions: brokers, onT: false)
    e.scenario.topics[0].places[0].replicationFactor = min(3, brokers)
    e.scenario.topics[0].recordBytes = 5_000
    e.producer(20)
    e.scenario.producers[0].stops = .at(.zero + .seconds(90))
    e.group()
    change(&e)
    e.step("wait", at: 100, .wait(.seconds(1)))
    var rehearsal = Rehearsal(e.scenario, seed: seed)
    rehearsal.judgedSteps = []
    return rehearsal.run()
  }

  private func wait(_ outcome: Outcome) -> Int64 {
    #expect(outcome.forward.loss == 0)
    #expect(outcome.forward.judgement.isConserved)
    #expect(outcome.forward.judgement.writers[0].unsent.total == 0)
    #expect(outcome.forward.judgement.writers[0].stall.unattributed == 0)
    #expect(outcome.forward.judgement.readers[0].stall.unattributed == 0)
    return outcome.forward.judgement.writers[0].longestStall
  }

  // MARK: The store

  @Test(
    "a broker asks again after 1, 2, 4 s and so on, a minute at most",
    arguments: [(0, 0), (1, 1), (2, 3), (10, 15), (64, 123), (130, 183)] as [(Int64, Int64)])
  func retries(healed: Int64, asks: Int64) {
    let at = StoreRetry.attempt(after: .zero + .seconds(healed), since: .zero) { _ in .zero }
    #expect(at == .zero + .seconds(asks))
  }

  @Test func `a log in the store takes nothing while that is down, and a while longer`() {
    let outcome = estate(.objectStore) {
      $0.fault(.store(Self.s, .outage), at: 20_000, .amount(.seconds(30)))
    }
    // The attempts after 20 s come 1, 3, 7, 15, 31 s later, each pause spread by up to a second.
    #expect((30_000...37_000).contains(wait(outcome)))
    #expect(outcome.forward.judgement.readers[0].stall[.capacityThrottled] >= 30_000)
    #expect(outcome.faults[0].bites > 0)
  }

  @Test func `a log on a volume takes records until it is full`() {
    func wait(_ room: Int64) -> Int64 {
      self.wait(
        estate(.blockDevice) {
          $0.scenario.clusters[0].settings.logCache = room
          $0.fault(.store(Self.s, .outage), at: 25_000, .amount(.seconds(40)))
        })
    }
    // 100 kB/s, of which 500 kB were not uploaded yet, fill 3 MB by 50 s and 2 MB by 40 s. The attempts
    // after 25 s come 31 and 63 s later, and up to 6 s more.
    #expect(wait(8_000_000) < 500)
    let full = wait(3_000_000)
    #expect((37_500...45_000).contains(full))
    #expect((9_000...11_000).contains(wait(2_000_000) - full))
  }

  @Test func `a slow store slows the logs that lie in it`() {
    func wait(_ log: WriteAheadLog) -> Int64 {
      self.wait(
        estate(log) {
          $0.fault(.store(Self.s, .slowdown(times: 20)), at: 20_000, .amount(.seconds(60)))
        })
    }
    // Five batches are under way at a time, of three records each: what comes meanwhile piles up.
    #expect((2_000...61_000).contains(wait(.objectStore)))
    #expect(wait(.regionalDevice) < 500)
  }

  @Test func `a store that takes less than comes stops a broker when its log is full`() {
    func wait(_ bytes: Int64) -> Int64 {
      self.wait(
        estate(.fileSystem) {
          $0.scenario.clusters[0].settings.logCache = 2_000_000
          $0.fault(
            .store(Self.s, .limit(bytesPerSecond: bytes)), at: 20_000, .amount(.seconds(60)))
        })
    }
    #expect(wait(150_000) < 500)
    #expect(wait(50_000) > 5_000)
  }

  @Test func `a broker whose question about its log stays open for two minutes ends its process`() {
    // Which of the two is under way when the store goes down is a matter of luck.
    let halts = (1...6 as ClosedRange<UInt64>).map { seed in
      let outcome = estate(.objectStore, seed: seed) {
        $0.scenario.producers[0].stops = .at(.zero + .seconds(25))
        $0.fault(.store(Self.s, .outage), at: 10_000, .amount(.seconds(125)))
      }
      #expect(outcome.forward.loss == 0)
      #expect(outcome.forward.judgement.isConserved)
      return outcome.losses.map(\.at)
    }
    #expect(halts.contains([.zero + .seconds(130)]))
    #expect(halts.contains([]))
  }

  @Test func `who reads what is only in the store waits for it`() {
    func stall(_ position: Int64) -> Int64 {
      let outcome = estate(.blockDevice) {
        $0.scenario.topics[0].places[0].logs = [0..<1_000]
        $0.scenario.groups[0].positions = [
          GroupPosition(cluster: Self.s, topic: TopicID(0), offsets: [position])
        ]
        $0.fault(.store(Self.s, .outage), at: 0, .amount(.seconds(30)))
      }
      #expect(outcome.forward.loss == 0)
      #expect(outcome.forward.judgement.readers[0].stall.unattributed == 0)
      return outcome.forward.judgement.readers[0].longestStall
    }
    #expect(stall(0) >= 30_000)
    #expect(stall(1_000) < 500)
  }

  // MARK: Volumes

  @Test func `a slow volume slows its broker and no other`() {
    let outcome = estate(.blockDevice, brokers: 3) {
      $0.fault(
        .slowLog(Self.s, broker: 0, times: 2_000), at: 20_000, .amount(.seconds(30)))
    }
    #expect((2_000...35_000).contains(wait(outcome)))
    #expect(outcome.forward.judgement.readers[0].stall[.capacityThrottled] > 0)
  }

  @Test(arguments: [5, 9] as [Int64])
  func `with its volume a log loses what was answered since the last upload`(seconds: Int64) {
    let outcome = estate(.blockDevice, profile: .ideal) {
      $0.scenario.groups[0].isRunning = false
      $0.fault(
        .logAway(Self.s, broker: 0, isLost: true), at: 20_001 + seconds * 1_000,
        .amount(.seconds(30)))
    }
    // The first record comes at 0 s, the first upload at 10 s, and every 10 s another.
    let lost = outcome.forward.judgement.topics[0].logLost
    #expect(abs(lost[.weakAckLoss] - seconds * 20) <= 1)
    #expect(lost.total == lost[.weakAckLoss])
    #expect(outcome.forward.judgement.isConserved)
  }

  @Test func `a volume that is away costs nothing but time, and nobody takes over without it`()
    throws
  {
    let outcome = estate(.blockDevice, brokers: 3) {
      $0.fault(
        .logAway(Self.s, broker: 1, isLost: false), at: 20_000, .amount(.seconds(40)))
    }
    #expect(wait(outcome) >= 40_000)
    #expect(outcome.forward.judgement.topics[0].logLost.total == 0)
    #expect(try #require(outcome.losses[0].led) >= .zero + .seconds(60))
  }

  // MARK: Disks

  @Test func `a broker whose disk is full neither leads nor follows until there is room`() throws {
    let outcome = estate(nil, brokers: 3) {
      $0.scenario.topics[0].places[0].settings.minInsyncReplicas = 2
      $0.fault(.diskFull(Self.s, broker: 0), at: 20_000, .amount(.seconds(40)))
    }
    #expect((7_000...12_000).contains(wait(outcome)))
    let stall = outcome.forward.judgement.writers[0].stall
    #expect(stall.total > 0 && stall[.diskExhausted] == stall.total)
    #expect(try #require(outcome.losses[0].led) < .zero + .seconds(32))
    #expect(try #require(outcome.losses[0].whole) >= .zero + .seconds(60))
  }

  @Test func `with too few other copies nobody writes while a disk is full`() {
    let outcome = estate(nil, brokers: 2) {
      $0.scenario.topics[0].places[0].settings.minInsyncReplicas = 2
      $0.fault(.diskFull(Self.s, broker: 0), at: 20_000, .amount(.seconds(40)))
    }
    #expect(wait(outcome) >= 40_000)
    let stall = outcome.forward.judgement.writers[0].stall
    // The last moments are those of a replica that is back and not yet in sync.
    #expect(stall.total - stall[.diskExhausted] < 100)
    let readers = outcome.forward.judgement.readers[0].stall
    #expect(readers.total > 0 && readers.total - readers[.diskExhausted] < 100)
  }

  // MARK: Zones, and who comes back

  @Test func `a lost zone takes its volumes along, and only those that lie in no other`() throws {
    func led(_ log: WriteAheadLog?) throws -> Instant {
      let outcome = estate(log, brokers: 6) {
        $0.fault(.zoneLoss(Self.s, zone: "b"), at: 20_000, .amount(.seconds(60)))
      }
      _ = wait(outcome)
      #expect(outcome.losses.map(\.broker) == [BrokerID(1), BrokerID(4)])
      #expect(outcome.forward.judgement.topics[0].logLost.total == 0)
      return try #require(outcome.losses.compactMap(\.led).max())
    }
    let disks = try led(nil)
    let regional = try led(.regionalDevice)
    #expect(disks < regional)
    #expect(regional < .zero + .seconds(35))
    #expect(try led(.objectStore) < .zero + .seconds(35))
    #expect(try led(.blockDevice) >= .zero + .seconds(80))
  }

  @Test func `a broker that was held still while another took its log over answers nobody`() {
    let outcome = estate(.objectStore, brokers: 3) {
      $0.scenario.producers[0].settings.requestTimeout = .seconds(60)
      $0.fault(.brokerPause(Self.s, broker: 1), at: 20_003, .amount(.seconds(30)))
    }
    let judgement = outcome.forward.judgement
    #expect(judgement.isConserved && outcome.forward.loss == 0)
    #expect(judgement.topics[0].logLost.total == 0)
    #expect(outcome.forward.dup == 0)
  }
}
