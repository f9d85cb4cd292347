import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

/// A link that was at work before the run goes on with what it had.
@Suite("Links that run from the start")
struct RunningLinkTests {
  @Test func `readers follow to a topic that the link has made`() {
    var e = Estates()
    e.topic(onT: false)
    e.producer(10)
    e.group()
    e.link()
    e.step(
      "move", at: 60,
      .moveGroups([SubscriptionID(0)], to: Estates.t, positions: .exact, every: .zero))
    let outcome = e.run()
    #expect(outcome.forward.dup == 0)
    #expect(outcome.forward.loss == 0)
    #expect(!outcome.forward.judgement.readers[0].isStallOpen)
  }

  /// A pair that is held back is that of the last record: with it a reader at the end is at the end.
  @Test(arguments: [(LinkSpec.SyncHistory.fromOffsetZero, 30, 0), (.fromOffsetZero, 600, 48)])
  func `its source task commits what it held back`(
    history: LinkSpec.SyncHistory, flush: Int64, repeated: Int64
  ) {
    var e = Estates()
    e.topic(s: 0..<150, t: 0..<150)
    e.group()
    e.link { link in
      link.history = history
      link.clocks.flush = .seconds(flush)
      link.clocks.emit = .seconds(58)
      link.clocks.sync = .seconds(59)
    }
    e.step(
      "move", at: 60,
      .moveGroups([SubscriptionID(0)], to: Estates.t, positions: .committed, every: .zero))
    #expect(e.run().forward.dup == repeated)
  }

  @Test func `a fault that keeps it from reading has bitten`() {
    var e = Estates()
    e.topic()
    e.producer(10)
    e.group(on: Estates.t)
    e.link { $0.delay = .seconds(5) }
    e.fault(.clusterDown(Estates.s), at: 60_000, .never)
    #expect(e.run().faults[0].bites > 0)
  }
}
