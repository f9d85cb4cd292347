import KafkaModel
import SimKernel
import Testing

@Suite("Elections")
struct ElectionTests {
  /// Three replicas, of which the second and third are in sync, and the first and second live.
  let election = Election(count: 3, inSync: [1, 2], live: [0, 1])

  @Test(
    "keep the present leader while it may lead, and else take the first that may",
    arguments: [
      (.online, 1, 1), (.online, 2, 1), (.online, nil, 1), (.preferred, 1, 1), (.unclean, nil, 1),
    ] as [(Election.Mode, Int?, Int)])
  func areClean(mode: Election.Mode, current: Int?, place: Int) {
    let winner = election.winner(mode, current: current)
    #expect(winner == Election.Winner(place: place, isUnclean: false))
  }

  @Test func `give the first replica back its place when it is preferred`() {
    let election = Election(count: 3, inSync: [0, 1], live: [0, 1])
    #expect(election.winner(.preferred, current: 1)?.place == 0)
    #expect(election.winner(.online, current: 1)?.place == 1)
  }

  @Test func `take somebody out of sync only when told to`() {
    let election = Election(count: 3, inSync: [2], live: [0, 1])
    #expect(election.winner(.online, current: nil) == nil)
    #expect(
      election.winner(.unclean, current: nil) == Election.Winner(place: 0, isUnclean: true))
    #expect(Election(count: 1, inSync: [0], live: []).winner(.unclean, current: 0) == nil)
  }

  @Test func `turn to eligible replicas once nobody is in sync, then to the last leader`() {
    let eligible = Election(count: 3, inSync: [], live: [0, 1], eligible: [1])
    #expect(
      eligible.winner(.online, current: nil) == Election.Winner(place: 1, isUnclean: false))
    let known = Election(count: 3, inSync: [], live: [0, 1], lastKnown: 1)
    #expect(known.winner(.online, current: nil) == Election.Winner(place: 1, isUnclean: true))
  }
}

@Suite("In-sync replicas")
struct InSyncReplicasTests {
  let limit = TimeAmount.seconds(30)

  func at(_ seconds: Int64) -> Instant { .zero + .seconds(seconds) }

  @Test func `a follower that asks for what the end was has caught up with that moment`() {
    var follower = FollowerProgress(isInSync: false, now: at(0))
    follower.fetches(from: 5, leaderEnd: 10, now: at(10))
    #expect(!follower.isCaughtUp(leaderEnd: 20, now: at(10), limit: limit))
    follower.fetches(from: 10, leaderEnd: 20, now: at(20))
    #expect(follower.lastCaughtUp == at(10))
    #expect(follower.isCaughtUp(leaderEnd: 20, now: at(40), limit: limit))
    #expect(!follower.isCaughtUp(leaderEnd: 20, now: at(41), limit: limit))
    follower.fetches(from: 20, leaderEnd: 20, now: at(41))
    #expect(follower.isCaughtUp(leaderEnd: 20, now: at(999), limit: limit))
  }

  @Test func `who joins is waited for before it has joined, who leaves until it has left`() {
    var inSync = InSyncReplicas([0])
    let joins = inSync.propose(joining: 1, end: 10, highWatermark: 10, epochStart: 0)
    #expect(joins)
    #expect(inSync.committed == [0])
    #expect(inSync.maximal == [0, 1])
    inSync.commit()
    #expect(inSync.committed == [0, 1])
    var followers: ContiguousArray = [
      FollowerProgress(isInSync: true, now: at(0)), FollowerProgress(isInSync: true, now: at(0)),
    ]
    followers[1].fetches(from: 3, leaderEnd: 10, now: at(0))
    let drops = inSync.proposeDroppingLaggards(
      among: followers, leader: 0, leaderEnd: 10, now: at(31), limit: limit)
    #expect(drops)
    #expect(inSync.maximal == [0, 1])
    let watermark = inSync.watermark(
      over: followers, leader: 0, leaderEnd: 10, minimum: 1, eligible: [0, 1], now: at(31),
      limit: limit)
    #expect(watermark == 3)
  }

  @Test(
    "a follower joins when it has reached the watermark and the leader's epoch",
    arguments: [(9, 0, false), (10, 11, false), (10, 10, true)] as [(Int64, Int64, Bool)])
  func joins(end: Int64, epochStart: Int64, joins: Bool) {
    var inSync = InSyncReplicas([0])
    let proposed = inSync.propose(
      joining: 1, end: end, highWatermark: 10, epochStart: epochStart)
    #expect(proposed == joins)
  }

  @Test func `the watermark stands still below the minimum, and waits for who keeps up`() {
    var followers: ContiguousArray = [
      FollowerProgress(isInSync: true, now: at(0)), FollowerProgress(isInSync: false, now: at(0)),
    ]
    let inSync = InSyncReplicas([0])
    func watermark(minimum: Int, eligible: MemberSet) -> Int64? {
      inSync.watermark(
        over: followers, leader: 0, leaderEnd: 10, minimum: minimum, eligible: eligible,
        now: at(1), limit: limit)
    }
    #expect(watermark(minimum: 2, eligible: [1]) == nil)
    #expect(watermark(minimum: 1, eligible: [1]) == 10)
    followers[1].fetches(from: 7, leaderEnd: 7, now: at(1))
    #expect(watermark(minimum: 1, eligible: [1]) == 7)
    #expect(watermark(minimum: 1, eligible: []) == 10)
  }

