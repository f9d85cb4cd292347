import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

/// 1500 records are there; a poll of the connector returns 500 of them, and one is bad.
@Suite("A sink connector that meets a bad record")
struct RefusedRecordTests {
  private let connector = SubscriptionID(0)

  /// What its readers come to, having been started again once.
  private func readers(
    bad offset: Int64, by place: Reject.Place, rows: Int64 = 0, tolerance: String = "none",
    after: Action? = nil
  ) -> ReaderJudgement {
    var e = Estates(tick: nil)
    e.topic(s: 0..<1500, onT: false)
    e.group("connect-g")
    let settings = WorkerSettings(defaultsOf: .newest)
    e.connect("workers", workers: 1, settings)
    var own = SinkConnectorSettings(defaultsOf: .newest)
    own.batchSize = rows
    own.tolerance = tolerance
    own.deadLetterTopic = "dead"
    e.scenario.groups[0].positions = [
      GroupPosition(cluster: Estates.s, topic: TopicID(0), offsets: [0])
    ]
    e.scenario.groups[0].settings = .ofConnectors
    e.scenario.groups[0].connect(in: SubscriptionID(1), own, flush: settings.offsetFlush)
    var reject = SchemaReject(side: .sink(connector), share: Ratio(1, outOf: 1), then: .fail)
    reject.only = offset
    reject.place = place
    e.fault(.schemaReject(reject), at: 0, .never)
    e.step("again", at: 10, after ?? .startGroups([connector]))
    return e.run().forward.judgement.readers[0]
  }

  @Test func `is given nothing of a poll that its converter refuses, however often it starts`() {
    let row = readers(bad: 744, by: .converter)
    #expect(row.applied == 500 && row.dup.total == 0 && row.unread == 1000)
    #expect(row.stall.rows.map(\.blame.cause) == [.recordRefused])
  }

  @Test func `passes it over where all errors are tolerated, and keeps it aside`() {
    let row = readers(bad: 744, by: .converter, tolerance: "all")
    #expect(row.applied == 1499 && row.skipped.total == 1 && row.deadLetters == 1)
  }

  @Test func `goes on when it is told to tolerate errors`() {
    var settings = SinkConnectorSettings(defaultsOf: .newest)
    settings.tolerance = "all"
    let row = readers(bad: 744, by: .converter, after: .configure(connector, settings))
    #expect(row.applied == 1499 && row.skipped.total == 1 && row.deadLetters == 0)
  }

  @Test func `writes again what comes before a row of another schema`() {
    let row = readers(bad: 744, by: .schema, rows: 100, tolerance: "all")
    #expect(row.applied == 744 && row.dup.total == 244)
  }

  @Test func `writes again the transactions before that of a row that does not fit`() {
    #expect(readers(bad: 744, by: .row, rows: 100).applied == 700)
    #expect(readers(bad: 744, by: .row, rows: 100).dup.total == 200)
    #expect(readers(bad: 744, by: .row, rows: 500).dup.total == 0)
  }
}
