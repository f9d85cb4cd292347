import Accounting
import SimKernel

/// A Kafka cluster: its version, its settings, and which rows are its brokers and topics.
package struct Cluster: Sendable {
  package var name: String
  package let version: KafkaVersion
  package var settings: ClusterSettings
  package var brokers: IDs<BrokerID>
  package var topics: [LocalTopicID] = []
  /// How many faults hold the whole cluster down.
  package var downs: Int32 = 0
  /// Whether a step of the plan shut it down for good.
  package var isRetired = false
  /// From 3.7 on the high watermark stands still while too few replicas are in sync.
  package let watermarkWaitsForMinInsync: Bool
  /// Whether its controller remembers who may lead once nobody is in sync (KIP-966).
  package let keepsEligible: Bool
  /// Whether a step of the plan has stopped it, so that what cannot be sent is the plan's doing.
  package var isStopped = false
  /// How many times it was fenced: it then takes no records of producers.
  package var fences: Int32 = 0
  /// Who may do what; nil without an authorizer, where everybody may do everything.
  package var rights: AccessControl?
  /// When its next retention check is due.
  package var nextRetentionCheck = Instant.never
  package var nextLeaderRebalance = Instant.never
  /// The write-ahead log of its brokers, if it keeps its records in shared storage.
  package let writeAheadLog: WriteAheadLog?
  @usableFromInline let isShared: Bool
  /// What is wrong with the store itself.
  package var store = ObjectStore()
  /// Lost brokers whose partitions nobody has taken over yet, the first to be served first; and which
  /// of them is being taken over.
  package var takeOvers: [BrokerID] = []
  package var takenOver = BrokerID.none
  /// Writes into the logs of its brokers, those of links among them.
  package var logWrites: Int64 = 0
  /// When a step shut it down for good; `.never` while it stands.
  package var retiredAt = Instant.never
  /// Bytes a second that a broker sends, and takes, for replicas that are behind; nil for no limit.
  package var catchUpRate: Int64?
  /// Bytes a second that a broker gives, and takes, for partitions that are being moved; nil without such
  /// a throttle.
  package var moveThrottle: Int64?
  /// How long a broker's process takes to start, until it is let back in.
  package var startTime = TimeAmount.zero

  package init(
    name: String, version: KafkaVersion, settings: ClusterSettings, brokers: IDs<BrokerID>,
    storage: StorageEngine = .sharedNothing, features: ClusterFeatures? = nil
  ) {
    let features = features ?? ClusterFeatures(defaultsOf: version)
    keepsEligible = features.eligibleLeaders > 0 && !storage.isShared
    if case .sharedStorage(let log) = storage { writeAheadLog = log } else { writeAheadLog = nil }
    isShared = storage.isShared
    self.name = name
    self.version = version
    self.settings = settings
    self.brokers = brokers
    watermarkWaitsForMinInsync = version.has(.strictMinimum)
  }
}

/// A broker, as its controller and its clients know it.
package struct Broker: Sendable, BitwiseCopyable {
  package var cluster: ClusterID
  /// The number that a zone's name got.
  package var zone: UInt32
  /// How many faults hold its process down, and how many of them took the host along.
  package var stops: Int32 = 0
  package var hostStops: Int32 = 0
  /// Since when its disk has been full; `.never` while there is room.
  package var fullSince = Instant.never
  /// How many faults hold its process still, and how many cut it off from whom.
  package var pauses: Int32 = 0
  package var controllerCuts: Int32 = 0
  package var brokerCuts: Int32 = 0
  package var clientCuts: Int32 = 0
  /// How many of those that keep clients away let their packets vanish.
  package var silentCuts: Int32 = 0
  /// When it hears of the controller again after that; when it looks next for followers that lag.
  package var learnsAt = Instant.never
  package var dropsLaggardsAt = Instant.never
  /// Whether its process has ended, if it has, without being shut down in order, or lost its disk.
  package var isUnclean = false
  /// Whether the controller has fenced it.
  package var isFenced = false
  /// Whether others are about to lead what it led.
  package var isElectionDue = false
  /// When the controller will fence it; `.never` while it lives.
  package var fencesAt = Instant.never
  package var returnsAt = Instant.never
  /// From when on its process fetches; `.never` while there is none.
  package var fetchesAt = Instant.zero
  /// When it went down, or became silent, last.
  package var downSince = Instant.zero
  /// Requests that went wrong because it was down.
  package var bites: Int64 = 0

  package init(cluster: ClusterID, zone: UInt32) {
    self.cluster = cluster
    self.zone = zone
  }

  package var isUp: Bool { stops == 0 }
}

