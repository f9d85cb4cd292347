import KafkaModel
import SimKernel
import Testing

/// The same rules in the plainest form: lists that grow and are searched.
private struct PlainProducers {
  struct Batch {
    var sequences: [Int32]
    var offset: Int64
  }

  struct Entry {
    var epoch: Int16
    var batches: [Batch] = []
    var coordinatorEpoch: Int32 = -1
    var transactionStart: Int64?
  }

  var entries: [Int64: Entry] = [:]
  /// Every aborted transaction, from its first record to its marker.
  var aborted: [(pid: Int64, offsets: ClosedRange<Int64>)] = []

  static func sequences(from first: Int32, count: Int32) -> [Int32] {
    (0..<Int64(count)).map { Int32((Int64(first) + $0) % (Int64(Int32.max) + 1)) }
  }

  mutating func append(
    _ batch: ProducerBatch, at offset: Int64, from origin: AppendOrigin
  ) -> AppendOutcome {
    let sequences = Self.sequences(from: batch.firstSequence, count: batch.count)
    if let entry = entries[batch.producerID], origin == .client {
      if entry.epoch == batch.epoch,
        let known = entry.batches.first(where: { $0.sequences == sequences })
      {
        return .duplicate(of: known.offset)
      }
      if batch.epoch < entry.epoch { return .invalidProducerEpoch }
      let last = entry.epoch == batch.epoch ? entry.batches.last?.sequences.last : nil
      let next = last.map { $0 == .max ? 0 : $0 + 1 } ?? 0
      if batch.firstSequence != next { return .outOfOrderSequence }
    }
    var entry = entries[batch.producerID] ?? Entry(epoch: batch.epoch)
    if entry.transactionStart != nil, !batch.isTransactional { return .invalidTransactionState }
    if entry.epoch != batch.epoch { entry.batches = [] }
    entry.epoch = batch.epoch
    entry.batches.append(Batch(sequences: sequences, offset: offset))
    if entry.batches.count > 5 { entry.batches.removeFirst() }
    if batch.isTransactional { entry.transactionStart = entry.transactionStart ?? offset }
    entries[batch.producerID] = entry
    return .appended
  }

  mutating func append(_ marker: TransactionMarker, at offset: Int64) -> MarkerOutcome {
    var entry = entries[marker.producerID] ?? Entry(epoch: marker.epoch)
    if marker.epoch < entry.epoch { return .invalidProducerEpoch }
    if marker.coordinatorEpoch < entry.coordinatorEpoch { return .coordinatorFenced }
    let start = entry.transactionStart
    if let start, !marker.isCommit { aborted.append((marker.producerID, start...offset)) }
    if entry.epoch != marker.epoch { entry.batches = [] }
    entry.epoch = marker.epoch
    entry.coordinatorEpoch = marker.coordinatorEpoch
    entry.transactionStart = nil
    entries[marker.producerID] = entry
    return .appended(start: start)
  }
}

@Suite("Producer states, against the plainest form")
struct ProducerStatesReferenceTests {
  @Test("agree on random histories", arguments: 0..<30 as Range<UInt64>)
  func agree(seed: UInt64) {
    var numbers = TestNumbers(seed: seed)
    var states = ProducerStates()
    var plain = PlainProducers()
    var logEnd: Int64 = 0
    for _ in 0..<400 {
      let pid = 10 + numbers.next(below: 12)
      if numbers.isOne(in: 8) {
        let marker = TransactionMarker(
          producerID: pid, epoch: epoch(states[pid], &numbers), isCommit: numbers.isOne(in: 2),
          coordinatorEpoch: Int32(numbers.next(below: 2)))
        let outcome = states.append(marker, at: logEnd)
        #expect(outcome == plain.append(marker, at: logEnd))
        if case .appended = outcome { logEnd += 1 }
      } else {
        let batch = batch(of: pid, states[pid], &numbers)
        let origin: AppendOrigin = numbers.isOne(in: 20) ? .replica : .client
        let outcome = states.append(batch, at: logEnd, from: origin)
        #expect(outcome == plain.append(batch, at: logEnd, from: origin))
        if outcome == .appended { logEnd += Int64(batch.count) }
      }
      let open = plain.entries.values.compactMap(\.transactionStart).min()
      states.highWatermarkMoved(to: logEnd)
      #expect(states.firstUnstableOffset == open)
    }
    expectSameAborts(states.transactions, plain, logEnd)
  }

