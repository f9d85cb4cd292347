import ClusterImport
import Documents
import Testing

@Suite("An estate of which files are missing")
struct PartialFilesTests {
  static let all = Samples.source + Samples.target + [Samples.properties, Samples.connectorOffsets]

  @Test("gives a scenario without any one of them, and without any two", arguments: all)
  func gives(without name: String) throws {
    for other in Self.all.drop(while: { $0 != name }) {
      let result = ClusterImport(try Samples.files(without: [name, other]))
      #expect(result.diagnostics.map(\.description) == [], "without \(name) and \(other)")
      #expect(result.scenario != nil, "without \(name) and \(other)")
    }
  }

  @Test("gives a scenario of one file alone", arguments: Samples.source)
  func gives(from name: String) throws {
    let result = ClusterImport([try Samples.file(.source, name)])
    #expect(result.diagnostics.map(\.description) == [])
    #expect(result.scenario != nil)
  }

  @Test func `needs a file of the source`() throws {
    let result = ClusterImport(try Samples.target.map { try Samples.file(.target, $0) })
    #expect(result.scenario == nil)
    #expect(
      result.diagnostics.map(\.message) == ["no file of the source cluster was given"])
  }

  @Test func `takes the ends of logs from the groups`() throws {
    let left: Set<String> = [
      "kafka-get-offsets.source.latest.txt", "kafka-get-offsets.target.latest.txt",
    ]
    let result = ClusterImport(try Samples.files(without: left))
    #expect(result.findings.contains { $0.records == 620 })
  }

  @Test func `does without descriptions of topics`() throws {
    let left: Set<String> = [
      "kafka-topics-describe.source.txt", "kafka-topics-describe.target.txt",
    ]
    let result = ClusterImport(try Samples.files(without: left))
    #expect(result.findings.contains { $0.records == 620 })
    #expect(result.assumed.contains { $0.contains("they were not described") })
    let orders = try JSONNode(parsing: try #require(result.scenario))["topics"]?["orders"]
    #expect(orders?["partitions"]?.int == 6)
  }

  @Test func `guesses how copies are named without the mirror's settings`() throws {
    let result = ClusterImport(
      try Samples.files(without: [Samples.properties, Samples.connectorOffsets]))
    #expect(result.assumed.contains { $0.contains("copies have the names of their originals") })
    #expect(
      result.findings.contains { $0.text.contains("494 and the copier's backlog, unknown") })
    let clusters = try JSONNode(parsing: try #require(result.scenario))["clusters"]?.object
    #expect(clusters?.map(\.key) == ["source", "target"])
  }

  @Test func `says nothing about groups that nobody described`() throws {
    let result = ClusterImport(
      try Samples.files(without: ["kafka-consumer-groups-describe.target.txt"]))
    #expect(!result.findings.contains { $0.text.contains("has no position") })
    #expect(result.assumed.contains { $0.contains("no group has a position on atlas") })
  }
}
