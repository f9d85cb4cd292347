import Accounting
import SimKernel

/// A subscription: one group name on all clusters, and the sink behind it.
package struct Subscription: Sendable {
  package var name: String
  package var sink: SinkKind
  /// The cluster that the plan wants it to read; the other one's group may linger.
  package var home: ClusterID
  /// Its group on each cluster.
  package var groups: [LocalGroupID]
  package var settings: ConsumerSettings
  /// Whether its readers stop at the last stable offset.
  package let readsCommitted: Bool
  package var commits: CommitHabit
  package var order: ProcessingOrder
  package var service: TimeAmount
  /// The version of its clients' library.
  package var client = KafkaVersion.newest
  /// Service times that faults impose; the longest counts.
  package var slowed: [TimeAmount] = []
  package var reject: Reject?
  package var bites: Int64 = 0
  /// Of a sink connector, the first of its tasks, which are as many as it has members; nil for a group
  /// of ordinary applications.
  package var firstTask: TaskID?
  /// What a sink connector is told; nil for the others.
  package var connector: SinkConnectorSettings?
  /// What its members make of what they read; nil if their effects go elsewhere.
  package var output: GroupOutput?
  /// How many records become visible together: those of a database transaction.
  var rowsPerTransaction: Int64 { connector?.rowsPerTransaction ?? 1 }

  package init(
    name: String, sink: SinkKind, home: ClusterID, settings: ConsumerSettings,
    commits: CommitHabit, order: ProcessingOrder, service: TimeAmount
  ) {
    self.name = name
    self.sink = sink
    self.home = home
    groups = []
    self.settings = settings
    readsCommitted = settings.isolation == "read_committed"
    self.commits = commits
    self.order = order
    self.service = service
  }

  /// Whether what its readers read is applied at once: work takes no time, nothing is refused, and the
  /// order is that of the logs.
  @inline(__always)
  var appliesAtOnce: Bool {
    guard output == nil, reject == nil, service == .zero, slowed.isEmpty || serviceTime == .zero
    else {
      return false
    }
    if case .newestFirstPerKey = order { return false }
    return true
  }

  package var serviceTime: TimeAmount { slowed.isEmpty ? service : slowed.reduce(service, max) }
  package var isCooperative: Bool { settings.assignor == "cooperative-sticky" }
  /// Whether members keep their names over a restart.
  package var isStatic: Bool { !settings.groupInstance.isEmpty }
  /// Whether its groups speak the protocol of KIP-848.
  package var reconciles: Bool { settings.groupProtocol == "consumer" }
}

/// A consumer group on one cluster, as its coordinator knows it.
package struct LocalGroup: Sendable {
  package var subscription: SubscriptionID
  package var cluster: ClusterID
  /// The partition that holds its positions: who leads that coordinates the group.
  package var offsets = PartitionID.none
  package var members: IDs<MemberID>
  package var partitions: IDs<GroupPartitionID>
  package var state = State.empty
  package var generation: Int64 = 0
  /// When the rebalance under way completes at the earliest.
  package var joinsAt = Instant.never
  /// Whether that is the first join of an empty group, which waits for more members.
  package var isFirstJoin = false
  /// Since when it has had no members.
  package var emptySince = Instant.zero
  /// From when its members count their heartbeats.
  package var beatsFrom = Instant.zero
  /// Who is to have each of its partitions, in their order: only in the protocol of KIP-848.
  package var targets: [MemberID] = []
  /// Since when nobody works on its partitions though somebody should; `.never` otherwise.
  package var pausedSince = Instant.never
  /// Since when, and why, it has no place to begin at; nil while it has.
  package var placeless: Placeless?
  /// Whether a task of it has failed since its partitions had owners that work.
  package var hasRefused = false
  /// How tasks are shared out; nil unless its members are the workers of a Connect cluster.
  package var sharing: TaskSharing?
  /// The producer of its first member, whose neighbours are those of the others; nil unless it writes
  /// what it makes.
  package var firstOutput: ProducerID?
  /// Since when somebody waits for positions that lie in an open transaction; `.never` while nobody does.
  var unstableSince = Instant.never

  package struct Placeless: Sendable {
    package var since: Instant
    package var cause: Cause
  }

  package enum State: Equatable, Sendable, BitwiseCopyable { case empty, preparing, stable }

  /// The state as it decides over commits. Joining and syncing are one step here.
  package var classicState: ClassicGroupState {
    switch state {
    case .empty: .empty
    case .preparing: .preparingRebalance
    case .stable: .stable
    }
  }

  package init(
    subscription: SubscriptionID, cluster: ClusterID, members: IDs<MemberID>,
    partitions: IDs<GroupPartitionID>
  ) {
    self.subscription = subscription
    self.cluster = cluster
    self.members = members
    self.partitions = partitions
  }
}

