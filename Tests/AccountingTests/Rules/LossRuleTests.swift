import Accounting
import Testing

/// What becomes of acknowledged records that a reader never applied.
@Suite("Records without effect")
struct LossRuleTests {
  @Test func `what nobody was told is written is owed to nobody`() {
    let story = Story(.write(lane: 0, cluster: 0, place: 0, count: 3, .unanswered), .truncate(3))
    #expect(story.reader.acked == 0)
    #expect(story.reader.loss == 0)
  }

  @Test func `what lies ahead of a reader is unread, not lost`() {
    let story = Story(.write(5), .read(2))
    #expect(story.reader.unread == 3)
    #expect(story.reader.loss == 0)
  }

  @Test func `what lies behind a position is skipped by it`() {
    let story = Story(.write(5), .read(1), .put(.byHand(4)), .read(1))
    #expect(counts(story.reader.skipped) == [Blame(.operatorOffsetError): 3])
  }

  @Test func `the first of two jumps over a record is to blame`() {
    let story = Story(.write(5), .put(.byHand(5)), .put(.earliest), .put(.latest))
    #expect(counts(story.reader.skipped) == [Blame(.operatorOffsetError): 5])
  }

  @Test func `a commit ahead of the work skips what was not applied`() {
    let story = Story(.write(5), .put(.byHand(3)), .commit, .put(.resumed))
    #expect(story.reader.skipped.total == 3)
  }

  @Test func `going back makes skipped records unread again`() {
    let story = Story(.write(5), .put(.byHand(5)), .put(.byHand(1)))
    #expect(story.reader.skipped.total == 1)
    #expect(story.reader.unread == 4)
  }

  @Test func `a refused record is skipped for the sink`() {
    let story = Story(.write(5), .refuse(reader: 0, partition: 0, count: 2), .read(3))
    #expect(counts(story.reader.skipped) == [Blame(.recordRefused): 2])
  }

  @Test func `a copy ahead outweighs one behind`() {
    let story = Story(
      .write(3), .refuse(reader: 0, partition: 0, count: 3),
      .again(.rewritten, back: 3, count: 1))
    #expect(story.reader.unread == 1)
    #expect(story.reader.skipped.total == 2)
  }

  @Test func `what was jumped over and then deleted is lost by the jump`() {
    let story = Story(.write(5), .put(.byHand(4)), .retain(4), .read(1))
    #expect(counts(story.reader.lost) == [Blame(.operatorOffsetError): 4])
  }

  @Test func `what was never copied is stranded by the replicator's lag`() {
    let story = Story(.write(5), .copy(3), .move, .read(9, of: 1))
    #expect(counts(story.reader.stranded) == [Blame(.replicationLagAtSwitch): 2])
  }

  @Test func `what was written to the target only is stranded when readers go home`() {
    let story = Story(.write(5, on: 1))
    #expect(counts(story.reader.stranded) == [Blame(.targetOnlyWrites): 5])
  }

  @Test func `what a new leader does not have is lost on too few copies`() {
    let story = Story(.write(5), .truncate(2), .read(9))
    #expect(counts(story.reader.lost) == [Blame(.weakAckLoss): 2])
    #expect(story.reader.applied == 3)
  }

  @Test func `what retention takes before the reader comes is lost to the window`() {
    let story = Story(.write(5), .read(1), .retain(3), .read(9))
    #expect(counts(story.reader.lost) == [Blame(.retentionBelowWindow): 2])
  }

  @Test func `what retention takes from a group without a position is lost to the window`() {
    let story = Story(.write(5), .retain(3))
    #expect(counts(story.reader.lost) == [Blame(.retentionBelowWindow): 3])
  }

  @Test func `what retention takes before it is copied is lost to the target's readers`() {
    let story = Story(.write(5), .copy(1), .retain(3), .copy(9), .move, .read(9, of: 1))
    #expect(counts(story.reader.lost) == [Blame(.sourceRetentionGap): 2])
  }

  @Test func `what lay on the target only is lost because it did`() {
    let story = Story(.write(5, on: 1), .retain(5, of: 1))
    #expect(story.reader.lost.total == 5)
    #expect(story.reader.lost.unattributed == 0)
  }

  @Test func `what retention would have taken in any case is no loss`() {
    let story = Story(
      .write(5), .read(1), .retain(3), .forgive(reader: 0, lane: 0, first: 0, count: 2), .read(9))
    #expect(story.reader.expired == 1)
    #expect(story.reader.lost.total == 1)
  }
}
