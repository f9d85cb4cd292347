import Accounting
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel
import Testing

/// A group that was put to an offset that its new log does not have yet, and takes no other.
@Suite("A place that nobody has read up to")
struct UnreadPlaceTests {
  private func moved(to offset: Int64, _ change: (inout Estates) -> Void = { _ in }) -> Estates {
    var e = Estates()
    e.topic()
    e.producer(1)
    e.group { $0.settings.offsetReset = "none" }
    e.step("writers", at: 10, .moveProducers([WriterID(0)], to: Estates.t, every: .zero))
    e.step(
      "readers", at: 15,
      .moveGroups([SubscriptionID(0)], to: Estates.t, positions: .offsets([offset]), every: .zero))
    change(&e)
    return e
  }

  @Test func `is still of who set it when the group that died there is started again`() {
    let e = moved(to: 30) { $0.step("again", at: 60, .startGroups([SubscriptionID(0)])) }
    let forward = e.run().forward
    #expect(forward.judgement.readers[0].skipped[.operatorOffsetError] == 30)
    #expect(forward.judgement.readers[0].stall[.operatorOffsetError] >= 40_000)
    #expect(forward.judgement.unattributed == 0)
  }

  @Test func `does not hide what expires before the group has read it`() {
    let e = moved(to: 1_000) { e in
      e.scenario.clusters[Estates.t.row].settings.retentionCheck = .seconds(10)
      e.scenario.topics[0].places[1].settings.retention = .seconds(20)
      e.scenario.topics[0].places[1].settings.segmentAge = .seconds(1)
      e.step("wait", at: 120, .wait(.seconds(1)))
    }
    let reader = e.run().forward.judgement.readers[0]
    #expect(reader.lost[.retentionBelowWindow] > 50)
    #expect(reader.unaccounted == 0)
  }
}
