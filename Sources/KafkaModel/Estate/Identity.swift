import Accounting
import SimKernel

// Row numbers of what only the model knows; those that observations speak of stand in Accounting.

/// A broker of any cluster.
@frozen public struct BrokerID: DenseID {
  public let index: UInt32
  @inlinable public init(index: UInt32) { self.index = index }
  @inlinable public static var none: BrokerID { BrokerID(index: .max) }
}

/// A topic as it is on one cluster: its partitions, settings and name there.
@frozen public struct LocalTopicID: DenseID {
  public let index: UInt32
  @inlinable public init(index: UInt32) { self.index = index }
}

/// One replica of one partition.
@frozen public struct ReplicaID: DenseID {
  public let index: UInt32
  @inlinable public init(index: UInt32) { self.index = index }
}

/// A follower broker and the leader broker that it fetches from.
@frozen public struct FetchPairID: DenseID {
  public let index: UInt32
  @inlinable public init(index: UInt32) { self.index = index }
}

/// A batch that a producer has not heard the last of.
@frozen public struct BatchID: DenseID {
  public let index: UInt32
  @inlinable public init(index: UInt32) { self.index = index }
}

/// A producer's queue for one partition number of its topic.
@frozen public struct OutletID: DenseID {
  public let index: UInt32
  @inlinable public init(index: UInt32) { self.index = index }
}

/// A consumer group on one cluster.
@frozen public struct LocalGroupID: DenseID {
  public let index: UInt32
  @inlinable public init(index: UInt32) { self.index = index }
}

/// One instance of a group's application on one cluster. The first rows of readers are members.
@frozen public struct MemberID: DenseID {
  public let index: UInt32
  @inlinable public init(index: UInt32) { self.index = index }
  @inlinable public static var none: MemberID { MemberID(index: .max) }
}

/// A partition as a group on its cluster sees it: position, commit, owner.
@frozen public struct GroupPartitionID: DenseID {
  public let index: UInt32
  @inlinable public init(index: UInt32) { self.index = index }
}

/// Whoever fetches records: members first, then the tasks of replication layers.
@frozen public struct ReaderID: DenseID {
  public let index: UInt32
  @inlinable public init(index: UInt32) { self.index = index }
}
