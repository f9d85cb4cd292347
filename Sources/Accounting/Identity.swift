import SimKernel

// Typed row numbers of everything that an observation can be about. They stand here, below the
// model, so that the ledger can speak of brokers and groups without knowing how either works.

/// A Kafka cluster, in the order in which the scenario names them.
@frozen public struct ClusterID: DenseID {
  public let index: UInt32
  @inlinable public init(index: UInt32) { self.index = index }
}

/// A topic as applications know it, whatever name and partitions it has on each cluster.
@frozen public struct TopicID: DenseID {
  public let index: UInt32
  @inlinable public init(index: UInt32) { self.index = index }

  /// No topic of the scenario.
  @inlinable public static var none: TopicID { TopicID(index: .max) }
}

/// One partition of one topic on one cluster.
@frozen public struct PartitionID: DenseID {
  public let index: UInt32
  @inlinable public init(index: UInt32) { self.index = index }
  @inlinable public static var none: PartitionID { PartitionID(index: .max) }
}

/// One producer's stream into one key slot of one topic. A record is (lane, number).
@frozen public struct LaneID: DenseID {
  public let index: UInt32
  @inlinable public init(index: UInt32) { self.index = index }
}

/// A consumer group and the sink behind it, on whichever cluster it reads: what two clusters'
/// groups of one name have in common, and what makes a re-read across a cutover a duplicate.
@frozen public struct SubscriptionID: DenseID {
  public let index: UInt32
  @inlinable public init(index: UInt32) { self.index = index }
}

/// An application instance that writes.
@frozen public struct ProducerID: DenseID {
  public let index: UInt32
  @inlinable public init(index: UInt32) { self.index = index }
}

/// Why a position, a copy or a gap is as it is: a row of the ledger's `provenances`.
@frozen public struct ProvenanceID: DenseID {
  public let index: UInt32
  @inlinable public init(index: UInt32) { self.index = index }

  /// Nothing special: the ordinary course of things.
  @inlinable public static var ordinary: ProvenanceID { ProvenanceID(index: 0) }
  /// A position that the group itself committed on that cluster.
  @inlinable public static var resumed: ProvenanceID { ProvenanceID(index: 1) }
}
