import Accounting
import SimKernel

/// Both clusters and all their clients, as one value: tables of rows, the agenda, and the ledger
/// that watches. Copying it is a fork.
///
/// What happens is told to the ledger as observations; nothing here reads the ledger's verdicts.
package struct Estate: Sendable {
  package var agenda = Agenda()
  package var digest = Digest()
  package var eventCount: Int64 = 0
  package let draws: Draws
  package let profile: LatencyProfile
  /// The phase in which traffic moves: `.tick` when ticks stand for what came before them.
  package let isCoalesced: Bool
  /// The longest time that one run of a log may stand for.
  package let mergeWindow: TimeAmount
  package var ledger: Ledger

  package var clusters: Table<ClusterID, Cluster>
  package var brokers: Table<BrokerID, Broker>
  /// Brokers that were lost, in the order of the losses.
  package var losses: [BrokerLoss] = []
  /// Partitions that were given to other brokers, in the order in which that began.
  package var movements: [Movement] = []
  package var pairs: Table<FetchPairID, FetchPair>
  package var brokerLogs: Table<BrokerID, BrokerLog>
  package var catchUps: Table<ClusterID, CatchUpBoard>
  /// How many brokers get no answer from their store.
  package var storesAway = 0
  package var topics: Table<LocalTopicID, LocalTopic>
  package var meters: Table<LocalTopicID, Meter>
  package var partitions: Table<PartitionID, Partition>
  package var logs: Table<PartitionID, RunLog>
  package var files: Table<PartitionID, PartitionFiles>
  package var replicas: Table<ReplicaID, Replica>
  /// Which partition each replica belongs to.
  let replicaPartitions: Table<ReplicaID, PartitionID>

  package var producers: Table<ProducerID, Producer>
  package var outlets: Table<OutletID, Outlet>
  /// The row of the first producer that belongs to a member of a group.
  let firstMaker: Int
  package var batches = BatchPool()
  /// The next number of each lane.
  package var laneNext: Table<LaneID, Int64>
  package var slots: Table<TopicID, SlotMap>

  package var groups: Table<LocalGroupID, LocalGroup>
  package var members: Table<MemberID, Member>
  package var groupPartitions: Table<GroupPartitionID, GroupPartition>
  package var readers: Table<ReaderID, Reader>
  package var news: NewsBoard
  package var subscriptions: Table<SubscriptionID, Subscription>
  package var tasks: Table<TaskID, ConnectTask>

  /// A list that reads fill; of no meaning between two events.
  package var found = RunBuffer()

  package init(
    draws: Draws, profile: LatencyProfile, isCoalesced: Bool, mergeWindow: TimeAmount,
    ledger: Ledger, parts: EstateParts
  ) {
    self.draws = draws
    self.profile = profile
    self.isCoalesced = isCoalesced
    self.mergeWindow = mergeWindow
    self.ledger = ledger
    clusters = parts.clusters
    brokers = parts.brokers
    pairs = Table(repeating: FetchPair(), count: parts.brokers.count * parts.brokers.count)
    brokerLogs = Table(repeating: BrokerLog(), count: parts.brokers.count)
    catchUps = Table(repeating: CatchUpBoard(), count: parts.clusters.count)
    topics = parts.topics
    meters = Table(repeating: Meter(), count: parts.topics.count)
    partitions = parts.partitions
    logs = parts.logs
    files = parts.files
    replicas = parts.replicas
    replicaPartitions = Table(
      parts.partitions.ids.flatMap { id in parts.partitions[id].reserved.map { _ in id } })
    producers = parts.producers
    outlets = parts.outlets
    firstMaker = parts.firstMaker
    laneNext = Table(repeating: 0, count: ledger.lanes.count)
    slots = parts.slots
    groups = parts.groups
    members = parts.members
    groupPartitions = parts.groupPartitions
    readers = parts.readers
    news = parts.news
    subscriptions = parts.subscriptions
    tasks = parts.tasks
  }

  /// (Inlined wherever it is asked for, like every question that traffic puts to the estate: a call
  /// that takes a struct of this size unchanged copies it.)
  @inlinable @inline(__always) package var now: Instant { agenda.now }

  /// Puts an event on the agenda.
  package mutating func schedule(_ event: Event, at instant: Instant, _ phase: Phase) {
    agenda.schedule(event.payload, at: instant, phase: phase)
  }

  /// Puts something that traffic brings on the agenda. What a tick stands for came before its instant;
  /// what follows from a plan's step or a timer comes after that, as it does without ticks.
  package mutating func scheduleTraffic(_ event: Event, at instant: Instant) {
    let isOfTick = isCoalesced && (instant > now || agenda.phase == .tick)
    schedule(event, at: instant, isOfTick ? .tick : .delivery)
  }

  /// Takes the next event due at or before `limit` off the agenda and folds it into the digest.
  package mutating func next(until limit: Instant) -> Event? {
    guard let entry = agenda.next(until: limit) else { return nil }
    digest.fold(entry.key, entry.payload)
    eventCount += 1
    return Event(payload: entry.payload)
  }
}

/// The rows that an estate starts with.
package struct EstateParts: Sendable {
  package var clusters = Table<ClusterID, Cluster>()
  package var brokers = Table<BrokerID, Broker>()
  package var topics = Table<LocalTopicID, LocalTopic>()
  package var partitions = Table<PartitionID, Partition>()
  package var logs = Table<PartitionID, RunLog>()
  package var files = Table<PartitionID, PartitionFiles>()
  package var replicas = Table<ReplicaID, Replica>()
  package var producers = Table<ProducerID, Producer>()
  package var outlets = Table<OutletID, Outlet>()
  package var firstMaker = 0
  package var slots = Table<TopicID, SlotMap>()
  package var groups = Table<LocalGroupID, LocalGroup>()
  package var members = Table<MemberID, Member>()
  package var groupPartitions = Table<GroupPartitionID, GroupPartition>()
  package var readers = Table<ReaderID, Reader>()
  package var news = NewsBoard()
  package var subscriptions = Table<SubscriptionID, Subscription>()
  package var tasks = Table<TaskID, ConnectTask>()

  package init() {}
}
