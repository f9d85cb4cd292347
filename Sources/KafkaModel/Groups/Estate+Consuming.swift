import Accounting
import SimKernel

// A member polls, processes, commits.

extension Estate {
  /// A member looks for records: what a poll returns is processed before the next poll.
  package mutating func poll(_ id: MemberID) {
    guard members[id].state == .active, members[id].doneAt == .never else { return }
    commitIfDue(id)
    let subscription = groups[members[id].group].subscription
    let service = subscriptions[subscription].serviceTime
    fill(
      id, limit: service == .zero ? Int64.max : subscriptions[subscription].settings.maxPollRecords)
    guard !members[id].inHand.isEmpty else { return }
    if subscriptions[subscription].order == .newestFirstPerKey { orderNewestFirst(id) }
    if subscriptions[subscription].commits == .beforeProcessing { commitRead(id) }
    members[id].polledAt = now
    work(id)
  }

  /// How far a reader of a partition may read now.
  package func readableEnd(
    _ partition: PartitionID, committedOnly: Bool, delay: TimeAmount
  ) -> Int64 {
    let end =
      committedOnly ? partitions[partition].lastStable : partitions[partition].highWatermark
    guard delay > .zero else { return end }
    return min(end, logs[partition].firstOffset(since: now - delay + TimeAmount(nanoseconds: 1)))
  }

  private mutating func fill(_ id: MemberID, limit: Int64) {
    members[id].dropHand()
    let subscription = groups[members[id].group].subscription
    let committedOnly = subscriptions[subscription].readsCommitted
    let chunkBytes = subscriptions[subscription].settings.maxPartitionFetchBytes
    let delay = readers[ReaderID(id.row)].delay
    var left = limit
    let owned = members[id].assigned.count
    var next = owned == 0 ? 0 : members[id].turn % owned
    for _ in 0..<owned where left > 0 {
      let place = next
      next = next + 1 == owned ? 0 : next + 1
      let row = members[id].assigned[place]
      let partition = groupPartitions[row].partition
      // Most partitions of a member have nothing new most of the time.
      if groupPartitions[row].position == partitions[partition].highWatermark { continue }
      guard servingLeader(partition) != nil else {
        blameLeader(of: partition)
        continue
      }
      guard checkRange(row) else { continue }
      let position = groupPartitions[row].position
      let end = readableEnd(partition, committedOnly: committedOnly, delay: delay)
      guard position < end else {
        wakeForDelayed(id, partition, position, delay)
        continue
      }
      let chunk = max(
        1, chunkBytes / topics[partitions[partition].topic].recordBytes)
      let upTo = limit == .max ? end : min(end, position + min(left, chunk))
      left -= take(id, row, position..<upTo, committedOnly)
      // A chunk of one partition is read out before the next one has its turn.
      members[id].turn = upTo - position >= chunk ? place + 1 : place
      if upTo == end { wakeForDelayed(id, partition, end, delay) }
    }
  }

  /// A reader that is always a while behind is woken when the next record is old enough.
  private mutating func wakeForDelayed(
    _ id: MemberID, _ partition: PartitionID, _ offset: Int64, _ delay: TimeAmount
  ) {
    guard delay > .zero else { return }
    wakeLater(ReaderID(id.row), partition, offset, delay)
  }

  package mutating func wakeLater(
    _ id: ReaderID, _ partition: PartitionID, _ offset: Int64, _ delay: TimeAmount
  ) {
    guard !readers[id].isWoken, offset < partitions[partition].highWatermark,
      let run = logs[partition].run(at: offset)
    else { return }
    readers[id].isWoken = true
    schedule(
      Event(.readerWakes, id), at: max(now, run.time(at: offset) + delay), trafficPhase)
  }

  /// Takes records into a member's hands and moves its position past them.
  private mutating func take(
    _ id: MemberID, _ row: GroupPartitionID, _ offsets: Range<Int64>, _ committedOnly: Bool
  ) -> Int64 {
    let partition = groupPartitions[row].partition
    logs[partition].read(offsets, into: &found)
    var taken: Int64 = 0
    for place in 0..<found.count {
      let slice = found[place]
      if slice.kind == .marker { continue }
      if slice.kind == .uncommitted, committedOnly, isAborted(partition, slice) {
        continue
      }
      members[id].inHand.append(Reading(partition: row, slice: slice))
      taken += slice.count
    }
    groupPartitions[row].position = offsets.upperBound
    if taken == 0 { groupPartitions[row].applied = offsets.upperBound }
    return taken
  }

  /// Whether records of a transaction were aborted. One transactional writer a partition is assumed.
  package func isAborted(_ partition: PartitionID, _ slice: RunSlice) -> Bool {
    files[partition].producers.transactions.aborted(from: slice.offset, upTo: slice.end)
      .contains { $0.firstOffset <= slice.offset && slice.end <= $0.lastOffset }
  }

