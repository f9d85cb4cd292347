import SimKernel

/// What a partition remembers of one producer: enough to know a batch it has seen before.
///
/// Flat: an entry lies in one row of an array and writing to it allocates nothing.
///
/// - Source: Kafka 4.1, `ProducerStateEntry`.
package struct ProducerEntry: Sendable, BitwiseCopyable {
  /// One remembered batch.
  package struct Batch: Equatable, Sendable, BitwiseCopyable {
    package var firstOffset: Int64
    package var lastSequence: Int32
    /// Records in the batch.
    package var count: Int32

    package var firstSequence: Int32 { SequenceNumber.retreat(lastSequence, by: count - 1) }
    /// The offset after the batch.
    package var endOffset: Int64 { firstOffset + Int64(count) }
  }

  /// How many batches are remembered, and so how far back a repetition is recognised.
  package static let window = 5

  package let producerID: Int64
  package private(set) var epoch: Int16
  /// How many of `ring` are in use.
  private var used: UInt8 = 0
  /// Where in `ring` the oldest batch stands.
  private var oldest: UInt8 = 0
  /// The newest sequence of this epoch, or `SequenceNumber.none`.
  package private(set) var lastSequence = SequenceNumber.none
  /// The epoch of the coordinator that wrote the last marker, or -1.
  package var coordinatorEpoch: Int32 = -1
  /// Where the open transaction began, or -1 when none is open.
  package var transactionStart: Int64 = -1
  /// The newest record timestamp of the last batch or marker; idleness counts from here.
  package var lastTimestamp: Instant = .zero
  private var ring: InlineArray<5, Batch>

  package init(producerID: Int64, epoch: Int16) {
    self.producerID = producerID
    self.epoch = epoch
    ring = InlineArray(repeating: Batch(firstOffset: 0, lastSequence: 0, count: 0))
  }

  package var batchCount: Int { Int(used) }
  package var hasOpenTransaction: Bool { transactionStart >= 0 }

  /// Returns the remembered batch at `place`, oldest first.
  package func batch(at place: Int) -> Batch { ring.span[slot(place)] }

  /// Returns where in the ring the batch at `place` stands, counted from the oldest.
  private func slot(_ place: Int) -> Int {
    let slot = Int(oldest) + place
    return slot < Self.window ? slot : slot - Self.window
  }

  /// Returns the remembered batch of exactly these sequences, if any.
  package func batch(firstSequence: Int32, lastSequence: Int32) -> Batch? {
    for place in 0..<batchCount {
      #if MIGSIM_PLANT
        if Plant.chosen == .remembersFourBatches, place < batchCount - 4 { continue }
      #endif
      let batch = batch(at: place)
      if batch.lastSequence == lastSequence, batch.firstSequence == firstSequence { return batch }
    }
    return nil
  }
}

extension ProducerEntry {
  /// Moves to `epoch`, higher or lower; a change forgets every batch.
  package mutating func move(to epoch: Int16) {
    guard epoch != self.epoch else { return }
    self.epoch = epoch
    used = 0
    lastSequence = SequenceNumber.none
  }

  /// Remembers a batch and forgets the oldest if there are more than five.
  package mutating func remember(_ batch: Batch) {
    if batchCount == Self.window {
      ring[Int(oldest)] = batch
      oldest = UInt8(slot(1))
    } else {
      ring[slot(batchCount)] = batch
      used += 1
    }
    lastSequence = batch.lastSequence
  }

  /// Forgets the batches that do not lie wholly before `end`.
  ///
  /// What came before the oldest forgotten batch is then the newest known, whether it is still
  /// remembered or not: a producer goes on without gaps.
  ///
  /// - Returns: Whether anything is left to say about this producer.
  package mutating func truncate(to end: Int64) -> Bool {
    let before = used
    var firstSequence: Int32 = 0
    while used > 0, case let newest = batch(at: batchCount - 1), newest.endOffset > end {
      firstSequence = newest.firstSequence
      used -= 1
    }
    guard used < before else { return true }
    if used > 0 || firstSequence > 0 {
      lastSequence = SequenceNumber.retreat(firstSequence, by: 1)
      return true
    }
    lastSequence = SequenceNumber.none
    return epoch > 0
  }
}

extension ProducerEntry: Equatable {
  /// Compares what is remembered, not where in the ring it stands.
  package static func == (a: Self, b: Self) -> Bool {
    a.producerID == b.producerID && a.epoch == b.epoch && a.lastSequence == b.lastSequence
      && a.coordinatorEpoch == b.coordinatorEpoch && a.transactionStart == b.transactionStart
      && a.lastTimestamp == b.lastTimestamp && a.used == b.used
      && (0..<a.batchCount).allSatisfy { a.batch(at: $0) == b.batch(at: $0) }
  }
}
