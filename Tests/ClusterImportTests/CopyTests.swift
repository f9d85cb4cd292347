import Accounting
import ClusterImport
import Documents
import Testing

@Suite("Copies of topics")
struct CopyTests {
  @Test func `are behind by what is not copied yet`() throws {
    let finding = try SmallEstate().finding(.replicationLagAtSwitch)
    #expect(finding.byPartition == [20, 30])
  }

  @Test func `lack what the source deleted before it was copied`() throws {
    var estate = SmallEstate()
    estate.starts.source = [990, 100]
    let finding = try estate.finding(.sourceRetentionGap)
    #expect(finding.records == 10)
    #expect(finding.text.contains("a deleted 10 records of t before they were copied"))
  }

  @Test func `count at least where they lack what the source still has`() throws {
    var estate = SmallEstate()
    estate.starts.source = [40, 100]
    let finding = try estate.finding(.replicatorStateMismatch)
    #expect(finding.byPartition == [60, 0])
    #expect(
      try estate.finding(.offsetTranslationCoarse).text.contains("would read at least 50 records"))
  }

  @Test func `count at least where the source is compacted`() throws {
    var estate = SmallEstate()
    estate.configs = ("cleanup.policy=compact,min.insync.replicas=2", "cleanup.policy=compact")
    let texts = estate.imported().findings.map(\.text)
    #expect(texts.contains { $0.contains("would read at least 50 records") })
    #expect(texts.contains { $0.contains("3 replicas and min.insync.replicas=2 on a") })
  }

  @Test func `cannot be ahead of their source`() throws {
    var estate = SmallEstate()
    swap(&estate.ends.source, &estate.ends.target)
    estate.starts.source = [0, 0]
    let result = estate.imported()
    let finding = try #require(result.findings.first { $0.text.contains("swapped") })
    #expect(finding.text.contains("past its end on a in 2 partitions, by up to 100"))
    #expect(result.scenario != nil)
  }

  @Test func `are of another cluster than their source`() throws {
    let files = try Samples.files().map { file in
      file.path == "kafka-topics-describe.target.txt"
        ? ImportedFile(
          .target, path: file.path, bytes: try Samples.bytes("kafka-topics-describe.source.txt"))
        : file
    }
    let result = ClusterImport(files)
    #expect(result.scenario == nil)
    #expect(result.findings == [])
    #expect(
      result.diagnostics.contains { $0.message.contains("has the TopicId") },
      "\(result.diagnostics.map(\.description))")
  }

  @Test func `may hold more than the source ever had`() throws {
    var estate = SmallEstate()
    estate.ends.target = [1500, 870]
    let result = estate.imported()
    #expect(result.assumed.contains { $0.contains("the first 520 offsets of t on b are left out") })
    let log = try estate.scenario()["topics"]?["t"]?["on"]?["b"]?["log"]
    #expect(log == [[520, 1500], [0, 870]])
  }

  @Test func `get the partitions that they lack`() throws {
    var estate = SmallEstate()
    estate.partitions.target = 1
    estate.ends.target = [880]
    estate.starts.target = [0]
    estate.positions.target = ["850"]
    #expect(try estate.finding(.keyRemapped).text.contains("2 partitions on a and 1 on b"))
    let copy = try estate.scenario()["topics"]?["t"]?["on"]?["b"]
    #expect(copy?["partitions"]?.int == 2)
    #expect(copy?["log"] == [[0, 880], [0, 0]])
  }

  @Test func `can be written to`() throws {
    var estate = SmallEstate()
    estate.replicas.target = 1
    estate.configs.target = "min.insync.replicas=2"
    let copy = try estate.scenario()["topics"]?["t"]?["on"]?["b"]
    #expect(copy?["config"]?["min.insync.replicas"]?.int == 1)
    #expect(estate.imported().assumed.contains { $0.contains("every write would fail") })
  }

  @Test func `differ in settings that a mirror copies or not`() throws {
    var estate = SmallEstate()
    estate.configs = ("retention.ms=1000,segment.bytes=2000", "segment.bytes=3000")
    let texts = estate.imported().findings.filter { $0.causes == [.topicConfigDrift] }.map(\.text)
    #expect(
      texts == [
        "retention.ms of t is 1000 on a and 604800000 (Kafka's default, for no file says) on b",
        "segment.bytes of t is 2000 on a and 3000 on b",
      ])
  }

  @Test func `have records that fit the limit of their log`() throws {
    var estate = SmallEstate()
    estate.configs.source = "retention.bytes=90000"
    #expect(try estate.scenario()["topics"]?["t"]?["recordBytes"]?.string == "100B")
  }

  @Test func `refuse a value that Kafka would not take`() {
    var estate = SmallEstate()
    estate.configs.source = "retention.ms=soon"
    let result = estate.imported()
    #expect(result.scenario == nil)
    #expect(
      result.diagnostics.map(\.description) == [
        "topics.a:1:1: error: retention.ms cannot be \"soon\"\n  hint: Kafka's default is 604800000"
      ])
  }
}
