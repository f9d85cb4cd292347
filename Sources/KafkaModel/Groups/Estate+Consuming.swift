import Accounting
import SimKernel

// A member polls: it reads what there is of its partitions, each in turn.

extension Estate {
  /// A member looks for records: what a poll returns is processed before the next poll.
  package mutating func poll(_ id: MemberID) {
    guard members[id].state == .active || members[id].state == .zombie && isUnheard(id),
      members[id].doneAt == .never, members[id].fetchesFrom <= now, members[id].commitWait == nil,
      !members[id].isWritingOut
    else { return }
    commitIfDue(id)
    let subscription = groups[members[id].group].subscription
    let delay = readers[ReaderID(id.row)].delay
    var poll = Poll(
      &subscriptions[subscription], id, delay, isOccupied: members[id].isOccupied)
    fill(id, &poll)
    if !members[id].claims.isEmpty { readClaims(id, &poll) }
    guard poll.taken > 0 else { return }
    members[id].polledAt = now
    if poll.isDirect {
      if subscriptions[subscription].commits == .beforeProcessing { commitAndWait(id) }
      batchDone(id)
      return
    }
    if subscriptions[subscription].connector != nil, failsAtHand(id) { return }
    if subscriptions[subscription].order == .newestFirstPerKey { orderNewestFirst(id) }
    if subscriptions[subscription].commits == .beforeProcessing { commitAndWait(id) }
    if members[id].commitWait == nil { work(id) }
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
}
