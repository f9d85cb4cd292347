import SimKernel

/// Everything that can happen: a kind, and the row of the thing it happens to.
///
/// An event is 32 bits, so that an entry of the agenda is 16 bytes. Timers are never cancelled: the
/// row knows when it wants to be called, and an event that finds another instant there is stale.
package struct Event: Equatable, Sendable, BitwiseCopyable {
  package var kind: Kind
  package var row: UInt32

  package init(_ kind: Kind, _ row: UInt32) {
    self.kind = kind
    self.row = row
  }

  package init(_ kind: Kind, _ id: some DenseID) { self.init(kind, id.index) }

  /// Kind in the top six bits, row in the others.
  package init(payload: UInt32) {
    guard let kind = Kind(rawValue: UInt8(payload >> 26)) else {
      impossible("an event of kind \(payload >> 26)")
    }
    self.init(kind, payload & 0x3FF_FFFF)
  }

  package var payload: UInt32 { UInt32(kind.rawValue) << 26 | row }

  package enum Kind: UInt8, Equatable, Sendable, BitwiseCopyable, CaseIterable {
    // Producers.
    case produce, burst, batchArrives, batchAnswered, outletRetries, producerDeadline
    // Applications that write: their rows are those of the scenario.
    case writerStarts, writerStops
    // Brokers.
    case followerFetches, brokerFenced, leadersElected, brokerReturns, retentionChecked
    case leadersRebalanced
    // Shared storage.
    case logGathers, logWritten, takeOverBegins, takeOverEnds
    // Groups.
    case newsArrives, readerWakes, batchProcessed, autoCommit, heartbeat, sessionExpired
    case groupJoined, memberStarts, offsetsExpire, pollOverdue
    // Replication layers.
    case copyAcked, positionsStored, checkpointsEmitted, groupOffsetsSynced
    case topicsRefreshed, linkStarts, rightsSynced
    // Plan, faults, branch.
    case planWakes, gateChecked, faultBegins, faultEnds, branchPhase, sampled
    // Brokers that are not heard, and their clients. (New kinds come last: fingerprints stay.)
    case brokerLearns, brokersMeet, laggardsDropped, readersMove, metadataRefreshed
    // Connect.
    case tasksDue, sourcePolls, sourceFlushes
    // Coordinators of transactions.
    case transactionEnds, transactionExpires
    // Replicas that are behind.
    case brokerFetches, replicasCatchUp
    // Stores that fail.
    case logUploads, storeAnswers, logHalts
    // Partitions that go to other brokers.
    case partitionMoved
    // Commits that are not answered.
    case commitRetries
  }
}
