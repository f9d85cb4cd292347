import Documents
import KafkaModel
import SimKernel

/// Cases of kind `isr` in `replication`: followers fetch, fall behind, join and leave.
enum InSyncCases {
  static func answer(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    var answer = CaseAnswer.severalQuestions()
    var leader = try Leader(reader)
    for event in try reader.list("events") {
      if let expected = event.member("expect") {
        answer.add(JSONNode(members: leader.members), expected: expected.node)
      } else {
        try leader.apply(event)
      }
    }
    return answer
  }
}

/// Broker 0, which leads a partition, and what it knows of the followers.
private struct Leader {
  private let replicas: ReplicationCases.Places
  private let place: Int
  private let epochStart: Int64
  private let limit: TimeAmount
  private let minimum: Int
  private var inSync: InSyncReplicas
  private var followers: ContiguousArray<FollowerProgress>
  private var end: Int64
  private var highWatermark: Int64
  private var now = Instant.zero

  init(_ reader: CaseReader) throws(CaseProblem) {
    let offsets: ClosedRange<Int64> = 0...CaseReader.limit / 4
    let replicas = try ReplicationCases.Places(reader, "replicas")
    guard let place = replicas.place(of: 0) else { throw reader.problem("broker 0 has no replica") }
    self.replicas = replicas
    self.place = place
    end = try reader.integer("leo", in: offsets)
    epochStart = try reader.integer("epoch_start", or: 0, in: offsets)
    highWatermark = try reader.integer("hw", or: 0, in: offsets)
    limit = try Self.length(reader, "lag_limit", or: 30_000)
    minimum = ProduceAnswer.effectiveMinimum(
      Int(try reader.integer("min_isr", or: 1, in: 0...64)), replicas: replicas.brokers.count)
    let members = replicas.places(of: try reader.integers("isr"))
    inSync = InSyncReplicas(members)
    followers = ContiguousArray(
      replicas.brokers.indices.map {
        FollowerProgress(isInSync: members.contains($0), now: .zero)
      })
    advanceWatermark()
  }

  private static func length(
    _ reader: CaseReader, _ key: String, or standard: Int64
  ) throws(CaseProblem) -> TimeAmount {
    .milliseconds(try reader.integer(key, or: standard, in: 0...1_000_000_000))
  }

  mutating func apply(_ event: CaseReader) throws(CaseProblem) {
    if let fetch = event.member("fetch") {
      try self.fetch(fetch)
    } else if event.has("sleep") {
      now = now + (try Self.length(event, "sleep", or: 0))
      guard now < .never else { throw event.problem("too long") }
    } else if event.has("append") {
      end += try event.integer("append", in: 0...1_000_000_000)
      advanceWatermark()
    } else if event.has("shrink_check") {
      _ = inSync.proposeDroppingLaggards(
        among: followers, leader: place, leaderEnd: end, now: now, limit: limit)
    } else if event.has("commit") {
      guard try event.flag("commit", or: false) else { return }
      inSync.commit()
      advanceWatermark()
    } else {
      throw event.problem("unknown event")
    }
  }

  private mutating func fetch(_ fetch: CaseReader) throws(CaseProblem) {
    let parts = try fetch.integers(count: 2, in: 0...CaseReader.limit / 4)
    guard let follower = replicas.place(of: parts[0]), follower != place else {
      throw fetch.problem("no follower \(parts[0])")
    }
    let hasMoved = followers[follower].end != parts[1]
    followers[follower].fetches(from: parts[1], leaderEnd: end, now: now)
    _ = inSync.propose(
      joining: follower, end: parts[1], highWatermark: highWatermark, epochStart: epochStart)
    if hasMoved { advanceWatermark() }
  }

  private mutating func advanceWatermark() {
    let reached = inSync.watermark(
      over: followers, leader: place, leaderEnd: end, minimum: minimum,
      eligible: MemberSet(first: followers.count), now: now, limit: limit)
    if let reached { highWatermark = Watermark.advance(highWatermark, to: reached) }
  }

  var members: [(String, JSONNode)] {
    [
      ("isr", replicas.json(inSync.committed)),
      ("pending", inSync.proposed.map { replicas.json($0) } ?? .null),
      ("hw", JSONNode(highWatermark)), ("leo", JSONNode(end)),
    ]
  }
}
