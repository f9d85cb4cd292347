import Accounting
import ClusterImport
import Documents
import Testing

/// What the sample files of one shop prove. The numbers follow from them by hand:
///
/// - the copier's next offset is one past what the connector stored: 1893199 + 1 in partition 0;
/// - less the end of the copy, 688790, that is the shift of the copy: 1204410;
/// - the group's position less the shift is where it ought to stand: 1893214 - 1204410 = 688804;
/// - less the position found there, 688700, that is what it reads again: 104.
@Suite("The sample estate")
struct EstateTests {
  @Test func `is read without a complaint`() throws {
    let result = ClusterImport(try Samples.files())
    #expect(result.diagnostics.map(\.description) == [])
    #expect(result.scenario != nil)
  }

  @Test func `has a group that reads 620 records again`() throws {
    let finding = try #require(
      try Self.finding(.offsetTranslationCoarse, about: "order-processor"))
    #expect(finding.records == 620)
    #expect(finding.byPartition == [104, 98, 112, 100, 98, 108])
    #expect(finding.causes == [.offsetTranslationCoarse, .offsetSyncStale])
    #expect(finding.text.contains("would read 620 records of orders again"))
    #expect(finding.text.contains("94 of them still to be copied"))
    #expect(
      finding.proofs.map(\.description) == [
        "kafka-consumer-groups-describe.source.txt:16:1",
        "kafka-consumer-groups-describe.target.txt:12:1",
        "connect-offsets.mirror-source.json:3:5",
      ])
  }

  @Test func `leaves the copier's backlog open without connector offsets`() throws {
    let finding = try #require(
      try Self.finding(
        .offsetTranslationCoarse, about: "order-processor", without: [Samples.connectorOffsets]))
    #expect(finding.text.contains("494 and the copier's backlog, unknown"))
    #expect(finding.records == nil)
    #expect(finding.byPartition == [84, 73, 85, 83, 84, 85])
  }

  @Test func `guesses the backlog where both logs begin at offset 0`() throws {
    let finding = try #require(try Self.finding(.offsetTranslationCoarse, about: "billing-sync"))
    #expect(finding.text.contains("232 and the copier's backlog, unknown"))
    #expect(finding.text.contains("the backlog is 37 and the answer 269"))
  }

  @Test(
    "proves what it was made to prove",
    arguments: [
      (Cause.keyRemapped, "clickstream has 4 partitions on onprem and 6 on atlas"),
      (.topicConfigDrift, "message.timestamp.type of clickstream is LogAppendTime on onprem"),
      (.compactionDivergence, "customer-state has cleanup.policy=compact on onprem and delete"),
      (.replicatorHalted, "payments takes batches of 4194304 bytes on onprem; atlas takes 1048588"),
      (.replicatorHalted, "the mirror sends at most 1048576: a larger one stops the copier"),
      (.weakAckLoss, "orders has 3 replicas and min.insync.replicas=2 on onprem, and 1 replica"),
      (.weakAckLoss, "unclean.leader.election.enable is on for the brokers of onprem"),
      (.offsetNotMirrored, "group connect-orders-search has no position in orders on atlas"),
      (.offsetNotMirrored, "earliest reads 4117530 records again, latest passes 530 over"),
      (
        .offsetOvertranslated,
        "group profile-builder stands past the end of customer-state on atlas in 3 partitions, by "
          + "30637, 30217, 31035 records: these are the numbers of onprem"
      ),
      (.retentionBelowWindow, "onprem keeps orders for 3 days"),
      (.replicationLagAtSwitch, "126 records behind on orders (20, 25, 27, 17, 14, 23"),
      (.weakAckLoss, "payments on onprem has replicas out of sync in partition 1"),
      (.targetOnlyWrites, "14801223 records in partitions 4 and 5, which onprem does not have"),
      (.replicatorStateMismatch, "belongs to the link \"onprem-to-atlas\" as well"),
      (.committedOffsetLost, "profile-builder has no members on onprem: its positions are deleted"),
    ])
  func proves(cause: Cause, text: String) throws {
    let finding = try #require(try Self.finding(cause, about: text))
    #expect(!finding.proofs.isEmpty)
  }

  @Test func `names the worst first`() throws {
    let severities = ClusterImport(try Samples.files()).findings.map(\.severity)
    #expect(severities == severities.sorted(by: >))
    #expect(severities.first == .critical)
  }

  @Test func `has settings that MirrorMaker passes over in silence`() throws {
    let ignored = ClusterImport(try Samples.files()).ignored
    #expect(ignored.map(\.at.line) == [11, 34, 35])
    #expect(ignored[0].why.contains("is dropped"))
    #expect(
      ignored[1].why
        == "a worker reads it with its target's alias only, as atlas.offset.flush.interval.ms; the "
        + "default, 60000, holds")
    #expect(ignored[2].what == "\"exactly.once.source.support\"")
  }

  @Test func `tells what the files do not say`() throws {
    let result = ClusterImport(try Samples.files())
    for text in ["Kafka 4.1", "tells a rate", "no keys", "offset-syncs topic", "the plan:"] {
      #expect(result.assumed.contains { $0.contains(text) }, "\(text)")
    }
    let scenario = try JSONNode(parsing: try #require(result.scenario))
    #expect(scenario["assumed"]?.array?.compactMap(\.string) == result.assumed)
  }

  @Test func `gives the same bytes each time`() throws {
    let files = try Samples.files()
    #expect(ClusterImport(files).scenario == ClusterImport(files).scenario)
  }

  @Test func `prints findings with their causes and places`() throws {
    let finding = try #require(try Self.finding(.retentionBelowWindow, about: "orders"))
    #expect(
      finding.description
        == "note: onprem keeps orders for 3 days: a way back or a holdback longer than that finds "
        + "records gone\n  retention-below-window; kafka-configs-describe.topics.source.txt:2:3")
    #expect(finding.json["causes"]?[0].string == "retention-below-window")
    #expect(finding.json["proofs"]?[0]["line"]?.int == 2)
  }

  private static func finding(
    _ cause: Cause, about text: String, without left: Set<String> = []
  ) throws -> Finding? {
    ClusterImport(try Samples.files(without: left)).findings.first {
      $0.causes.contains(cause) && $0.text.contains(text)
    }
  }
}
