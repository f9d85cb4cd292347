import Accounting
import SimKernel

// Where a reader begins, and what happens when that place does not exist.

extension Estate {
  /// Puts a member that was just assigned a partition at its position.
  mutating func begin(_ row: GroupPartitionID) {
    let committed = groupPartitions[row].committed
    if waitsForPosition(row) { return }
    groupPartitions[row].hasNoPosition = false
    if committed >= 0 {
      resume(row, at: committed)
    } else {
      reset(row, because: reasonWithoutCommit(row))
    }
    _ = checkRange(row)
    placeFound(groupPartitions[row].group)
  }

  /// Goes on from a committed offset, unless the log was cut below it since its epoch.
  private mutating func resume(_ row: GroupPartitionID, at committed: Int64) {
    let partition = groupPartitions[row].partition
    let epoch = groupPartitions[row].committedEpoch
    var validation = PositionValidation.stands
    if epoch >= 0, epoch < partitions[partition].epoch {
      let policy = subscriptions[groupPartitions[row].subscription].settings.resetPolicy
      validation = PositionValidation(
        position: committed,
        answer: files[partition].epochs.end(of: epoch, logEnd: logs[partition].end), policy: policy)
    }
    switch validation {
    case .stands: place(row, at: committed, origin: groupPartitions[row].commitOrigin)
    case .moves(let offset): place(row, at: offset, origin: groupPartitions[row].commitOrigin)
    case .resets, .tells: reset(row, because: .aboveEnd)
    }
  }

  /// Somebody starts a group again whose members died because they had no place to begin at.
  package mutating func beginAgain(_ id: LocalGroupID) {
    guard groups[id].placeless != nil else { return }
    for row in groups[id].partitions
    where groupPartitions[row].hasNoPosition && groupPartitions[row].owner != .none {
      begin(row)
      wake(ReaderID(groupPartitions[row].owner.row))
    }
  }

  private mutating func placeFound(_ id: LocalGroupID) {
    guard let placeless = groups[id].placeless,
      groups[id].partitions.allSatisfy({ !groupPartitions[$0].hasNoPosition })
    else { return }
    ledger.disruptions.append(
      Disruption(
        kind: .placeless(groups[id].subscription, placeless.cause), from: placeless.since, to: now))
    groups[id].placeless = nil
  }

  private func reasonWithoutCommit(_ row: GroupPartitionID) -> Mechanism.Reset.Reason {
    if groupPartitions[row].wasCommitted { return .vanished }
    let number = partitions[groupPartitions[row].partition].number
    let topic = topics[partitions[groupPartitions[row].partition].topic].topic
    // The same partition of the same topic on another cluster: had the group a position there?
    let elsewhere = groupPartitions.ids.contains { other in
      groupPartitions[other].subscription == groupPartitions[row].subscription
        && groupPartitions[other].group != groupPartitions[row].group
        && partitions[groupPartitions[other].partition].number == number
        && topics[partitions[groupPartitions[other].partition].topic].topic == topic
        && groupPartitions[other].wasCommitted
    }
    return elsewhere ? .neverWritten : .new
  }

  /// Moves a reader to an offset. Offsets that it will never read because of that are told.
  mutating func place(_ row: GroupPartitionID, at offset: Int64, origin: ProvenanceID) {
    let subscription = groupPartitions[row].subscription
    let partition = groupPartitions[row].partition
    let read = ledger.readUpTo[subscription.row * ledger.partitions + partition.row]
    let placement = Placement(
      subscription: subscription, partition: partition, read: openFrom(row, below: read),
      offset: offset, provenance: origin, at: now)
    ledger.placed(placement)
    tellSkipped(placement)
    groupPartitions[row].position = offset
    groupPartitions[row].applied = offset
    groupPartitions[row].origin = origin
  }

  /// From where on a reader may have left records open: one that does not work in the order of the
  /// log may be done with later ones.
  private func openFrom(_ row: GroupPartitionID, below read: Int64) -> Int64 {
    let applied = groupPartitions[row].applied
    let order = subscriptions[groupPartitions[row].subscription].order
    return order == .newestFirstPerKey && applied >= 0 ? min(read, applied) : read
  }

  private mutating func tellSkipped(_ placement: Placement) {
    guard !placement.skipped.isEmpty else { return }
    var skipped = RunBuffer()
    logs[placement.partition].read(placement.skipped, into: &skipped)
    for place in 0..<skipped.count where isMeant(skipped[place], in: placement.partition) {
      ledger.skipped(skipped[place].range, by: placement)
    }
  }

  /// Resets a position that lies outside the log. Returns whether there is one to read from.
  ///
  /// Source: `FetchCollector`, `SubscriptionState`; facts section 5.5.
  mutating func checkRange(_ row: GroupPartitionID) -> Bool {
    if groupPartitions[row].hasNoPosition { return false }
    let partition = groupPartitions[row].partition
    let position = groupPartitions[row].position
    let log = logs[partition].start..<logs[partition].end
    if FetchOutcome(at: position, in: log, readableEnd: log.upperBound) == .outOfRange {
      reset(row, because: position > log.upperBound ? .aboveEnd : .belowStart)
    }
    return !groupPartitions[row].hasNoPosition
  }

  mutating func reset(_ row: GroupPartitionID, because reason: Mechanism.Reset.Reason) {
    let partition = groupPartitions[row].partition
    let subscription = groupPartitions[row].subscription
    let policy = subscriptions[subscription].settings.resetPolicy
    let start = logs[partition].start
    let end = latest(partition, committedOnly: subscriptions[subscription].readsCommitted)
    let isLost = reason == .vanished && groupPartitions[row].lost >= 0
    let found = Mechanism.Reset(
      policy: policy == .latest ? .resetLatest : .resetEarliest, because: reason,
      position: isLost ? groupPartitions[row].commitOrigin : groupPartitions[row].origin,
      offset: isLost ? groupPartitions[row].lost : -1)
    guard let position = policy.position(in: start..<max(start, end)) else {
      return dieWithoutPlace(row, found)
    }
    let origin = ledger.note(.reset(found), at: now)
    place(row, at: position, origin: origin)
  }

  /// Without a policy the application gets an exception, and does not go on until it is started anew.
  private mutating func dieWithoutPlace(_ row: GroupPartitionID, _ reset: Mechanism.Reset) {
    groupPartitions[row].hasNoPosition = true
    let group = groupPartitions[row].group
    if groups[group].placeless == nil {
      groups[group].placeless = .init(since: now, cause: ledger.causeOfNoPlace(reset))
    }
  }
}