// Who reaches it. (Sums rather than conditions: traffic asks all the time.)
extension Broker {
  /// Whether its process runs and its clients reach it.
  @inlinable @inline(__always)
  package var answers: Bool { stops | pauses | clientCuts == 0 }

  /// Whether it serves: up, reached, and not waiting to be let back in. One that is cut off from the
  /// controller serves on: it does not hear that it was fenced.
  @inlinable @inline(__always)
  package var serves: Bool { answers && (!isFenced || controllerCuts > 0) }

  /// Whether it exchanges records with other brokers.
  @inlinable @inline(__always)
  package var replicates: Bool { stops | pauses | brokerCuts == 0 && !isFenced }

  /// Whether it takes itself for the leader that it was: its process has lived all along, and does not
  /// know that it was fenced.
  var leadsOn: Bool { isUp && returnsAt == .never }

  /// Whether it tells the controller that it lives.
  package var isInTouch: Bool { stops | pauses | controllerCuts == 0 }

  /// Whether a client's request to it vanishes, without even a refusal.
  package var isSilent: Bool { hostStops > 0 && !isFenced || pauses > 0 || silentCuts > 0 }

  /// Whether nothing keeps it apart from anybody.
  var isReached: Bool { stops | pauses | controllerCuts | brokerCuts | clientCuts == 0 }

  /// Whether the controller may make it a leader.
  package var mayLead: Bool { isInTouch && !isFenced }

  /// Whether groups reach the coordinator on it.
  @inlinable @inline(__always)
  package var coordinates: Bool { answers && !isFenced }
}

/// A topic on one cluster.
package struct LocalTopic: Sendable {
  package var topic: TopicID
  package var cluster: ClusterID
  /// Its name there, which a replication layer may have changed.
  package var name: String
  package var partitions: IDs<PartitionID>
  package var settings: TopicSettings
  /// Which of its replicas a replication throttle is for, by leader and by follower.
  let throttledLeaders: ThrottledReplicas
  let throttledFollowers: ThrottledReplicas
  package var recordBytes: Int64
  /// Retention that a fault imposes; nil without one.
  package var retentionOverride: TimeAmount?
  /// How many faults let the store of a new leader answer a reader's first fetch out of range, and
  /// how often one has.
  package var rangeFaults: Int32 = 0
  package var rangeErrors: Int64 = 0
  /// Whether it exists yet: a replication layer creates its copies when it finds them missing.
  package var exists = true
  /// Whether it is Kafka's own, with nobody's records.
  package var isInternal: Bool { topic == .none }

  package init(
    topic: TopicID, cluster: ClusterID, name: String, partitions: IDs<PartitionID>,
    settings: TopicSettings, recordBytes: Int64
  ) {
    self.topic = topic
    self.cluster = cluster
    self.name = name
    self.partitions = partitions
    self.settings = settings
    throttledLeaders = settings.throttledReplicas(settings.throttledLeaders)
    throttledFollowers = settings.throttledReplicas(settings.throttledFollowers)
    self.recordBytes = recordBytes
  }

  package var retention: TimeAmount { retentionOverride ?? settings.retention }

  package var retentionRule: RetentionRule {
    RetentionRule(
      age: retention.nanoseconds < 0 ? nil : retention,
      bytes: settings.retentionBytes < 0 ? nil : settings.retentionBytes,
      deletes: settings.cleanupPolicy.contains("delete"))
  }
}