  /// One worker a key, and the newest partition first: whatever of a key lies in the partition that
  /// holds its newest records is done before what lies in others.
  private mutating func orderNewestFirst(_ id: MemberID) {
    func newest(_ reading: Reading) -> (UInt32, Int64) {
      let end =
        members[id].inHand.filter {
          $0.slice.lane == reading.slice.lane && $0.partition == reading.partition
        }.map(\.slice.range.end).max() ?? 0
      return (reading.slice.lane.index, -end)
    }
    let keyed = members[id].inHand.enumerated().map { ($0.offset, newest($0.element), $0.element) }
    members[id].inHand = keyed.sorted { ($0.1.0, $0.1.1, $0.0) < ($1.1.0, $1.1.1, $1.0) }.map(\.2)
  }

  /// Begins to process what is in hand, at once or in steps of at most half a second.
  mutating func work(_ id: MemberID) {
    let subscription = groups[members[id].group].subscription
    let service = subscriptions[subscription].serviceTime
    guard service > .zero else {
      applyInHand(id, upTo: .max)
      if members[id].isAtWork { batchDone(id) }
      return
    }
    if !subscriptions[subscription].slowed.isEmpty { subscriptions[subscription].bites += 1 }
    let step = max(1, TimeAmount.milliseconds(500).nanoseconds / service.nanoseconds)
    let left = members[id].inHand[members[id].inHandFrom...].reduce(0) { $0 + $1.slice.count }
    members[id].working = min(step, left)
    members[id].workingSince = now
    members[id].doneAt = now + service * members[id].working
    watchPoll(id, left: left, each: service)
    schedule(Event(.batchProcessed, id), at: members[id].doneAt, trafficPhase)
  }

  /// Records that a member was working on are done.
  package mutating func batchProcessed(_ id: MemberID) {
    guard members[id].doneAt == now, members[id].isAtWork else { return }
    members[id].doneAt = .never
    tellWorked(id)
    applyInHand(id, upTo: members[id].working)
    members[id].working = 0
    guard members[id].isAtWork else { return }
    if members[id].inHandFrom < members[id].inHand.count { work(id) } else { batchDone(id) }
  }

  /// Tells since when a member has been at work on what is in its hands.
  mutating func tellWorked(_ id: MemberID) {
    ledger.worked(groups[members[id].group].subscription, from: members[id].workingSince, to: now)
  }

  private mutating func batchDone(_ id: MemberID) {
    if members[id].state == .zombie { comeBack(id) } else { finishBatch(id) }
  }

  /// Everything that a poll returned is processed: commit if that is the habit, and poll again.
  private mutating func finishBatch(_ id: MemberID) {
    members[id].dropHand()
    members[id].overdueAt = .never
    let subscription = groups[members[id].group].subscription
    switch subscriptions[subscription].commits {
    case .afterBatch: commitApplied(id)
    case .auto: armAutoCommit(id)
    case .beforeProcessing: break
    }
    if hasMore(id) { wake(ReaderID(id.row)) }
  }

  /// Whether something of a member's partitions can be read.
  package mutating func hasMore(_ id: MemberID) -> Bool {
    let subscription = groups[members[id].group].subscription
    let committedOnly = subscriptions[subscription].readsCommitted
    let delay = readers[ReaderID(id.row)].delay
    for place in 0..<members[id].assigned.count {
      let row = members[id].assigned[place]
      let partition = groupPartitions[row].partition
      guard groupPartitions[row].position < partitions[partition].highWatermark,
        !groupPartitions[row].hasNoPosition, servingLeader(partition) != nil
      else { continue }
      let end = readableEnd(partition, committedOnly: committedOnly, delay: delay)
      if groupPartitions[row].position < end { return true }
    }
    return false
  }

  /// Applies up to `limit` records of what is in hand.
  mutating func applyInHand(_ id: MemberID, upTo limit: Int64) {
    var left = limit
    while left > 0, members[id].inHandFrom < members[id].inHand.count,
      members[id].state != .stuck
    {
      let place = members[id].inHandFrom
      var reading = members[id].inHand[place]
      let part = min(left, reading.slice.count)
      var slice = reading.slice
      slice.count = part
      apply(slice, reading.partition, id)
      left -= part
      guard members[id].state != .stuck, !members[id].inHand.isEmpty else { return }
      if part == reading.slice.count {
        members[id].inHandFrom += 1
      } else {
        reading.slice.offset += part
        reading.slice.first += part
        if reading.slice.source >= 0 { reading.slice.source += part }
        reading.slice.count -= part
        members[id].inHand[place] = reading
      }
    }
    openHand(id, from: members[id].inHandFrom)
  }

  private mutating func apply(_ slice: RunSlice, _ row: GroupPartitionID, _ id: MemberID) {
    let subscription = groupPartitions[row].subscription
    guard let reject = subscriptions[subscription].reject else {
      effect(slice, row, id)
      return
    }
    var offset = slice.offset
    for (part, isRefused) in split(slice.range, by: reject.share) {
      var piece = slice
      piece.offset = offset
      piece.first = part.first
      piece.count = part.count
      if slice.source >= 0 { piece.source = slice.source + (part.first - slice.first) }
      offset += part.count
      if !isRefused {
        effect(piece, row, id)
      } else if reject.then == .skip || reject.then == .deadLetter {
        subscriptions[subscription].bites += part.count
        ledger.refused(
          Refusal(
            subscription: subscription, range: part, keptAside: reject.then == .deadLetter),
          at: now)
        if members[id].state != .zombie { groupPartitions[row].applied = piece.end }
      } else {
        stick(id, at: piece.offset, row)
        return
      }
    }
  }

