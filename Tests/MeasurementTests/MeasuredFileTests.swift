import Documents
import Foundation
import Measurement
import Testing

@Suite("A file of measured runs")
struct MeasuredFileTests {
  private func problems(_ text: String) -> [String] {
    MeasuredFile(Array(text.utf8), file: "m.json").report.all.map { "\($0.place): \($0.message)" }
  }

  @Test func `is read as it stands`() throws {
    let file = MeasuredText.file(
      metrics: MeasuredText.dup,
      samples: [#"{"drawn": {"killed": 79.574, "stops": [0, 15.691]}, "got": {"dup": 36}}"#],
      label: "join/eager 1 s")
    #expect(file.report.isEmpty)
    let group = try #require(file.groups.first)
    #expect(group.fileLabels == ["join-eager-1-s", "join"])
    #expect(group.samples[0].got("dup") == 36)
    #expect(group.samples[0].drawn("killed")?.number?.text == "79.574")
    #expect(group.samples[0].drawn("stops/1")?.number?.text == "15.691")
    #expect(group.samples[0].drawn("stops/2") == nil)
    #expect(!group.metrics[0].isExact)
  }

  @Test func `says every mistake at once, with its place`() {
    let found = problems(
      """
      { "schema": 2, "id": "x", "groups": [
        { "label": "a", "metrcs": {}, "metrics": { "dup": { "metric": "dup" } },
          "samples": [ { "drawn": { "at": 1 }, "got": { "dup": "3" } }, {} ] } ] }
      """)
    #expect(found.count == 5)
    #expect(found.first == "1:13: 2 is not 1")
    #expect(found.contains { $0.hasPrefix("2:19: unknown key \"metrcs\"") })
    #expect(found.contains { $0.contains("\"unit\"") })
  }

  @Test func `names the count that was meant`() {
    let found = problems(
      """
      { "schema": 1, "id": "x", "groups": [
        { "label": "a", "metrics": { "dup": { "metric": "dup", "unit": "records" } },
          "samples": [ { "got": { "dupp": 3 } } ] },
        { "label": "a", "metrics": {}, "samples": [ { "got": {} } ] } ] }
      """)
    #expect(
      found == [
        #"2:32: no sample has counted "dup"; did you mean "dupp"?"#,
        #"4:14: group "a" stands here twice"#,
      ])
  }

  @Test(arguments: ["", "{", "[]", "{\"schema\": 1}", "\u{0}", "nul"])
  func `may be anything without harm`(text: String) {
    let file = MeasuredFile(Array(text.utf8), file: "m.json")
    #expect(!file.isValid && file.groups.isEmpty)
  }

  @Test func `has a table without mistakes`() {
    #expect(ShapeAudit.findings(in: MeasuredShape.file) == [])
  }

  /// With `MIGSIM_WRITE_EXPECTED=1` in the environment the files are written instead of compared.
  @Test(
    "is published as the table has it, byte for byte",
    arguments: [
      ("Scenarios/schema/measured.schema.json", MeasuredShape.schemaText),
      ("Reports/reference/measured-keys.md", MeasuredShape.referenceText),
    ])
  func files(path: String, text: String) throws {
    let place = Repository.root.appendingPathComponent(path)
    if ProcessInfo.processInfo.environment["MIGSIM_WRITE_EXPECTED"] != nil {
      try text.write(to: place, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: place, encoding: .utf8) == text)
  }
}
