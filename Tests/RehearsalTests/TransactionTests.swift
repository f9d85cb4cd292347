import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

@Suite("A producer that writes transactions")
struct TransactionTests {
  /// Twenty records at 100/s each 400 ms, every fifth time in vain, for 20 s: 50 transactions.
  private func estates(_ change: (inout TransactionSpec) -> Void = { _ in }) -> Estates {
    var e = Estates(tick: nil)
    e.topic(partitions: 2)
    e.producer(100)
    var transactions = TransactionSpec(records: 20)
    transactions.every = .milliseconds(400)
    transactions.abortEvery = 5
    change(&transactions)
    e.scenario.producers[0].transactions = transactions
    e.scenario.producers[0].stops = .at(.zero + .seconds(20))
    e.step("nothing", at: 30)
    return e
  }

  private func reads(_ isolation: String) -> (inout GroupSpec) -> Void {
    {
      $0.settings.isolation = isolation
      $0.commits = .afterBatch
    }
  }

  @Test func `has only those acknowledged that it commits`() {
    let outcome = estates().run().forward.judgement
    #expect(outcome.writers[0].acked == 800)
    #expect(outcome.writers[0].unsent.total == 0)
  }

  /// A tick's records fill several transactions; it meets one that it cannot serialise in the first.
  @Test func `stops at a record that it cannot serialise without sending later ones first`() throws
  {
    var e = Estates(tick: .seconds(1))
    e.topic()
    e.producer(100)
    e.scenario.producers[0].transactions = TransactionSpec(records: 20)
    let reject = SchemaReject(side: .producer(WriterID(0)), share: Ratio(1, outOf: 10), then: .stop)
    e.fault(.schemaReject(reject), at: 10_000, .never)
    e.step("nothing", at: 30)
    let run = try #require(WrittenRun(e.scenario, limit: 50_000))
    let log = run.world.estate.logs[PartitionID(0)]
    var ends: [Int64] = [0]
    log.forEachRun(in: log.start..<log.end) { run in
      guard run.kind != .marker else { return }
      #expect(run.first >= ends[ends.count - 1])
      ends.append(run.first + Int64(run.count))
    }
    #expect(ends[ends.count - 1] > 1_000)
  }

  @Test func `is read as it meant by who reads committed records`() {
    var e = estates()
    e.group("g", reads("read_committed"))
    let row = e.run().forward.judgement.readers[0]
    #expect(row.applied == 800)
    #expect(row.phantom == 0)
    #expect(row.dup.total == 0)
  }

  @Test func `is read whatever it meant by who does not`() {
    var e = estates()
    e.group("g", reads("read_uncommitted"))
    let row = e.run().forward.judgement.readers[0]
    #expect(row.applied == 800)
    #expect(row.phantom == 200)
  }

  @Test(
    "has its aborted records copied by a mirror that reads uncommitted ones",
    arguments: [("read_uncommitted", 200), ("read_committed", 0)])
  func copied(isolation: String, phantom: Int64) {
    var e = estates()
    e.group("g", on: Estates.t, reads("read_committed"))
    e.link { $0.settings.isolation = isolation }
    let judgement = e.run().forward.judgement
    #expect(judgement.topics[0].phantom == [0, phantom])
    #expect(judgement.readers[0].phantom == phantom)
    #expect(judgement.readers[0].applied == 800)
  }

  @Test func `that tries again has its records twice in such a copy`() {
    var e = estates { $0.retries = true }
    e.group("g", on: Estates.t, reads("read_committed"))
    e.link()
    let judgement = e.run().forward.judgement
    #expect(judgement.writers[0].acked == 1_000)
    #expect(judgement.readers[0].dup.rows.map(\.count) == [200])
    #expect(judgement.readers[0].dup.rows.map(\.blame) == [Blame(.txnStateNotMirrored)])
    #expect(judgement.topics[0].logDup.map(\.total) == [0, 200])
  }

  @Test func `keeps readers of committed records waiting while it takes its time`() {
    var e = estates {
      $0.records = 1_000
      $0.every = .zero
      $0.abortEvery = 0
    }
    e.group("g", reads("read_committed"))
    let row = e.run().forward.judgement.readers[0]
    #expect(row.longestStall >= 9_000 && row.longestStall <= 10_000)
    #expect(row.stall.rows.map(\.blame) == [Blame(.readPositionBlocked)])
  }

  @Test func `commits what it has begun when it is stopped in good order`() {
    var e = estates {
      $0.records = 1_000_000
      $0.every = .zero
      $0.abortEvery = 0
    }
    e.group("g", reads("read_committed"))
    let judgement = e.run().forward.judgement
    #expect(judgement.writers[0].acked == 2_000)
    #expect(judgement.readers[0].applied == 2_000)
  }

  /// The leader is away for 30 s. Records wait, and the transaction that is open is too old by then.
  @Test(
    "has one aborted that takes longer than transaction.timeout.ms",
    arguments: [(false, 0 as Int64), (true, 0)])
  func timesOut(retries: Bool, phantom: Int64) {
    var e = estates {
      $0.retries = retries
      $0.abortEvery = 0
    }
    e.scenario.producers[0].settings.transactionTimeout = .seconds(10)
    e.group("g", reads("read_committed"))
    e.fault(.brokerCrash(Estates.s, broker: 0), at: 5_050, .amount(.seconds(30)))
    let judgement = e.run().forward.judgement
    #expect(judgement.writers[0].unsent.total == (retries ? 0 : 20))
    #expect(judgement.readers[0].phantom == phantom)
    #expect(judgement.readers[0].isConserved)
    #expect(judgement.unattributed == 0)
  }

  /// It asked again and again at the same instant: the world never got any further.
  @Test func `does not keep a reader busy that is always a while behind`() {
    var e = estates {
      $0.records = 300
      $0.every = .zero
      $0.abortEvery = 0
    }
    e.group("g") {
      $0.settings.isolation = "read_committed"
      $0.delay = .seconds(1)
    }
    #expect(e.run().forward.judgement.readers[0].applied == 2_000)
  }

  @Test func `goes on when another one that hangs is aborted`() {
    var e = estates { $0.abortEvery = 0 }
    e.group("g", reads("read_committed"))
    e.fault(
      .hangingTransaction(TopicID(0), on: Estates.s, partition: 0, records: 1), at: 5_000,
      .amount(.milliseconds(3_100)))
    let judgement = e.run().forward.judgement
    #expect(judgement.writers[0].unsent.total == 0)
    #expect(judgement.readers[0].applied == 1_000)
  }
}
