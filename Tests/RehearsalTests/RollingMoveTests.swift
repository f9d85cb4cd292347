import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

/// Writers that move one after the other: on the target, their records lie among copies.
@Suite("Moves in waves")
struct RollingMoveTests {
  /// Two instances of 50/s each: the first writes to T from 60 s on, the second from 70 s on. The
  /// copy of what the second wrote last lies behind all that the first wrote until then, and a
  /// group that has it done begins after it.
  @Test(arguments: [PositionRule.exact, .committed])
  func `what lies before copies of what is done is skipped by the position`(rule: PositionRule) {
    var e = Estates()
    e.topic()
    e.producer(100)
    e.scenario.producers[0].instances = 2
    e.group()
    e.link { link in
      link.settings.offsetLagMax = 0
      link.settings.emitCheckpointsInterval = .seconds(1)
      link.settings.syncGroupOffsetsInterval = .seconds(1)
    }
    e.step("writers", at: 60, .moveProducers([WriterID(0)], to: Estates.t, every: .seconds(10)))
    e.step(
      "readers", at: 180,
      .moveGroups([SubscriptionID(0)], to: Estates.t, positions: rule, every: .zero))
    let reader = e.run().forward.judgement.readers[0]
    #expect((450...550).contains(reader.loss))
    #expect(reader.skipped[.offsetOvertranslated] == reader.loss)
  }
}
