import SimKernel

/// What a topic on one cluster has carried so far, counted for whoever asks what that costs. Nothing
/// in the model depends on it.
package struct Meter: Equatable, Sendable {
  /// Records that producers and links have appended, and that groups have fetched.
  package private(set) var written: Int64 = 0
  package private(set) var copied: Int64 = 0
  package private(set) var read: Int64 = 0
  /// Records that new or emptied replicas have fetched, and those of them that came from another zone.
  package private(set) var refilled: Int64 = 0
  package private(set) var refilledAcross: Int64 = 0
  /// The instants at which records came, summed up, less those at which they went.
  private var moments: Int128 = 0

  package init() {}

  @inline(__always)
  mutating func fetched(_ records: Int64) { read += records }

  @inline(__always)
  mutating func came(_ records: Int64, isCopy: Bool, at now: Instant) {
    if isCopy { copied += records } else { written += records }
    moments += Int128(records) * Int128(now.nanoseconds)
  }

  mutating func refilled(_ records: Int64, isAcross: Bool) {
    refilled += records
    if isAcross { refilledAcross += records }
  }

  /// A marker of a transaction is kept as well, and nobody's record.
  mutating func markerCame(at now: Instant) { moments += Int128(now.nanoseconds) }

  /// Records went: too old, or cut off.
  mutating func went(_ records: Int64, at now: Instant) {
    moments -= Int128(records) * Int128(now.nanoseconds)
  }

  /// For how long records have been kept, summed up: records × nanoseconds.
  package func kept(_ left: Int64, until now: Instant) -> Int128 {
    Int128(left) * Int128(now.nanoseconds) - moments
  }
}
