import Accounting
import SimKernel

/// A task of a connector: work that runs inside a worker, and moves with it.
@frozen public struct TaskID: DenseID {
  public let index: UInt32
  @inlinable public init(index: UInt32) { self.index = index }
  @inlinable public static var none: TaskID { TaskID(index: .max) }
}

package struct ConnectTask: Sendable {
  /// The group of workers that it runs in.
  package let workers: LocalGroupID
  package let work: Work
  /// The worker that runs it; none while nobody does.
  package var worker = MemberID.none
  /// The worker that had it, as the leader of the workers remembers; none for a task that is new to it.
  package var lastWorker = MemberID.none
  /// Whether its connector is there and not stopped.
  package var isWanted: Bool
  /// Whether it has failed, and waits until somebody starts it again.
  package var hasFailed = false
  /// When it was started last: from there it counts the time between two commits.
  package var startedAt = Instant.zero

  package enum Work: Equatable, Sendable, BitwiseCopyable {
    /// A member of the connector's consumer group, by its place.
    case sink(SubscriptionID, place: Int)
    /// A source connector's, which is a producer.
    case source(ProducerID)
  }

  package init(_ work: Work, in workers: LocalGroupID, isWanted: Bool) {
    self.work = work
    self.workers = workers
    self.isWanted = isWanted
  }
}

/// What the leader of a Connect cluster's workers keeps in mind.
package struct TaskSharing: Sendable {
  package let maxDelay: TimeAmount
  /// From the start of a worker's process until it asks to join; nil for that of any process.
  package let startTime: TimeAmount?
  /// Who shares the tasks out; none after it died, and with it what it knew.
  package var leader = MemberID.none
  /// Until when tasks of a worker that is gone wait; `.never` while none does.
  package var delayedUntil = Instant.never

  package init(maxDelay: TimeAmount, startTime: TimeAmount?) {
    self.maxDelay = maxDelay
    self.startTime = startTime
  }
}
