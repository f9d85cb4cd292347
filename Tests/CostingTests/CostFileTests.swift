import Costing
import Documents
import Foundation
import Testing

@Suite("A file that costs are made from")
struct CostFileTests {
  private func problems(_ report: Diagnostics) -> [String] {
    report.all.map { "\($0.place): \($0.message)" }
  }

  @Test func `says every mistake at once, with its place`() {
    let text = """
      { "schema": 1, "id": "x", "title": "x",
        "traffic": { "writes": "2TB/s", "retention": "1d", "fanOut": "1001" },
        "deployments": {
          "a": { "brokers": 3, "wal": "s3", "published": { "totl": { "is": "1" } } } },
        "shares": [{ "of": "a", "by": "b" }] }
      """
    let file = DeploymentFile(Array(text.utf8), file: "d.json")
    #expect(
      problems(file.report) == [
        "2:26: no cluster takes more than 1TB/s", "2:64: \"fanOut\" is more than 1000",
        "4:33: only shared-storage has \"wal\"",
        "4:54: no bill has a sum \"totl\"; did you mean \"total\"?",
        "5:33: there is no deployment \"b\"; did you mean \"a\"?",
      ])
    #expect(file.deployments.isEmpty && file.shares.isEmpty)
  }

  @Test func `knows what a price is for`() {
    let text = """
      { "schema": 1, "name": "x", "date": "2026-13-01", "currency": "dollars",
        "prices": { "disk": { "price": "0.08/GB", "source": "x" }, "brokr": {} },
        "clusters": { "a": { "diskHeadroom": "5000" } } }
      """
    let found = problems(PriceFile(Array(text.utf8), file: "p.json").report)
    #expect(found.count == 6)
    #expect(found.contains { $0.contains("\"0.08/GB\" is not a price per GB-month") })
    #expect(found.contains { $0.contains("did you mean \"broker\"?") })
  }

  @Test func `may not have more room than a bill can hold`() {
    let text = """
      { "schema": 1, "name": "x", "date": "2026-01-01", "prices": {},
        "clusters": { "a": { "diskHeadroom": "5000" } } }
      """
    #expect(
      problems(PriceFile(Array(text.utf8), file: "p.json").report)
        == ["2:40: \"diskHeadroom\" is more than 1000"])
  }

  @Test(arguments: [
    "", "{", "[]", "{\"schema\": 1}", "\u{0}", "nul", "{\"deployments\": {\"\": 1}}",
  ])
  func `may be anything without harm`(text: String) {
    #expect(!DeploymentFile(Array(text.utf8), file: "d.json").isValid)
    #expect(!PriceFile(Array(text.utf8), file: "p.json").isValid)
  }

  @Test func `of the largest amounts does not overflow`() throws {
    let text = """
      { "schema": 1, "id": "x", "title": "x",
        "traffic": {
          "writes": "1TB/s", "retention": "3650d", "fanOut": "999.999999", "month": "3650d" },
        "deployments": {
          "a": { "brokers": 100000, "replicationFactor": 64, "diskHeadroom": "999.999999",
            "prices": { "disk": { "price": "999999999.999999999/GB-month", "source": "x" } } },
          "b": { "storage": "shared-storage", "brokers": 100000, "logDisk": "1048576TiB",
            "wal": "ebs" } } }
      """
    let file = DeploymentFile(Array(text.utf8), file: "d.json")
    try #require(file.isValid, "\(file.report.text())")
    #expect(DeploymentBills(file).bills[0].total == Money(micros: .max))
  }

  @Test func `of prices gives a cluster its own where it has them`() throws {
    let text = """
      { "schema": 1, "name": "x", "date": "2026-01-01",
        "prices": {
          "broker": { "price": "1/h", "source": "x" }, "put": { "price": "2/1000", "source": "x" } },
        "clusters": {
          "a": { "prices": { "broker": { "price": "3/h", "source": "y", "owner": "us" } } } } }
      """
    let file = PriceFile(Array(text.utf8), file: "p.json")
    try #require(file.isValid)
    #expect(file.prices(of: "a")[.broker]?.price.text == "3/h")
    #expect(file.prices(of: "a")[.broker]?.owner == "us")
    #expect(file.prices(of: "a")[.put]?.price.text == "2/1000")
    #expect(file.prices(of: "b")[.broker]?.price.text == "1/h")
    #expect(file.prices(of: "b")[.disk] == nil)
  }

  @Test func `that is the example has a price for all but a licence`() throws {
    let path = "Scenarios/prices/example.json"
    let file = PriceFile(try Repository.bytes(path), file: path)
    try #require(file.isValid, "\(file.report.text())")
    #expect(file.isExample)
    #expect(CostItem.allCases.filter { file.prices[$0] == nil } == [.licence])
  }

  @Test func `has a table without mistakes`() {
    #expect(ShapeAudit.findings(in: PriceShape.file) == [])
    #expect(ShapeAudit.findings(in: DeploymentShape.file) == [])
  }

  /// With `MIGSIM_WRITE_EXPECTED=1` in the environment the files are written instead of compared.
  @Test(
    "is published as the table has it, byte for byte",
    arguments: [
      ("Scenarios/schema/prices.schema.json", PriceShape.schemaText),
      ("Reports/reference/price-keys.md", PriceShape.referenceText),
      ("Scenarios/schema/deployments.schema.json", DeploymentShape.schemaText),
      ("Reports/reference/deployment-keys.md", DeploymentShape.referenceText),
    ])
  func files(path: String, text: String) throws {
    let place = Repository.root.appendingPathComponent(path)
    if ProcessInfo.processInfo.environment["MIGSIM_WRITE_EXPECTED"] != nil {
      try text.write(to: place, atomically: true, encoding: .utf8)
    }
    #expect(try Repository.text(path) == text)
  }
}
