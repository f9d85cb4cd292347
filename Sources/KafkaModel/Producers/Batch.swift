import Accounting
import SimKernel

/// Records that travel together: appended as a whole or not at all.
package struct Batch: Sendable {
  package var outlet: OutletID
  package var partition: PartitionID
  package var state = State.free
  package var answer = Answer.written
  /// Counts what this row was used for, so that a late answer finds out that it is late.
  package var serial: UInt32 = 0
  package var attempts: Int32 = 0
  /// The producer identity that `sequence` belongs to; both are given when it is first sent.
  package var identity: Int64 = 0
  package var sequence: Int32 = -1
  package var count: Int64 = 0
  package var bytes: Int64 = 0
  package var created = Instant.zero
  package var sentAt = Instant.zero
  /// Whether some broker has appended it already.
  package var isAppended = false
  /// Why it would be in a log a second time if it is appended again.
  package var again = ProvenanceID.ordinary
  /// Usually one range; more when several slots of keys share the partition.
  package var range: LaneRange
  package var more: [LaneRange] = []

  package enum State: Equatable, Sendable, BitwiseCopyable {
    case free, queued, inFlight, answering
  }

  package enum Answer: Equatable, Sendable, BitwiseCopyable {
    case written
    /// Nobody there, or not the leader: retriable, and not appended by this attempt.
    case unavailable
    /// The connection broke: retriable, and nobody knows whether it was appended.
    case disconnected
    case notEnoughReplicas
    case outOfOrder
    /// The producer may not write there: not retriable.
    case unauthorised
  }

  init(outlet: OutletID, partition: PartitionID, range: LaneRange) {
    self.outlet = outlet
    self.partition = partition
    self.range = range
  }

  /// Calls `body` with each range, in order.
  @inline(__always)
  package func forEachRange(_ body: (LaneRange) -> Void) {
    body(range)
    for other in more { body(other) }
  }
}

/// The batches that producers have not heard the last of; rows are used again.
package struct BatchPool: Sendable {
  package var rows = Table<BatchID, Batch>()
  private var free: [BatchID] = []

  package init() {}

  package subscript(id: BatchID) -> Batch {
    get { rows[id] }
    _modify { yield &rows[id] }
  }

  mutating func make(_ outlet: OutletID, _ partition: PartitionID, _ range: LaneRange) -> BatchID {
    guard let id = free.popLast() else {
      var batch = Batch(outlet: outlet, partition: partition, range: range)
      batch.state = .queued
      return rows.append(batch)
    }
    let serial = rows[id].serial &+ 1
    rows[id] = Batch(outlet: outlet, partition: partition, range: range)
    rows[id].serial = serial
    rows[id].state = .queued
    return id
  }

  mutating func release(_ id: BatchID) {
    rows[id].state = .free
    rows[id].serial &+= 1
    rows[id].more = []
    free.append(id)
  }

  /// Batches that are not free, in row order.
  package var ids: [BatchID] { rows.ids.filter { rows[$0].state != .free } }
}
