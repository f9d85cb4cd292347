import KafkaModel
import SimKernel
import Testing

@Suite("Replicas that are behind")
struct CatchUpTests {
  @Test func `flows share what is narrowest, and the rest goes to who can use it`() {
    // Two flows into one broker, one of them out of a slow one, beside a third elsewhere.
    let rates = FairShares.rates(of: [[0, 2], [1, 2], [1]], among: [30, 100, 100])
    #expect(rates == [30, 50, 50])
    #expect(FairShares.rates(of: [[0], []], among: [7]) == [7, FairShares.unlimited])
    #expect(FairShares.rates(of: [[0], [0], [0]], among: [2]) == [1, 1, 1])
  }

  @Test func `replicas of a flow get the same each, so that the shortest is done first`() {
    var flow = CatchUpFlow(
      CatchUpFlow.Path(follower: BrokerID(index: 1), leader: BrokerID(index: 0)), at: .zero)
    flow.add(ReplicaID(index: 0), 0..<30, recordBytes: 10, at: .zero)
    flow.add(ReplicaID(index: 1), 5..<15, recordBytes: 10, at: .zero)
    flow.flow(at: 100, from: .zero)
    #expect(flow.nextDone == .zero + .seconds(2))
    let second = Instant.zero + .seconds(2)
    #expect(flow.removeDone(at: second)?.replica == ReplicaID(index: 1))
    #expect(flow.removeDone(at: second)?.replica == nil)
    // 200 bytes are left for one replica.
    #expect(flow.nextDone == .zero + .seconds(4))
    #expect(flow.remove(ReplicaID(index: 0), at: .zero + .seconds(3)) == 20)
    #expect(flow.isEmpty)
  }

  @Test(
    arguments: [
      ("*", true), ("", false), ("0:1", true), ("0:1,2:3", true), ("1:0", false), (" 0:1 ", true),
    ])
  func `a throttle is for all replicas, or for those it names`(text: String, isListed: Bool) {
    #expect(ThrottledReplicas(text)?.contains(partition: 0, broker: 1) == isListed)
  }

  @Test(arguments: ["0", "0:", ":1", "0:1,", "a:b", "0:1:2", "-1:0", "**"])
  func `nothing else names replicas`(text: String) { #expect(ThrottledReplicas(text) == nil) }
}
