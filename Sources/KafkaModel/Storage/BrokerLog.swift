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
  /// Writes under way, oldest first.
  package var underWay: [LogWrite] = []
  /// How many there have been: the address of the next one's draw.
  package private(set) var writes: UInt64 = 0
  /// What the log alone holds, and when it was uploaded last.
  private var bytes: Int64 = 0
  private var uploadedAt = Instant.zero
  /// When a write was counted last.
  private var countedAt: Instant?

  package init() {}

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

  /// Records go into the log now, with all that does within the time that a write may gather.
  ///
  /// - Returns: Whether that is another write.
  mutating func counts(within wait: TimeAmount, at now: Instant) -> Bool {
    if let countedAt, now - countedAt < wait { return false }
    countedAt = now
    return true
  }

  /// More is in the log. It is uploaded once there is enough of it or it is old enough.
  ///
  /// Source: AutoMQ, `s3.wal.upload.threshold` and `s3.wal.upload.interval.ms`; facts section 1.1.
  mutating func hold(_ more: Int64, at now: Instant) {
    if now - uploadedAt >= TakeOver.uploadInterval || bytes + more >= TakeOver.uploadBytes {
      uploadedAt = now
      bytes = 0
    }
    bytes += more
  }

  /// How many bytes are nowhere else at an instant.
  func held(at instant: Instant) -> Int64 {
    instant - uploadedAt >= TakeOver.uploadInterval ? 0 : bytes
  }

  /// The broker's process ends, and with it all that was not in the log.
  mutating func stop() {
    fresh.removeAll()
    underWay.removeAll()
    isGathering = false
    safeAt = .zero
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
  package var ends: [End] = []
}
