/// The offset pairs a checkpoint task keeps of one source partition, to translate groups' positions.
///
/// 64 slots, the newest pair first, thinned to powers of two: the further behind the newest pair,
/// the wider apart the pairs that are kept. So a group at the end of the log gets an exact position,
/// and one far behind may be sent back by as much as it lags.
///
/// ```swift
/// var store = OffsetSyncStore(OffsetSync(upstream: 100, downstream: 40))
/// store.insert(OffsetSync(upstream: 200, downstream: 90))
/// store.translate(200)  // 90: the very pair
/// store.translate(199)  // 41: one past the pair at 100; what lies between is unknown
/// store.translate(99)   // too far back
/// ```
///
/// For different pairs in slots i < j:
/// - A: slot 0 holds the newest pair.
/// - B: `up(i) ≤ up(j) + 2^j - 2^i`: no pair is too old for its slot.
/// - C: `up(i) ≥ up(j) + 2^max(i - 2, 0)`: no two pairs are so close that one is of no use.
/// - D: slot 63 holds the oldest pair that may be used; it is never thinned out.
///
/// One value is 1 KiB without references: a table of them is copied in one go.
///
/// - Source: Kafka 4.1, `OffsetSyncStore`, as it has been since 3.5.2 (KAFKA-15202); cases in
///   `mm2_offset_translation`.
package struct OffsetSyncStore: Sendable, BitwiseCopyable {
  package static let slotCount = 64

  private var slots: InlineArray<64, OffsetSync>
  /// Bit k is set where slot k holds another pair than slot k - 1. Two pairs may be equal and yet
  /// different: the same offsets, published twice.
  private var firsts: UInt64 = 1

  /// Makes the store of a partition's first pair.
  package init(_ first: OffsetSync) { slots = InlineArray(repeating: first) }

  package var newest: OffsetSync { self[0] }
  package var oldest: OffsetSync { self[Self.slotCount - 1] }

  /// The different pairs kept, newest first.
  package var kept: [OffsetSync] {
    (0..<Self.slotCount).filter { isFirst($0) }.map { self[$0] }
  }

  /// Returns the pair in a slot.
  package subscript(slot: Int) -> OffsetSync { slots.span[slot] }

  /// Returns whether a slot holds another pair than the one before it.
  package func isFirst(_ slot: Int) -> Bool { firsts &>> UInt64(slot) & 1 == 1 }
}

/// The answer to where a group resumes on the target.
package enum Translation: Equatable, Sendable, BitwiseCopyable {
  /// No answer: the pairs have not been read to their end yet, or the partition has none.
  case unknown
  /// The position lies before every pair that may be used (Kafka: -1).
  case tooFarBack
  /// The next offset to read on the target.
  case offset(Int64)
}

extension OffsetSyncStore {
  /// Returns the offset on the target from which a group resumes.
  ///
  /// Early rather than late: a group may read records twice but never miss one, as long as the pairs
  /// tell of one life of both logs. Past a pair the distance on the source says nothing about the
  /// target, so the answer is at most one record beyond that pair.
  ///
  /// For one group the answer can get worse while newer pairs thin out older ones.
  ///
  /// - Parameter committed: The group's committed offset on the source: the next one to read.
  /// - Complexity: O(log *n*) in the number of slots.
  package func translate(_ committed: Int64) -> Translation {
    let sync = self[slot(atOrBefore: committed)]
    if sync.upstream > committed { return .tooFarBack }
    return .offset(sync.upstream == committed ? sync.downstream : sync.downstream + 1)
  }

  /// Returns the answer as it was up to 3.4.0: the newest pair's target plus the distance on the
  /// source. Where the source log has holes, the group misses records.
  package func translateByDistance(_ committed: Int64) -> Translation {
    let distance = committed - newest.upstream
    return distance < 0 ? .tooFarBack : .offset(newest.downstream + distance)
  }

  /// Returns the answer by the rule of a version.
  package func translate(_ committed: Int64, as version: MirrorVersion) -> Translation {
    version.translatesByDistance ? translateByDistance(committed) : translate(committed)
  }

