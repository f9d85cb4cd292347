import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import Reporting
import SimKernel
import Testing

/// What the first screen must not leave out.
@Suite("Reports")
struct ReportTests {
  private func report(_ e: Estates) -> (outcome: Outcome, text: String) {
    let outcome = e.run()
    let report = Report(outcome: outcome, scenarioHash: "0", file: "plan.json")
    return (outcome, TextReport(report).text())
  }

  /// A migration whose last step shuts S down.
  private func retiring() -> Estates {
    var e = Estates()
    e.topic()
    e.producer(10)
    e.group()
    e.link()
    e.step(
      "move", at: 60, .drainLink(LinkID(0)),
      .moveGroups([SubscriptionID(0)], to: Estates.t, positions: .exact, every: .zero),
      .moveProducers([WriterID(0)], to: Estates.t, every: .zero))
    e.step("retire", at: 120, .retire(Estates.s))
    return e
  }

  @Test func `say that there is no way back to a cluster that is retired`() {
    let (outcome, text) = report(retiring())
    #expect(outcome.points[1].late.noWayBack == "`S` is retired")
    #expect(outcome.points[1].late.kafka == .forwardOnly)
    #expect(outcome.verdict == .pass)
    #expect(text.contains("After `retire` there is none at all: `S` is retired."))
  }

  @Test func `rehearse the way back to a retired cluster if the plan says how`() {
    var e = retiring()
    e.scenario.plan.steps[1].rollback = [.stopProducers([WriterID(0)])]
    #expect(report(e).outcome.points[1].late.noWayBack == nil)
  }

  @Test func `warn of records that nobody expected anything of`() {
    var e = Estates()
    e.topic(onT: false)
    e.producer(10)
    e.group()
    e.fault(.clusterDown(Estates.s), at: 20_000, .never)
    let (outcome, text) = report(e)
    #expect(outcome.verdict == .pass)
    #expect(text.contains("NOTE  Nobody said what to expect."))
    #expect(text.contains("are never sent"))
    e.scenario.expectations = [
      Expectation(point: "forward", metric: "loss", .exactly(0))
    ]
    #expect(!report(e).text.contains("NOTE"))
  }

  @Test func `say that the last point closes at once`() {
    let hint = "The plan has no `holdback`"
    var e = retiring()
    e.scenario.plan.steps.removeLast()
    #expect(report(e).text.contains(hint))
    e.scenario.plan.holdback = .minutes(1)
    #expect(!report(e).text.contains(hint))
  }

  @Test func `tell when something happens that takes no time, and what it did`() {
    var e = Estates()
    e.topic(onT: false)
    e.producer(10)
    e.group()
    e.fault(.memberCrash(SubscriptionID(0), member: 0), at: 20_000, .instant)
    e.fault(.burst(WriterID(0), Rate(100)), at: 30_000, .amount(.seconds(10)))
    let text = report(e).text
    #expect(text.contains("member-crash 1: at 00:00:20, hit 1 time"))
    #expect(text.contains("burst 2: from 00:00:30 to 00:00:40, 1,000 records came meanwhile"))
  }
}
