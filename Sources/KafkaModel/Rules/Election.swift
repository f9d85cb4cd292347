import SimKernel

/// Who leads a partition, chosen among its replicas by their places in the assignment.
///
/// A replica in sync that lives may lead; so may, once nobody is in sync any more, one that was
/// dropped while it held everything committed (an *eligible* one, KIP-966). Anybody else costs
/// records and is *unclean*.
///
/// - Source: Kafka 4.1, `PartitionChangeBuilder.electLeader`; cases `elect` in `replication`.
package struct Election: Equatable, Sendable, BitwiseCopyable {
  package enum Mode: Equatable, Sendable, BitwiseCopyable {
    /// The first replica of the assignment if it may lead, else as `online`.
    case preferred
    /// The present leader if it still may lead, else the first replica that may.
    case online
    /// As `online`, and when nobody may lead the first that lives, whatever it lacks.
    case unclean
  }

  package struct Winner: Equatable, Sendable, BitwiseCopyable {
    package var place: Int
    package var isUnclean: Bool

    package init(place: Int, isUnclean: Bool) {
      self.place = place
      self.isUnclean = isUnclean
    }
  }

  /// How many replicas the assignment names.
  package var count: Int
  package var inSync: MemberSet
  package var live: MemberSet
  package var eligible: MemberSet = []
  /// The last leader, when nobody is in sync or eligible any more (KIP-966).
  package var lastKnown: Int?

  package init(
    count: Int, inSync: MemberSet, live: MemberSet, eligible: MemberSet = [], lastKnown: Int? = nil
  ) {
    self.count = count
    self.inSync = inSync
    self.live = live
    self.eligible = eligible
    self.lastKnown = lastKnown
  }

  /// Returns the new leader, or nil when nobody can lead.
  ///
  /// - Parameter current: The place of the present leader, if there is one.
  package func winner(_ mode: Mode, current: Int?) -> Winner? {
    let candidates = (inSync.isEmpty ? eligible : inSync).intersection(live)
    if mode == .preferred, candidates.contains(0) { return Winner(place: 0, isUnclean: false) }
    if let current, candidates.contains(current) { return Winner(place: current, isUnclean: false) }
    if let place = candidates.min { return Winner(place: place, isUnclean: false) }
    if let lastKnown, inSync.isEmpty, eligible.isEmpty, live.contains(lastKnown) {
      return Winner(place: lastKnown, isUnclean: true)
    }
    guard mode == .unclean, let place = live.min else { return nil }
    return Winner(place: place, isUnclean: true)
  }
}
