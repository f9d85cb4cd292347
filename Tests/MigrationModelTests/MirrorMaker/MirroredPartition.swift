import MigrationModel

/// A source partition whose records are copied and whose pairs all reach the store: the writer and
/// the store as they work together in a mirror that never fails.
struct MirroredPartition {
  var writer: OffsetSyncWriter
  var store: OffsetSyncStore?
  var copied: Int64 = 0

  init(lagMax: Int64) { writer = OffsetSyncWriter(lagMax: lagMax) }

  /// Copies `count` records that begin at `upstream` on the source; without it, the next ones.
  mutating func copy(_ count: Int64, from upstream: Int64? = nil) {
    let due = writer.record(upstream: upstream ?? copied, downstream: copied, count: count)
    for sync in due { publish(sync) }
    copied += count
  }

  /// Lets the source task commit.
  mutating func commit() {
    writer.promoteDelayed()
    if let sync = writer.pending { publish(sync) }
  }

  mutating func publish(_ sync: OffsetSync) {
    var slots = SyncSlots()
    if writer.pending == sync { _ = writer.takePending(from: &slots) }
    if store == nil { store = OffsetSyncStore(sync) } else { store!.insert(sync) }
  }

  func position(of committed: Int64) -> Int64? {
    if case .offset(let offset)? = store?.translate(committed) { offset } else { nil }
  }
}
