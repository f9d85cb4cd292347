import MigrationModel
import Testing

@Suite("Replication policy")
struct ReplicationPolicyTests {
  let prefixed = ReplicationPolicy.prefixed(separator: ".")
  let identity = ReplicationPolicy.identity(source: "source")

  @Test func `names copies after their source, or leaves the name`() {
    #expect(prefixed.remoteTopic("orders", from: "A") == "A.orders")
    #expect(identity.remoteTopic("orders", from: "A") == "orders")
    #expect(identity.remoteTopic("heartbeats", from: "A") == "A.heartbeats")
  }

  @Test(
    "reads the source off a name",
    arguments: [
      ("A.orders", "A", "orders"), ("B.A.orders", "B", "A.orders"), ("orders", nil, nil),
      ("A.", nil, nil), (".orders", "", "orders"), ("A..x", "A", ".x"), (".", nil, nil),
    ] as [(String, String?, String?)])
  func readsTheSource(topic: String, source: String?, upstream: String?) {
    #expect(prefixed.source(of: topic) == source)
    #expect(prefixed.upstreamTopic(of: topic) == upstream)
  }

  @Test func `takes separators of any length`() {
    let policy = ReplicationPolicy.prefixed(separator: "__")
    #expect(policy.source(of: "A__orders") == "A")
    #expect(policy.originalTopic(of: "B__A__orders") == "orders")
    #expect(policy.source(of: "A.orders") == nil)
  }

  @Test(
    "sees a circle coming, which identity cannot",
    arguments: [
      ("target.topic", true, false), ("source.target.topic", true, false),
      ("source.topic", false, false), ("topic", false, false),
      ("source.target.heartbeats", true, true), ("source.heartbeats", false, false),
    ])
  func seesCircles(topic: String, prefixed isCycle: Bool, identity isCycleByIdentity: Bool) {
    #expect(prefixed.isCycle(topic, to: "target") == isCycle)
    #expect(identity.isCycle(topic, to: "target") == isCycleByIdentity)
  }

  @Test(
    "takes business topics only",
    arguments: [
      ("orders", true), ("_schemas", true), ("__consumer_offsets", false), (".hidden", false),
      ("mm2-offset-syncs.B.internal", false), ("audit-internal", false),
    ])
  func takesTopics(topic: String, isMirrored: Bool) {
    #expect(prefixed.isMirrored(topic, to: "target") == isMirrored)
  }

  @Test(
    "counts hops back to a cluster",
    arguments: [
      ("topic", "A", nil), ("A.topic", "A", 1), ("A.topic", "B", nil), ("C.B.A.topic", "A", 3),
      ("B.A.B.C.topic", "C", nil),
    ] as [(String, String, Int?)])
  func countsHops(topic: String, source: String, hops: Int?) {
    #expect(prefixed.hops(of: topic, from: source) == hops)
  }

  @Test func `counts one hop or none where names do not tell`() {
    #expect(identity.hops(of: "topic", from: "source") == 1)
    #expect(identity.hops(of: "topic", from: "other") == nil)
  }

  @Test func `gives a topic of the target its own name back`() {
    #expect(prefixed.checkpointedTopic("B.orders", from: "A", to: "B") == "orders")
    #expect(prefixed.checkpointedTopic("orders", from: "A", to: "B") == "A.orders")
    #expect(identity.checkpointedTopic("orders", from: "source", to: "B") == "orders")
  }

  @Test func `knows defaults by Kafka's names, each once`() {
    #expect(MirrorDefaults.value(of: "offset.lag.max") == .integer(100))
    #expect(MirrorDefaults.value(of: "sync.group.offsets.enabled") == .flag(false))
    #expect(MirrorDefaults.value(of: "no.such.setting") == nil)
    #expect(Set(MirrorDefaults.all.map(\.key)).count == MirrorDefaults.all.count)
  }
}
