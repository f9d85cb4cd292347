/// The part of a `read_committed` consumer that leaves out what was aborted.
///
/// With a fetch come the aborted transactions in it, each a producer and where it began. From there
/// to the producer's abort marker its transactional batches are dropped. Give every batch of the
/// fetch in log order.
///
/// - Source: Kafka 4.1, `CompletedFetch.nextFetchedRecord`; cases `fetch` in `consumer_position`.
package struct AbortedFilter: Equatable, Sendable {
  /// Those that begin later, by first offset, the last first.
  private var ahead: [Start]
  /// Producers whose batches are being dropped.
  private var dropping: [Int64] = []

  /// Where an aborted transaction of a producer began.
  package struct Start: Equatable, Sendable, BitwiseCopyable {
    package var producerID: Int64
    package var firstOffset: Int64

    package init(producerID: Int64, firstOffset: Int64) {
      self.producerID = producerID
      self.firstOffset = firstOffset
    }
  }

  package init(_ aborted: [Start]) {
    ahead = aborted.sorted {
      ($0.firstOffset, $0.producerID) > ($1.firstOffset, $1.producerID)
    }
  }

  /// Returns whether the records of a batch are delivered.
  ///
  /// - Parameters:
  ///   - lastOffset: The last offset of the batch.
  ///   - isTransactional: Whether it was written in a transaction; a plain batch of the same
  ///     producer is delivered.
  package mutating func delivers(
    producerID: Int64, lastOffset: Int64, isTransactional: Bool
  ) -> Bool {
    advance(to: lastOffset)
    return !(isTransactional && dropping.contains(producerID))
  }

  /// Notes a marker; a repeated one changes nothing.
  package mutating func marker(producerID: Int64, offset: Int64, isCommit: Bool) {
    advance(to: offset)
    if !isCommit { dropping.removeAll { $0 == producerID } }
  }

  private mutating func advance(to lastOffset: Int64) {
    while let next = ahead.last, next.firstOffset <= lastOffset {
      ahead.removeLast()
      if !dropping.contains(next.producerID) { dropping.append(next.producerID) }
    }
  }
}
