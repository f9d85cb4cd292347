/// Decides which copied records of one source partition are published as offset pairs, and when.
///
/// A pair is due at once for the first record of the task's life, when translating by the last pair
/// would be `offset.lag.max` too early, when the source skipped an offset, and when the target went
/// back. Any other record waits: only the newest of them is held, until the task's next commit.
///
/// ```swift
/// var writer = OffsetSyncWriter(lagMax: 100)
/// writer.record(upstream: 0, downstream: 0, count: 250)  // pairs at 0, 101 and 202 are due
/// writer.delayed                                         // 249 waits for the commit
/// ```
///
/// - Source: Kafka 4.1, `OffsetSyncWriter`; cases in `mm2_sync_emission`.
package struct OffsetSyncWriter: Equatable, Sendable, BitwiseCopyable {
  /// `offset.lag.max`, in records.
  package let lagMax: Int64
  /// Whether staleness is measured as up to 3.4.0 (`MirrorVersion.translatesByDistance`).
  private let measuresByDistance: Bool
  private let holdsDelayed: Bool
  private var previousUpstream: Int64 = -1
  private var previousDownstream: Int64 = -1
  /// The last pair that was due; its target offset is -1 before the first.
  package private(set) var lastSync = OffsetSync(upstream: -1, downstream: -1)
  /// The newest record since then, held for the next commit. Always nil in versions that hold none.
  package private(set) var delayed: OffsetSync?
  /// The newest pair that is due and not yet sent.
  package private(set) var pending: OffsetSync?

  package init(
    lagMax: Int64, measuresByDistance: Bool = false, holdsDelayed: Bool = true
  ) {
    self.lagMax = lagMax
    self.measuresByDistance = measuresByDistance
    self.holdsDelayed = holdsDelayed
  }

  package init(lagMax: Int64, version: MirrorVersion) {
    self.init(
      lagMax: lagMax, measuresByDistance: version.translatesByDistance,
      holdsDelayed: version.publishesIdleTail)
  }
}

/// The pairs that became due while a run of records was copied: the first, then one every `stride`
/// records.
package struct DueSyncs: RandomAccessCollection, Equatable, Sendable, BitwiseCopyable {
  package let initial: OffsetSync
  package let stride: Int64
  package let count: Int

  package static let none = DueSyncs(
    initial: OffsetSync(upstream: -1, downstream: -1), stride: 1, count: 0)

  package var startIndex: Int { 0 }
  package var endIndex: Int { count }
  package subscript(position: Int) -> OffsetSync {
    initial.advanced(by: Int64(position) * stride)
  }
}

extension OffsetSyncWriter {
  /// Notes that a run of records was copied without holes: `count` records that begin at `upstream`
  /// on the source lie at `downstream` and on.
  ///
  /// The newest due pair is then `pending`. To send each as it becomes due, as a task with free
  /// slots does, walk the answer.
  ///
  /// - Returns: The pairs that became due, oldest first, the same as one call for each record gives.
  /// - Complexity: O(1).
  @discardableResult
  package mutating func record(upstream: Int64, downstream: Int64, count: Int64 = 1) -> DueSyncs {
    guard count > 0 else { return .none }
    let first = OffsetSync(upstream: upstream, downstream: downstream)
    let newest = first.advanced(by: count - 1)
    let due = dueSyncs(from: first, count: count)
    previousUpstream = newest.upstream
    previousDownstream = newest.downstream
    if let last = due.last {
      lastSync = last
      pending = last
    }
    delayed = holdsDelayed && due.last != newest ? newest : nil
    return due
  }

  private func dueSyncs(from first: OffsetSync, count: Int64) -> DueSyncs {
    let wait = isDueAtOnce(first) ? 0 : recordsUntilStale(after: first)
    guard wait < count else { return .none }
    return DueSyncs(
      initial: first.advanced(by: wait), stride: stride, count: Int((count - 1 - wait) / stride) + 1
    )
  }

  /// Returns whether something else than staleness asks for a pair.
  private func isDueAtOnce(_ sync: OffsetSync) -> Bool {
    lastSync.downstream == -1 || sync.upstream - previousUpstream != 1
      || sync.downstream < previousDownstream
  }

  /// Returns how many records of a run pass before translating by the last pair is too early.
  ///
  /// A pair translates later positions to one past its own target, so that is what counts.
  private func recordsUntilStale(after first: OffsetSync) -> Int64 {
    if measuresByDistance {
      let expected = lastSync.downstream + first.upstream - lastSync.upstream
      return first.downstream - expected >= lagMax ? 0 : .max
    }
    return max(0, lastSync.downstream + 1 + lagMax - first.downstream)
  }

  /// The records from one due pair of a run to the next.
  private var stride: Int64 {
    if measuresByDistance { return lagMax <= 0 ? 1 : .max }
    return max(0, lagMax) + 1
  }
}

extension OffsetSyncWriter {
  /// Makes the held record due: the source task commits.
  package mutating func promoteDelayed() {
    guard let waiting = delayed else { return }
    pending = waiting
    delayed = nil
  }

  /// Hands over the pair that is due, if there is one and the task has a slot for it.
  package mutating func takePending(from slots: inout SyncSlots) -> OffsetSync? {
    guard let due = pending, slots.take() else { return nil }
    pending = nil
    return due
  }
}

/// How many offset pairs a source task may have on their way; the others wait.
package struct SyncSlots: Equatable, Sendable, BitwiseCopyable {
  package private(set) var free: Int

  /// - Parameter count: 10 in Kafka.
  package init(count: Int = 10) { free = count }

  /// Takes a slot, if one is free.
  package mutating func take() -> Bool {
    guard free > 0 else { return false }
    free -= 1
    return true
  }

  /// Gives a slot back: a pair was written, or failed and is lost.
  package mutating func giveBack() { free += 1 }
}
