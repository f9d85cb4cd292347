import Accounting
import KafkaModel
import SimKernel

/// All that a run starts from: what exists, what is written and read, the plan, the trouble.
///
/// Things refer to each other by row number in declaration order; names come back in reports. Every
/// value is definite: what a file left open (a set, a distribution) was drawn when it was read.
package struct Scenario: Equatable, Sendable {
  package var name = "scenario"
  /// What it shows, in a sentence.
  package var about: String?
  package var seed: UInt64 = 1
  package var profile = LatencyProfile.lan
  package var fidelity = Fidelity.batch
  /// The time of day at which the run begins, in seconds after midnight; nil for "00:00:00 is the
  /// start".
  package var startsAt: Int64?

  package var clusters: [ClusterSpec] = []
  package var topics: [TopicSpec] = []
  package var producers: [ProducerSpec] = []
  package var sinks: [SinkSpec] = []
  package var groups: [GroupSpec] = []
  package var links: [LinkSpec] = []
  package var plan = PlanSpec()
  package var faults: [FaultSpec] = []
  package var chaos: ChaosSpec?
  package var expectations: [Expectation] = []
  /// What whoever wrote the file had to assume, in words; printed by the report.
  package var assumed: [String] = []

  package init() {}
}

/// How finely traffic is cut into events.
package enum Fidelity: Equatable, Sendable {
  /// Each batch of a producer is an event.
  case batch
  /// What a producer sends within one tick is one run: exact for that traffic, and off by at most
  /// rate × tick a lane where something happens between two ticks.
  case coalesced(tick: TimeAmount)
}

/// A Kafka cluster.
package struct ClusterSpec: Equatable, Sendable {
  package var name: String
  package var version = KafkaVersion.newest
  /// The zone of each broker, in broker order.
  package var zones: [String] = ["a", "b", "c"]
  package var settings: ClusterSettings
  /// Nil for those of a new cluster of its version.
  package var features: ClusterFeatures?
  /// Who may do what; nil without an authorizer.
  package var rights: [AccessRule]?
  package var storage = StorageEngine.sharedNothing
  /// Bytes a second that a broker sends, and takes, for replicas that are behind; nil for the default.
  package var catchUpRate: Int64?
  /// How long a broker takes to start; nil for any process of the profile.
  package var startTime: TimeAmount?
  /// What a common volume carries: 125 MiB a second. Source: facts on storage, section 3.
  package static let defaultCatchUpRate: Int64 = 125 << 20

  package init(name: String, version: KafkaVersion = .newest, brokers: Int = 3) {
    self.name = name
    self.version = version
    zones = (0..<brokers).map { ["a", "b", "c"][$0 % 3] }
    settings = ClusterSettings(defaultsOf: version)
  }
}

/// A topic as applications know it, and where it exists.
package struct TopicSpec: Equatable, Sendable {
  package var name: String
  /// Bytes of one record.
  package var recordBytes: Int64 = 1_000
  package var keys = KeySpec()
  /// What a record is called in reports: "orders".
  package var unit: String?
  /// Where it exists at the start, by cluster.
  package var places: [TopicPlace] = []

  package init(name: String) { self.name = name }
}

/// A topic on one cluster.
package struct TopicPlace: Equatable, Sendable {
  package var cluster: ClusterID
  package var partitions: Int = 1
  package var replicationFactor: Int = 1
  package var settings: TopicSettings
  /// The log of each partition at the start: first readable offset and end. Empty for empty logs.
  package var logs: [Range<Int64>] = []
  /// The state of each replica at the start, in the order of the assignment, alike for all
  /// partitions. Empty where every replica has everything and is in sync.
  package var replicas: [ReplicaState] = []

  package init(cluster: ClusterID, settings: TopicSettings) {
    self.cluster = cluster
    self.settings = settings
  }
}

/// How far a replica is at the start.
package struct ReplicaState: Equatable, Sendable {
  /// The end of its log; nil for the partition's.
  package var end: Int64?
  package var isInSync: Bool

  package init(end: Int64?, isInSync: Bool) {
    self.end = end
    self.isInSync = isInSync
  }
}

/// The keys of a topic's records.
package struct KeySpec: Equatable, Sendable {
  /// How many there are; 0 for records without a key.
  package var count = 0
  /// Keys are this and a number: `key-0`, `key-1`, …
  package var prefix = "key-"
  package var firstNumber = 0
  package var distribution = Distribution.inTurn

  package enum Distribution: Equatable, Sendable {
    /// Record n has key n mod count.
    case inTurn
    /// Each record draws a key, all equally likely.
    case uniform
    /// Each record draws a key; the exponent in hundredths.
    case zipf(exponent: Int)
  }

  package init() {}
}

