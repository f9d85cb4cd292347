import Accounting
import ClusterImport
import Documents
import Testing

/// One topic, `t` with two partitions, and one group, `g`, in the words of Kafka's tools; a test
/// changes what it is about.
struct SmallEstate {
  var partitions = (source: 2, target: 2)
  var configs = (source: "", target: "")
  var replicas = (source: 3, target: 3)
  var starts = (source: [Int64]([100, 100]), target: [Int64]([0, 0]))
  var ends = (source: [Int64]([1000, 1000]), target: [Int64]([880, 870]))
  /// The source offsets of the last records copied; nil for no connector offsets.
  var copied: [Int64]? = [979, 969]
  /// What the table of groups says of each partition; nil for no line.
  var positions = (source: [String?](["990", "960"]), target: [String?](["850", "850"]))
  /// A line before the rows of the table on each cluster.
  var remarks = (source: "", target: "Consumer group 'g' has no active members.")
  var members = (source: "c-1", target: "-")
  var group = "g"
  var properties = """
    clusters = a, b
    a->b.enabled = true
    a->b.sync.group.offsets.enabled = true
    replication.policy.class = org.apache.kafka.connect.mirror.IdentityReplicationPolicy
    """

  func imported(flow: String? = nil) -> ClusterImport { ClusterImport(files(), flow: flow) }

  func files() -> [ImportedFile] {
    var files = [
      file(.source, "topics.a", topics(partitions.source, replicas.source, configs.source)),
      file(.target, "topics.b", topics(partitions.target, replicas.target, configs.target)),
      file(.source, "groups.a", groups(positions.source, remarks.source, members.source)),
      file(.target, "groups.b", groups(positions.target, remarks.target, members.target)),
      file(.source, "earliest.a", offsets(starts.source)),
      file(.target, "earliest.b", offsets(starts.target)),
      file(.source, "latest.a", offsets(ends.source)),
      file(.target, "latest.b", offsets(ends.target)),
      file(.mirror, "mm2.properties", properties),
    ]
    if let copied { files.append(file(.mirror, "copied.json", connectorOffsets(copied))) }
    return files
  }

  /// The finding of a cause, if there is exactly one.
  func finding(_ cause: Cause) throws -> Finding {
    let result = imported()
    #expect(result.diagnostics.map(\.description) == [])
    let found = result.findings.filter { $0.causes.contains(cause) }
    return try #require(found.count == 1 ? found[0] : nil, "\(result.findings.map(\.text))")
  }

  /// The scenario that comes of it.
  func scenario() throws -> JSONNode {
    let result = imported()
    #expect(result.diagnostics.map(\.description) == [])
    return try JSONNode(parsing: try #require(result.scenario))
  }

  private func file(_ role: ImportedFile.Role, _ name: String, _ text: String) -> ImportedFile {
    ImportedFile(role, path: name, bytes: Array(text.utf8))
  }

  private func topics(_ partitions: Int, _ replicas: Int, _ configs: String) -> String {
    let brokers = (1...replicas).map { "\($0)" }.joined(separator: ",")
    let head =
      "Topic: t\tPartitionCount: \(partitions)\tReplicationFactor: \(replicas)\tConfigs: \(configs)"
    return
      ([head]
      + (0..<partitions).map {
        "\tTopic: t\tPartition: \($0)\tLeader: 1\tReplicas: \(brokers)\tIsr: \(brokers)"
      }).joined(separator: "\n") + "\n"
  }

  private func groups(_ positions: [String?], _ remark: String, _ member: String) -> String {
    let header =
      "GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG CONSUMER-ID HOST CLIENT-ID"
    let rows = positions.enumerated().compactMap { number, position in
      position.map { "\(group) t \(number) \($0) - - \(member) - -" }
    }
    return "\n\(remark)\n\n\(header)\n\(rows.joined(separator: "\n"))\n"
  }

  private func offsets(_ offsets: [Int64]) -> String {
    offsets.enumerated().map { "t:\($0):\($1)\n" }.joined()
  }

  private func connectorOffsets(_ offsets: [Int64]) -> String {
    let entries = offsets.enumerated().map {
      "{\"partition\":{\"cluster\":\"a\",\"partition\":\($0),\"topic\":\"t\"},"
        + "\"offset\":{\"offset\":\($1)}}"
    }
    return "{\"offsets\":[\(entries.joined(separator: ","))]}"
  }
}
