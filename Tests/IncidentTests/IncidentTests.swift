import Accounting
import MigrationModel
import Rehearsal
import Testing

@Suite("Incidents, rehearsed")
struct IncidentTests {
  @Test(arguments: IncidentFiles.rehearsed)
  func `comes out as the catalogue says, and nothing stays unexplained`(name: String) throws {
    let outcome = Rehearsal(try IncidentFiles.scenario(name)).run()
    for row in outcome.expectations where !row.holds {
      let asked = row.expectation
      let found = row.found.map { "\($0)" } ?? "nothing"
      Issue.record("\(asked.metric) at \(asked.point) is \(found), not \(asked.bound)")
    }
    #expect(outcome.verdict == .pass)
    for branch in outcome.points.flatMap({ [$0.early, $0.late] }) + [outcome.forward] {
      #expect(branch.unrest == nil)
      #expect(branch.judgement.unattributed == 0)
      #expect(branch.judgement.isConserved)
    }
  }
}
