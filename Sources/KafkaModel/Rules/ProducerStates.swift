import SimKernel

/// What a partition knows of its idempotent and transactional producers.
///
/// It decides whether a batch is new, seen before, out of order or too late, which transactions are
/// open, and up to where a `read_committed` reader may read.
///
/// ```swift
/// var states = ProducerStates()
/// let batch = ProducerBatch(producerID: 9, epoch: 0, firstSequence: 0, count: 3)
/// states.append(batch, at: 0)  // .appended
/// states.append(batch, at: 3)  // .duplicate(of: 0): nothing was appended
/// ```
///
/// The state follows the log: give every batch and marker in log order, with the offset it gets.
/// Batches without a producer id need not be given. A refused batch changes nothing here; what
/// Kafka does before it asks (the epoch entry, a due segment roll) is the caller's affair.
///
/// - Complexity: O(log *n*) in the number of producers per batch, and no allocation but for a
///   producer's or a transaction's first batch.
/// - Source: Kafka 4.1, `ProducerStateManager`, `ProducerAppendInfo`; cases in
///   `idempotent_producer`.
package struct ProducerStates: Equatable, Sendable {
  /// By producer id.
  package private(set) var entries: ContiguousArray<ProducerEntry> = []
  package private(set) var transactions = PartitionTransactions()

  package init() {}

  /// Returns what is known of a producer.
  package subscript(producerID: Int64) -> ProducerEntry? {
    row(of: producerID).map { entries[$0] }
  }

  /// Returns the first row whose producer id is not below `producerID`.
  private func firstRow(from producerID: Int64) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].producerID < producerID { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func row(of producerID: Int64) -> Int? {
    let row = firstRow(from: producerID)
    return holds(producerID, at: row) ? row : nil
  }

  private func holds(_ producerID: Int64, at row: Int) -> Bool {
    row < entries.count && entries[row].producerID == producerID
  }
}

/// Who appends: a client is checked for order and repetition, a follower copies what its leader took.
package enum AppendOrigin: Equatable, Sendable, BitwiseCopyable { case client, replica }

/// The part of a batch that its producer's state depends on.
package struct ProducerBatch: Equatable, Sendable, BitwiseCopyable {
  package var producerID: Int64
  package var epoch: Int16
  package var firstSequence: Int32
  /// Records in the batch, at least one.
  package var count: Int32
  package var isTransactional = false
  /// The newest timestamp among its records.
  package var newestTimestamp: Instant = .zero
  /// Whether the client runs transaction protocol 2 (KIP-890): an unknown producer must then begin
  /// at sequence 0.
  package var mustBeginAtZero = false

  package init(
    producerID: Int64, epoch: Int16, firstSequence: Int32, count: Int32 = 1,
    isTransactional: Bool = false, newestTimestamp: Instant = .zero, mustBeginAtZero: Bool = false
  ) {
    self.producerID = producerID
    self.epoch = epoch
    self.firstSequence = firstSequence
    self.count = count
    self.isTransactional = isTransactional
    self.newestTimestamp = newestTimestamp
    self.mustBeginAtZero = mustBeginAtZero
  }

  package var lastSequence: Int32 { SequenceNumber.advance(firstSequence, by: count - 1) }
}

/// What became of a batch.
package enum AppendOutcome: Equatable, Sendable, BitwiseCopyable {
  case appended
  /// Known already and not appended again; the producer gets the offset of the first time.
  case duplicate(of: Int64)
  /// OUT_OF_ORDER_SEQUENCE_NUMBER: a gap, or a repetition of a batch no longer remembered.
  case outOfOrderSequence
  /// INVALID_PRODUCER_EPOCH: another instance of the producer has taken over.
  case invalidProducerEpoch
  /// INVALID_TXN_STATE: a plain batch from a producer whose transaction is open.
  case invalidTransactionState
}

extension ProducerStates {
  /// Says what would become of a batch, without appending it.
  package func check(_ batch: ProducerBatch, from origin: AppendOrigin = .client) -> AppendOutcome {
    row(of: batch.producerID).map { entries[$0].check(batch, from: origin) }
      ?? batch.checkAsFirst(from: origin)
  }

  /// Appends a batch at `offset` if its producer's state allows.
  package mutating func append(
    _ batch: ProducerBatch, at offset: Int64, from origin: AppendOrigin = .client
  ) -> AppendOutcome {
    let row = firstRow(from: batch.producerID)
    let isKnown = holds(batch.producerID, at: row)
    let outcome =
      isKnown ? entries[row].check(batch, from: origin) : batch.checkAsFirst(from: origin)
    guard outcome == .appended else { return outcome }
    if !isKnown {
      entries.insert(ProducerEntry(producerID: batch.producerID, epoch: batch.epoch), at: row)
    }
    if entries[row].take(batch, at: offset) {
      transactions.begin(producerID: batch.producerID, at: offset)
    }
    return .appended
  }
}

extension ProducerBatch {
  /// Says what becomes of a batch from a producer of which nothing is known.
  fileprivate func checkAsFirst(from origin: AppendOrigin) -> AppendOutcome {
    origin == .client && mustBeginAtZero && firstSequence != 0 ? .outOfOrderSequence : .appended
  }
}

extension ProducerEntry {
  /// Says what becomes of a batch from this producer. Kafka asks in this order.
  fileprivate func check(_ batch: ProducerBatch, from origin: AppendOrigin) -> AppendOutcome {
    if origin == .client {
      if batch.epoch == epoch,
        let known = self.batch(
          firstSequence: batch.firstSequence, lastSequence: batch.lastSequence)
      {
        return .duplicate(of: known.firstOffset)
      }
      if batch.epoch < epoch { return .invalidProducerEpoch }
      // A new epoch begins at 0; the same one goes on where it was.
      let last = batch.epoch == epoch ? lastSequence : SequenceNumber.none
      guard SequenceNumber.isNext(batch.firstSequence, after: last) else {
        return .outOfOrderSequence
      }
    }
    return hasOpenTransaction && !batch.isTransactional ? .invalidTransactionState : .appended
  }

