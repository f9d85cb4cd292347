import Accounting
import SimKernel

// A member polls, processes, commits.

extension Estate {
  /// A member looks for records: what a poll returns is processed before the next poll.
  package mutating func poll(_ id: MemberID) {
    guard members[id].state == .active || members[id].state == .zombie && isUnheard(id),
      members[id].doneAt == .never, members[id].fetchesFrom <= now
    else { return }
    commitIfDue(id)
    let subscription = groups[members[id].group].subscription
    let delay = readers[ReaderID(id.row)].delay
    var poll = Poll(&subscriptions[subscription], id, delay)
    fill(id, &poll)
    if !members[id].claims.isEmpty { readClaims(id, &poll) }
    guard poll.taken > 0 else { return }
    members[id].polledAt = now
    if poll.isDirect {
      if subscriptions[subscription].commits == .beforeProcessing { commitRead(id) }
      batchDone(id)
      return
    }
    if subscriptions[subscription].connector != nil, failsAtHand(id) { return }
    if subscriptions[subscription].order == .newestFirstPerKey { orderNewestFirst(id) }
    if subscriptions[subscription].commits == .beforeProcessing { commitRead(id) }
    work(id)
  }

  /// Where a reader of a partition stops at the latest.
  @inlinable @inline(__always)
  package func latest(_ partition: PartitionID, committedOnly: Bool) -> Int64 {
    let isolation: ReadIsolation = committedOnly ? .readCommitted : .readUncommitted
    return isolation.end(
      logEnd: logs[partition].end, highWatermark: partitions[partition].highWatermark,
      lastStable: partitions[partition].lastStable)
  }

  /// How far a reader of a partition may read now.
  @inlinable @inline(__always)
  package func readableEnd(
    _ partition: PartitionID, committedOnly: Bool, delay: TimeAmount
  ) -> Int64 {
    let end = latest(partition, committedOnly: committedOnly)
    guard delay > .zero else { return end }
    let youngest = now - delay + TimeAmount(nanoseconds: 1)
    return min(end, logs[partition].firstOffset(since: youngest))
  }

  /// The same for the readers of other modules. (`mutating`: see `isServed`.)
  package mutating func endToRead(
    _ partition: PartitionID, committedOnly: Bool, delay: TimeAmount
  ) -> Int64 {
    readableEnd(partition, committedOnly: committedOnly, delay: delay)
  }

  /// Reads what there is of the partitions that have news, each in turn.
  private mutating func fill(_ id: MemberID, _ poll: inout Poll) {
    members[id].dropHand()
    let owned = members[id].assigned.count
    guard owned > 0 else { return }
    let turn = members[id].turn
    let first = members[id].assigned[turn < owned ? turn : turn % owned].row
    fill(id, first..<Int.max, &poll)
    fill(id, 0..<first, &poll)
  }

  private mutating func fill(_ id: MemberID, _ rows: Range<Int>, _ poll: inout Poll) {
    var next = news.next(ReaderID(id.row), from: rows.lowerBound)
    while let row = next, row < rows.upperBound, poll.left > 0 {
      fill(from: GroupPartitionID(row), &poll)
      next = news.next(ReaderID(id.row), from: row + 1)
    }
  }

  @inline(__always)
  private mutating func fill(from row: GroupPartitionID, _ poll: inout Poll) {
    let partition = groupPartitions[row].partition
    let position = groupPartitions[row].position
    // Most partitions of a member have nothing new most of the time.
    guard groupPartitions[row].owner == poll.member,
      position != partitions[partition].highWatermark || groupPartitions[row].isRefused
    else { return news.clear(ReaderID(poll.member.row), row: row.row) }
    guard servingLeader(partition) != nil, !partitions[partition].isHidden else {
      return blameLeader(of: partition)
    }
    if groupPartitions[row].isRefused { refuseFetch(row, partition) }
    let isInside =
      position >= logs[partition].start && position <= logs[partition].end
      && !groupPartitions[row].hasNoPosition
    guard isInside || checkRange(row) else { return }
    if storesAway > 0, isAway(groupPartitions[row].position, of: partition) { return }
    read(row, partition, from: groupPartitions[row].position, &poll)
  }

