import Accounting
import SimKernel
import Testing

/// What is said of logs and of writers, whether or not anybody reads.
@Suite("Logs and writers")
struct LogRuleTests {
  @Test func `a second copy in a topic of a cluster is one repeat there`() {
    let story = Story(.write(5), .again(.unrecognised, back: 2, count: 2))
    #expect(counts(story.topic.logDup[0]) == [Blame(.producerDedupReset): 2])
    #expect(story.topic.logDup[1].total == 0)
  }

  @Test func `the copy on the other cluster is no repeat`() {
    let story = Story(.write(5), .copy(5))
    #expect(story.topic.logDup.allSatisfy { $0.total == 0 })
  }

  @Test func `a copier that goes back repeats what lies between`() {
    let story = Story(
      .write(5), .copy(5), .rewind(flow: 0, back: 2, forgets: false), .write(1), .copy(9))
    #expect(counts(story.topic.logDup[1]) == [Blame(.replicatorReplay): 2])
  }

  @Test func `a copier that forgets repeats everything`() {
    let story = Story(.write(5), .copy(5), .rewind(flow: 0, back: 0, forgets: true), .copy(9))
    #expect(counts(story.topic.logDup[1]) == [Blame(.replicatorStateMismatch): 5])
  }

  @Test func `a copy that comes back to where it was written loops`() {
    let story = Story(.write(5), .copy(5), .copy(flow: 1, count: 3))
    #expect(counts(story.topic.logDup[0]) == [Blame(.replicationLoop): 3])
  }

  @Test func `a repeat that is cut off again is none`() {
    let story = Story(.write(5), .again(.unguarded, back: 3, count: 3), .truncate(2))
    #expect(counts(story.topic.logDup[0]) == [Blame(.producerRetryUnguarded): 1])
  }

  @Test func `a repeat stays one when retention takes it`() {
    let story = Story(.write(5), .again(.unguarded, back: 3, count: 3), .retain(8))
    #expect(story.topic.logDup[0].total == 3)
  }

  @Test func `the copy too many is to blame though it came first`() {
    let story = Story(
      width: 2, .write(3), .again(.rewritten, back: 3, count: 3, place: 1),
      .copy(flow: 2, count: 3), .copy(flow: 0, count: 3))
    #expect(counts(story.topic.logDup[1]) == [Blame(.producerSendExpired): 3])
  }

  @Test func `of records on the target only, those that nobody applied are unread`() {
    let story = Story(.write(5, on: 1), .move, .read(2, of: 1))
    #expect(story.topic.reconcileApplied.total == 2)
    #expect(counts(story.topic.reconcileUnread) == [Blame(.targetOnlyWrites): 3])
  }

  @Test func `a record that lies twice is one to reconcile`() {
    let story = Story(.write(5, on: 1), .again(.unguarded, back: 5, count: 5, on: 1))
    #expect(story.topic.reconcile == 5)
    #expect(story.topic.reconcileRanges.reduce(0) { $0 + $1.range.count } == 5)
  }

  @Test func `what the authority had and let go by age needs no reconciling`() {
    let story = Story(.write(5), .copy(5), .retain(5))
    #expect(story.topic.reconcile == 0)
  }

  @Test func `what the authority was cut off from is to reconcile`() {
    let story = Story(.write(5), .copy(5), .truncate(2))
    #expect(story.topic.reconcile == 2)
  }

  @Test func `a cluster misses what only another has`() {
    let story = Story(.write(5), .copy(2))
    #expect(counts(story.topic.logMissing[1]) == [Blame(.replicationLagAtSwitch): 3])
    #expect(story.topic.logMissing[0].total == 0)
  }

  @Test func `what no cluster has is missing from none`() {
    let story = Story(.write(5), .truncate(5))
    #expect(story.topic.logMissing.allSatisfy { $0.total == 0 })
  }

  @Test func `records given up are unsent, and phantoms if they are there`() {
    let story = Story(
      .giveUp(lane: 0, count: 2), .write(lane: 0, cluster: 0, place: 0, count: 3, .reportedFailed))
    #expect(counts(story.writer.unsent) == [Blame(.producerSendExpired): 5])
    #expect(story.writer.phantom == 3)
    #expect(story.writer.acked == 0)
  }

  @Test func `a phantom on both clusters is one`() {
    let story = Story(
      .write(lane: 0, cluster: 0, place: 0, count: 3, .reportedFailed), .copy(3))
    #expect(story.writer.phantom == 3)
  }

  @Test func `a phantom that is cut off is none`() {
    let story = Story(
      .write(lane: 0, cluster: 0, place: 0, count: 3, .reportedFailed), .truncate(1))
    #expect(story.writer.phantom == 2)
  }
}
