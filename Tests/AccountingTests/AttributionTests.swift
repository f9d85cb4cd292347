import Accounting
import SimKernel
import Testing

/// From mechanisms to causes, and sums.
@Suite("Attribution")
struct AttributionTests {
  func ledger(_ mechanism: Mechanism) -> (Ledger, ProvenanceID) {
    var ledger = StallRuleTests.ledger()
    let id = ledger.note(mechanism, at: .zero)
    return (ledger, id)
  }

  @Test(arguments: [
    (Mechanism.copierReplayed, Cause.replicatorReplay),
    (.copierForgot, .replicatorStateMismatch), (.copiedBack, .replicationLoop),
    (.resentUnguarded, .producerRetryUnguarded), (.resentUnrecognised, .producerDedupReset),
    (.rewritten, .producerSendExpired), (.setByHand, .unattributed),
  ])
  func `each way of writing again has its cause`(mechanism: Mechanism, cause: Cause) {
    let (noted, id) = ledger(mechanism)
    var ledger = noted
    #expect(ledger.causeOfCopy(id) == cause)
  }

  @Test func `a tally keeps a row for each cause, by name`() {
    var tally = Tally()
    tally.add(2, Blame(.weakAckLoss))
    tally.add(3, Blame(.offsetSyncStale))
    tally.add(0, Blame(.keyRemapped))
    tally.add(4, Blame(.weakAckLoss))
    #expect(tally.rows.map(\.blame.cause) == [.offsetSyncStale, .weakAckLoss])
    #expect(tally.total == 9)
    #expect(tally[.weakAckLoss] == 6)
  }

  @Test func `a cause with an amplifier is a row of its own, and counts for the cause`() {
    var tally = Tally()
    tally.add(1, Blame(.offsetNotMirrored))
    tally.add(2, Blame(.offsetNotMirrored, via: [.resetLatest]))
    #expect(tally.rows.count == 2)
    #expect(tally[.offsetNotMirrored] == 3)
  }

  @Test func `tallies of equal rows are equal whatever their history`() {
    var first = Tally()
    first.add(1, Blame(.weakAckLoss))
    first.add(2, Blame(.keyRemapped))
    var second = Tally()
    second.add(2, Blame(.keyRemapped))
    second.add(first)
    second.add(-2, Blame(.keyRemapped))
    #expect(first == second)
  }

  @Test func `in random histories, no record is blamed on nothing`() {
    for seed in 5_000..<5_200 {
      let judgement = RangeWorld(History(seed: UInt64(seed))).judgement()
      let stalls = judgement.readers.reduce(0) { $0 + $1.stall.unattributed }
      if judgement.unattributed != stalls { Issue.record("seed \(seed)") }
    }
  }
}

/// Which cell belongs to which reader and lane.
@Suite("Subscriptions")
struct SubscriptionTests {
  let ledger = Ledger(
    lanes: Table(
      [0, 0, 1, 1, 1].map {
        LaneInfo(topic: TopicID($0), keys: .none, producer: nil, slot: 0)
      }),
    topics: 3, clusters: 1, partitions: 1,
    subscriptions: [[TopicID(1)], [TopicID(0), TopicID(1)], [TopicID(2)]], draws: Draws(seed: 1))

  @Test func `every reader has a cell of its own for each lane that it reads`() {
    var cells: [Int] = []
    for reader in [0, 1] {
      for lane in ledger.lanes.ids
      where ledger.subscriptions.reads(SubscriptionID(reader), ledger.lanes[lane].topic) {
        cells.append(ledger.subscriptions.cell(SubscriptionID(reader), lane))
      }
    }
    #expect(cells.sorted() == Array(0..<8))
    #expect(ledger.cells.count == 8)
  }

  @Test func `a topic without lanes has no readers to tell`() {
    #expect(
      ledger.subscriptions.ofTopic == [
        [SubscriptionID(1)], [SubscriptionID(0), SubscriptionID(1)], [],
      ])
    #expect(!ledger.subscriptions.reads(SubscriptionID(2), TopicID(2)))
  }
}
