import Accounting
import ClusterImport
import Documents
import Testing

@Suite("Settings of a mirror")
struct MirrorPropertiesTests {
  @Test(
    "count or do nothing",
    arguments: [
      // What MirrorMaker reads.
      ("offset.lag.max = 50", nil),
      ("a->b.offset.lag.max = 50", nil),
      ("tasks.max = 3", nil),
      ("offset.storage.replication.factor = 3", nil),
      ("b.offset.flush.interval.ms = 10000", nil),
      ("a.consumer.isolation.level = read_committed", nil),
      ("b.producer.linger.ms = 5", nil),
      ("a->b.producer.override.linger.ms = 5", nil),
      ("ssl.truststore.location = x", nil),
      ("key.converter.schemas.enable = false", nil),
      ("a->b.transforms.x.type = y", nil),
      ("b->a.enabled = false", nil),
      ("dedicated.mode.enable.internal.rest = true", nil),
      // What it passes over.
      (
        "offset.flush.interval.ms = 10000",
        "as b.offset.flush.interval.ms; the default, 60000, holds"
      ),
      ("a->b.offset.flush.interval.ms = 1", "a worker reads it with its target's alias only"),
      ("a.offset.flush.interval.ms = 1", "it is for flows to a; the worker of a->b reads b.offset"),
      ("exactly.once.source.support = enabled", "as b.exactly.once.source.support; the default"),
      ("b.offset.lag.max = 7", "connectors read it with a flow's prefix or none, as a->b.offset"),
      ("consumer.isolation.level = x", "settings of clients take a cluster's alias, as"),
      ("b->a.topics = x", "the flow b->a is not enabled"),
      ("a->c.topics = x", "clusters names no \"c\""),
      ("a->b.offset.lagmax = 7", "did you mean \"offset.lag.max\"?"),
      ("frobnicate = 7", "nothing in MirrorMaker is known to read it"),
      ("a -> b.topics = t", "a key ends at its first blank; write a->… without blanks"),
    ] as [(String, String?)])
  func count(line: String, why: String?) throws {
    var estate = SmallEstate()
    estate.properties = "\(line)\n" + estate.properties
    let ignored = estate.imported().ignored.filter { $0.at.line == 1 }
    if let why {
      #expect(ignored.count == 1 && ignored[0].why.contains(why), "\(ignored.map(\.description))")
    } else {
      #expect(ignored.map(\.description) == [])
    }
  }

  @Test func `count on the line that says them last, and nearest to the flow`() throws {
    var estate = SmallEstate()
    estate.properties += """

      offset.lag.max = 1
      a->b.offset.lag.max = 2
      a->b.offset.lag.max = 3
      b.offset.flush.interval.ms = 30000
      """
    let config = try estate.scenario()["links"]?["mm2"]?["config"]
    #expect(config?["offset.lag.max"]?.int == 3)
    #expect(config?["offset.flush.interval.ms"]?.int == 30000)
    #expect(
      estate.imported().ignored.map(\.why) == [
        "line 7 gives it for a->b, which counts", "line 7 says it again, and the last counts",
      ])
  }

  @Test func `never show a secret`() {
    var estate = SmallEstate()
    estate.properties += "\nb.sasl.jaas.config = x required password=\"hunter2\";"
    estate.properties += "\na->c.ssl.key.password = hunter2\nsasl.password.hunter = hunter2\n"
    let result = estate.imported()
    let texts =
      result.findings.map(\.description) + result.ignored.map(\.description) + result.assumed
      + result.diagnostics.map(\.description)
      + [String(decoding: result.scenario ?? [], as: UTF8.self)]
    #expect(!texts.contains { $0.contains("hunter2") })
  }

  @Test func `tell the flow by its name, or by the connector offsets`() throws {
    var estate = SmallEstate()
    estate.properties = """
      clusters = a, b
      a->b.enabled = true
      b->a.enabled = true
      """
    #expect(estate.imported().scenario != nil)
    estate.copied = nil
    let open = estate.imported()
    #expect(open.scenario == nil)
    #expect(
      open.diagnostics.map(\.description) == [
        "mm2.properties:1:1: error: 2 flows are enabled: a->b and b->a\n"
          + "  hint: name one with --flow \"a->b\""
      ])
    #expect(estate.imported(flow: "a->b").scenario != nil)
    #expect(
      estate.imported(flow: "a->x").diagnostics.map(\.message) == ["no flow \"a->x\" is enabled"])
  }

  @Test(
    "need a flow",
    arguments: [
      ("clusters = a, b", "no flow is enabled: this mirror copies nothing"),
      ("a->b.enabled = true", "clusters must name two clusters at least"),
      ("clusters = a\na->b.enabled = true", "clusters must name two clusters at least"),
    ])
  func need(properties: String, message: String) {
    var estate = SmallEstate()
    estate.properties = properties
    #expect(estate.imported().diagnostics.map(\.message) == [message])
  }

  @Test func `name copies with the source before them`() throws {
    var estate = SmallEstate()
    estate.properties = estate.properties.replacing("Identity", with: "Default")
    let files = estate.files().map { file in
      guard file.role == .target else { return file }
      let text = String(decoding: file.bytes, as: UTF8.self)
        .replacing("Topic: t", with: "Topic: a.t").replacing("t:0:", with: "a.t:0:")
        .replacing("t:1:", with: "a.t:1:").replacing("g t ", with: "g a.t ")
      return ImportedFile(.target, path: file.path, bytes: Array(text.utf8))
    }
    let result = ClusterImport(files)
    #expect(result.findings.contains { $0.records == 50 })
    #expect(result.assumed.contains { $0.contains("(a.t is t)") })
    let scenario = try JSONNode(parsing: try #require(result.scenario))
    #expect(scenario["topics"]?["t"]?["on"]?["b"]?["log"] == [[0, 880], [0, 870]])
    #expect(
      scenario["links"]?["mm2"]?["config"]?["replication.policy.class"]?.string
        == "IdentityReplicationPolicy")
  }

  @Test func `would copy in a circle under the same names`() throws {
    var estate = SmallEstate()
    estate.properties += "\nb->a.enabled = true\n"
    let finding = try #require(
      estate.imported().findings.first { $0.causes == [.replicationLoop] })
    #expect(finding.proofs.map(\.line) == [5, 4])
  }

  @Test func `are taken over where the format is stricter than Kafka`() throws {
    var estate = SmallEstate()
    estate.properties += "\na->b.topics = (t|u){1}\na->b.groups = (?!h).*\n"
    let config = try estate.scenario()["links"]?["mm2"]?["config"]
    #expect(config?["topics"]?.string == ".*")
    #expect(config?["groups"]?.string == ".*")
    #expect(estate.imported().assumed.contains { $0.contains("are written as all that they take") })
  }
}
