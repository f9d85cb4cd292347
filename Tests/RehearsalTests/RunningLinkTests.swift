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

  /// Each commits a transaction with a marker, which takes an offset for the other one to read.
  @Test func `links both ways do not answer each other's markers`() {
    var e = Estates()
    e.topic()
    e.producer(1)
    e.group()
    for (from, to) in [(Estates.s, Estates.t), (Estates.t, Estates.s)] {
      e.link(from: from, to: to) { link in
        link.layer = .copier
        link.settings.exactlyOnce = "enabled"
      }
    }
    let outcome = e.run()
    #expect(outcome.forward.dup == 0)
    #expect(outcome.events < 10_000)
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

  /// Positions are translated at 10 s and then every 60 s, or at 55 s as well; the group moves at 60 s.
  @Test(arguments: [([], 490...510), ([TimeAmount.seconds(55)], 40...60)])
  func `its clocks tick when it is known that they did`(
    later: [TimeAmount], repeated: ClosedRange<Int64>
  ) {
    var e = Estates(tick: nil)
    e.topic()
    e.producer(10)
    e.group { $0.commits = .afterBatch }
    e.link { link in
      link.settings.offsetLagMax = 0
      link.clocks.flush = .seconds(5)
      link.clocks.emit = .seconds(10)
      link.clocks.laterEmits = later
      link.clocks.sync = .seconds(57)
    }
    e.step(
      "move", at: 60,
      .moveGroups([SubscriptionID(0)], to: Estates.t, positions: .committed, every: .zero))
    #expect(repeated.contains(e.run().forward.dup))
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

  /// The link's own copy of the topic is made when the group has been there for 30 s.
  @Test func `readers that were there first find a topic that the link makes`() {
    var e = Estates(tick: nil)
    e.topic(onT: false)
    e.producer(10)
    e.group(on: Estates.t) { $0.settings.offsetReset = "earliest" }
    e.link(running: false)
    e.step("start", at: 30, .startLink(LinkID(0)))
    let judgement = e.run().forward.judgement
    #expect(judgement.readers[0].applied == judgement.readers[0].acked)
    #expect(judgement.unattributed == 0)
  }

  /// It is ahead of the position on S when it stops for half a minute, and stays there.
  @Test func `a group that is away for a while is not put back`() {
    var e = Estates(tick: nil)
    e.topic()
    e.producer(10)
    e.group { $0.commits = .afterBatch }
    e.link {
      $0.clocks.emit = .seconds(1)
      $0.clocks.sync = .seconds(2)
      $0.settings.emitCheckpointsInterval = .seconds(5)
      $0.settings.syncGroupOffsetsInterval = .seconds(5)
    }
    let readers = [SubscriptionID(0)]
    e.step("move", at: 60, .moveGroups(readers, to: Estates.t, positions: .exact, every: .zero))
    e.step("stop", at: 101, .stopGroups(readers))
    e.step("start", at: 131, .startGroups(readers))
    #expect(e.run().forward.dup == 0)
  }
}