  private func expectSameAborts(
    _ transactions: PartitionTransactions, _ plain: PlainProducers, _ logEnd: Int64
  ) {
    for pid in 10..<22 as Range<Int64> {
      for offset in stride(from: 0, to: logEnd, by: 3) {
        let expected = plain.aborted.contains { $0.pid == pid && $0.offsets.contains(offset) }
        #expect(transactions.isAborted(producerID: pid, at: offset) == expected)
      }
    }
  }

  private func epoch(_ entry: ProducerEntry?, _ numbers: inout TestNumbers) -> Int16 {
    let current = entry?.epoch ?? 0
    return max(0, current + Int16([0, 0, 0, 0, 0, 1, -1][Int(numbers.next(below: 7))]))
  }

  /// Mostly the next batch in order, sometimes a repetition, a gap or another epoch.
  private func batch(
    of pid: Int64, _ entry: ProducerEntry?, _ numbers: inout TestNumbers
  ) -> ProducerBatch {
    var first = entry.map { SequenceNumber.advance($0.lastSequence, by: 1) } ?? 0
    var count = 1 + Int32(numbers.next(below: 4))
    if entry == nil, numbers.isOne(in: 2) { first = .max - 3 }
    if let entry, entry.batchCount > 0, numbers.isOne(in: 4) {
      let again = entry.batch(at: Int(numbers.next(below: Int64(entry.batchCount))))
      first = again.firstSequence
      count = numbers.isOne(in: 4) ? count : again.count
    }
    if numbers.isOne(in: 15) { first = SequenceNumber.advance(first, by: 2) }
    return ProducerBatch(
      producerID: pid, epoch: epoch(entry, &numbers), firstSequence: first, count: count,
      isTransactional: entry?.hasOpenTransaction == true
        ? !numbers.isOne(in: 10) : numbers.isOne(in: 3))
  }
}

@Suite("What a read_committed consumer leaves out")
struct AbortedFilterTests {
  @Test func `records from the start of an aborted transaction to its marker`() {
    var filter = AbortedFilter([AbortedFilter.Start(producerID: 1, firstOffset: 3)])
    #expect(filter.delivers(producerID: 1, lastOffset: 2, isTransactional: true) == true)
    #expect(filter.delivers(producerID: 1, lastOffset: 4, isTransactional: true) == false)
    #expect(filter.delivers(producerID: 2, lastOffset: 5, isTransactional: true) == true)
    #expect(filter.delivers(producerID: 1, lastOffset: 6, isTransactional: false) == true)
    filter.marker(producerID: 1, offset: 7, isCommit: false)
    #expect(filter.delivers(producerID: 1, lastOffset: 8, isTransactional: true) == true)
  }

  /// Transactions of several producers interleave; the list told with a fetch leaves out the same
  /// records as the partition's own account.
  @Test("the same as by the partition's account", arguments: 0..<20 as Range<UInt64>)
  func agrees(seed: UInt64) {
    var numbers = TestNumbers(seed: seed)
    var states = ProducerStates()
    var batches: [(pid: Int64, offset: Int64, marker: Bool?)] = []
    for offset in 0..<200 as Range<Int64> {
      let pid = numbers.next(below: 4)
      if let entry = states[pid], entry.hasOpenTransaction, numbers.isOne(in: 4) {
        let isCommit = numbers.isOne(in: 2)
        let marker = TransactionMarker(producerID: pid, epoch: 0, isCommit: isCommit)
        _ = states.append(marker, at: offset)
        batches.append((pid, offset, isCommit))
      } else {
        let first = SequenceNumber.advance(states[pid]?.lastSequence ?? -1, by: 1)
        _ = states.append(
          ProducerBatch(producerID: pid, epoch: 0, firstSequence: first, isTransactional: true),
          at: offset)
        batches.append((pid, offset, nil))
      }
    }
    let end = states.lastStableOffset(highWatermark: 200)
    let start = numbers.next(below: 100)
    let told = states.transactions.aborted(from: start, upTo: end)
    var filter = AbortedFilter(
      told.map { AbortedFilter.Start(producerID: $0.producerID, firstOffset: $0.firstOffset) })
    for batch in batches where batch.offset >= start && batch.offset < end {
      if let isCommit = batch.marker {
        filter.marker(producerID: batch.pid, offset: batch.offset, isCommit: isCommit)
      } else {
        let delivers = filter.delivers(
          producerID: batch.pid, lastOffset: batch.offset, isTransactional: true)
        let isAborted = states.transactions.isAborted(producerID: batch.pid, at: batch.offset)
        #expect(delivers != isAborted)
      }
    }
  }
}