  /// A member stops at a record that it cannot process, and goes back to it.
  private mutating func stick(_ id: MemberID, at offset: Int64, _ row: GroupPartitionID) {
    subscriptions[groupPartitions[row].subscription].bites += 1
    // One that has lost its partitions has nothing to go back to, and asks for them anew.
    guard members[id].state != .zombie else { return members[id].dropHand() }
    members[id].state = .stuck
    groupPartitions[row].applied = offset
    openHand(id, from: members[id].inHandFrom + 1)
    members[id].dropHand()
    for owned in members[id].assigned where groupPartitions[owned].applied >= 0 {
      groupPartitions[owned].position = groupPartitions[owned].applied
    }
    pause(members[id].group)
  }

  private mutating func effect(_ slice: RunSlice, _ row: GroupPartitionID, _ id: MemberID) {
    let isZombie = members[id].state == .zombie
    if isZombie { noteRival(slice, row) }
    let group = groupPartitions[row]
    ledger.applied(
      slice, by: group.subscription, from: group.partition, position: group.origin,
      elsewhere: isReadElsewhere(group), beside: group.overlap, at: now)
    if !isZombie { groupPartitions[row].applied = max(group.applied, slice.end) }
  }

  /// Takes back a member's progress to before what it has in hand from `first` on: a batch that is
  /// not worked through in the order of the log is done up to its first open record only.
  private mutating func openHand(_ id: MemberID, from first: Int) {
    guard members[id].state != .zombie else { return }
    for reading in members[id].inHand.dropFirst(first) {
      let row = reading.partition
      groupPartitions[row].applied = min(groupPartitions[row].applied, reading.slice.offset)
    }
  }

  /// Whether the subscription's readers on another cluster are at work as well.
  private mutating func isReadElsewhere(_ row: GroupPartition) -> Bool {
    for place in 0..<subscriptions[row.subscription].groups.count {
      let other = subscriptions[row.subscription].groups[place]
      guard other != row.group else { continue }
      for member in groups[other].members where members[member].isAtWork { return true }
    }
    return false
  }

  // MARK: Commits

  /// Whether commits and heartbeats are answered.
  @inline(__always)
  package func hasCoordinator(_ id: LocalGroupID) -> Bool {
    guard clusters[groups[id].cluster].downs == 0 else { return false }
    return brokers[groups[id].coordinator].serves
  }

  /// Commits before a poll, when it is time. The polls that a tick stands for were before its instant,
  /// and what is due at that instant comes after them.
  private mutating func commitIfDue(_ id: MemberID) {
    let due = members[id].nextAutoCommit
    guard now > due || now == due && agenda.phase != .tick else { return }
    commitAutomatically(id)
  }

  private mutating func commitAutomatically(_ id: MemberID) {
    let subscription = groups[members[id].group].subscription
    members[id].nextAutoCommit = now + subscriptions[subscription].settings.autoCommitInterval
    commitApplied(id)
  }

  /// Makes sure that an idle member commits what it has applied: poll waits no longer than that.
  private mutating func armAutoCommit(_ id: MemberID) {
    guard members[id].nextAutoCommit != .never, members[id].nextAutoCommit >= now else { return }
    schedule(Event(.autoCommit, id), at: members[id].nextAutoCommit, .timer)
  }

  package mutating func autoCommit(_ id: MemberID) {
    guard members[id].state == .active, members[id].nextAutoCommit == now,
      members[id].doneAt == .never
    else { return }
    commitAutomatically(id)
  }

  /// Commits what a member has applied.
  package mutating func commitApplied(_ id: MemberID) {
    guard hasCoordinator(members[id].group) else { return }
    members[id].lastCommit = now
    for place in 0..<members[id].assigned.count {
      let row = members[id].assigned[place]
      let applied = groupPartitions[row].applied
      if applied >= 0 { commit(row, applied, origin: .resumed) }
    }
  }

  /// Commits what a member has read, applied or not.
  private mutating func commitRead(_ id: MemberID) {
    guard hasCoordinator(members[id].group) else { return }
    members[id].lastCommit = now
    for row in members[id].assigned where groupPartitions[row].position >= 0 {
      commit(row, groupPartitions[row].position, origin: .resumed)
    }
  }

  /// Writes a committed offset.
  package mutating func commit(_ row: GroupPartitionID, _ offset: Int64, origin: ProvenanceID) {
    groupPartitions[row].committed = offset
    groupPartitions[row].commitOrigin = origin
    groupPartitions[row].committedAt = now
    groupPartitions[row].wasCommitted = true
  }
}