  /// A fetch is answered out of range though the log has the offset.
  @inline(never)
  private mutating func refuseFetch(_ row: GroupPartitionID, _ partition: PartitionID) {
    groupPartitions[row].isRefused = false
    topics[partitions[partition].topic].rangeErrors += 1
    reset(row, because: .refused)
  }

  @inline(__always)
  private mutating func read(
    _ row: GroupPartitionID, _ partition: PartitionID, from position: Int64, _ poll: inout Poll
  ) {
    let end = readableEnd(partition, committedOnly: poll.committedOnly, delay: poll.delay)
    guard position < end else {
      return wakeForDelayed(poll.member, partition, position, poll.delay)
    }
    var upTo = end
    // A chunk of one partition is read out before the next one has its turn.
    let size = topics[partitions[partition].topic].recordBytes
    if poll.left != .max {
      upTo = min(end, position + min(poll.left, max(1, poll.chunkBytes / size)))
    }
    meters[partitions[partition].topic].fetched(upTo - position)
    if !poll.isDirect || !applyNewest(row, partition, position..<upTo, &poll) {
      take(row, position..<upTo, &poll)
    }
    // The same as to ask whether it is `chunkBytes / size` records.
    let isChunk = (upTo - position + 1) * size > poll.chunkBytes
    members[poll.member].turn = Int(groupPartitions[row].place) + (isChunk ? 1 : 0)
    if upTo == partitions[partition].highWatermark {
      news.clear(ReaderID(poll.member.row), row: row.row)
    } else if upTo == end {
      wakeForDelayed(poll.member, partition, end, poll.delay)
    }
  }

  /// Applies records of the newest run that go on where their lane was: what reading comes to as a
  /// rule.
  ///
  /// - Returns: Whether it was that; nothing is done otherwise.
  @inline(__always)
  private mutating func applyNewest(
    _ row: GroupPartitionID, _ partition: PartitionID, _ offsets: Range<Int64>, _ poll: inout Poll
  ) -> Bool {
    guard let slice = logs[partition].newest(offsets),
      ledger.appliedNext(
        slice, by: groupPartitions[row].subscription, from: partition, at: now)
    else { return false }
    groupPartitions[row].reached(offsets.upperBound)
    poll.taken += slice.count
    return true
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
    // What is old enough waits for something else: the end of a transaction.
    let due = run.time(at: offset) + delay
    guard due > now else { return }
    readers[id].isWoken = true
    scheduleTraffic(Event(.readerWakes, id), at: due)
  }

  /// Takes records into a member's hands, or applies them where that takes no time, and moves its
  /// position past them.
  private mutating func take(
    _ row: GroupPartitionID, _ offsets: Range<Int64>, _ poll: inout Poll
  ) {
    let partition = groupPartitions[row].partition
    let before = poll.taken
    logs[partition].read(offsets, into: &found)
    groupPartitions[row].position = offsets.upperBound
    if poll.isDirect, found.isPlain, !found.isEmpty {
      applyFound(to: row)
      poll.taken += offsets.upperBound - offsets.lowerBound
      return
    }
    takeFound(in: row, partition, &poll)
    if poll.left != .max { poll.left -= poll.taken - before }
    if poll.taken == before { groupPartitions[row].applied = offsets.upperBound }
  }

  /// Takes what was found in a partition, record by record.
  mutating func takeFound(
    in row: GroupPartitionID, _ partition: PartitionID, _ poll: inout Poll
  ) {
    for place in 0..<found.count {
      let slice = found[place]
      if slice.kind == .marker { continue }
      if slice.kind == .transactional, poll.committedOnly, isAborted(partition, slice) { continue }
      poll.taken += slice.count
      if poll.isDirect {
        let elsewhere = isReadElsewhere(
          groupPartitions[row].subscription, groupPartitions[row].group)
        effect(slice, row, poll.member, elsewhere: elsewhere)
      } else {
        members[poll.member].inHand.append(Reading(partition: row, slice: slice))
      }
    }
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
    let rows = subscriptions[subscription].rowsPerTransaction
    let halfSecond = max(1, TimeAmount.milliseconds(500).nanoseconds / service.nanoseconds)
    let step = rows > 1 ? rows : halfSecond
    let left = members[id].inHand[members[id].inHandFrom...].reduce(0) { $0 + $1.slice.count }
    members[id].working = min(step, left)
    members[id].workingSince = now
    members[id].doneAt = now + service * members[id].working
    watchPoll(id, left: left, each: service)
    scheduleTraffic(Event(.batchProcessed, id), at: members[id].doneAt)
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
    guard members[id].state == .zombie else { return finishBatch(id) }
    guard isUnheard(id) else { return comeBack(id) }
    members[id].dropHand()
    if members[id].fetchesFrom <= now, hasClaimed(id) { lookAgain(ReaderID(id.row)) }
  }

