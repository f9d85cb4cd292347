import Accounting
import KafkaModel
import SimKernel

/// One thing that goes wrong, and the part of the run during which it is wrong.
package struct FaultSpec: Equatable, Sendable {
  package var name: String?
  package var kind: Kind
  package var at: Moment
  /// How long it lasts; nil for something that happens at an instant or ends by itself.
  package var lasts: Lasting = .instant
  /// Whether a run in which the fault changes nothing is still conclusive.
  package var mayMiss = false
  /// Whether a broker that it stops loses its disk.
  package var losesDisk = false

  package enum Lasting: Equatable, Sendable {
    case instant
    case amount(TimeAmount)
    /// Not even healed when the run drains.
    case never
  }

  package enum Kind: Equatable, Sendable {
    /// The broker's process dies; its log stays.
    case brokerCrash(ClusterID, broker: Int)
    /// The broker's host dies: clients get no answer, not even a refusal.
    case hostLoss(ClusterID, broker: Int)
    /// The broker is shut down in order: its leaders move first.
    case brokerStop(ClusterID, broker: Int)
    /// The broker's process is held still, and goes on where it was.
    case brokerPause(ClusterID, broker: Int)
    /// The network parts a broker from others.
    case networkCut(ClusterID, broker: Int, from: BrokerCut)
    case clusterDown(ClusterID)
    /// The disk of a broker is full, and its process ends.
    case diskFull(ClusterID, broker: Int)
    /// All hosts of a zone die at once, and with them the volumes that lie there.
    case zoneLoss(ClusterID, zone: String)
    /// The object store of a cluster is slow, takes little, or does not answer.
    case store(ClusterID, StoreTrouble)
    /// Writes into the write-ahead log of a broker take so many times longer.
    case slowLog(ClusterID, broker: Int, times: Int64)
    /// Nobody reaches the volume of a broker's write-ahead log; what it holds may be gone.
    case logAway(ClusterID, broker: Int, isLost: Bool)
    /// Each record takes a group's sink so long.
    case slowSink(SubscriptionID, service: TimeAmount)
    /// Each record takes a group's application so long.
    case slowConsumer(SubscriptionID, service: TimeAmount)
    /// A producer writes at this rate instead of its own.
    case burst(WriterID, Rate)
    /// Records that a producer cannot serialise, or that a sink refuses.
    case schemaReject(SchemaReject)
    /// The link's process is killed: no position is stored.
    case linkCrash(LinkID)
    /// A member of a group is killed: it neither commits nor leaves.
    case memberCrash(SubscriptionID, member: Int)
    /// A member is stopped in order, and started again when the fault ends.
    case memberStop(SubscriptionID, member: Int)
    /// A member's process is held still, and goes on where it was.
    case memberPause(SubscriptionID, member: Int)
    /// A member works on one record until the fault ends: it sends heartbeats, and does not poll.
    case memberBusy(SubscriptionID, member: Int)
    /// The network parts a member from its brokers.
    case memberCut(SubscriptionID, member: Int)
    /// A topic's retention on a cluster is this, whatever its settings say.
    case retention(TopicID, on: ClusterID, TimeAmount)
    /// Answers to a producer's batches get lost on their way: so many, or for as long as the fault
    /// lasts.
    case ackLost(WriterID, answers: Int64?)
    /// A producer keeps the addresses that it has: it does not hear of what a plan does with it.
    case staleEndpoint(WriterID)
    /// A producer dies in the middle of a transaction, which nobody ends.
    case hangingTransaction(TopicID, on: ClusterID, partition: Int, records: Int64)
    /// The store of whoever becomes leader of a partition answers each reader's first fetch out of
    /// range.
    case fetchOutOfRange(TopicID, on: ClusterID)
    /// A member comes back with what it owned before, and reads a partition that another one owns.
    case staleOwnership(SubscriptionID, member: Int, TopicID, partition: Int)
  }

  package init(_ kind: Kind, at: Moment, lasts: Lasting = .instant) {
    self.kind = kind
    self.at = at
    self.lasts = lasts
  }
}

/// Which records a schema rule refuses, where, and what happens then.
package struct SchemaReject: Equatable, Sendable {
  package var side: Side
  /// The share of records that are refused, drawn record by record.
  package var share: Ratio
  package var then: Reject.Consequence
  /// The only offset whose record is refused; -1 for the share.
  package var only: Int64 = -1
  /// Of a sink connector: who refuses.
  package var place = Reject.Place.converter

  package enum Side: Equatable, Sendable {
    /// Before sending: the record never enters Kafka.
    case producer(WriterID)
    case sink(SubscriptionID)
  }

  package init(side: Side, share: Ratio, then: Reject.Consequence) {
    self.side = side
    self.share = share
    self.then = then
  }
}

/// Faults drawn for each seed, within the span of the plan.
package struct ChaosSpec: Equatable, Sendable {
  /// Names of fault kinds, as in `faults`.
  package var kinds: [String]
  package var perRun: ClosedRange<Int>

  package init(kinds: [String], perRun: ClosedRange<Int>) {
    self.kinds = kinds
    self.perRun = perRun
  }
}

/// A number that an outcome must have.
package struct Expectation: Equatable, Sendable {
  /// A step's name, `forward` (or FWD), or RP1…RP4.
  package var point: String
  package var metric: String
  /// A group, topic, producer or `any`; nil for all together.
  package var of: String?
  package var bound: Bound
  package var kind: String?
  package var cause: String?
  package var via: [String] = []
  /// Whether the point is judged as soon as the step is done rather than at its last instant.
  package var early = false

  /// Records, or milliseconds for `stall`; `open` for a stall that is not over.
  package enum Bound: Equatable, Sendable {
    case exactly(Int64)
    case range(min: Int64?, max: Int64?)
    case open
  }

  package init(point: String, metric: String, of: String? = nil, _ bound: Bound) {
    self.point = point
    self.metric = metric
    self.of = of
    self.bound = bound
  }
}
