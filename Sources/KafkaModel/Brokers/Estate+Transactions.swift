import Accounting
import SimKernel

// What transactions leave in a log, and those that nobody ends.

extension Estate {
  /// Appends records of a transaction whose producer is gone: they pin the last stable offset until
  /// somebody writes a marker.
  ///
  /// - Parameter producerID: One that no other producer of the run has.
  /// - Source: facts section 4; KAFKA-12671.
  package mutating func leaveTransactionOpen(
    in id: PartitionID, _ range: LaneRange, by producerID: Int64
  ) {
    guard servingLeader(id) != nil else { return blameLeader(of: id) }
    let batch = ProducerBatch(
      producerID: producerID, epoch: 0, firstSequence: 0, count: Int32(clamping: range.count),
      isTransactional: true, newestTimestamp: now)
    guard files[id].producers.append(batch, at: logs[id].end) == .appended else { return }
    append(range, to: id, kind: .transactional)
    files[id].leftOpen += 1
    if files[id].pinnedSince == .never { files[id].pinnedSince = now }
    publish(id)
  }

  /// Writes an abort marker for every open transaction of a partition, as
  /// `kafka-transactions.sh abort` does for one, or only for those of one producer id.
  package mutating func abortTransactions(in id: PartitionID, of producerID: Int64? = nil) {
    guard servingLeader(id) != nil else { return blameLeader(of: id) }
    let open = files[id].producers.transactions.unsettled.filter {
      $0.isOpen && (producerID == nil || $0.producerID == producerID)
    }
    for transaction in open {
      appendMarker(to: id, of: transaction, isCommit: false)
      guard let owner = owner(of: transaction.producerID),
        producers[owner].transactions?.state != .idle
      else { continue }
      // Its producer finds out when it asks for the end.
      producers[owner].transactions?.failure = .producerSendExpired
    }
    publish(id)
    guard files[id].pinnedSince != .never else { return }
    ledger.disruptions.append(pin(of: id))
    files[id].pinnedSince = .never
  }

  /// Appends the end of a transaction to a partition's log. Records that it aborts are withdrawn.
  mutating func appendMarker(
    to id: PartitionID, of transaction: PartitionTransactions.Unsettled, isCommit: Bool
  ) {
    if !isCommit { withdraw(transaction, in: id) }
    let marker = TransactionMarker(
      producerID: transaction.producerID, epoch: 0, isCommit: isCommit, timestamp: now)
    _ = files[id].producers.append(marker, at: logs[id].end)
    append(LaneRange(LaneID(index: 0), 0, 1), to: id, kind: .marker)
  }

  private mutating func withdraw(
    _ transaction: PartitionTransactions.Unsettled, in id: PartitionID
  ) {
    guard let owner = owner(of: transaction.producerID) else { return }
    let offsets = max(transaction.firstOffset, logs[id].start)..<logs[id].end
    var slices: [RunSlice] = []
    logs[id].forEachRun(in: offsets) { slices.append($0.slice(offsets)) }
    for slice in slices
    where slice.kind == .transactional && writer(of: slice) == owner {
      ledger.withdrew(slice.range, from: partitions[id].cluster, at: now)
    }
  }

  /// The producer of the run that has a producer id; none for one that a fault has left behind.
  ///
  /// Each identity that it takes is an id of its own: see `admit`.
  func owner(of producerID: Int64) -> ProducerID? {
    let row = producerID >> 20
    return row < producers.count ? ProducerID(Int(row)) : nil
  }

  /// Who wrote records of a transaction; none if a fault has left it behind.
  func writer(of slice: RunSlice) -> ProducerID? {
    slice.maker == 0
      ? ledger.lanes[slice.lane].producer : ProducerID(firstMaker + Int(slice.maker) - 1)
  }

  /// Whether records lie in a transaction that was aborted.
  package func isAborted(_ id: PartitionID, _ slice: RunSlice) -> Bool {
    let writer = writer(of: slice)
    return files[id].producers.transactions.aborted(from: slice.offset, upTo: slice.end).contains {
      $0.firstOffset <= slice.offset && slice.end <= $0.lastOffset
        && owner(of: $0.producerID) == writer
    }
  }

  /// Whether an entry of a log is records that their writer has not withdrawn.
  package func isMeant(_ slice: RunSlice, in id: PartitionID) -> Bool {
    switch slice.kind {
    case .data: true
    case .marker: false
    case .transactional: !isAborted(id, slice)
    }
  }

  /// Since when an open transaction keeps readers of a partition waiting, as if that ended now.
  package func pin(of id: PartitionID) -> Disruption {
    let topic = topics[partitions[id].topic]
    return Disruption(
      kind: .pinned(topic.topic, on: topic.cluster), from: files[id].pinnedSince, to: now)
  }
}