/// An application that writes to a topic.
package struct ProducerSpec: Equatable, Sendable {
  package var name: String
  package var topic: TopicID
  package var cluster: ClusterID
  /// Records a second of all instances together.
  package var rate = Rate.zero
  package var instances = 1
  package var partitioner = PartitionerSpec.byKey
  package var settings: ProducerSettings
  package var onFailure = OnFailure.drop
  /// Who it is to a cluster's authorizer; nil for its name.
  package var principal: String?
  /// Whether its application keeps what a cluster will not let it write, and waits.
  package var holdsWhenRefused = false
  package var starts = Moment.at(.zero)
  package var stops: Moment?
  package var bursts: [Burst] = []
  /// Of a source connector: what it runs in and is told. Its records are the lines of a file that
  /// grows at its rate.
  package var connector: Connector?

  package struct Connector: Equatable, Sendable {
    package var workers: SubscriptionID
    package var settings: SourceConnectorSettings

    package init(in workers: SubscriptionID, _ settings: SourceConnectorSettings) {
      self.workers = workers
      self.settings = settings
    }
  }
  /// How it groups its records into transactions; nil if it writes without.
  package var transactions: TransactionSpec?

  /// What the application does with a record that could not be sent.
  package enum OnFailure: Equatable, Sendable {
    /// Logs it and goes on.
    case drop
    /// Sends it again as a new record of the same identity.
    case resend
  }

  package init(name: String, topic: TopicID, cluster: ClusterID, version: KafkaVersion = .newest) {
    self.name = name
    self.topic = topic
    self.cluster = cluster
    settings = ProducerSettings(defaultsOf: version)
  }
}

/// How an application groups its records into transactions.
package struct TransactionSpec: Equatable, Sendable {
  /// Records of a transaction.
  package var records: Int64
  /// From the beginning of one to that of the next, at least; zero for as soon as there is a record.
  package var every = TimeAmount.zero
  /// Every so many-th is aborted; 0 for none.
  package var abortEvery: Int64 = 0
  /// Whether an aborted one is written again.
  package var retries = false

  package init(records: Int64) { self.records = records }
}

/// Records a second as a ratio of whole numbers.
package struct Rate: Equatable, Sendable {
  package var records: Int64
  package var per: TimeAmount

  package init(_ records: Int64, per: TimeAmount = .seconds(1)) {
    self.records = records
    self.per = per
  }

  package static let zero = Rate(0)
}

/// How a record finds its partition.
package enum PartitionerSpec: Equatable, Sendable {
  /// murmur2 of the key, or sticky without one: the Java client's default.
  case byKey
  /// CRC32 of the key: the default of clients built on librdkafka.
  case crc32
  /// Each record the next partition.
  case roundRobin
}

/// A number of records that an application writes at one instant, beside its rate.
package struct Burst: Equatable, Sendable {
  package var at: Moment
  package var records: Int64
  /// Whether `records` is meant for each key.
  package var perKey = false

  package init(at: Moment, records: Int64, perKey: Bool = false) {
    self.at = at
    self.records = records
    self.perKey = perKey
  }
}

/// Where the effects of a group go.
package struct SinkSpec: Equatable, Sendable {
  package var name: String
  package var kind = SinkKind.upsert
  /// Whether it looks if it has had a record before it acts, rather than afterwards or never.
  package var looksFirst = false
  /// What one effect is called in reports: "mails".
  package var unit: String?

  package init(name: String, kind: SinkKind = .upsert) {
    self.name = name
    self.kind = kind
  }
}

