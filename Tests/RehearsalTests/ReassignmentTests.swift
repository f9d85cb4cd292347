import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

/// Partitions that are given to other brokers.
@Suite struct ReassignmentTests {
  private let topic = TopicID(index: 0)

  /// A topic of 100,000 records of 1 kB, with three replicas on the first of five brokers; at 10 s it is
  /// given to some of them with 10 MB/s. Everything but bytes takes no time.
  private func estate(
    to brokers: [Int] = [0, 1, 3], waits: Bool = true, _ change: (inout Estates) -> Void = { _ in }
  ) -> Outcome {
    var e = Estates(tick: .milliseconds(10))
    e.scenario.clusters[0].zones = ["a", "b", "c", "a", "b"]
    e.topic(s: 0..<100_000, onT: false)
    e.scenario.topics[0].places[0].replicationFactor = 3
    e.scenario.topics[0].places[0].settings.minInsyncReplicas = 2
    var spec = ReassignSpec(topic, on: Estates.s, partition: 0, to: brokers)
    spec.throttle = 10_000_000
    spec.waits = waits
    e.step("reassign", at: 10, .reassign(spec))
    e.scenario.plan.observe = .seconds(40)
    change(&e)
    return e.run()
  }

  private func time(_ outcome: Outcome) throws -> TimeAmount {
    let movement = try #require(outcome.movements.first)
    return try #require(movement.to) - movement.from
  }

  @Test func `a new replica takes as long as its bytes take`() throws {
    let outcome = estate()
    #expect(try time(outcome) == .seconds(10))
    let movement = try #require(outcome.movements.first)
    #expect(movement.bytes == 100_000_000 && movement.steps.isEmpty)
  }

  /// The leader gives each of three a third of its throttle.
  @Test func `all new replicas share the throttle of their leader`() throws {
    #expect(try time(estate(to: [3, 4, 2])) == .seconds(20))
  }

  @Test func `brokers that a partition has already move nothing`() throws {
    let outcome = estate(to: [2, 0, 1])
    #expect(try time(outcome) == .zero)
    #expect(outcome.movements[0].bytes == 0)
  }

  @Test func `the leader's successor has all that was acknowledged`() throws {
    let outcome = estate(to: [3, 4, 2]) {
      $0.producer(100)
      $0.group()
      // Those that had it before are gone for good afterwards.
      for broker in [0, 1] { $0.fault(.hostLoss(Estates.s, broker: broker), at: 40_000, .never) }
      for row in 0..<2 {
        $0.scenario.faults[row].losesDisk = true
        $0.scenario.faults[row].mayMiss = true
      }
    }
    #expect(try time(outcome) > .seconds(20))
    #expect(outcome.forward.loss == 0)
    #expect(outcome.forward.judgement.writers[0].longestStall < 1_000)
    #expect(outcome.forward.judgement.unattributed == 0)
  }

  @Test func `a broker that dies in the middle goes on where it was`() throws {
    let outcome = estate {
      $0.fault(.brokerCrash(Estates.s, broker: 3), at: 15_000, .amount(.seconds(20)))
      $0.scenario.faults[0].mayMiss = true
    }
    #expect(try time(outcome) == .seconds(30))
    #expect(outcome.movements[0].bytes == 100_000_000)
  }

  @Test func `what is called off leaves the partition where it was`() throws {
    let outcome = estate(waits: false) {
      $0.producer(100)
      $0.step("cancel", at: 15, .cancelReassignment(topic, on: Estates.s, partition: nil))
      // Broker 3 is of no use to anybody, and broker 2 still is.
      $0.fault(.brokerCrash(Estates.s, broker: 3), at: 20_000, .never)
      $0.fault(.brokerCrash(Estates.s, broker: 1), at: 20_000, .never)
      for row in 0..<2 { $0.scenario.faults[row].mayMiss = true }
    }
    let movement = try #require(outcome.movements.first)
    #expect(movement.isCancelled && movement.to == .zero + .seconds(15))
    #expect((49_000_000...51_000_000).contains(movement.bytes))
    #expect(outcome.forward.judgement.writers[0].longestStall <= 10_000)
  }

  @Test func `with more replicas more of them have to be in sync before they are`() throws {
    let outcome = estate(to: [0, 1, 2]) {
      $0.scenario.topics[0].places[0].replicationFactor = 1
      $0.producer(100)
    }
    // Two of three are asked for at once, and two share 10 MB/s.
    let stall = outcome.forward.judgement.writers[0].longestStall
    #expect((20_000...21_500).contains(stall))
    #expect(outcome.forward.loss == 0)
  }

  @Test func `steps that run meanwhile are named`() throws {
    let outcome = estate(waits: false) {
      $0.step("meanwhile", at: 15, .wait(.seconds(1)))
      $0.step("afterwards", at: 30, .wait(.seconds(1)))
    }
    #expect(outcome.movements[0].steps == [StepID(index: 1)])
  }

  @Test func `a throttle below what comes in never ends`() throws {
    let outcome = estate(waits: false) {
      $0.producer(20_000)
      $0.scenario.fidelity = .coalesced(tick: .milliseconds(100))
    }
    #expect(outcome.movements[0].to == nil)
  }

  @Test func `shared storage moves no bytes between brokers`() throws {
    let outcome = estate(to: [3]) {
      $0.scenario.profile = .lan
      $0.scenario.clusters[0].storage = .sharedStorage(.objectStore)
      $0.producer(100)
      $0.group()
    }
    #expect(try time(outcome) == .milliseconds(1_500))
    #expect(outcome.movements[0].bytes == 0)
    #expect(outcome.forward.loss == 0)
    let stall = outcome.forward.judgement.writers[0].longestStall
    #expect((1_500...3_500).contains(stall))
  }
}
