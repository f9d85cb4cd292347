import KafkaModel
import SimKernel
import Testing

@Suite("What a version changes")
struct VersionRuleTests {
  /// The last release without each rule and the first one with it.
  @Test(
    "begins with its release",
    arguments: [
      (VersionRule.strictMinimum, KafkaVersion(3, 6, 2), KafkaVersion(3, 7)),
      (.growingBackoff, KafkaVersion(3, 6, 2), KafkaVersion(3, 7)),
      (.inFlightRefused, KafkaVersion(3, 9, 1), KafkaVersion(4, 0)),
      (.lingerOfFive, KafkaVersion(3, 9, 1), KafkaVersion(4, 0)),
      (.largeSegments, KafkaVersion(3, 9, 1), KafkaVersion(4, 0)),
      (.futureTimestampsRefused, KafkaVersion(3, 9, 1), KafkaVersion(4, 0)),
      (.rebootstrap, KafkaVersion(3, 9, 1), KafkaVersion(4, 0)),
      (.transactionProtocol2, KafkaVersion(3, 9, 1), KafkaVersion(4, 0)),
      (.resetByDuration, KafkaVersion(3, 9, 1), KafkaVersion(4, 0)),
      (.newGroupProtocol, KafkaVersion(3, 9, 1), KafkaVersion(4, 0)),
      (.eligibleLeaders, KafkaVersion(4, 0, 1), KafkaVersion(4, 1)),
      (.idempotenceByDefault, KafkaVersion(3, 0), KafkaVersion(3, 0, 1)),
      (.idempotenceByDefault, KafkaVersion(3, 1), KafkaVersion(3, 1, 1)),
      (.idempotenceByDefault, KafkaVersion(3, 1), KafkaVersion(3, 2)),
    ])
  func begins(rule: VersionRule, without: KafkaVersion, with: KafkaVersion) {
    #expect(!without.has(rule))
    #expect(with.has(rule))
    #expect(KafkaVersion.newest.has(rule))
  }

  @Test func `of producers: idempotence, linger and pauses`() {
    let old = ProducerSettings(defaultsOf: KafkaVersion(3, 1))
    #expect(!old.isIdempotent && old.linger == .zero && !old.backsOffMoreAndMore)
    let later = ProducerSettings(defaultsOf: KafkaVersion(3, 9))
    #expect(later.isIdempotent && later.linger == .zero && later.backsOffMoreAndMore)
    let newest = ProducerSettings(defaultsOf: KafkaVersion(4, 1))
    #expect(newest.isIdempotent && newest.linger == .milliseconds(5))
  }

  @Test func `of brokers: the watermark below the minimum`() {
    for (version, waits) in [(KafkaVersion(3, 6), false), (KafkaVersion(3, 7), true)] {
      let cluster = Cluster(
        name: "c", version: version, settings: ClusterSettings(defaultsOf: version),
        brokers: IDs(0..<1))
      #expect(cluster.watermarkWaitsForMinInsync == waits)
    }
  }
}