  /// Returns the first slot whose pair is not past `committed`, or the last slot.
  private func slot(atOrBefore committed: Int64) -> Int {
    var low = 0
    var high = Self.slotCount - 1
    while low < high {
      let middle = (low + high) / 2
      if self[middle].upstream <= committed { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension OffsetSyncStore {
  /// Takes in the next pair of the partition.
  ///
  /// A pair that lies further back on the source than the newest tells of another life of the log:
  /// nothing older is usable any more.
  ///
  /// - Parameter forgetsOlder: Whether the pair is read at start-up by a task that could not read
  ///   its own checkpoints. It then keeps none but the newest, lest it send groups back.
  /// - Complexity: O(*n*) in the number of slots; on evenly spaced pairs the first dozen.
  package mutating func insert(_ sync: OffsetSync, forgetsOlder: Bool = false) {
    if forgetsOlder || sync.upstream < slots[0].upstream {
      self = OffsetSyncStore(sync)
    } else {
      thin(adding: sync)
    }
  }

  /// Puts `sync` into slot 0 and repairs B from there on, keeping as many old pairs as C allows.
  private mutating func thin(adding sync: OffsetSync) {
    // (Slots are asked for one by one: a call that takes the whole store unchanged copies it.)
    var old = slots
    let oldFirsts = firsts
    var search = ReplacementSearch(newest: sync)
    slots[0] = sync
    for slot in 1..<Self.slotCount {
      let before = search.identity
      search.look(
        in: &old, oldFirsts, for: slot, previous: slots[slot - 1],
        next: slot + 1 < Self.slotCount ? slots[slot + 1] : nil)
      if Self.isRecent(slots[slot], after: slots[slot - 1], slot: slot) {
        // The rest stays as it was.
        markFirst(slot, if: Self.firstSlot(ofPairIn: slot, oldFirsts) != before)
        return
      }
      slots[slot] = search.replacement
      markFirst(slot, if: search.identity != before)
    }
  }

  private mutating func markFirst(_ slot: Int, if isFirst: Bool) {
    let bit = 1 as UInt64 &<< UInt64(slot)
    firsts = isFirst ? firsts | bit : firsts & ~bit
  }

  /// Returns the first of the slots that hold the pair of `slot`.
  fileprivate static func firstSlot(ofPairIn slot: Int, _ firsts: UInt64) -> Int {
    let upTo = firsts & (UInt64.max &>> UInt64(63 - slot))
    return 63 - upTo.leadingZeroBitCount
  }
}

/// The walk over the old slots for pairs that may stay.
private struct ReplacementSearch {
  /// The pair to put where the old one is too old.
  private(set) var replacement: OffsetSync
  /// Which pair that is: the first old slot that held it, or -1 for the new pair.
  private(set) var identity = -1
  /// The next old slot to look at, never ahead of the slot to fill.
  private var cursor = 0

  init(newest: OffsetSync) { replacement = newest }

  /// Goes on to the last old pair that is recent enough for `slot` and far enough from its
  /// neighbours, `previous` and `next`.
  mutating func look(
    in old: inout InlineArray<64, OffsetSync>, _ firsts: UInt64, for slot: Int,
    previous: OffsetSync, next: OffsetSync?
  ) {
    var skips = true
    while skips, cursor < slot {
      let pair = old[cursor]
      let isApart = OffsetSyncStore.isSeparated(previous, from: pair, slot: slot - 1)
      let fits =
        isApart && OffsetSyncStore.isRecent(pair, after: previous, slot: slot)
        && (next.map { OffsetSyncStore.isSeparated(pair, from: $0, slot: slot) } ?? true)
      if fits {
        replacement = pair
        identity = OffsetSyncStore.firstSlot(ofPairIn: cursor, firsts)
      }
      // A pair too close to its newer neighbour fits no later slot either, and the next slot may
      // hold the same pair again.
      let isLast = cursor + 1 == OffsetSyncStore.slotCount
      skips = !isApart || (!isLast && firsts &>> UInt64(cursor + 1) & 1 == 0)
      if fits || skips { cursor += 1 }
    }
  }
}

extension OffsetSyncStore {
  /// Invariant B between `slot` - 1, which holds `newer`, and `slot`. Bounds beyond the largest
  /// offset hold.
  fileprivate static func isRecent(
    _ older: OffsetSync, after newer: OffsetSync, slot: Int
  ) -> Bool {
    let reach = (1 as Int64 &<< Int64(slot)) &- (1 as Int64 &<< Int64(slot - 1))
    let bound = older.upstream &+ reach
    return bound < 0 || newer.upstream <= bound
  }

  /// Invariant C between `slot`, which holds `newer`, and any later one. Bounds beyond the largest
  /// offset do not hold.
  fileprivate static func isSeparated(
    _ newer: OffsetSync, from older: OffsetSync, slot: Int
  ) -> Bool {
    let bound = older.upstream &+ (1 as Int64 &<< Int64(max(slot - 2, 0)))
    return bound >= 0 && newer.upstream >= bound
  }
}