/// One instance of the application that reads for a group on one cluster.
package struct Member: Sendable {
  package var group: LocalGroupID
  package var state = Mode.stopped
  /// What it owns, in order.
  package var assigned: [GroupPartitionID] = []
  package var nextAutoCommit = Instant.never
  /// The instant for which an event will remind it of that.
  package var commitArmedFor = Instant.never
  /// Records it has read and not applied yet, and where it is in them.
  package var inHand: [Reading] = []
  package var inHandFrom = 0
  /// When the records being worked on are done; `.never` when it waits for more.
  package var doneAt = Instant.never
  /// How many records of `inHand` are being worked on.
  package var working: Int64 = 0
  package var workingSince = Instant.never
  /// When the poll came that it works for, and when the next one is overdue; `.never` if it will
  /// come in time.
  package var polledAt = Instant.zero
  package var overdueAt = Instant.never
  /// Whether it has rejoined in the rebalance under way.
  package var hasJoined = false
  /// When its session ends unless it sends a heartbeat; set when it dies.
  package var sessionEnds = Instant.never
  package var startsAt = Instant.never
  /// From when it counts its own heartbeats: only in the protocol of KIP-848.
  package var beatsFrom = Instant.zero
  /// Whether the next record that it begins keeps it, or one does.
  package var isOccupied = false
  /// Whether it is asked to join again, and does so once it is done with what it has in hand.
  package var joinsLater = false
  /// Whether its process is held still.
  package var isStill = false
  /// Since when it works and reaches no broker, or did last.
  package var cutAt = Instant.zero
  /// From when its coordinator, and who leads its partitions, hear it again; `.never` in a cut.
  package var heardFrom = Instant.zero
  package var fetchesFrom = Instant.zero
  /// Whether it was shut down in order and keeps its name: it comes back without a rebalance.
  package var keepsName = false
  /// When it last committed: to the coordinator, a sign of life.
  package var lastCommit = Instant.zero
  /// The commit that it waits for before it polls again; nil for none.
  package var commitWait: CommitWait?
  /// Whether it is dead and its next process asks to join already.
  package var hasSuccessor = false
  /// The place in `assigned` at which it reads next.
  package var turn = 0
  package var bites: Int64 = 0
  /// What it reads as its own though another member owns it, or may.
  package var claims: [Claim] = []
  /// Whether it waits until all that it has made is written, and its transaction over.
  package var isWritingOut = false
  /// Whether it is stopped once that is so, and if for good.
  var stopsLater: Bool?

  /// A partition that a member believes to own, and where it reads on.
  package struct Claim: Sendable {
    package var row: GroupPartitionID
    package var position: Int64
  }

  package enum Mode: Equatable, Sendable, BitwiseCopyable {
    case stopped
    case starting
    /// Known to the coordinator, and without an assignment yet.
    case joining
    case active
    /// Killed: the coordinator does not know yet.
    case dead
    /// Held still, and believed to live.
    case still
    /// Alive, and stuck at a record that it cannot process.
    case stuck
    /// Alive, busy with what its last poll returned, and no member any more.
    case zombie
  }

  package init(group: LocalGroupID) { self.group = group }

  /// Lets go of what it has read.
  mutating func dropHand() {
    inHandFrom = 0
    if !inHand.isEmpty { inHand.removeAll(keepingCapacity: true) }
  }

  /// Whether it works through what it has in hand, as a member or not.
  package var isAtWork: Bool { state == .active || state == .zombie }

  package var isKnown: Bool {
    state == .joining || state == .active || state == .dead || state == .still || state == .stuck
  }
}

/// Records of one partition that a member has read.
package struct Reading: Sendable, BitwiseCopyable {
  package var partition: GroupPartitionID
  package var slice: RunSlice
}

