import KafkaModel
import SimKernel
import Testing

@Suite("Producer states")
struct ProducerStatesTests {
  var states = ProducerStates()
  var logEnd: Int64 = 0

  /// Appends a batch of `count` records from producer 9 at the end of the log.
  mutating func send(
    _ sequence: Int32, count: Int32 = 1, epoch: Int16 = 0, transactional: Bool = false,
    producer: Int64 = 9, from origin: AppendOrigin = .client
  ) -> AppendOutcome {
    let batch = ProducerBatch(
      producerID: producer, epoch: epoch, firstSequence: sequence, count: count,
      isTransactional: transactional)
    let outcome = states.append(batch, at: logEnd, from: origin)
    if outcome == .appended { logEnd += Int64(count) }
    return outcome
  }

  mutating func end(
    commit: Bool, epoch: Int16 = 0, coordinator: Int32 = 0, producer: Int64 = 9
  ) -> MarkerOutcome {
    let marker = TransactionMarker(
      producerID: producer, epoch: epoch, isCommit: commit, coordinatorEpoch: coordinator)
    let outcome = states.append(marker, at: logEnd)
    if case .appended = outcome { logEnd += 1 }
    return outcome
  }

  @Test mutating func `the five newest batches are known again, older ones are out of order`() {
    for sequence in 0..<Int32(7) { #expect(send(sequence) == .appended) }
    for sequence in 2..<Int32(7) { #expect(send(sequence) == .duplicate(of: Int64(sequence))) }
    #expect(send(1) == .outOfOrderSequence)
    #expect(send(8) == .outOfOrderSequence)
    #expect(send(7) == .appended)
    #expect(send(2) == .outOfOrderSequence)
  }

  @Test mutating func `a repetition must match in length, not only in its start`() {
    #expect(send(0, count: 3) == .appended)
    #expect(send(0, count: 2) == .outOfOrderSequence)
    #expect(send(0, count: 3) == .duplicate(of: 0))
  }

  @Test mutating func `a new epoch begins at 0 and shuts out the old one`() {
    #expect(send(0) == .appended)
    #expect(send(1, epoch: 1) == .outOfOrderSequence)
    #expect(send(0, epoch: 1) == .appended)
    #expect(send(1) == .invalidProducerEpoch)
    #expect(send(0) == .invalidProducerEpoch)
    #expect(send(0, epoch: 1) == .duplicate(of: 1))
  }

  @Test mutating func `an unknown producer may begin anywhere, unless its protocol forbids`() {
    let late = ProducerBatch(producerID: 1, epoch: 0, firstSequence: 5, mustBeginAtZero: true)
    #expect(states.check(late) == .outOfOrderSequence)
    #expect(states.check(late, from: .replica) == .appended)
    #expect(send(5) == .appended)
  }

  @Test mutating func `sequences go on at 0 after the largest`() {
    #expect(send(.max - 9, count: 21) == .appended)
    #expect(states[9]?.lastSequence == 10)
    #expect(send(.max - 9, count: 21) == .duplicate(of: 0))
    #expect(send(11) == .appended)
  }

  @Test mutating func `a follower takes what its leader took`() {
    #expect(send(4, epoch: 3, from: .replica) == .appended)
    #expect(send(4, epoch: 3, from: .replica) == .appended)
    #expect(send(0, epoch: 2, from: .replica) == .appended)
    #expect(states[9]?.epoch == 2)
  }

  @Test mutating func `an idle producer is forgotten, one with an open transaction is not`() {
    _ = send(0)
    _ = send(0, transactional: true, producer: 10)
    states.expire(now: .zero + .hours(24) - .nanoseconds(1), after: .hours(24))
    #expect(states[9] != nil)
    states.expire(now: .zero + .hours(24), after: .hours(24))
    #expect(states[9] == nil)
    #expect(states[10] != nil)
    #expect(send(0) == .appended)
  }

  @Test mutating func `plain records are refused while a transaction is open`() {
    #expect(send(0, transactional: true) == .appended)
    #expect(send(1) == .invalidTransactionState)
    #expect(end(commit: true) == .appended(start: 0))
    #expect(send(1) == .appended)
  }

  @Test mutating func `markers fence older epochs and older coordinators`() {
    #expect(end(commit: false, epoch: 5, coordinator: 1) == .appended(start: nil))
    #expect(end(commit: false, epoch: 4, coordinator: 2) == .invalidProducerEpoch)
    #expect(end(commit: false, epoch: 5, coordinator: 0) == .coordinatorFenced)
    #expect(send(0, epoch: 4) == .invalidProducerEpoch)
    #expect(send(3, epoch: 5) == .outOfOrderSequence)
    #expect(send(0, epoch: 5) == .appended)
  }

  @Test mutating func `readers stop at the oldest transaction that is not settled`() {
    #expect(states.lastStableOffset(highWatermark: 0) == 0)
    _ = send(0, count: 3, transactional: true)
    _ = send(0, count: 3, transactional: true, producer: 10)
    #expect(states.lastStableOffset(highWatermark: 6) == 0)
    _ = end(commit: false)
    states.highWatermarkMoved(to: 6)
    #expect(states.firstUnstableOffset == 0)
    states.highWatermarkMoved(to: 7)
    #expect(states.firstUnstableOffset == 3)
    states.logStartMoved(to: 4)
    #expect(states.firstUnstableOffset == 4)
    _ = end(commit: true, producer: 10)
    states.highWatermarkMoved(to: 8)
    #expect(states.firstUnstableOffset == nil)
    #expect(states.lastStableOffset(highWatermark: 8) == 8)
  }

  @Test mutating func `aborted records are told from committed ones of the same producer`() {
    _ = send(0, count: 2, transactional: true)
    _ = end(commit: false)
    _ = send(2, count: 2, transactional: true)
    _ = end(commit: true)
    let transactions = states.transactions
    #expect(transactions.isAborted(producerID: 9, at: 1))
    #expect(!transactions.isAborted(producerID: 9, at: 3))
    #expect(!transactions.isAborted(producerID: 10, at: 1))
    #expect(transactions.aborted(from: 0, upTo: 6).map(\.firstOffset) == [0])
    #expect(transactions.aborted(from: 3, upTo: 6).isEmpty)
    states.logStartMoved(to: 3)
    #expect(states.transactions.aborted.isEmpty)
  }
}

@Suite("Producer states after a cut of the log")
struct ProducerStatesTruncationTests {
  var states = ProducerStates()

  mutating func send(_ sequence: Int32, at offset: Int64, transactional: Bool = false)
    -> AppendOutcome
  {
    states.append(
      ProducerBatch(
        producerID: 9, epoch: 0, firstSequence: sequence, isTransactional: transactional),
      at: offset)
  }

  @Test mutating func `batches that were cut are taken again, those that survived are not`() {
    for sequence in 0..<Int32(8) { _ = send(sequence, at: Int64(sequence)) }
    states.truncate(to: 6)
    #expect(send(5, at: 6) == .duplicate(of: 5))
    #expect(send(7, at: 6) == .outOfOrderSequence)
    #expect(send(6, at: 6) == .appended)
    #expect(send(7, at: 7) == .appended)
  }

  @Test mutating func `a producer goes on where it was even if all remembered batches went`() {
    for sequence in 0..<Int32(8) { _ = send(sequence, at: Int64(sequence)) }
    states.truncate(to: 3)
    #expect(states[9]?.batchCount == 0)
    #expect(send(4, at: 3) == .outOfOrderSequence)
    #expect(send(3, at: 3) == .appended)
  }

  @Test mutating func `a producer whose every batch went is unknown`() {
    _ = send(0, at: 0)
    states.truncate(to: 0)
    #expect(states == ProducerStates())
  }

  @Test mutating func `a transaction that began after the cut never was`() {
    _ = send(0, at: 0)
    _ = send(1, at: 1, transactional: true)
    states.truncate(to: 1)
    #expect(states.firstUnstableOffset == nil)
    #expect(send(1, at: 1) == .appended)
  }

  @Test(
    "a transaction whose marker was cut is open again", arguments: [false, true], [2, 4] as [Int64])
  mutating func opensAgain(isCommit: Bool, highWatermark: Int64) {
    _ = send(0, at: 0, transactional: true)
    _ = states.append(TransactionMarker(producerID: 9, epoch: 0, isCommit: isCommit), at: 2)
    states.truncate(to: 2)
    #expect(states.firstUnstableOffset == 0)
    #expect(states.transactions.aborted.isEmpty)
    let marker = TransactionMarker(producerID: 9, epoch: 0, isCommit: true)
    #expect(states.append(marker, at: 2) == .appended(start: 0))
  }

  @Test mutating func `an abort that was replicated opens again too when it is lost`() {
    _ = send(0, at: 0, transactional: true)
    _ = states.append(TransactionMarker(producerID: 9, epoch: 0, isCommit: false), at: 1)
    states.highWatermarkMoved(to: 2)
    states.truncate(to: 1)
    #expect(states.firstUnstableOffset == 0)
  }
}
