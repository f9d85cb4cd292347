import Accounting
import SimKernel

// What a poll returned is worked through, record by record and in the time that it takes.

extension Estate {
  /// Begins to process what is in hand, at once or in steps of at most half a second.
  mutating func work(_ id: MemberID) {
    let subscription = groups[members[id].group].subscription
    let service = subscriptions[subscription].serviceTime
    if members[id].isOccupied { return workOnOne(id) }
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

  mutating func batchDone(_ id: MemberID) {
    if writesOut(id) { return }
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
    case .afterBatch: commitAndWait(id)
    case .auto, .everyFlush: armAutoCommit(id)
    case .beforeProcessing: break
    }
    goOn(id)
  }

  /// What a member does that is done with a batch: it joins its group again, if that waits for it, and
  /// polls.
  mutating func goOn(_ id: MemberID) {
    guard members[id].commitWait == nil else { return }
    if members[id].joinsLater {
      members[id].joinsLater = false
      heartbeat(id)
    }
    if hasMore(id) { lookAgain(ReaderID(id.row)) }
  }

  /// Whether a member is asked to join again, or to give something up, before its next poll: it does
  /// so then.
  mutating func putsOffJoining(_ id: MemberID) -> Bool {
    guard
      members[id].doneAt != .never || members[id].commitWait != nil || members[id].isWritingOut
    else { return false }
    members[id].joinsLater = true
    return true
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
    if subscriptions[subscription].output != nil { return make(of: slice, row, id) }
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
    if members[id].joinsLater {
      members[id].joinsLater = false
      heartbeat(id)
    }
    pause(members[id].group)
  }

  mutating func effect(
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
  mutating func applyFound(to row: GroupPartitionID) {
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
  mutating func isReadElsewhere(_ id: SubscriptionID, _ group: LocalGroupID) -> Bool {
    for place in 0..<subscriptions[id].groups.count {
      let other = subscriptions[id].groups[place]
      guard other != group else { continue }
      for member in groups[other].members where members[member].isAtWork { return true }
    }
    return false
  }
}