  /// Notes a batch that was appended at `offset`.
  ///
  /// - Returns: Whether it begins a transaction.
  fileprivate mutating func take(_ batch: ProducerBatch, at offset: Int64) -> Bool {
    move(to: batch.epoch)
    remember(Batch(firstOffset: offset, lastSequence: batch.lastSequence, count: batch.count))
    lastTimestamp = batch.newestTimestamp
    guard batch.isTransactional, !hasOpenTransaction else { return false }
    transactionStart = offset
    return true
  }
}

/// The end of a transaction on one partition, as its coordinator writes it.
package struct TransactionMarker: Equatable, Sendable, BitwiseCopyable {
  package var producerID: Int64
  package var epoch: Int16
  package var isCommit: Bool
  package var coordinatorEpoch: Int32
  package var timestamp: Instant

  package init(
    producerID: Int64, epoch: Int16, isCommit: Bool, coordinatorEpoch: Int32 = 0,
    timestamp: Instant = .zero
  ) {
    self.producerID = producerID
    self.epoch = epoch
    self.isCommit = isCommit
    self.coordinatorEpoch = coordinatorEpoch
    self.timestamp = timestamp
  }
}

/// What became of a marker.
package enum MarkerOutcome: Equatable, Sendable, BitwiseCopyable {
  /// Appended; the transaction it ended began at `start`. A marker may also end nothing: start nil.
  case appended(start: Int64?)
  case invalidProducerEpoch
  /// TRANSACTION_COORDINATOR_FENCED: a newer coordinator has written already.
  case coordinatorFenced
}

extension ProducerStates {
  /// Appends a marker at `offset`: it ends the producer's transaction and fences older epochs.
  package mutating func append(
    _ marker: TransactionMarker, at offset: Int64, from origin: AppendOrigin = .client
  ) -> MarkerOutcome {
    let row = firstRow(from: marker.producerID)
    if !holds(marker.producerID, at: row) {
      entries.insert(ProducerEntry(producerID: marker.producerID, epoch: marker.epoch), at: row)
    } else if origin == .client {
      if marker.epoch < entries[row].epoch { return .invalidProducerEpoch }
      if marker.coordinatorEpoch < entries[row].coordinatorEpoch { return .coordinatorFenced }
    }
    let start = entries[row].transactionStart
    if start >= 0 {
      transactions.end(
        producerID: marker.producerID, startedAt: start, at: offset, isAborted: !marker.isCommit)
    }
    entries[row].move(to: marker.epoch)
    entries[row].coordinatorEpoch = marker.coordinatorEpoch
    entries[row].transactionStart = -1
    entries[row].lastTimestamp = marker.timestamp
    return .appended(start: start < 0 ? nil : start)
  }
}

extension ProducerStates {
  /// The oldest offset whose transaction is open, or ended above the high watermark; nil for none.
  package var firstUnstableOffset: Int64? { transactions.firstUnstableOffset }

  /// Returns the offset up to which a `read_committed` reader may read.
  package func lastStableOffset(highWatermark: Int64) -> Int64 {
    min(firstUnstableOffset ?? highWatermark, highWatermark)
  }

  /// Tells that markers below `highWatermark` are replicated: their transactions are settled.
  package mutating func highWatermarkMoved(to highWatermark: Int64) {
    transactions.highWatermarkMoved(to: highWatermark)
  }

  /// Tells that the log begins at `start` now. Producers stay known: their records going does not
  /// make an old batch new.
  package mutating func logStartMoved(to start: Int64) {
    transactions.logStartMoved(to: start)
  }

  /// Forgets the producers whose newest record is at least `limit` old and that have no
  /// transaction open. A batch such a producer repeats is appended again.
  ///
  /// Age counts by record timestamps, so producers that write old timestamps are forgotten at the
  /// next scan.
  ///
  /// - Parameter limit: `producer.id.expiration.ms`.
  /// - Complexity: O(*n*) in the number of producers.
  package mutating func expire(now: Instant, after limit: TimeAmount) {
    entries.removeAll { !$0.hasOpenTransaction && now - $0.lastTimestamp >= limit }
  }

  /// Forgets one producer as idle, unless its transaction is open.
  package mutating func expire(_ producerID: Int64) {
    guard let row = row(of: producerID), !entries[row].hasOpenTransaction else { return }
    entries.remove(at: row)
  }

  /// Forgets what the log lost when it was cut at `end`.
  ///
  /// Batches that had left the window of five do not come back: Kafka rebuilds the state from the
  /// log and would know them. A producer repeats at most its five newest batches, so it sees no
  /// difference after a clean election. For the exact state after any cut, begin with an empty
  /// value and give it the log again with origin `.replica`.
  ///
  /// - Complexity: O(*n*) in the number of producers and of transactions ended since.
  package mutating func truncate(to end: Int64) {
    entries.removeAll { entry in
      var cut = entry
      return !cut.truncate(to: end) && !(0..<end).contains(cut.transactionStart)
    }
    for row in entries.indices {
      _ = entries[row].truncate(to: end)
      if entries[row].transactionStart >= end { entries[row].transactionStart = -1 }
    }
    for reopened in transactions.truncate(to: end) {
      guard let row = row(of: reopened.producerID) else { continue }
      entries[row].transactionStart = reopened.firstOffset
    }
  }
}
