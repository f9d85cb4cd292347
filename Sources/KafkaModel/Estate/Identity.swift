import Accounting
import SimKernel

// Row numbers of what only the model knows; those that observations speak of stand in Accounting.

/// A broker of any cluster.
package struct BrokerID: DenseID {
  package let index: UInt32
  package init(index: UInt32) { self.index = index }
  package static let none = BrokerID(index: .max)
}

/// A topic as it is on one cluster: its partitions, settings and name there.
package struct LocalTopicID: DenseID {
  package let index: UInt32
  package init(index: UInt32) { self.index = index }
}

/// One replica of one partition.
package struct ReplicaID: DenseID {
  package let index: UInt32
  package init(index: UInt32) { self.index = index }
}

/// A follower broker and the leader broker that it fetches from.
package struct FetchPairID: DenseID {
  package let index: UInt32
  package init(index: UInt32) { self.index = index }
}

/// A batch that a producer has not heard the last of.
package struct BatchID: DenseID {
  package let index: UInt32
  package init(index: UInt32) { self.index = index }
}

/// A producer's queue for one partition number of its topic.
package struct OutletID: DenseID {
  package let index: UInt32
  package init(index: UInt32) { self.index = index }
}

/// A consumer group on one cluster.
package struct LocalGroupID: DenseID {
  package let index: UInt32
  package init(index: UInt32) { self.index = index }
}

/// One instance of a group's application on one cluster. The first rows of readers are members.
package struct MemberID: DenseID {
  package let index: UInt32
  package init(index: UInt32) { self.index = index }
  package static let none = MemberID(index: .max)
}

/// A partition as a group on its cluster sees it: position, commit, owner.
package struct GroupPartitionID: DenseID {
  package let index: UInt32
  package init(index: UInt32) { self.index = index }
}

/// Whoever fetches records: members first, then the tasks of replication layers.
package struct ReaderID: DenseID {
  package let index: UInt32
  package init(index: UInt32) { self.index = index }
}
