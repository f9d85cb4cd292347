/// The transactions of one partition: which are open, and which were aborted.
///
/// - Source: Kafka 4.1, `ProducerStateManager` and `TransactionIndex`.
package struct PartitionTransactions: Equatable, Sendable {
  /// A transaction that is open, or ended by a marker that is not replicated yet.
  package struct Unsettled: Equatable, Sendable, BitwiseCopyable {
    package var firstOffset: Int64
    package var producerID: Int64
    /// Where its marker lies, or -1 while it is open.
    package var lastOffset: Int64
    package var isOpen: Bool { lastOffset < 0 }
  }

  /// A transaction whose records `read_committed` readers must not see.
  package struct Aborted: Equatable, Sendable, BitwiseCopyable {
    package var producerID: Int64
    package var firstOffset: Int64
    /// Where its marker lies.
    package var lastOffset: Int64
    /// No transaction that ended later began before this offset.
    package var lastStableOffset: Int64
  }

  /// By first offset.
  package private(set) var unsettled: ContiguousArray<Unsettled> = []
  /// By last offset.
  package private(set) var aborted: ContiguousArray<Aborted> = []
  /// Where the log begins; nothing before it is readable, stable or not.
  private var logStart: Int64 = 0

  package init() {}

  package var firstUnstableOffset: Int64? { unsettled.first.map { max($0.firstOffset, logStart) } }

  package mutating func begin(producerID: Int64, at offset: Int64) {
    unsettled.append(Unsettled(firstOffset: offset, producerID: producerID, lastOffset: -1))
  }

  package mutating func end(
    producerID: Int64, startedAt start: Int64, at offset: Int64, isAborted: Bool
  ) {
    guard
      let place = unsettled.firstIndex(where: {
        $0.firstOffset == start && $0.producerID == producerID
      })
    else { return }
    unsettled[place].lastOffset = offset
    guard isAborted else { return }
    let stable = unsettled.first { $0.isOpen }?.firstOffset ?? offset + 1
    aborted.append(
      Aborted(
        producerID: producerID, firstOffset: start, lastOffset: offset, lastStableOffset: stable))
  }

  package mutating func highWatermarkMoved(to highWatermark: Int64) {
    guard !unsettled.isEmpty else { return }
    unsettled.removeAll { !$0.isOpen && $0.lastOffset < highWatermark }
  }

  package mutating func logStartMoved(to start: Int64) {
    logStart = max(logStart, start)
    highWatermarkMoved(to: start)
    aborted.removeFirst(firstAborted(endingFrom: start))
  }

  /// Drops what began at or after `end`, and opens again what ended there.
  ///
  /// - Returns: The transactions opened again.
  package mutating func truncate(to end: Int64) -> ContiguousArray<Unsettled> {
    let kept = firstAborted(endingFrom: end)
    for cut in aborted[kept...]
    where !unsettled.contains(where: {
      $0.firstOffset == cut.firstOffset && $0.producerID == cut.producerID
    }) {
      unsettled.append(
        Unsettled(
          firstOffset: cut.firstOffset, producerID: cut.producerID, lastOffset: cut.lastOffset))
    }
    aborted.removeSubrange(kept...)
    unsettled.removeAll { $0.firstOffset >= end }
    unsettled.sort { ($0.firstOffset, $0.producerID) < ($1.firstOffset, $1.producerID) }
    var reopened: ContiguousArray<Unsettled> = []
    for place in unsettled.indices where unsettled[place].lastOffset >= end {
      unsettled[place].lastOffset = -1
      reopened.append(unsettled[place])
    }
    return reopened
  }
}

extension PartitionTransactions {
  /// Returns the aborted transactions a reader of [`start`, `end`) is told of, by where they ended.
  ///
  /// - Source: Kafka 4.1, `TransactionIndex.collectAbortedTxns`.
  package func aborted(from start: Int64, upTo end: Int64) -> ContiguousArray<Aborted> {
    var found: ContiguousArray<Aborted> = []
    for transaction in aborted[firstAborted(endingFrom: start)...] {
      if transaction.firstOffset < end { found.append(transaction) }
      if transaction.lastStableOffset >= end { break }
    }
    return found
  }

  /// Returns whether a record of `producerID` at `offset` belongs to an aborted transaction.
  ///
  /// - Complexity: O(log *n*) in the number of aborted transactions, and the overlapping ones.
  package func isAborted(producerID: Int64, at offset: Int64) -> Bool {
    for transaction in aborted[firstAborted(endingFrom: offset)...] {
      if transaction.producerID == producerID, transaction.firstOffset <= offset { return true }
      if transaction.lastStableOffset > offset { return false }
    }
    return false
  }

  /// Returns the first row of `aborted` that ends at or after `offset`.
  private func firstAborted(endingFrom offset: Int64) -> Int {
    var low = 0
    var high = aborted.count
    while low < high {
      let middle = (low + high) / 2
      if aborted[middle].lastOffset < offset { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
