import Accounting
import SimKernel

/// What one broker fetches from another for replicas that are behind. They share its rate evenly: one
/// fetcher asks for all of them and is answered for each in turn.
///
/// Nothing is counted while bytes flow. Each replica knows how much every replica of the flow will have
/// been given once it has all it lacks; that changes only when the flow's rate or its replicas do.
///
/// - Source: `ReplicaManager.readFromLog`, `num.replica.fetchers`; reality lesson 17 (R16).
package struct CatchUpFlow: Sendable {
  /// From whom to whom, and whose throttle counts.
  package struct Path: Equatable, Sendable, BitwiseCopyable {
    package var follower: BrokerID
    package var leader: BrokerID
    package var isThrottledAtLeader = false
    package var isThrottledAtFollower = false

    package init(follower: BrokerID, leader: BrokerID) {
      self.follower = follower
      self.leader = leader
    }
  }

  private struct Backlog: Sendable {
    var replica: ReplicaID
    var offsets: Range<Int64>
    var recordBytes: Int64
    /// What each replica had been given when this one came, and will have been when it is done.
    var given: Range<Int128>
  }

  package let path: Path
  /// Bytes a second, for all replicas together.
  package private(set) var rate = FairShares.unlimited
  /// What each replica has been given, if it has been there all along: bytes × 10⁹, so that a rate
  /// times nanoseconds is whole.
  private var given: Int128 = 0
  private var countedAt: Instant
  /// The first to be done first.
  private var backlogs: [Backlog] = []

  package init(_ path: Path, at now: Instant) {
    self.path = path
    countedAt = now
  }

  package var isEmpty: Bool { backlogs.isEmpty }

  /// When the next replica has what it lacked when it came.
  package var nextDone: Instant {
    guard let first = backlogs.first else { return .never }
    let left = (first.given.upperBound - given) * Int128(backlogs.count)
    let wait = max(0, (left + Int128(rate) - 1) / Int128(rate))
    let limit = Int128(Instant.never.nanoseconds - countedAt.nanoseconds)
    return wait >= limit ? .never : countedAt + TimeAmount(nanoseconds: Int64(wait))
  }

  /// Gives every replica what it got up to now, and from now on another rate.
  package mutating func flow(at rate: Int64, from now: Instant) {
    advance(to: now)
    self.rate = rate
  }

  private mutating func advance(to now: Instant) {
    if !backlogs.isEmpty {
      given += Int128(rate) * Int128((now - countedAt).nanoseconds) / Int128(backlogs.count)
    }
    countedAt = now
  }

  /// A replica begins to fetch what lies between two offsets.
  package mutating func add(
    _ replica: ReplicaID, _ offsets: Range<Int64>, recordBytes: Int64, at now: Instant
  ) {
    advance(to: now)
    let bytes = Int128(offsets.count) * Int128(recordBytes) * 1_000_000_000
    let backlog = Backlog(
      replica: replica, offsets: offsets, recordBytes: recordBytes, given: given..<given + bytes)
    let place = backlogs.firstIndex { $0.given.upperBound > backlog.given.upperBound }
    backlogs.insert(backlog, at: place ?? backlogs.count)
  }

  /// Takes a replica out.
  ///
  /// - Returns: How far it has come; nil if it is not here.
  package mutating func remove(_ replica: ReplicaID, at now: Instant) -> Int64? {
    guard let place = backlogs.firstIndex(where: { $0.replica == replica }) else { return nil }
    advance(to: now)
    let backlog = backlogs.remove(at: place)
    let bytes = (given - backlog.given.lowerBound) / 1_000_000_000
    let records = Int64(bytes / Int128(max(1, backlog.recordBytes)))
    return min(backlog.offsets.upperBound, backlog.offsets.lowerBound + records)
  }

  /// How far a replica that is here has come.
  package func end(of replica: ReplicaID, at now: Instant) -> Int64 {
    var flow = self
    return flow.remove(replica, at: now) ?? 0
  }

  /// Takes out a replica that has what it lacked, and says where that ended; nil if there is none.
  package mutating func removeDone(at now: Instant) -> (replica: ReplicaID, end: Int64)? {
    advance(to: now)
    guard let first = backlogs.first, first.given.upperBound <= given else { return nil }
    backlogs.removeFirst()
    return (first.replica, first.offsets.upperBound)
  }

  /// All its replicas, the first to be done first.
  package var replicas: [ReplicaID] { backlogs.map(\.replica) }
}

/// All that followers of a cluster fetch because they are behind.
package struct CatchUpBoard: Sendable {
  package var flows: [CatchUpFlow] = []
  /// How many replicas are behind, whether they fetch or wait for a leader.
  package var behind = 0
  /// When the next one is done, or something has changed.
  package var next = Instant.never

  package init() {}
}
