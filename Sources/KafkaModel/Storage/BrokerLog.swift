import Accounting
import SimKernel

/// The write-ahead log of one broker of a cluster with shared storage.
package struct BrokerLog: Sendable {
  /// Partitions with records that no write has taken yet; one may stand here more than once.
  package private(set) var fresh: [PartitionID] = []
  /// Whether a write is about to take them.
  package var isGathering = false
  /// When the last write took its records, and when the last one under way will be safe.
  package private(set) var gatheredAt = Instant.zero
  package private(set) var safeAt = Instant.zero
  /// When a store that takes so many bytes a second has all that was sent to it.
  var sentAt = Instant.zero
  /// Writes under way, oldest first.
  package var underWay: [LogWrite] = []
  /// How many there have been: the address of the next one's draw.
  package private(set) var writes: UInt64 = 0
  /// When a write was counted last.
  private var countedAt: Instant?

  /// Bytes that are nowhere else.
  package private(set) var bytes: Int64 = 0
  /// What comes together for the next upload, what waits to be uploaded, and what is.
  private(set) var filling: Int64 = 0
  private var blocks: [LogBlock] = []
  private(set) var upload: LogBlock?
  /// When the next upload sets out, or the one under way ends; `.never` without either.
  var uploadsAt = Instant.never
  /// Blocks that are in the store and at hand still, and their bytes.
  private var atHand: [LogBlock] = []
  private var bytesAtHand: Int64 = 0

  /// How many times longer a write takes: an entry for each fault.
  var slowdowns: [Int64] = []
  /// How many faults keep everybody from its volume.
  var absences: Int32 = 0
  /// Whether something would be uploaded if the store answered.
  var waitsToUpload = false
  /// Since when its store has not answered it, and when it asks again; `.never` for neither.
  var awaitsSince = Instant.never
  var asksAt = Instant.never
  /// Whether its broker waits for its store, or its volume, to come back.
  var waitsToOpen = false
  /// Whether the process that wrote it has ended, and whether another broker has it.
  var isLeft = false
  var isTaken = false
  /// Writes that its volume kept waiting.
  package var bites: Int64 = 0

  package init() {}

  var awaitsStore: Bool { awaitsSince != .never }

  mutating func add(_ partition: PartitionID) { fresh.append(partition) }

  /// A write sets out with everything that is fresh.
  mutating func take(_ write: LogWrite, at now: Instant) {
    fresh.removeAll(keepingCapacity: true)
    isGathering = false
    gatheredAt = now
    safeAt = write.safeAt
    writes += 1
    underWay.append(write)
  }

  /// What is under way has to set out again.
  mutating func takeBack() {
    for write in underWay { fresh += write.ends.map(\.partition) }
    underWay.removeAll()
    isGathering = false
    safeAt = .zero
    sentAt = .zero
  }

  /// Records go into the log now, with all that does within the time that a write may gather.
  ///
  /// - Returns: Whether that is another write.
  mutating func counts(within wait: TimeAmount, at now: Instant) -> Bool {
    if let countedAt, now - countedAt < wait { return false }
    countedAt = now
    return true
  }

  /// The broker's process ends, and with it all that was not in the log.
  mutating func stop() {
    fresh.removeAll()
    underWay.removeAll()
    isGathering = false
    safeAt = .zero
    sentAt = .zero
    takeBackUpload()
    isLeft = true
  }

  /// All that it had is in the store, or gone.
  mutating func empty() {
    stop()
    isLeft = false
    isTaken = false
    blocks.removeAll()
    atHand.removeAll()
    bytes = 0
    filling = 0
    bytesAtHand = 0
  }
}

// MARK: - On its way into the store

extension BrokerLog {
  mutating func hold(_ more: Int64) {
    bytes += more
    filling += more
  }

  var hasBlock: Bool { !blocks.isEmpty }

  /// What has come together is to be uploaded.
  mutating func close(_ ends: [LogWrite.End]) {
    blocks.append(LogBlock(bytes: filling, ends: ends))
    filling = 0
  }

  /// Nothing of it is only here any more.
  mutating func uploadAll() {
    upload = nil
    uploadsAt = .never
    blocks.removeAll()
    bytes = 0
    filling = 0
  }

  mutating func beginUpload() { upload = blocks.removeFirst() }

  mutating func takeBackUpload() {
    if let upload { blocks.insert(upload, at: 0) }
    upload = nil
    uploadsAt = .never
    sentAt = .zero
  }

  /// A block is in the store, and stays at hand until that holds more than nine tenths of `room`, or 64
  /// blocks.
  ///
  /// Source: AutoMQ, `LogCache`; facts section 1.6.
  ///
  /// - Returns: What has come into the store, and what is no longer at hand.
  mutating func endUpload(room: Int64) -> (stored: [LogWrite.End], cold: [LogWrite.End]) {
    guard let block = upload else { return ([], []) }
    upload = nil
    bytes -= block.bytes
    atHand.append(block)
    bytesAtHand += block.bytes
    var cold: [LogWrite.End] = []
    while let oldest = atHand.first, atHand.count > 64 || bytesAtHand + bytes > room / 10 * 9 {
      bytesAtHand -= oldest.bytes
      cold += oldest.ends
      atHand.removeFirst()
    }
    return (block.ends, cold)
  }
}

/// Records on their way into a write-ahead log.
package struct LogWrite: Sendable {
  /// How far a partition will be safe.
  package struct End: Sendable {
    package var partition: PartitionID
    package var end: Int64
  }

  package var safeAt: Instant
  /// When they are put, and no more is left than to ask whose the log is.
  package var putAt = Instant.zero
  package var ends: [End] = []
}

/// Records that are uploaded together.
package struct LogBlock: Sendable {
  package var bytes: Int64
  package var ends: [LogWrite.End]
}
