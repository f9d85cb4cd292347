import Accounting
import SimKernel

/// One partition: who leads, who is in sync, how far it may be read. Its records lie in
/// `Estate.logs`, what only some events need in `Estate.files`.
package struct Partition: Sendable, BitwiseCopyable {
  package var cluster: ClusterID
  package var topic: LocalTopicID
  /// The partition's number within its topic.
  package var number: UInt32
  package var firstReplica: UInt32
  package var replicaCount: UInt32
  /// How many rows there are for its replicas: it has no more at any time.
  let reservedCount: UInt32
  /// The place of the leader among the replicas; -1 when nobody leads.
  package var leader: Int32 = 0
  package var epoch: Int32 = 0
  /// Whether its readers ask a leader that does not answer, or does not know that it was replaced.
  package var isHidden = false
  /// Replicas in sync, by their places.
  package var inSync: MemberSet
  package var highWatermark: Int64 = 0
  /// Where a `read_committed` reader must stop: the high watermark without open transactions.
  package var lastStable: Int64 = 0

  package init(
    cluster: ClusterID, topic: LocalTopicID, number: Int, firstReplica: Int, replicas: Int,
    reserved: Int? = nil, at start: Int64 = 0
  ) {
    reservedCount = UInt32(max(replicas, reserved ?? 0))
    highWatermark = start
    lastStable = start
    self.cluster = cluster
    self.topic = topic
    self.number = UInt32(number)
    invariant(replicas >= 1 && replicas <= 64, "a partition has 1 to 64 replicas, not \(replicas)")
    self.firstReplica = UInt32(firstReplica)
    replicaCount = UInt32(replicas)
    inSync = MemberSet(first: replicas)
  }

  package var replicas: IDs<ReplicaID> {
    IDs(Int(firstReplica)..<Int(firstReplica + replicaCount))
  }

  /// All rows that its replicas may ever have.
  var reserved: IDs<ReplicaID> {
    IDs(Int(firstReplica)..<Int(firstReplica + reservedCount))
  }

  /// The replica at a place of the assignment.
  package func replica(_ place: Int) -> ReplicaID { ReplicaID(Int(firstReplica) + place) }
}

/// One replica: an end offset over the partition's one log.
package struct Replica: Sendable, BitwiseCopyable {
  package var broker: BrokerID
  /// The end of what this replica holds.
  package var end: Int64 = 0
  /// The end that the leader knows of.
  package var knownEnd: Int64 = 0
  /// Whether it lacks so much that fetching it takes time.
  package var isBehind = false
  /// How far what it has fetched since it began empty is counted; -1 once it is in sync.
  var refilledTo: Int64 = -1

  package init(broker: BrokerID, at start: Int64 = 0) {
    self.broker = broker
    end = start
    knownEnd = start
  }
}

/// What a partition's leader keeps beside the records.
package struct PartitionFiles: Sendable {
  package var segments: Segments
  package var epochs = LeaderEpochs()
  package var producers = ProducerStates()
  /// Batches with acks=all that wait for the high watermark, in offset order.
  package var waiting: [WaitingBatch] = []
  /// Readers to wake when there is more to read.
  package var readers: [Listener] = []
  /// Records that a replica holds beyond the point at which its log left that of the leader, kept
  /// until the replica cuts them: what an unclean election would bring back.
  package var tails: [DivergentTail] = []
  package var eligible = EligibleLeaders()
  /// Where its replicas are going; nil while they stay.
  package var reassignment: Reassignment?
  /// Since when nobody may write; `.never` while somebody may.
  package var leaderlessSince = Instant.never
  /// Who believes to lead though another one does, and since when; none at rest.
  package var staleLeader = BrokerID.none
  package var staleSince = Instant.never
  /// When somebody may again, last; what was created before has waited for that.
  package var ledAgainAt = Instant.zero
  /// Since when a transaction that nobody ends pins the last stable offset; `.never` without one.
  package var pinnedSince = Instant.never
  /// How many transactions were left open.
  package var leftOpen: Int64 = 0
  /// With shared storage, how far the store itself has the records, and below which its broker has
  /// them nowhere else.
  package var storedEnd: Int64 = 0
  package var coldEnd: Int64 = 0

  package init(at offset: Int64 = 0, created: Instant = .zero) {
    segments = Segments(start: offset, created: created)
    storedEnd = offset
    coldEnd = offset
  }
}

/// A batch that is answered once every in-sync replica has it.
package struct WaitingBatch: Sendable, BitwiseCopyable {
  package var batch: BatchID
  /// Told from another batch that uses the same row later.
  package var serial: UInt32
  package var end: Int64

  package init(batch: BatchID, serial: UInt32, end: Int64) {
    self.batch = batch
    self.serial = serial
    self.end = end
  }
}

/// The records of a dead replica that the new leader never had.
package struct DivergentTail: Sendable {
  package var place: Int
  package var from: Int64
  package var runs: [RunSlice]
  /// What it knows of the producers of its log.
  package var producers: ProducerStates
}

/// A follower broker that fetches from a leader broker: one request under way at a time.
package struct FetchPair: Sendable {
  /// Whether the follower's request waits at the leader because there is nothing new.
  package var isParked = true
  /// Replicas with something new to fetch.
  package var fresh: [ReplicaID] = []
  /// Replicas that the answer under way brings up to `ends`.
  package var underWay: [ReplicaID] = []
  package var ends: [Int64] = []

  package init() {}

  /// Takes replicas out: what was sent to them counts as not asked for.
  mutating func forget(_ isForgotten: (ReplicaID) -> Bool) {
    fresh.removeAll(where: isForgotten)
    let kept = underWay.indices.filter { !isForgotten(underWay[$0]) }
    guard kept.count < underWay.count else { return }
    ends = kept.map { ends[$0] }
    underWay = kept.map { underWay[$0] }
  }

  /// Makes what is new what is under way.
  mutating func takeFresh() {
    swap(&fresh, &underWay)
    fresh.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }
}
