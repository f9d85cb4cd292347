import Exploration
import MigrationModel
import Rehearsal
import Reporting
import ScenarioFormat
import Testing

@Suite("The same run again")
struct RepeatedRunTests {
  let trials = Trials(BusyMigration.file())

  func json(_ outcome: Outcome) -> String {
    OutcomeJSON(
      Report(outcome: outcome, scenarioHash: trials.file.contentHash, file: trials.file.file)
    ).text()
  }

  @Test func `gives the same bytes`() {
    let outcome = trials.outcome(seed: 3)
    #expect(json(outcome) == json(trials.outcome(seed: 3)))
    #expect(outcome.fingerprint != trials.outcome(seed: 4).fingerprint)
    #expect(outcome.faults.filter { $0.bites == 0 }.map(\.name) == [])
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func `goes forward the same way whether rollback points are forked or not`(seed: UInt64) {
    let forked = Rehearsal(trials.scenario(seed: seed)).run()
    var alone = Rehearsal(trials.scenario(seed: seed))
    alone.judgedSteps = []
    let straight = alone.run()
    #expect(forked.points.count == 2)
    #expect(straight.points.isEmpty)
    #expect(straight.forward.digest == forked.forward.digest)
    #expect(straight.forward.judgement == forked.forward.judgement)
    #expect(straight.journal == forked.journal)
  }

  @Test func `of many seeds is the same however many run at once`() async {
    let one = await trials.results(of: 1..<5, jobs: 1)
    let four = await trials.results(of: 1..<5, jobs: 4)
    #expect(json(one) == json(four))
    #expect(one.map(\.seed) == Array(1..<5))
  }

  private func json(_ results: [SeedResult]) -> String {
    SeedReport(
      summary: SeedSummary(results), scenario: trials.scenario(seed: 1),
      scenarioHash: trials.file.contentHash, file: trials.file.file
    ).json()
  }

  @Test func `draws the same faults for a seed, in whatever order seeds are asked for`() {
    let chaos = #""chaos": { "kinds": ["broker-crash", "link-crash"], "perRun": [1, 4] },"#
    let file = BusyMigration.file(faults: [], more: chaos)
    let forwards = Trials(file)
    let backwards = Trials(file)
    let faults = (1...6).map { forwards.scenario(seed: $0).faults }
    let again = (1...6).reversed().map { backwards.scenario(seed: $0).faults }
    #expect(faults == again.reversed())
    #expect(faults.allSatisfy { (1...4).contains($0.count) })
    #expect(faults.contains { $0 != faults[0] })
  }
}
