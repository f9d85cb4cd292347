import Documents
import Foundation
import ScenarioFormat
import Testing

/// With `MIGSIM_WRITE_EXPECTED=1` in the environment the files are written instead of compared.
@Suite("What is published of the table of keys")
struct PublishedTests {
  @Test(
    "is what the table gives, byte for byte",
    arguments: [
      ("Scenarios/schema/scenario.schema.json", ScenarioShape.schemaText),
      ("Reports/reference/scenario-keys.md", ScenarioShape.referenceText),
    ])
  func files(path: String, text: String) throws {
    if ProcessInfo.processInfo.environment["MIGSIM_WRITE_EXPECTED"] != nil {
      try text.write(
        to: TestFiles.root.appendingPathComponent(path), atomically: true, encoding: .utf8)
    }
    #expect(try TestFiles.text(path) == text)
  }

  @Test func `the table has no mistakes`() {
    #expect(ShapeAudit.findings(in: ScenarioShape.scenario) == [])
  }
}
