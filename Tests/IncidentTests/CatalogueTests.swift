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
    #expect(block.rows.flatMap(\.unread) == [])
    for row in block.rows where Departures.rows[id]?[row.text] == nil {
      #expect(scenario.expectations.contains { row.isAsked(by: $0) }, "\(row.text)")
    }
  }

  /// What a group reads again of each partition: from its position on the target, in the source's
  /// numbers, to its position on the source.
  @Test(arguments: IncidentFiles.ids)
  func `given positions lie as far apart as the block says`(id: String) throws {
    for wanted in try IncidentFiles.block(id).rows.compactMap(\.perPartition) {
      let scenario = try IncidentFiles.scenario(id)
      let places = scenario.topics[0].places
      let copied = scenario.links[0].positions[0].offsets
      let ahead = scenario.groups[0].positions.first { $0.cluster == places[0].cluster }?.offsets
      let behind = scenario.groups[0].positions.first { $0.cluster == places[1].cluster }?.offsets
      let found = wanted.indices.map { number in
        let shift = (copied[number] ?? 0) - places[1].logs[number].upperBound
        return (ahead?[number] ?? 0) - (behind?[number] ?? 0) - shift
      }
      #expect(found == wanted)
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

  @Test(arguments: IncidentFiles.ids)
  func `a control asks for the way that its line names`(id: String) throws {
    let controls = try IncidentFiles.block(id).controls
    for (name, control) in zip(IncidentFiles.controls(of: id), controls) {
      guard let via = control["via"]?.elements.compactMap(\.text) else { continue }
      let scenario = try IncidentFiles.scenario(name)
      #expect(scenario.expectations.contains { $0.via == via }, "\(name): \(via)")
    }
  }

  @Test func `every departure is from something that the catalogue says`() throws {
    for (id, rows) in Departures.rows {
      let known = try IncidentFiles.block(id).rows.map(\.text)
      #expect(rows.keys.allSatisfy { known.contains($0) }, "\(id)")
    }
    for id in Departures.setups.keys {
      #expect(try !IncidentFiles.scenario(id).assumed.isEmpty, "\(id)")
    }
    #expect(Departures.controls.keys.allSatisfy { IncidentFiles.scenarioNames.contains($0) })
  }
}
