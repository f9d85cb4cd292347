import Accounting
import SimKernel

// Transactions that nobody ends.

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
    append(range, to: id, kind: .uncommitted)
    files[id].leftOpen += 1
    if files[id].pinnedSince == .never { files[id].pinnedSince = now }
    publish(id)
  }

  /// Writes an abort marker for every open transaction of a partition, as
  /// `kafka-transactions.sh abort` does for one.
  package mutating func abortTransactions(in id: PartitionID) {
    guard servingLeader(id) != nil else { return blameLeader(of: id) }
    let open = files[id].producers.transactions.unsettled.filter(\.isOpen)
    for transaction in open {
      let marker = TransactionMarker(
        producerID: transaction.producerID, epoch: 0, isCommit: false, timestamp: now)
      _ = files[id].producers.append(marker, at: logs[id].end)
      append(LaneRange(LaneID(index: 0), 0, 1), to: id, kind: .marker)
    }
    publish(id)
    guard files[id].pinnedSince != .never else { return }
    ledger.disruptions.append(pin(of: id))
    files[id].pinnedSince = .never
  }

  /// Since when an open transaction keeps readers of a partition waiting, as if that ended now.
  package func pin(of id: PartitionID) -> Disruption {
    let topic = topics[partitions[id].topic]
    return Disruption(
      kind: .pinned(topic.topic, on: topic.cluster), from: files[id].pinnedSince, to: now)
  }
}
