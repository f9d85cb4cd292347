import KafkaModel
import Testing

@Suite("Leader epochs")
struct LeaderEpochsTests {
  /// Epoch 2 began at 6, epoch 3 at 8, epoch 5 at 11.
  var epochs = LeaderEpochs([(2, 6), (3, 8), (5, 11)])

  @Test(
    "end where the next begins, and the latest with the log",
    arguments: [
      (asked: 1, epoch: 1, end: 6), (asked: 2, epoch: 2, end: 8), (asked: 3, epoch: 3, end: 11),
      (asked: 4, epoch: 3, end: 11), (asked: 5, epoch: 5, end: 20), (asked: 6, epoch: -1, end: -1),
      (asked: -1, epoch: -1, end: -1),
    ] as [(asked: Int32, epoch: Int32, end: Int64)])
  func ends(asked: Int32, epoch: Int32, end: Int64) {
    #expect(epochs.end(of: asked, logEnd: 20) == LeaderEpochs.End(epoch: epoch, offset: end))
  }

  @Test(
    "are looked up by offset",
    arguments: [(5, nil), (6, 2), (7, 2), (8, 3), (99, 5)] as [(Int64, Int32?)])
  func lookUp(offset: Int64, epoch: Int32?) {
    #expect(epochs.epoch(at: offset) == epoch)
  }

  @Test func `know their neighbours`() {
    #expect(epochs.latest == 5)
    #expect(epochs.previous == 3)
    #expect(epochs.epoch(after: -1) == 2)
    #expect(epochs.epoch(after: 3) == 5)
    #expect(epochs.epoch(after: 5) == nil)
    #expect(epochs.epoch(before: 4) == 3)
    #expect(epochs.epoch(before: 2) == nil)
  }

  @Test func `keep the first start of the latest epoch`() {
    var epochs = epochs
    epochs.assign(epoch: 5, at: 12)
    #expect(epochs == self.epochs)
  }

  @Test func `drop what a new entry contradicts`() {
    var epochs = epochs
    epochs.assign(epoch: 6, at: 8)
    #expect(epochs == LeaderEpochs([(2, 6), (6, 8)]))
    epochs.assign(epoch: 1, at: 30)
    #expect(epochs == LeaderEpochs([(1, 30)]))
  }

  @Test(
    "are cut at the end of the log",
    arguments: [
      (-1, [(2, 6), (3, 8), (5, 11)]), (12, [(2, 6), (3, 8), (5, 11)]), (11, [(2, 6), (3, 8)]),
      (8, [(2, 6)]), (0, []),
    ] as [(Int64, [(Int32, Int64)])])
  func cutAtTheEnd(offset: Int64, left: [(Int32, Int64)]) {
    var epochs = epochs
    epochs.truncateEnd(to: offset)
    #expect(epochs == LeaderEpochs(left))
  }

  @Test(
    "are cut at the start of the log",
    arguments: [
      (-1, [(2, 6), (3, 8), (5, 11)]), (6, [(2, 6), (3, 8), (5, 11)]),
      (7, [(2, 7), (3, 8), (5, 11)]), (8, [(3, 8), (5, 11)]), (10, [(3, 10), (5, 11)]),
      (50, [(5, 50)]),
    ] as [(Int64, [(Int32, Int64)])])
  func cutAtTheStart(offset: Int64, left: [(Int32, Int64)]) {
    var epochs = epochs
    epochs.truncateStart(to: offset)
    #expect(epochs == LeaderEpochs(left))
  }

  @Test(
    "refuse requests from another epoch before asking for the role",
    arguments: [
      (nil, true, .ok), (4, true, .fencedLeaderEpoch), (5, true, .ok),
      (6, true, .unknownLeaderEpoch),
      (nil, false, .notLeader), (4, false, .fencedLeaderEpoch), (5, false, .notLeader),
    ] as [(Int32?, Bool, EpochCheck)])
  func checkRequests(epoch: Int32?, isLeader: Bool, expected: EpochCheck) {
    let check = EpochCheck(requested: epoch, current: 5, isLeader: isLeader, leaderOnly: true)
    #expect(check == expected)
  }
}

extension LeaderEpochs {
  init(_ entries: [(Int32, Int64)]) {
    self.init()
    for (epoch, start) in entries { assign(epoch: epoch, at: start) }
  }
}