  /// Everything that a poll returned is processed: commit if that is the habit, and poll again.
  private mutating func finishBatch(_ id: MemberID) {
    members[id].dropHand()
    members[id].overdueAt = .never
    let subscription = groups[members[id].group].subscription
    switch subscriptions[subscription].commits {
    case .afterBatch: commitApplied(id)
    case .auto, .everyFlush: armAutoCommit(id)
    case .beforeProcessing: break
    }
    if hasMore(id) { lookAgain(ReaderID(id.row)) }
  }

  /// Whether something of a member's partitions can be read.
  package mutating func hasMore(_ id: MemberID) -> Bool {
    let subscription = groups[members[id].group].subscription
    let committedOnly = subscriptions[subscription].readsCommitted
    let reader = ReaderID(id.row)
    let delay = readers[reader].delay
    var next = news.next(reader, from: 0)
    while let place = next {
      next = news.next(reader, from: place + 1)
      let row = GroupPartitionID(place)
      let partition = groupPartitions[row].partition
      guard groupPartitions[row].owner == id,
        groupPartitions[row].position < partitions[partition].highWatermark,
        !groupPartitions[row].hasNoPosition, servingLeader(partition) != nil,
        !partitions[partition].isHidden
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
    let elsewhere = isReadElsewhere(subscription, groupPartitions[row].group)
    guard let reject = subscriptions[subscription].reject else {
      effect(slice, row, id, elsewhere: elsewhere)
      return
    }
    let then = subscriptions[subscription].connector?.atRefusal ?? reject.then
    var offset = slice.offset
    for (part, isRefused) in split(slice, by: reject) {
      var piece = slice
      piece.offset = offset
      piece.first = part.first
      piece.count = part.count
      if slice.source >= 0 { piece.source = slice.source + (part.first - slice.first) }
      offset += part.count
      if !isRefused {
        effect(piece, row, id, elsewhere: elsewhere)
      } else if then == .skip || then == .deadLetter {
        subscriptions[subscription].bites += part.count
        ledger.refused(
          Refusal(
            subscription: subscription, range: part, keptAside: then == .deadLetter),
          at: now)
        let isOwn = members[id].state != .zombie && groupPartitions[row].owner == id
        if isOwn { groupPartitions[row].applied = piece.end }
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

  private mutating func effect(
    _ slice: RunSlice, _ row: GroupPartitionID, _ id: MemberID, elsewhere: Bool
  ) {
    let isRival = members[id].state == .zombie || groupPartitions[row].owner != id
    if isRival { noteRival(slice, row) }
    ledger.applied(
      slice, by: groupPartitions[row].subscription, from: groupPartitions[row].partition,
      position: groupPartitions[row].origin, elsewhere: elsewhere,
      beside: groupPartitions[row].overlap, at: now)
    if !isRival { groupPartitions[row].applied = max(groupPartitions[row].applied, slice.end) }
  }

  /// Applies what was found in a partition, which is plain and not nothing, in one go.
  private mutating func applyFound(to row: GroupPartitionID) {
    let subscription = groupPartitions[row].subscription
    let partition = groupPartitions[row].partition
    let done = ledger.appliedInOrder(&found, by: subscription, from: partition, at: now)
    if done < found.count {
      let elsewhere = isReadElsewhere(subscription, groupPartitions[row].group)
      ledger.applied(
        &found, from: done, by: subscription, from: partition,
        position: groupPartitions[row].origin, elsewhere: elsewhere,
        beside: groupPartitions[row].overlap, at: now)
    }
    let end = found[found.count - 1].end
    if groupPartitions[row].applied < end { groupPartitions[row].applied = end }
  }

  /// Takes back a member's progress to before what it has in hand from `first` on: a batch that is
  /// not worked through in the order of the log is done up to its first open record only.
  private mutating func openHand(_ id: MemberID, from first: Int) {
    guard members[id].state != .zombie else { return }
    for reading in members[id].inHand.dropFirst(first) {
      let row = reading.partition
      guard groupPartitions[row].owner == id else { continue }
      groupPartitions[row].applied = min(groupPartitions[row].applied, reading.slice.offset)
    }
  }

  /// Whether the subscription's readers on another cluster are at work as well.
  private mutating func isReadElsewhere(_ id: SubscriptionID, _ group: LocalGroupID) -> Bool {
    for place in 0..<subscriptions[id].groups.count {
      let other = subscriptions[id].groups[place]
      guard other != group else { continue }
      for member in groups[other].members where members[member].isAtWork { return true }
    }
    return false
  }

  // MARK: Commits

  /// Whether commits and heartbeats are answered.
  @inline(__always)
  package func hasCoordinator(_ id: LocalGroupID) -> Bool {
    guard clusters[groups[id].cluster].downs == 0 else { return false }
    return brokers[groups[id].coordinator].coordinates
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
    let due = members[id].nextAutoCommit
    guard due != .never, due >= now, due != members[id].commitArmedFor else { return }
    members[id].commitArmedFor = due
    schedule(Event(.autoCommit, id), at: members[id].nextAutoCommit, .timer)
  }

  package mutating func autoCommit(_ id: MemberID) {
    guard members[id].state == .active, members[id].nextAutoCommit == now,
      members[id].doneAt == .never
    else { return }
    commitAutomatically(id)
  }

  /// Whether a commit of a member is taken: not between joining and getting its share.
  private func mayCommit(_ id: MemberID) -> Bool {
    guard hasCoordinator(members[id].group), !isUnheard(id) else { return false }
    return !members[id].hasJoined || groups[members[id].group].state != .preparing
  }

  /// Commits what a member has applied.
  package mutating func commitApplied(_ id: MemberID) {
    guard mayCommit(id) else { return }
    members[id].lastCommit = now
    for place in 0..<members[id].assigned.count {
      let row = members[id].assigned[place]
      #if MIGSIM_PLANT
        let extra: Int64 = Plant.chosen == .commitsOneTooMany ? 1 : 0
        let applied = groupPartitions[row].applied + extra
      #else
        let applied = groupPartitions[row].applied
      #endif
      if applied >= 0 { commit(row, asItsOwn: applied) }
    }
  }

  /// Commits what a member has read, applied or not.
  private mutating func commitRead(_ id: MemberID) {
    guard mayCommit(id) else { return }
    members[id].lastCommit = now
    for row in members[id].assigned where groupPartitions[row].position >= 0 {
      let position = groupPartitions[row].position
      if position > groupPartitions[row].applied {
        commit(row, asItsOwn: position, origin: .resumed)
      } else {
        commit(row, asItsOwn: position)
      }
    }
  }

  /// Commits how far a member has come. Where it has read nothing since it was put there, the place is
  /// still whose it was.
  private mutating func commit(_ row: GroupPartitionID, asItsOwn offset: Int64) {
    let subscription = groupPartitions[row].subscription
    let partition = groupPartitions[row].partition
    let read = ledger.readUpTo[subscription.row * ledger.partitions + partition.row]
    commit(row, asItsOwn: offset, origin: read < offset ? groupPartitions[row].origin : .resumed)
  }

  private mutating func commit(
    _ row: GroupPartitionID, asItsOwn offset: Int64, origin: ProvenanceID
  ) {
    commit(row, offset, origin: origin)
    groupPartitions[row].committedEpoch = partitions[groupPartitions[row].partition].epoch
  }

  /// Writes a committed offset.
  package mutating func commit(_ row: GroupPartitionID, _ offset: Int64, origin: ProvenanceID) {
    groupPartitions[row].committed = offset
    groupPartitions[row].committedEpoch = -1
    groupPartitions[row].commitOrigin = origin
    groupPartitions[row].committedAt = now
    groupPartitions[row].wasCommitted = true
  }
}