/// A consumer group and the sink behind it.
package struct GroupSpec: Equatable, Sendable {
  package var name: String
  package var topics: [TopicID] = []
  package var sink: Int?
  package var cluster: ClusterID
  package var members = 1
  package var settings: ConsumerSettings
  /// The version of its clients' library.
  package var client: KafkaVersion
  package var commits = CommitHabit.auto
  /// Time to process one record.
  package var service = TimeAmount.zero
  /// How long after its append a record is read: a pipeline that is always this far behind.
  package var delay = TimeAmount.zero
  package var isRunning = true
  package var order = ProcessingOrder.asRead
  /// Positions that exist at the start. Without any, the group has read everything so far.
  package var positions: [GroupPosition] = []
  /// What its members write of what they read; nil if their effects go into a sink.
  package var output: OutputSpec?
  /// What its members are: instances of an application, workers, or tasks within workers.
  package var role = Role.application

  package enum Role: Equatable, Sendable {
    case application
    /// Workers of a Connect cluster, which read nothing themselves; from the start of a process until it
    /// asks to join, nil for what any process takes.
    case workers(WorkerSettings, startTime: TimeAmount?)
    /// Tasks of a sink connector, which run in the workers of a group.
    case connector(in: SubscriptionID, SinkConnectorSettings)
  }

  package init(name: String, cluster: ClusterID, version: KafkaVersion = .newest) {
    self.name = name
    self.cluster = cluster
    client = version
    settings = ConsumerSettings(defaultsOf: version)
  }
}

/// What a group writes of what it reads: one record for each, under its key, into the partition of the
/// same number of a topic of the same cluster.
package struct OutputSpec: Equatable, Sendable {
  package var topic: TopicID
  package var settings: ProducerSettings
  /// Whether what it makes of a poll, and its positions, are written in one transaction.
  package var isExactlyOnce = false

  package init(topic: TopicID, version: KafkaVersion = .newest) {
    self.topic = topic
    settings = ProducerSettings(defaultsOf: version)
  }
}

extension Scenario {
  /// What becomes of a record that a group has had before: what it writes to a topic is added.
  package func sinkKind(of group: SubscriptionID) -> SinkKind {
    let spec = groups[group.row]
    return spec.sink.map { sinks[$0].kind } ?? (spec.output == nil ? .upsert : .append)
  }
}

extension GroupSpec {
  /// The workers of a Connect cluster: a group that shares out tasks.
  package init(
    workersOf name: String, cluster: ClusterID, _ workers: WorkerSettings, startTime: TimeAmount?,
    version: KafkaVersion = .newest
  ) {
    self.init(name: name, cluster: cluster, version: version)
    role = .workers(workers, startTime: startTime)
    settings.sessionTimeout = workers.sessionTimeout
    settings.heartbeat = workers.heartbeat
    settings.autoCommit = false
    // Who keeps a task works on while others join.
    settings.assignor = "cooperative-sticky"
  }

  /// A sink connector: the consumer group of its tasks.
  ///
  /// - Parameter flush: The `offset.flush.interval.ms` of the workers.
  package mutating func connect(
    in workers: SubscriptionID, _ connector: SinkConnectorSettings, flush: TimeAmount
  ) {
    role = .connector(in: workers, connector)
    members = Int(connector.tasks)
    commits = .everyFlush
    settings.autoCommitInterval = flush
  }

  /// Whether its members are workers.
  package var hasWorkers: Bool { if case .workers = role { true } else { false } }
  /// Whether its members are tasks.
  package var hasTasks: Bool { connector != nil }
  /// What a sink connector is told; nil for the others.
  package var connector: SinkConnectorSettings? {
    if case .connector(_, let settings) = role { settings } else { nil }
  }
}

/// A group's positions on a topic of one cluster: the next offset to read of each partition, nil
/// where there is none.
package struct GroupPosition: Equatable, Sendable {
  package var cluster: ClusterID
  package var topic: TopicID
  package var offsets: [Int64?]

  package init(cluster: ClusterID, topic: TopicID, offsets: [Int64?]) {
    self.cluster = cluster
    self.topic = topic
    self.offsets = offsets
  }
}

/// A moment: of the run, or of the plan.
package enum Moment: Equatable, Sendable {
  case at(Instant)
  /// So long after (or before) the step begins.
  case step(StepID, TimeAmount)
}

/// A step of the plan, in order.
@frozen public struct StepID: DenseID {
  public let index: UInt32
  @inlinable public init(index: UInt32) { self.index = index }
}

/// A link between two clusters.
@frozen public struct LinkID: DenseID {
  public let index: UInt32
  @inlinable public init(index: UInt32) { self.index = index }
}

/// An application that writes: a row of the scenario's `producers`.
@frozen public struct WriterID: DenseID {
  public let index: UInt32
  @inlinable public init(index: UInt32) { self.index = index }
}

/// A row of the scenario's `faults`.
@frozen public struct FaultID: DenseID {
  public let index: UInt32
  @inlinable public init(index: UInt32) { self.index = index }
}
