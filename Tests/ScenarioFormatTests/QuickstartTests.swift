import Accounting
import Documents
import KafkaModel
import MigrationModel
import ScenarioFormat
import SimKernel
import Testing

@Suite("Reading the quickstart scenario")
struct QuickstartTests {
  let file: ScenarioFile
  let scenario: Scenario

  init() throws {
    file = try ScenarioFile(TestFiles.bytes("Scenarios/quickstart.json"), file: "quickstart.json")
    #expect(file.diagnostics.map(\.description) == [])
    scenario = try #require(file.scenario())
  }

  @Test func `takes what the file says`() {
    #expect(scenario.name == "quickstart")
    #expect(scenario.seed == 7)
    #expect(scenario.startsAt == 50_400)
    #expect(scenario.clusters.map(\.name) == ["onprem", "cloud"])
    #expect(scenario.clusters[0].version == KafkaVersion(3, 9))
    #expect(scenario.clusters[1].zones == ["a", "b", "c"])
    #expect(scenario.producers[0].rate == Rate(60))
    #expect(scenario.sinks.map(\.kind) == [.upsert, .irreversible])
    #expect(scenario.groups[1].commits == .afterBatch)
    #expect(scenario.groups[1].sink == 1)
    #expect(scenario.groups[1].settings.autoCommit)
  }

  @Test func `puts things on the first cluster where nothing else is said`() {
    let first = ClusterID(index: 0)
    #expect(scenario.topics[0].places.map(\.cluster) == [first])
    #expect(scenario.topics[0].places[0].partitions == 6)
    #expect(scenario.topics[0].places[0].settings.minInsyncReplicas == 2)
    #expect(scenario.producers[0].cluster == first)
    #expect(scenario.groups.map(\.cluster) == [first, first])
  }

  @Test func `reads Kafka's settings into the model's, defaults by the version of the cluster`() {
    #expect(scenario.producers[0].settings.linger == .milliseconds(50))
    let link = scenario.links[0]
    #expect(link.settings.syncGroupOffsets)
    #expect(link.settings.policy == MirrorSettings.identityPolicy)
    #expect(link.settings.replicationFactor == 3)
    #expect(link.version == KafkaVersion(3, 9))
  }

  @Test func `reads the plan, its gate and what is relative to its steps`() {
    let steps = scenario.plan.steps
    #expect(steps.map(\.name) == ["copy", "move-mailer", "move-billing", "move-checkout"])
    #expect(steps[0].actions == [.startLink(LinkID(0))])
    #expect(steps[1].at == .at(.zero + .seconds(270)))
    var gate = GateSpec(.mirrorLag, max: 100)
    gate.dwell = .seconds(30)
    #expect(steps[1].gate == gate)
    #expect(
      steps[2].actions == [
        .moveGroups(
          [SubscriptionID(0)], to: ClusterID(1), positions: .committed, every: .zero)
      ])
    #expect(
      steps[3].actions == [.moveProducers([WriterID(0)], to: ClusterID(1), every: .zero)])
    #expect(scenario.plan.holdback == .minutes(1))
    let fault = FaultSpec(
      .brokerCrash(ClusterID(1), broker: 1), at: .step(StepID(2), .seconds(20)),
      lasts: .amount(.seconds(30)))
    #expect(scenario.faults == [fault])
    #expect(
      scenario.expectations == [
        Expectation(point: "forward", metric: "loss", .exactly(0)),
        Expectation(point: "move-billing", metric: "reconcile", .exactly(0)),
      ])
  }

  @Test func `says which defaults stand for what is missing`() {
    #expect(file.assumptions.contains("profile is \"lan\""))
    #expect(file.assumptions.contains("plan.observe is \"1m\""))
    #expect(file.assumptions.contains("topics.orders.recordBytes is \"1kB\""))
    #expect(file.notes == [])
  }

  @Test func `has a hash of its content that layout does not change`() throws {
    let bytes = try TestFiles.bytes("Scenarios/quickstart.json")
    let compact = CanonicalJSON.bytes(try JSONNode(parsing: bytes), layout: .compact)
    let other = ScenarioFile(compact, file: "other.json")
    #expect(other.contentHash == file.contentHash)
    #expect(file.contentHash.count == 32)
    #expect(ScenarioFile([], file: "empty.json").contentHash != file.contentHash)
  }
}
