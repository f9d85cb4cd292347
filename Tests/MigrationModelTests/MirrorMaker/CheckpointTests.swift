import KafkaModel
import MigrationModel
import Testing

@Suite("Checkpoints")
struct CheckpointTests {
  let version = MirrorVersion(KafkaVersion(3, 9))
  let syncs = OffsetSyncStore(OffsetSync(upstream: 3, downstream: 4))

  @Test(
    "translate a committed offset, where there is one and it can be",
    arguments: [
      (10, Checkpoint(upstream: 10, downstream: 5)), (3, Checkpoint(upstream: 3, downstream: 4)),
      (2, nil), (nil, nil),
    ] as [(Int64?, Checkpoint?)])
  func translate(committed: Int64?, checkpoint: Checkpoint?) {
    #expect(Checkpoint(of: committed, by: syncs, as: version) == checkpoint)
  }

  @Test func `say nothing of a partition without pairs`() {
    #expect(Checkpoint(of: 10, by: nil, as: version) == nil)
  }

  @Test(
    "are written when the group moved on, or went back on the source",
    arguments: [
      ((13, 6), false), ((13, 5), false), ((14, 6), false), ((14, 7), true), ((13, 7), true),
      ((12, 5), true), ((12, 9), true),
    ] as [((Int64, Int64), Bool)])
  func areWritten(next: (Int64, Int64), isWritten: Bool) {
    let last = Checkpoint(upstream: 13, downstream: 6)
    let next = Checkpoint(upstream: next.0, downstream: next.1)
    #expect(next.isWritten(after: last) == isWritten)
    #expect(next.isWritten(after: nil))
  }

  @Test(
    "are published over an idle group only forwards, over any other always",
    arguments: [
      (.offset(50), true), (.offset(51), false), (.offset(52), false), (.none, true),
      (.notSeenIdle, true),
    ] as [(TargetPosition, Bool)])
  func arePublished(over position: TargetPosition, isPublished: Bool) {
    let checkpoint = Checkpoint(upstream: 80, downstream: 51)
    #expect(checkpoint.isPublished(over: position) == isPublished)
  }

  @Test(
    "a source task begins after what it stored",
    arguments: [(4, .at(5)), (0, .at(1)), (-1, .byResetPolicy), (nil, .byResetPolicy)]
      as [(Int64?, MirrorResume)])
  func resume(stored: Int64?, begin: MirrorResume) {
    #expect(MirrorResume(stored: stored) == begin)
  }
}

@Suite("Mirror versions")
struct MirrorVersionTests {
  @Test(
    "change what is published and kept",
    arguments: [
      ((3, 4, 0), true, false, false), ((3, 4, 1), false, false, false),
      ((3, 6, 1), false, false, false), ((3, 6, 2), false, true, false),
      ((3, 7, 0), false, true, false), ((3, 7, 1), false, true, true),
      ((3, 8, 0), false, true, true), ((4, 1, 0), false, true, true),
    ] as [((Int, Int, Int), Bool, Bool, Bool)])
  func change(number: (Int, Int, Int), distance: Bool, idleTail: Bool, history: Bool) {
    let version = MirrorVersion(KafkaVersion(number.0, number.1, number.2))
    #expect(version.translatesByDistance == distance)
    #expect(version.publishesIdleTail == idleTail)
    #expect(version.keepsHistoryOnRestart == history)
  }
}
