import Accounting
import SimKernel

// Old segments go; whoever had not read them yet has lost them.

extension Estate {
  /// Schedules the next retention check of a cluster.
  package mutating func armRetention(_ id: ClusterID, after wait: TimeAmount) {
    clusters[id].nextRetentionCheck = now + wait
    schedule(Event(.retentionChecked, id), at: clusters[id].nextRetentionCheck, .timer)
  }

  /// Where the logs of a cluster would begin after a check now, for those that would move.
  package mutating func dueDeletions(_ id: ClusterID) -> [(PartitionID, Int64)] {
    var due: [(PartitionID, Int64)] = []
    for local in clusters[id].topics {
      let topic = topics[local]
      for partition in topic.partitions where servingLeader(partition) != nil {
        let before = logs[partition].start
        files[partition].segments.retain(
          by: topic.retentionRule, highWatermark: partitions[partition].highWatermark, now: now)
        let start = files[partition].segments.logStart
        if start > before { due.append((partition, start)) }
      }
    }
    return due
  }

  /// Moves the start of a partition's log, as an operator asks for; the records before it are still to
  /// be deleted.
  ///
  /// - Parameter offset: Nil for the high watermark.
  package mutating func deleteRecords(
    of id: PartitionID, before offset: Int64?
  ) -> DeleteRecordsOutcome {
    files[id].segments.deleteRecords(
      before: offset ?? -1, highWatermark: partitions[id].highWatermark,
      rule: topics[partitions[id].topic].retentionRule)
  }

  /// Deletes the records of a partition below `start`, and tells which readers had not got them.
  package mutating func delete(_ id: PartitionID, below start: Int64) {
    for row in groupPartitions.ids where groupPartitions[row].partition == id {
      // It may have gone back behind its commit. A group that has not begun here, or waits at a place
      // that does not exist, has read nothing, whatever was committed for it.
      let (applied, committed) = (groupPartitions[row].applied, groupPartitions[row].committed)
      let hasBegun = applied >= 0 && !groupPartitions[row].hasNoPosition
      let first = hasBegun ? committed >= 0 ? min(applied, committed) : applied : logs[id].start
      guard first < start else { continue }
      let reader = groupPartitions[row].subscription
      tellExpired(id, first..<start, .expiredUnread(reader))
    }
    meters[partitions[id].topic].went(max(0, start - logs[id].start), at: now)
    stopFetching(in: id)
    logs[id].trimStart(to: start)
    fetchOn(in: id)
    files[id].epochs.truncateStart(to: start)
    files[id].producers.logStartMoved(to: start)
    if partitions[id].lastStable < start { partitions[id].lastStable = start }
  }

  package mutating func tellExpired(_ id: PartitionID, _ offsets: Range<Int64>, _ how: Drop.How) {
    let cluster = partitions[id].cluster
    var gone: [RunSlice] = []
    logs[id].forEachRun(in: offsets) { gone.append($0.slice(offsets)) }
    for slice in gone where isMeant(slice, in: id) {
      ledger.expired(slice.range, on: cluster, how: how, at: now)
    }
  }
}