  @Test(
    "a batch is refused before or after it is appended",
    arguments: [
      (2, 3, .invalidRequiredAcks), (-1, 1, .notEnoughReplicas), (1, 1, nil), (0, 1, nil),
      (-1, 2, nil),
    ] as [(Int64, Int, ProduceAnswer?)])
  func refuses(acks: Int64, inSync: Int, refusal: ProduceAnswer?) {
    #expect(ProduceAnswer.refusal(acks: acks, inSync: inSync, minimum: 2) == refusal)
  }

  @Test func `an appended batch waits for the watermark and then counts the replicas`() {
    #expect(ProduceAnswer(isBelowWatermark: false, inSync: 3, minimum: 2) == nil)
    #expect(ProduceAnswer(isBelowWatermark: true, inSync: 2, minimum: 2) == .ok)
    #expect(
      ProduceAnswer(isBelowWatermark: true, inSync: 1, minimum: 2) == .notEnoughReplicasAfterAppend)
    #expect(ProduceAnswer.effectiveMinimum(2, replicas: 1) == 1)
  }
}

@Suite("Reconciliation")
struct ReconciliationTests {
  /// One epoch a record, the log beginning at 0.
  func log(_ epochs: [Int32]) -> Reconciliation.Log {
    var list = LeaderEpochs()
    for (offset, epoch) in epochs.enumerated() { list.assign(epoch: epoch, at: Int64(offset)) }
    return Reconciliation.Log(start: 0, end: Int64(epochs.count), epochs: list)
  }

  @Test func `a follower cuts what a lost leader wrote`() {
    let next = Reconciliation.next(for: log([0, 0, 2, 4, 4, 4]), of: log([0, 0, 2, 5, 5]))
    #expect(next == .cut(to: 3))
  }

  @Test func `a follower that knows the leader's epoch cuts to where the leader's ends`() {
    #expect(Reconciliation.next(for: log([1, 1, 1]), of: log([1, 1])) == .cut(to: 2))
    #expect(Reconciliation.next(for: log([1, 1]), of: log([1, 1, 1])) == .copy(from: 2))
  }

  @Test func `a follower that does not know it cuts to its own next older one and asks again`() {
    #expect(Reconciliation.next(for: log([0, 2, 4]), of: log([1, 3, 5])) == .cut(to: 2))
  }

  @Test func `a follower left behind by the leader's start begins there`() {
    var leader = log([0, 0, 0])
    leader.start = 2
    #expect(Reconciliation.next(for: log([0]), of: leader) == .startOver(at: 2))
    #expect(Reconciliation.next(for: log([0, 0]), of: leader) == .copy(from: 2))
  }

  @Test func `a follower without epochs trusts its records up to the watermark`() {
    var follower = log([0, 2, 4])
    follower.epochs.removeAll()
    #expect(Reconciliation.first(for: follower, highWatermark: 2) == .cut(to: 2))
    #expect(Reconciliation.first(for: log([0, 2, 4]), highWatermark: 2) == nil)
  }

  /// Leaders come and go; each appends to a copy of some earlier log in an epoch of its own. Any
  /// replica that then follows any leader keeps exactly what both hold.
  @Test("keeps what both logs hold, no more and no less", arguments: 0..<40 as Range<UInt64>)
  func keepsTheCommonPart(seed: UInt64) {
    var numbers = TestNumbers(seed: seed)
    var logs: [[Int32]] = [[]]
    for epoch in 1..<12 as Range<Int32> {
      let parent = logs[Int(numbers.next(below: Int64(logs.count)))]
      let kept = parent.prefix(Int(numbers.next(below: Int64(parent.count + 1))))
      let written = Array(repeating: epoch, count: Int(numbers.next(below: 4)))
      logs.append(Array(kept) + written)
    }
    for follower in logs {
      for leader in logs {
        #expect(kept(of: follower, by: leader) == common(follower, leader))
      }
    }
  }

  private func common(_ a: [Int32], _ b: [Int32]) -> Int64 {
    Int64(zip(a, b).prefix { $0 == $1 }.count)
  }

  private func kept(of follower: [Int32], by leader: [Int32]) -> Int64 {
    var log = log(follower)
    var leader = self.log(leader)
    leader.epochs.assign(epoch: 99, at: leader.end)
    for _ in 0..<50 {
      switch Reconciliation.next(for: log, of: leader) {
      case .copy(let start): return start
      case .startOver(let start): return start
      case .cut(let end):
        log.epochs.truncateEnd(to: end)
        log.end = end
      }
    }
    return -1
  }
}
