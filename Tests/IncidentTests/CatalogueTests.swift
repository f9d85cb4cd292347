import MigrationModel
import Testing

/// Numbers that come from outside must not be loosened quietly: what the catalogue says and what the
/// scenarios ask for is compared row by row.
@Suite("Scenarios against the catalogue")
struct CatalogueTests {
  @Test func `every block has its scenario, and every scenario its block`() {
    let incidents = IncidentFiles.scenarioNames.filter { !$0.contains(".") }
    #expect(incidents == IncidentFiles.ids)
  }

  @Test(arguments: IncidentFiles.ids)
  func `a scenario asks for every number of its block`(id: String) throws {
    let block = try IncidentFiles.block(id)
    let scenario = try IncidentFiles.scenario(id)
    #expect(block.id == id)
    #expect(!block.rows.isEmpty)
    for row in block.rows where Departures.rows[id]?[row.text] == nil {
      #expect(scenario.expectations.contains { row.isAsked(by: $0) }, "\(row.text)")
    }
  }

  @Test(arguments: IncidentFiles.ids)
  func `a control asks for every number of its line`(id: String) throws {
    let block = try IncidentFiles.block(id)
    let names = IncidentFiles.controls(of: id)
    #expect(names == (1...block.controls.count).map { "\(id).control-\($0)" })
    for (name, control) in zip(names, block.controls) {
      let scenario = try IncidentFiles.scenario(name)
      for (key, value) in control.pairs where key.hasPrefix("expect_") {
        let asked = ControlNumber(key, value)
        guard Departures.controls[name]?[asked.metric] == nil else { continue }
        #expect(
          scenario.expectations.contains { asked.isAsked(by: $0, at: block.points(of: asked)) },
          "\(name): \(key): \(value.description)")
      }
    }
  }

  @Test func `every departure is from something that the catalogue says`() throws {
    for (id, rows) in Departures.rows {
      let known = try IncidentFiles.block(id).rows.map(\.text)
      #expect(rows.keys.allSatisfy { known.contains($0) }, "\(id)")
    }
    #expect(Departures.controls.keys.allSatisfy { IncidentFiles.scenarioNames.contains($0) })
  }
}
