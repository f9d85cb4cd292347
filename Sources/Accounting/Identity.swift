import SimKernel

// Typed row numbers of everything that an observation can be about. They stand here, below the
// model, so that the ledger can speak of brokers and groups without knowing how either works.

/// A Kafka cluster, in the order in which the scenario names them.
package struct ClusterID: DenseID {
  package let index: UInt32
  package init(index: UInt32) { self.index = index }
}

/// A topic as applications know it, whatever name and partitions it has on each cluster.
package struct TopicID: DenseID {
  package let index: UInt32
  package init(index: UInt32) { self.index = index }
}

/// One partition of one topic on one cluster.
package struct PartitionID: DenseID {
  package let index: UInt32
  package init(index: UInt32) { self.index = index }
}

/// One producer's stream into one key slot of one topic. A record is (lane, number).
package struct LaneID: DenseID {
  package let index: UInt32
  package init(index: UInt32) { self.index = index }
}

/// A consumer group and the sink behind it, on whichever cluster it reads: what two clusters'
/// groups of one name have in common, and what makes a re-read across a cutover a duplicate.
package struct SubscriptionID: DenseID {
  package let index: UInt32
  package init(index: UInt32) { self.index = index }
}

/// An application instance that writes.
package struct ProducerID: DenseID {
  package let index: UInt32
  package init(index: UInt32) { self.index = index }
}

/// Why a position, a copy or a gap is as it is: a row of the ledger's `provenances`.
package struct ProvenanceID: DenseID {
  package let index: UInt32
  package init(index: UInt32) { self.index = index }

  /// Nothing special: the ordinary course of things.
  package static let ordinary = ProvenanceID(index: 0)
  /// A position that the group itself committed on that cluster.
  package static let resumed = ProvenanceID(index: 1)
}
