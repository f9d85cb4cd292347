import Accounting
import KafkaModel
import MigrationModel
import SimKernel
import Testing

@Suite("Where the model is not Kafka")
struct DepartureTests {
  @Test func `is said of what a scenario touches, and of nothing else`() {
    var scenario = Scenario()
    scenario.clusters = [ClusterSpec(name: "S", brokers: 3)]
    #expect(scenario.departures == [])
    var topic = TopicSpec(name: "t")
    var place = TopicPlace(
      cluster: ClusterID(index: 0),
      settings: TopicSettings(inheriting: scenario.clusters[0].settings))
    place.replicationFactor = 3
    place.settings.cleanupPolicy = "compact"
    topic.places = [place]
    scenario.topics = [topic]
    #expect(scenario.departures == [.noCompaction])
    scenario.faults = [FaultSpec(.hostLoss(ClusterID(index: 0), broker: 0), at: .at(.zero))]
    #expect(
      scenario.departures == [
        .lagShrink, .evenCatchUp, .fetchedIsHeld, .wholeDisks, .promptMetadata, .noCompaction,
      ])
  }

  @Test func `has a reason each time`() {
    for departure in Departure.allCases {
      #expect(!departure.what.isEmpty && departure.reason.hasSuffix("."), "\(departure)")
    }
  }
}