/// A partition as a group on its cluster sees it.
package struct GroupPartition: Sendable, BitwiseCopyable {
  package var subscription: SubscriptionID
  package var group: LocalGroupID
  package var partition: PartitionID
  package var owner = MemberID.none
  /// Its place among what the owner owns.
  package var place: UInt32 = 0
  /// Whether a reset is impossible and the application has been told so.
  package var hasNoPosition = false
  /// Whether its next fetch is answered out of range, wherever it stands.
  package var isRefused = false
  /// The next offset to fetch.
  package var position: Int64 = -1
  /// One past the last offset applied.
  package var applied: Int64 = -1
  /// The committed offset; -1 for none. And the epoch of the leader that the committer had read it
  /// from; -1 unless a member of the group committed it.
  package var committed: Int64 = -1
  package var committedEpoch: Int32 = -1
  /// Why it is what it is.
  package var commitOrigin = ProvenanceID.ordinary
  package var committedAt = Instant.zero
  /// Whether there ever was one.
  package var wasCommitted = false
  /// Whether another one lies in a transaction that is not over.
  var isPending = false
  /// Why the position in use is what it is.
  package var origin = ProvenanceID.ordinary
  /// Where the group stood when it left this cluster; -1 if it never did.
  package var departure: Int64 = -1
  /// Where a committed position stood that is gone; -1 for none.
  package var lost: Int64 = -1

  /// Notes that everything before an offset is read and applied.
  @inline(__always)
  mutating func reached(_ offset: Int64) {
    position = offset
    if applied < offset { applied = offset }
  }

  /// Offsets that a member that had lost the partition applied while another one owned it.
  package var overlap: Range<Int64> {
    get { overlapStart..<overlapEnd }
    set {
      overlapStart = newValue.lowerBound
      overlapEnd = newValue.upperBound
    }
  }
  private var overlapStart: Int64 = 0
  private var overlapEnd: Int64 = 0

  package init(subscription: SubscriptionID, group: LocalGroupID, partition: PartitionID) {
    self.subscription = subscription
    self.group = group
    self.partition = partition
  }
}

/// Whoever fetches.
package struct Reader: Sendable, BitwiseCopyable {
  /// Whether it has been told that there is more.
  package var isWoken = false
  /// The partition whose news wakes it, together with all others who read it; none if it is woken
  /// alone. And when.
  package var wokenBy = PartitionID.none
  package var wakesAt = Instant.never
  /// How long after its append a record is visible to this reader.
  package var delay = TimeAmount.zero

  package init(delay: TimeAmount = .zero) { self.delay = delay }

  @inline(__always)
  func isWoken(by partition: PartitionID, at instant: Instant) -> Bool {
    isWoken && wokenBy == partition && wakesAt == instant
  }

  /// Lets a partition's news wake it.
  @inline(__always)
  mutating func wake(by partition: PartitionID, at instant: Instant) {
    isWoken = true
    wokenBy = partition
    wakesAt = instant
  }

  /// It looks now, and waits for other news from here on.
  @inlinable @inline(__always)
  package mutating func look() {
    isWoken = false
    wokenBy = .none
  }
}

/// A reader of a partition, and its own row for it: a `GroupPartitionID`'s or a flow's.
package struct Listener: Equatable, Sendable, BitwiseCopyable {
  package var reader: ReaderID
  package var row: UInt32

  package init(_ reader: ReaderID, row: UInt32) {
    self.reader = reader
    self.row = row
  }
}

/// One look of a member for records: what holds for all of it, and how far it is.
struct Poll {
  let member: MemberID
  let committedOnly: Bool
  let chunkBytes: Int64
  let delay: TimeAmount
  /// Whether what is read is applied at once.
  let isDirect: Bool
  /// How many records it may still take; `.max` for all there are.
  var left: Int64
  var taken: Int64 = 0

  /// (The subscription is lent, not copied: this is done at every poll.)
  init(
    _ subscription: inout Subscription, _ member: MemberID, _ delay: TimeAmount, isOccupied: Bool
  ) {
    self.member = member
    self.delay = delay
    committedOnly = subscription.readsCommitted
    chunkBytes = subscription.settings.maxPartitionFetchBytes
    let isImmediate = subscription.serviceTime == .zero && !isOccupied
    isDirect = isImmediate && subscription.appliesAtOnce
    let isWhole =
      isImmediate && subscription.output == nil
      && !(subscription.connector != nil && subscription.reject != nil)
    left = isWhole ? .max : subscription.settings.maxPollRecords
  }
}
