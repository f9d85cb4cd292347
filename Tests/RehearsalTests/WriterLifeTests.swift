import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

/// Applications that begin to write, or stop for good, at a moment of the run or of the plan.
@Suite("When applications write")
struct WriterLifeTests {
  static let ticks: [TimeAmount?] = [nil, .seconds(1)]
  private let first = StepID(0)
  private let writer = WriterID(0)

  /// Records that a producer of 100/s writes, in a plan whose only step begins at 30 s.
  private func written(
    tick: TimeAmount?, _ actions: Action..., change: (inout ProducerSpec) -> Void
  ) -> Judgement {
    var e = Estates(tick: tick)
    e.topic()
    e.producer(100)
    change(&e.scenario.producers[0])
    e.group()
    e.link()
    e.step("look", at: 30)
    e.scenario.plan.steps[0].actions = actions
    let judgement = e.run().forward.judgement
    #expect(judgement.isConserved)
    return judgement
  }

  @Test(arguments: ticks) func `one that stops at a time of the run writes until then`(
    tick: TimeAmount?
  ) {
    let judgement = written(tick: tick) { $0.stops = .at(.zero + .seconds(10)) }
    #expect(judgement.writers[0].acked == 1_000)
  }

  @Test(arguments: ticks) func `one that starts and stops writes in between`(tick: TimeAmount?) {
    let judgement = written(tick: tick) {
      $0.starts = .at(.zero + .seconds(10))
      $0.stops = .at(.zero + .seconds(20))
    }
    #expect(judgement.writers[0].acked == 1_000)
  }

  @Test(arguments: ticks) func `a step can be what it starts and stops with`(tick: TimeAmount?) {
    let judgement = written(tick: tick) {
      $0.starts = .step(first, .seconds(5))
      $0.stops = .step(first, .seconds(15))
    }
    #expect(judgement.writers[0].acked == 1_000)
  }

  @Test(arguments: ticks) func `a plan does not start what has stopped for good`(
    tick: TimeAmount?
  ) {
    let judgement = written(tick: tick, .moveProducers([writer], to: Estates.t, every: .zero)) {
      $0.stops = .at(.zero + .seconds(10))
    }
    #expect(judgement.writers[0].acked == 1_000)
  }

  @Test(arguments: ticks) func `one that is moved before its first record writes where it is then`(
    tick: TimeAmount?
  ) {
    let judgement = written(tick: tick, .moveProducers([writer], to: Estates.t, every: .zero)) {
      $0.starts = .step(first, .seconds(10))
      $0.stops = .step(first, .seconds(20))
    }
    #expect(judgement.writers[0].acked == 1_000)
    #expect(judgement.readers[0].stranded[.targetOnlyWrites] == 1_000)
  }

  @Test func `a branch waits for what is still to come`() {
    var e = Estates()
    e.topic()
    e.producer(100)
    e.scenario.producers[0].starts = .at(.zero + .minutes(10))
    e.group()
    // One of them at the very instant at which writers stop.
    #expect(e.run().forward.judgement.writers[0].acked == 6_001)
  }
}
