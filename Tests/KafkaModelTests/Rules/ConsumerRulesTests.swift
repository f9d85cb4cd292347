import KafkaModel
import SimKernel
import Testing

@Suite("Consumer positions")
struct ConsumerPositionTests {
  @Test(
    "begin at a committed offset that the log has, else where the policy says",
    arguments: [
      (10, .none, 10), (50, .none, 50), (30, .earliest, 30), (9, .earliest, 10),
      (51, .earliest, 10),
      (51, .latest, 50), (51, .none, nil), (nil, .latest, 50), (nil, .none, nil),
    ] as [(Int64?, OffsetReset, Int64?)])
  func begin(committed: Int64?, policy: OffsetReset, position: Int64?) {
    #expect(policy.start(committed: committed, readable: 10..<50) == position)
  }

  @Test func `out of range reset, tell or come too late`() {
    #expect(OutOfRangeReaction(fetched: 5, position: 5, policy: .latest) == .resets)
    #expect(OutOfRangeReaction(fetched: 5, position: 5, policy: .none) == .tells)
    #expect(OutOfRangeReaction(fetched: 5, position: 6, policy: .none) == .ignores)
  }

  @Test(
    "after a truncation move to where the logs part, if that is known",
    arguments: [
      (5, 10, .none, .stands), (5, 15, .none, .stands), (4, 9, .latest, .moves(to: 9)),
      (4, 9, .none, .tells(divergent: LeaderEpochs.End(epoch: 4, offset: 9))),
      (-1, -1, .earliest, .resets), (2, -1, .none, .tells(divergent: nil)),
    ] as [(Int32, Int64, OffsetReset, PositionValidation)])
  func move(epoch: Int32, end: Int64, policy: OffsetReset, expected: PositionValidation) {
    let answer = LeaderEpochs.End(epoch: epoch, offset: end)
    #expect(PositionValidation(position: 10, answer: answer, policy: policy) == expected)
  }

  @Test func `take only the answer to the reset asked for last`() {
    var reset = PendingReset(position: 3)
    reset.ask(.earliest)
    #expect(reset.position == nil)
    reset.ask(.latest)
    reset.answer(.earliest, position: 0)
    #expect(reset.isAwaited)
    reset.seek(to: 7)
    reset.answer(.latest, position: 50)
    #expect(reset.position == 7)
  }

  @Test(
    "in the log, at its end and outside it",
    arguments: [
      (9, .outOfRange), (10, .records(10..<30)), (30, .empty), (40, .empty), (50, .empty),
      (51, .outOfRange),
    ] as [(Int64, FetchOutcome)])
  func fetch(offset: Int64, outcome: FetchOutcome) {
    #expect(FetchOutcome(at: offset, in: 10..<50, readableEnd: 30) == outcome)
  }

  @Test func `end where the reader's isolation says`() {
    func end(_ isolation: ReadIsolation) -> Int64 {
      isolation.end(logEnd: 9, highWatermark: 7, lastStable: 5)
    }
    #expect(end(.logEnd) == 9)
    #expect(end(.readUncommitted) == 7)
    #expect(end(.readCommitted) == 5)
    #expect(Watermark.follow(12, logStart: 2, logEnd: 9) == 9)
    #expect(Watermark.follow(1, logStart: 2, logEnd: 9) == 2)
    #expect(Watermark.advance(7, to: -1) == 7)
  }
}

@Suite("Commits")
struct CommitCheckTests {
  func member(_ generation: Int64) -> Committer {
    Committer(givesID: true, isMember: true, generation: generation)
  }

  @Test(
    "to a classic group",
    arguments: [
      (.tool, .empty, .ok), (.tool, .stable, .unknownMemberID),
      (.tool, .preparingRebalance, .unknownMemberID), (.tool, .dead, .coordinatorNotAvailable),
    ] as [(Committer, ClassicGroupState, CommitCheck)])
  func byTools(committer: Committer, state: ClassicGroupState, check: CommitCheck) {
    #expect(CommitCheck(committer, classicGroup: state, generation: 3) == check)
  }

  @Test(
    "by a member",
    arguments: [
      (3, .stable, .ok), (3, .preparingRebalance, .ok),
      (3, .completingRebalance, .rebalanceInProgress),
      (2, .completingRebalance, .illegalGeneration), (2, .stable, .illegalGeneration),
    ] as [(Int64, ClassicGroupState, CommitCheck)])
  func byMembers(generation: Int64, state: ClassicGroupState, check: CommitCheck) {
    #expect(CommitCheck(member(generation), classicGroup: state, generation: 3) == check)
  }

  @Test func `by a member that was dropped are refused before its generation is looked at`() {
    let zombie = Committer(givesID: true, isMember: false, generation: 2)
    #expect(CommitCheck(zombie, classicGroup: .stable, generation: 3) == .unknownMemberID)
    #expect(CommitCheck(withoutGroup: zombie) == .groupIDNotFound)
    #expect(CommitCheck(withoutGroup: .tool) == .ok)
  }

  @Test func `to a group of the new protocol`() {
    func check(_ committer: Committer, hasMembers: Bool) -> CommitCheck {
      CommitCheck(committer, consumerGroupHasMembers: hasMembers, memberEpoch: 10)
    }
    #expect(check(.tool, hasMembers: false) == .ok)
    #expect(check(.tool, hasMembers: true) == .unknownMemberID)
    #expect(check(member(11), hasMembers: true) == .staleMemberEpoch)
    #expect(check(member(10), hasMembers: true) == .ok)
  }

  @Test func `are forgotten by age, for which each kind of group has its own clock`() {
    let week = TimeAmount.hours(168)
    let now = Instant.zero + week
    func isDue(_ rule: OffsetExpiry, subscribed: Bool = false) -> Bool {
      rule.isDue(committedAt: .zero, isSubscribed: subscribed, now: now, limit: week)
    }
    #expect(isDue(.byCommit))
    #expect(!isDue(.byCommit, subscribed: true))
    #expect(!isDue(.emptySince(.zero + .seconds(1))))
    #expect(isDue(.emptySince(.zero)))
    #expect(!isDue(.suspended))
  }
}
