import ClusterImport
import Documents
import Testing

/// Each message names the place, what was expected and what to do.
@Suite("Output that cannot be trusted")
struct DamagedTablesTests {
  @Test(
    "is refused with its place",
    arguments: [
      (
        "Topic: t\tPartitionCount: 2\tReplicationFactor: 1\tConfigs: \n"
          + "\tTopic: t\tPartition: 0\tLeader: 1\tReplicas: 1\tIsr: 1\n",
        "x:1:1: error: topic t has 2 partitions, and no line for partition 1"
      ),
      (
        "\tTopic: t\tPartition: 0\tLeader: 1\tReplicas: 1\tIsr: 1\n",
        "x:1:2: error: topic t has lines for its partitions and none for itself"
      ),
      (
        "Topic: t\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: \n"
          + "\tTopic: t\tPartition: 0\tLeader: 1\tRepl",
        "x:2:38: error: this line of topic \"t\" has no Replicas"
      ),
      (
        "Topic: t\tPartitionCount: many\tReplicationFactor: 1\tConfigs: \n",
        "x:1:26: error: PartitionCount is \"many\"; it takes 1 to 100000"
      ),
      (
        "Topic: t t\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: \n",
        "x:1:1: error: \"t t\" is not a topic's name"
      ),
      ("t:0:5\nt:1:x\n", "x:2:1: error: expected topic:partition:offset, found \"t:1:x\""),
      ("t:0:5\nt:1:-7\n", "x:2:5: error: \"-7\" is not an offset"),
      ("t:0:5\nt:200000:7\n", "x:2:3: error: \"200000\" is not the number of a partition"),
      ("t:0:99999999999999999\n", "x:1:5: error: \"99999999999999999\" is not an offset"),
      ("t:0:5\nt:2:7\n", "x:1:5: error: t is listed with a partition 2 and none 1"),
      (
        "GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG CONSUMER-ID HOST CLIENT-ID\n"
          + "g t 0 5 9 4 - - -\ng t 1 5\n",
        "x:3:1: error: expected a line of 9 columns like its header, found \"g t 1 5\""
      ),
      (
        "GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG CONSUMER-ID HOST CLIENT-ID\n"
          + "g t 0 5 9 4 - - -\ng t 0 6 9 3 - - -\n",
        "x:3:1: error: group \"g\" stands in t 0 elsewhere by x:2:1"
      ),
      (
        "TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG CONSUMER-ID\nt 0 5 9 4 -\n",
        "x:1:1: error: this table does not say whose it is: it has no column GROUP"
      ),
      (
        "GROUP TOPIC PARTITION CURRENT-OFFSET LAG CONSUMER-ID\ng t 0 5 9 4 - - -\n",
        "x:1:1: error: this table has no column LOG-END-OFFSET"
      ),
      (
        "Dynamic configs for topic t are:\n  retention.ms=5 sensi",
        "x:2:3: error: expected name=value sensitive=… synonyms={…}"
      ),
      (
        "Dynamic configs for topic t are:\n"
          + "  retention.ms=5 sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:retenti",
        "x:2:72: error: the line of \"retention.ms\" has no end"
      ),
      ("Hello\n", "x:1:1: error: nothing here is what one of Kafka's tools prints"),
    ])
  func isRefused(text: String, message: String) {
    let result = ClusterImport([
      ImportedFile(.source, path: "x", bytes: Array(text.utf8))
    ])
    #expect(result.scenario == nil)
    let lines = result.diagnostics.map { $0.description.split(separator: "\n")[0] }
    #expect(lines.first.map(String.init) == message)
  }

  @Test(
    "is named when it is something else",
    arguments: [
      ("kafka-acls-list.source.txt", "kafka-acls --list"),
      ("kafka-log-dirs-describe.source.txt", "kafka-log-dirs --describe"),
      ("kafka-consumer-groups-export.csv", "kafka-consumer-groups --export"),
      ("kafka-consumer-groups-reset-dry-run.txt", "--reset-offsets: a plan, not a fact"),
      ("kafka_exporter.prom", "metrics"),
      ("strimzi-kafkamirrormaker2.v1.yaml", "a Kubernetes resource"),
    ])
  func isNamed(sample: String, origin: String) throws {
    let result = ClusterImport([try Samples.file(.source, sample)])
    let message = try #require(result.diagnostics.first).message
    #expect(message.contains(origin) && message.contains("an import does not read"))
  }

  @Test func `is not taken for the offsets of a mirror`() throws {
    let result = ClusterImport(
      try Samples.files(without: [Samples.connectorOffsets])
        + [try Samples.file(.mirror, "connect-offsets.sink.json")])
    #expect(
      result.diagnostics.map(\.message) == ["no offsets of a mirror source stand in it"])
  }

  @Test func `needs to be of one of the clusters`() throws {
    let result = ClusterImport(
      try Samples.files() + [try Samples.file(.mirror, "kafka-topics-describe.source.txt")])
    #expect(
      result.diagnostics.map(\.hint) == ["give it with --source or --target"])
  }

  @Test func `is UTF-8`() {
    let file = ImportedFile(.source, path: "x", bytes: [0xFF, 0xFE, 0x54, 0x00])
    #expect(ClusterImport([file]).diagnostics.map(\.message) == ["the file is UTF-16"])
  }

  @Test func `never shows a line that may hold a secret`() {
    let text = "Topic: t\tPartitionCount: 1\n" + "ssl.password=hunter2\nsasl.token: hunter2\n"
    for kind in FileKind.allCases {
      let file = ImportedFile(.source, path: "x", bytes: Array(text.utf8), kind: kind)
      let texts = ClusterImport([file]).diagnostics.map(\.description)
      #expect(!texts.contains { $0.contains("hunter2") }, "\(kind): \(texts)")
    }
  }
}
