import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

/// Records that an application cannot serialise, and what it does with them.
@Suite("Records that cannot be serialised")
struct SchemaTests {
  private func run(
    _ then: Reject.Consequence, share: Ratio = Ratio(1, outOf: 1), lasts: FaultSpec.Lasting,
    tick: TimeAmount? = nil
  ) -> Judgement {
    var e = Estates(tick: tick)
    e.topic()
    e.producer(100)
    e.scenario.producers[0].settings.linger = .zero
    e.group()
    let reject = SchemaReject(side: .producer(WriterID(0)), share: share, then: then)
    e.fault(.schemaReject(reject), at: 20_005, lasts)
    return e.run().forward.judgement
  }

  @Test(arguments: [Ratio(1, outOf: 1), Ratio(1, outOf: 3)], [nil, TimeAmount.seconds(1)])
  func `an application that tries again sends what it held once it can`(
    share: Ratio, tick: TimeAmount?
  ) {
    let judgement = run(.fail, share: share, lasts: .amount(.seconds(10)), tick: tick)
    let writer = judgement.writers[0]
    #expect(writer.unsent.total == 0)
    #expect((8_900...10_000).contains(writer.longestStall))
    #expect(writer.stall[.schemaCompatMismatch] == writer.stall.total)
    #expect(writer.stall.total == writer.longestStall)
    // Up to 20 s and from 30 s on, and the one that it waited with.
    #expect(writer.acked >= 2_000 + 3_000)
    #expect(judgement.readers[0].loss == 0)
    #expect(judgement.readers[0].reorder.total == 0)
    #expect(judgement.isConserved)
    #expect(judgement.unattributed == 0)
  }

  @Test func `an application that is stopped at such a record gives it up`() {
    let writer = run(.fail, lasts: .never).writers[0]
    #expect(writer.unsent[.schemaCompatMismatch] == 1)
    #expect(writer.unsent.total == 1)
    #expect(writer.stall[.schemaCompatMismatch] > 30_000)
  }

  @Test func `an application that passes such records over gives up those alone`() {
    let writer = run(.skip, lasts: .amount(.seconds(10))).writers[0]
    #expect(writer.unsent[.schemaCompatMismatch] == 1_000)
    #expect(writer.unsent.total == 1_000)
    #expect(writer.stall.total == 0)
  }
}
