import SimKernel

// What the ledger writes down besides counts: one row for each stretch of records to which
// something happened, with why.

/// Records that a subscription applied once more.
package struct RepeatEntry: Equatable, Sendable {
  package var subscription: SubscriptionID
  package var range: LaneRange
  package var blame: Blame
}

/// Records of which a cluster's topic got a copy that was not meant to be, before or after the one
/// that was.
package struct LogRepeatEntry: Equatable, Sendable {
  package var cluster: ClusterID
  package var range: LaneRange
  package var blame: Blame
}

/// Records first applied after a later record of the same key.
package struct LateEntry: Equatable, Sendable {
  package var subscription: SubscriptionID
  package var range: LaneRange
  package var count: Int64
  package var blame: Blame
}

/// Records that were removed from a log.
package struct Drop: Equatable, Sendable {
  package enum How: Equatable, Sendable {
    /// A new leader did not have them.
    case truncated(unclean: Bool)
    /// Retention deleted them before this reader had got them.
    case expiredUnread(SubscriptionID)
    /// Retention deleted them before the copier to this cluster had copied them.
    case expiredUncopied(to: ClusterID)
  }

  package var cluster: ClusterID
  package var range: LaneRange
  package var how: How
  package var at: Instant
}

/// A reader was put at a position of a partition.
package struct Placement: Equatable, Sendable {
  package var subscription: SubscriptionID
  package var partition: PartitionID
  /// Below which offset it had read all that it will read there, and where it goes on.
  package var read: Int64
  package var offset: Int64
  package var provenance: ProvenanceID
  package var at: Instant

  package init(
    subscription: SubscriptionID, partition: PartitionID, read: Int64, offset: Int64,
    provenance: ProvenanceID, at: Instant
  ) {
    self.subscription = subscription
    self.partition = partition
    self.read = read
    self.offset = offset
    self.provenance = provenance
    self.at = at
  }

  /// Offsets of which some are not read because of it: those that have no effect yet.
  package var skipped: Range<Int64> { read..<max(read, offset) }
}

/// Records that a reader passed over because it could not process them.
package struct Refusal: Equatable, Sendable {
  package var subscription: SubscriptionID
  package var range: LaneRange
  package var keptAside: Bool

  package init(subscription: SubscriptionID, range: LaneRange, keptAside: Bool) {
    self.subscription = subscription
    self.range = range
    self.keptAside = keptAside
  }
}

/// Records that a reader had behind it without applying them, and why.
package struct SkipEntry: Equatable, Sendable {
  package var subscription: SubscriptionID
  package var range: LaneRange
  package var blame: Blame
}

/// Records that an application gave up on, and why.
package struct GivenUp: Equatable, Sendable {
  package var range: LaneRange
  package var blame: Blame
}

/// A time during which a subscription had something to do in a lane and did nothing.
package struct Stall: Equatable, Sendable {
  package var subscription: SubscriptionID
  package var lane: LaneID
  package var from: Instant
  package var to: Instant
  package var isOpen = false
}

/// A time during which a producer's records of one lane waited to be acknowledged.
package struct ProducerStall: Equatable, Sendable {
  package var lane: LaneID
  package var from: Instant
  package var to: Instant
  /// Whether it ended with an acknowledgement; else the lane waits on if more of it is waiting.
  package var isAnswered = true
}

/// Something that keeps readers or writers from going on, while it lasts.
package struct Disruption: Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    /// A partition has no leader that answers, or may not be written.
    case leaderless(PartitionID)
    /// The disk of a broker is full, so that it neither leads nor follows.
    case diskFull(ClusterID)
    /// What a cluster keeps its records in is slow, full or away.
    case heldUp(ClusterID)
    /// A partition of a group has no owner that works.
    case unowned(SubscriptionID)
    /// A group that cannot go on, because of a cause: without a place to begin at and with no policy to
    /// find another, or refused where it writes what it makes.
    case placeless(SubscriptionID, Cause)
    /// No worker runs the task of a source connector.
    case workerless(ProducerID)
    /// A group's application stopped at a record, or its sink refuses.
    case refused(SubscriptionID)
    /// A group's application or sink is slow.
    case slow(SubscriptionID)
    /// A copier does not copy, though it should.
    case copierDown(to: ClusterID)
    /// Writers write to a cluster from which nothing brings their records to where a group reads.
    case apart(SubscriptionID, writers: ClusterID, isAstray: Bool)
    /// An open transaction keeps readers of committed records from what comes after it.
    case pinned(TopicID, on: ClusterID)
    /// A writer's records cannot be serialised.
    case unserialisable(ProducerID)
    /// A cluster refuses a writer, which may be one that should be elsewhere.
    case unauthorised(ProducerID, isAstray: Bool)
  }

  package var kind: Kind
  package var from: Instant
  package var to: Instant

  package init(kind: Kind, from: Instant, to: Instant) {
    self.kind = kind
    self.from = from
    self.to = to
  }

  /// 1 for what may follow from another one that began at the same instant, 0 for what does not.
  var follows: Int { if case .diskFull = kind { 0 } else { 1 } }
}

/// A plan moved a topic's writers, or its authority, to a cluster.
package struct Promotion: Equatable, Sendable {
  package var cluster: ClusterID
  package var at: Instant

  package init(cluster: ClusterID, at: Instant) {
    self.cluster = cluster
    self.at = at
  }
}
