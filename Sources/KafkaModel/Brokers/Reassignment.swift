import Accounting
import SimKernel

/// A partition on its way to other replicas.
///
/// It has both until all that it is to have are in sync: those first, in their order, then the ones that
/// go.
///
/// - Source: `PartitionReassignmentReplicas` of Kafka 4.1, KIP-455; facts section 2.6.
package struct Reassignment: Equatable, Sendable, BitwiseCopyable {
  /// How many of its replicas, from the first on, stay.
  package var kept: Int
  /// Those that it did not have before, by their places.
  package var adding: MemberSet
  /// Whether what it fetches is throttled while it lasts.
  package var isThrottled: Bool
  /// With shared storage, who is to have it; nobody otherwise.
  package var target = BrokerID.none

  package init(kept: Int, adding: MemberSet, isThrottled: Bool) {
    self.kept = kept
    self.adding = adding
    self.isThrottled = isThrottled
  }

  /// Whether all that stay are in sync.
  package func isDone(inSync: MemberSet) -> Bool {
    #if MIGSIM_PLANT
      if Plant.chosen == .movesTooSoon { return !adding.isDisjoint(with: inSync) }
    #endif
    return MemberSet(first: kept).isSubset(of: inSync)
  }
}

/// A partition that was given to other brokers, and when.
package struct Movement: Equatable, Sendable {
  package var partition: PartitionID
  package var from: Instant
  /// Nil while it goes on.
  package var to: Instant?
  /// Records that its new replicas have fetched.
  package var fetched: Int64 = 0
  /// Whether it was called off before it was done.
  package var isCancelled = false
}

extension Partition {
  /// Whether fewer replicas are in sync than it is meant to have; those that it is only getting do not
  /// count.
  ///
  /// Source: `Partition.isUnderReplicated` of Kafka 4.1.
  package func isUnderReplicated(during reassignment: Reassignment?) -> Bool {
    inSync.count < Int(replicaCount) - (reassignment?.adding.count ?? 0)
  }
}
