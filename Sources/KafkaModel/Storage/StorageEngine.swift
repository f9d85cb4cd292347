import SimKernel

/// Where a cluster keeps its records, and so what makes a record safe and what the loss of a broker
/// costs.
package enum StorageEngine: Equatable, Sendable {
  /// Every replica on the disks of its own broker, as Apache Kafka does: a record is safe once the
  /// replicas in sync have it, and one of them leads when the leader is lost.
  case sharedNothing
  /// One log per partition in an object store, behind a write-ahead log: a record is safe once that
  /// has it. There is one replica, and another broker takes it over when its broker is lost.
  case sharedStorage(WriteAheadLog)

  package var isShared: Bool { self != .sharedNothing }

  /// Whether its write-ahead log is there in the zone of its broker only.
  package var isZonal: Bool {
    if case .sharedStorage(let log) = self { log.isZonal } else { false }
  }
}

/// What keeps the records of a broker until they are in the object store.
///
/// Times are examples to calculate with and no promise of anybody; each has its source beside it.
package struct WriteAheadLog: Equatable, Sendable {
  package let name: String
  /// What it is, for a reference.
  package let doc: String
  /// From a write until it is safe: half of the writes take no longer than the one, and 99 of 100 no
  /// longer than the other.
  package var median: TimeAmount
  package var p99: TimeAmount
  /// A write waits for others: so long when nothing was written lately, and no longer than that.
  package var batchWaitMin = TimeAmount.zero
  package var batchWaitMax = TimeAmount.zero
  /// How many writes may be under way at once.
  package var underWayMax = 1
  /// Whether it lies in the object store itself, and so is there when that is, wherever its broker is.
  package var isInStore = false
  /// Whether nobody reaches it while its broker's zone is lost.
  package var isZonal = false

  /// Objects in the store itself. A write waits for 10 to 250 ms for others, is put, and then a
  /// reservation is read that tells whether the log is still the broker's.
  ///
  /// Source: AutoMQ, `ObjectWALConfig` and `DefaultWriter`, facts section 1.2 and 1.3. That a put of a
  /// few MiB takes 100 ms in the median is an assumption; 400 ms for the slowest in a hundred is
  /// measured.
  package static let objectStore = WriteAheadLog(
    name: "s3", doc: "Objects in the store: written a few times a second, safe in any zone.",
    median: .milliseconds(150), p99: .milliseconds(450),
    batchWaitMin: .milliseconds(10), batchWaitMax: .milliseconds(250), underWayMax: 50,
    isInStore: true)
  /// A block device in the broker's zone. Source: facts section 1.2, published as below 3 ms.
  package static let blockDevice = WriteAheadLog(
    name: "ebs", doc: "A block device in the zone of its broker.", median: .milliseconds(1),
    p99: .milliseconds(3), isZonal: true)
  /// A block device that is kept in several zones. Assumed.
  package static let regionalDevice = WriteAheadLog(
    name: "regional", doc: "A block device that is kept in several zones.",
    median: .milliseconds(2), p99: .milliseconds(8))
  /// A file system that is kept in several zones: 6 ms on average is published, the slowest in a
  /// hundred assumed. Source: facts section 1.2.
  package static let fileSystem = WriteAheadLog(
    name: "nfs", doc: "A file system that is kept in several zones.", median: .milliseconds(6),
    p99: .milliseconds(18))

  package static let all = [objectStore, blockDevice, regionalDevice, fileSystem]
}

/// How long a broker's partitions take to come up on another broker, beyond the time until its loss
/// is noticed.
///
/// Source: AutoMQ, `FailoverControlManager`, `S3Storage`; facts sections 1.4, 1.8 and 5.
package enum TakeOver {
  /// The controller looks so often for brokers whose partitions nobody has.
  package static let scan = TimeAmount.seconds(1)
  /// To take the reservation of the dead broker's log, and list what it holds.
  package static let acquire = TimeAmount.milliseconds(100)...TimeAmount.milliseconds(500)
  /// To close the streams of the dead broker and open them on the other.
  package static let open = TimeAmount.milliseconds(150)...TimeAmount.milliseconds(800)
  /// Bytes a second that are read from the log, and uploaded, while it is replayed. Assumed.
  package static let replayRate: Int64 = 400_000_000
  package static let uploadRate: Int64 = 300_000_000
  /// To read and upload what was only in the log.
  package static func replay(_ bytes: Int64) -> TimeAmount {
    time(of: bytes, at: replayRate) + time(of: bytes, at: uploadRate)
  }

  /// How long so many bytes take at so many a second.
  static func time(of bytes: Int64, at rate: Int64) -> TimeAmount {
    let nanoseconds = Int128(bytes) * 1_000_000_000 / Int128(max(1, rate))
    return TimeAmount(nanoseconds: Int64(clamping: min(nanoseconds, 1 << 60)))
  }
}
