import Accounting
import Testing

/// Which repetitions count, and on what they are blamed.
@Suite("Repeated effects")
struct RepeatRuleTests {
  @Test func `a record applied three times is two duplicates`() {
    let story = Story(
      .write(1), .read(1), .put(.byHand(0)), .read(1), .put(.byHand(0)), .read(1))
    #expect(story.reader.dup.total == 2)
    #expect(story.reader.applied == 1)
  }

  @Test func `a record nobody was told is written counts as a duplicate, too`() {
    let story = Story(
      .write(lane: 0, cluster: 0, place: 0, count: 2, .unanswered), .read(2), .put(.byHand(0)),
      .read(2))
    #expect(story.reader.dup.total == 2)
    #expect(story.reader.acked == 0)
  }

  @Test func `work after the last commit is done again by the next owner`() {
    let story = Story(.write(10), .read(4), .commit, .read(3), .put(.resumed), .read(6))
    #expect(counts(story.reader.dup) == [Blame(.rebalanceReplay): 3])
  }

  @Test func `a reader that comes home repeats what it did elsewhere`() {
    let story = Story(
      .write(10), .copy(10), .read(4), .move, .put(.exactly(4), in: 1), .read(6, of: 1), .move,
      .read(6))
    #expect(counts(story.reader.dup) == [Blame(.rollbackOffsetFrozen): 6])
  }

  @Test func `a translated position is coarse below what it stands for, and stale above`() {
    // Position 4 becomes the one two records before; then work goes on to 7 on S.
    let story = Story(
      .write(4), .copy(4), .read(4), .move, .put(.translated(beforeEnd: 2), in: 1), .write(3),
      .copy(3), .read(3), .read(9, of: 1))
    #expect(
      counts(story.reader.dup) == [Blame(.offsetTranslationCoarse): 2, Blame(.offsetSyncStale): 3])
  }

  @Test func `reading again from a translated position is stale, not overtranslated`() {
    // Position 4 on S is even: the version that translated it may overshoot.
    let story = Story(
      .write(4), .copy(4), .read(4), .move, .put(.translated(beforeEnd: 4), in: 1),
      .read(4, of: 1), .put(.translated(beforeEnd: 1), in: 1), .read(1, of: 1))
    #expect(
      counts(story.reader.dup) == [Blame(.offsetTranslationCoarse): 4, Blame(.offsetSyncStale): 1])
  }

  @Test func `two owners at work at once overlap`() {
    let story = Story(.write(5), .copy(5), .read(5), .read(5, of: 1))
    #expect(counts(story.reader.dup) == [Blame(.overlapUnfenced): 5])
  }

  @Test func `a second copy in the log is the writer's fault`() {
    let story = Story(.write(5), .again(.unguarded, back: 5, count: 3), .read(8))
    #expect(counts(story.reader.dup) == [Blame(.producerRetryUnguarded): 3])
  }

  @Test func `a copy too many is to blame though it was read first`() {
    let story = Story(
      width: 2, .write(5), .again(.rewritten, back: 5, count: 2, place: 1), .read(2, of: 1),
      .read(5))
    #expect(counts(story.reader.dup) == [Blame(.producerSendExpired): 2])
  }

  @Test func `records at offsets that were cut off have not been read`() {
    let story = Story(
      .write(5), .read(5), .truncate(3), .again(.rewritten, back: 3, count: 3), .read(3))
    #expect(counts(story.reader.dup) == [Blame(.producerSendExpired): 3])
  }

  @Test func `a reset is the amplifier of what made it necessary`() {
    let story = Story(.write(5), .read(5), .put(.earliest), .read(5))
    #expect(counts(story.reader.dup) == [Blame(.offsetNotMirrored, via: [.resetEarliest]): 5])
  }
}
