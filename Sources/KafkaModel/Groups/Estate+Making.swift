import Accounting
import SimKernel

// A member that reads, makes records of what it has read, and writes them to the same cluster. It polls
// again when all that it has made of a poll is written: then it commits, or its transaction does.
//
// Source: `KafkaProducer.flush`, `KafkaProducer.sendOffsetsToTransaction` of Kafka 4.1; KIP-447; facts
// sections 4.1, 4.2 and 5.4.

extension Estate {
  /// The producer by which a member writes what it makes; nil if it makes nothing.
  @inline(__always)
  package func output(of id: MemberID) -> ProducerID? {
    let group = members[id].group
    guard let first = groups[group].firstOutput else { return nil }
    return ProducerID(first.row + id.row - groups[group].members[0].row)
  }

  /// Whether a member's positions are committed by its transactions only.
  @inline(__always)
  func commitsInTransactions(_ id: MemberID) -> Bool {
    guard let output = subscriptions[groups[members[id].group].subscription].output else {
      return false
    }
    return output.isExactlyOnce
  }

  /// A member makes a record of each that it has read.
  mutating func make(of slice: RunSlice, _ row: GroupPartitionID, _ id: MemberID) {
    let subscription = groupPartitions[row].subscription
    guard let producer = output(of: id),
      let lane = subscriptions[subscription].output?.lanes[slice.lane.row]
    else { return }
    if producers[producer].transactions?.state == .idle { beginTransaction(producer) }
    producers[producer].maker?.made.append(
      Maker.Made(
        row: row, slice: slice, position: groupPartitions[row].origin, lane: lane,
        open: [slice.range.numbers]))
    let number = Int(partitions[groupPartitions[row].partition].number)
    let outlets = producers[producer].outlets
    let outlet = outlets[number % outlets.count]
    enqueue(LaneRange(lane, slice.range.numbers), outlet, created: now)
    pump(outlet)
  }

  /// All of a poll is processed: a member that has made something of it waits until that is written.
  ///
  /// - Returns: Whether there was something: the member goes on, now or later, when it is written.
  mutating func writesOut(_ id: MemberID) -> Bool {
    guard let producer = output(of: id), let maker = producers[producer].maker,
      !maker.made.isEmpty || members[id].isWritingOut
    else { return false }
    members[id].isWritingOut = true
    if maker.isExactlyOnce { endTransaction(producer) } else { answeredSome(producer) }
    return true
  }

  /// Whether a member has to write something before it may give its partitions up: what it has in hand
  /// it processes before.
  mutating func mustWriteFirst(_ id: MemberID) -> Bool {
    guard output(of: id) != nil, members[id].isAtWork else { return false }
    if members[id].doneAt != .never {
      tellWorked(id)
      members[id].doneAt = .never
      applyInHand(id, upTo: .max)
      members[id].dropHand()
    }
    return writesOut(id) && members[id].isWritingOut
  }

  /// A producer heard of some of what it had sent: if it was the last, its member goes on.
  mutating func answeredSome(_ id: ProducerID) {
    guard let maker = producers[id].maker, members[maker.member].isWritingOut,
      !members[maker.member].isStill, producers[id].held.isEmpty, !hasUnanswered(id)
    else { return }
    if maker.isExactlyOnce {
      if producers[id].transactions?.state == .idle { wroteOut(maker.member) }
      return
    }
    moveOn(past: maker)
    producers[id].maker?.made = []
    wroteOut(maker.member)
  }

  /// Everything that a member has made is written: what it was made of is behind it, with the ends of
  /// transactions that lie there.
  private mutating func moveOn(past maker: Maker) {
    for (row, offset) in maker.ends where groupPartitions[row].owner == maker.member {
      let isAll = members[maker.member].inHandFrom >= members[maker.member].inHand.count
      groupPartitions[row].applied = max(
        groupPartitions[row].applied, isAll ? groupPartitions[row].position : offset)
    }
  }

  /// A member that waited for what it had made goes on: with what was asked of it meanwhile first.
  private mutating func wroteOut(_ id: MemberID) {
    members[id].isWritingOut = false
    if let isForGood = members[id].stopsLater {
      members[id].stopsLater = nil
      stopMember(id, isForGood: isForGood)
      return schedule(Event(.planWakes, 0), at: now, .planStep)
    }
    guard members[id].isAtWork else { return }
    batchDone(id)
  }

  /// A member that was held still, or had no network, looks what became of what it had made.
  mutating func lookAtOutput(_ id: MemberID) {
    guard let producer = output(of: id) else { return }
    for outlet in producers[producer].outlets where outlets[outlet].retryAt == .never {
      outlets[outlet].retryAt = .zero
      pump(outlet)
    }
    answeredSome(producer)
  }

  /// A member without a network cannot send what it has made.
  mutating func cutOutput(of id: MemberID) {
    guard let producer = output(of: id) else { return }
    takeBackUnanswered(producer)
    for outlet in producers[producer].outlets { outlets[outlet].retryAt = .never }
  }

  // MARK: What is written

  /// Appends what a member has made, with why it is in a log once more where it is. Without transactions
  /// that is the effect of the records that it was made of.
  mutating func appendMade(
    _ range: LaneRange, to partition: PartitionID, by id: ProducerID, kind: Run.Kind
  ) {
    guard let parts = producers[id].maker?.write(range), let maker = producers[id].maker else {
      return
    }
    for part in parts {
      let slice = part.of.slice(of: part.numbers)
      let (row, reader) = (part.of.row, groupPartitions[part.of.row].subscription)
      let elsewhere = isReadElsewhere(reader, groupPartitions[row].group)
      if !maker.isExactlyOnce, isRival(maker.member, for: row) { noteRival(slice, row) }
      let pieces = ledger.made(
        of: slice, by: reader, from: groupPartitions[row].partition, position: part.of.position,
        elsewhere: elsewhere, beside: groupPartitions[row].overlap, into: range.lane,
        on: partitions[partition].cluster, at: now)
      for piece in pieces {
        append(
          LaneRange(range.lane, piece.numbers), to: partition, again: piece.again, kind: kind,
          maker: maker.number)
      }
      if !maker.isExactlyOnce { book(slice, of: part.of, by: maker.member) }
    }
  }

  private func isRival(_ id: MemberID, for row: GroupPartitionID) -> Bool {
    members[id].state == .zombie || groupPartitions[row].owner != id
  }

  /// What a member has made of records that it read counts.
  private mutating func book(_ slice: RunSlice, of made: Maker.Made, by id: MemberID) {
    let reader = groupPartitions[made.row].subscription
    ledger.applied(
      slice, by: reader, from: groupPartitions[made.row].partition, position: made.position,
      elsewhere: isReadElsewhere(reader, groupPartitions[made.row].group),
      beside: groupPartitions[made.row].overlap, at: now)
  }

  // MARK: Transactions

  /// The group's coordinator is given the positions that belong to a transaction. It takes them from
  /// those who own what they have read; others cannot commit.
  ///
  /// Source: `GroupCoordinatorService.commitTransactionalOffsets` of Kafka 4.1, which compares
  /// generations (KIP-447).
  mutating func sendPositions(_ id: ProducerID) {
    guard let maker = producers[id].maker else { return }
    let member = maker.member
    let trip = profile.client * 2 + profile.append
    guard !isUnheard(member), takesCommits(members[member].group) else {
      return askCoordinator(id, at: now + .milliseconds(100))
    }
    let ends = maker.ends
    guard members[member].state == .active || members[member].state == .still,
      ends.allSatisfy({ groupPartitions[$0.row].owner == member })
    else {
      producers[id].transactions?.failure = .overlapUnfenced
      return askCoordinator(id, at: now + trip + profile.broker)
    }
    // Between joining and getting its share a member asks again.
    guard !members[member].hasJoined || groups[members[member].group].state != .preparing else {
      return askCoordinator(id, at: now + .milliseconds(100))
    }
    for (row, _) in ends { groupPartitions[row].isPending = true }
    members[member].lastCommit = now
    producers[id].maker?.positions = ends
    producers[id].maker?.hasSentPositions = true
    // Its answer comes back, and the request to end the transaction goes out.
    let asked = now + profile.append + profile.client
    producers[id].maker?.decidedAt = asked
    askCoordinator(id, at: asked + profile.client + profile.append + profile.broker)
  }

  /// Whether nobody can stop the transaction of a member any more.
  func isDecided(_ id: ProducerID) -> Bool {
    guard let maker = producers[id].maker else {
      return producers[id].transactions?.endsAt != .never
    }
    return maker.decidedAt <= now
  }

  /// The transaction of a member is over. Committed, it is the effect of the records that were read, and
  /// their positions are; aborted, it has never been, and the member goes back.
  mutating func outputEnded(_ id: ProducerID, isCommitted: Bool) {
    guard let maker = producers[id].maker else { return }
    producers[id].maker?.made = []
    producers[id].maker?.positions = []
    producers[id].maker?.hasSentPositions = false
    producers[id].maker?.decidedAt = .never
    if isCommitted {
      for made in maker.made {
        if isRival(maker.member, for: made.row) { noteRival(made.slice, made.row) }
        book(made.slice, of: made, by: maker.member)
      }
      commitPositions(of: maker)
      moveOn(past: maker)
    } else {
      goBack(maker.member)
    }
    settlePositions(maker)
    if members[maker.member].isWritingOut { answeredSome(id) }
  }

  private mutating func commitPositions(of maker: Maker) {
    #if MIGSIM_PLANT
      if Plant.chosen == .forgetsPositions { return }
    #endif
    for (row, offset) in maker.positions { commit(row, offset, origin: .resumed) }
  }

  /// A member whose transaction was aborted reads again from where it began.
  private mutating func goBack(_ id: MemberID) {
    guard members[id].isAtWork else { return }
    members[id].dropHand()
    members[id].doneAt = .never
    members[id].working = 0
    for row in members[id].assigned where groupPartitions[row].applied >= 0 {
      groupPartitions[row].position = groupPartitions[row].applied
    }
    news.markAll(ReaderID(id.row))
    if !members[id].isWritingOut, members[id].state == .active { wake(ReaderID(id.row)) }
  }

  /// Positions are stable again: whoever waited for them begins.
  private mutating func settlePositions(_ maker: Maker) {
    guard !maker.positions.isEmpty else { return }
    let group = members[maker.member].group
    for (row, _) in maker.positions {
      groupPartitions[row].isPending = false
      guard groupPartitions[row].hasNoPosition, groupPartitions[row].owner != .none else {
        continue
      }
      begin(row)
      wake(ReaderID(groupPartitions[row].owner.row))
    }
    tellUnstable(group)
  }

  /// Whoever is to begin at a position that may still change waits.
  ///
  /// Source: UNSTABLE_OFFSET_COMMIT, to which every consumer since 2.5 holds (KIP-447).
  mutating func waitsForPosition(_ row: GroupPartitionID) -> Bool {
    guard groupPartitions[row].isPending else { return false }
    groupPartitions[row].hasNoPosition = true
    let group = groupPartitions[row].group
    if groups[group].unstableSince == .never { groups[group].unstableSince = now }
    return true
  }

  private mutating func tellUnstable(_ id: LocalGroupID) {
    let since = groups[id].unstableSince
    guard since != .never, groups[id].partitions.allSatisfy({ !groupPartitions[$0].isPending })
    else { return }
    ledger.disruptions.append(unstable(id, since))
    groups[id].unstableSince = .never
  }

  private func unstable(_ id: LocalGroupID, _ since: Instant) -> Disruption {
    Disruption(
      kind: .placeless(groups[id].subscription, .readPositionBlocked), from: since, to: now)
  }

  /// What keeps a group waiting for stable positions, or keeps its members from writing what they have
  /// made, as if it ended now.
  package func waitsOfMakers() -> [Disruption] {
    var open: [Disruption] = []
    for group in groups.ids where groups[group].unstableSince != .never {
      open.append(unstable(group, groups[group].unstableSince))
    }
    for id in producers.ids where producers[id].refusedSince != .never {
      guard let maker = producers[id].maker else { continue }
      open.append(refusal(of: maker, since: producers[id].refusedSince))
    }
    return open
  }

  func refusal(of maker: Maker, since: Instant) -> Disruption {
    let reader = groups[members[maker.member].group].subscription
    return Disruption(kind: .placeless(reader, .aclMissing), from: since, to: now)
  }

  // MARK: Members that die

  /// A member dies: what it had made and no log has, no log will have. A transaction of which nobody has
  /// asked the end stays open until its time is over.
  mutating func dropOutput(of id: MemberID) {
    guard let producer = output(of: id), let maker = producers[producer].maker else { return }
    let isDecided = isDecided(producer)
    for batch in batches.ids where outlets[batches[batch].outlet].producer == producer {
      release(batch)
    }
    for outlet in producers[producer].outlets {
      outlets[outlet].queue = []
      outlets[outlet].inFlight = 0
      outlets[outlet].nextSequence = 0
      outlets[outlet].retryAt = .zero
    }
    producers[producer].identity += 1
    producers[producer].held = []
    producers[producer].holdsForRights = false
    producers[producer].deafTo = .none
    endRefusal(producer)
    producers[producer].state = .running
    guard maker.isExactlyOnce else {
      producers[producer].maker?.made = []
      return
    }
    guard !isDecided else { return }
    producers[producer].maker?.made = []
    guard let open = producers[producer].transactions, open.state == .ending else { return }
    // One that took too long is aborted already.
    if open.expiresAt == .never { return askCoordinator(producer) }
    producers[producer].transactions?.state = .open
    producers[producer].transactions?.endsAt = .never
  }

  /// A new process of a member has the same `transactional.id`: what its last one has left open is
  /// aborted, and it waits for that.
  ///
  /// Source: `TransactionCoordinator.handleInitProducerId` of Kafka 4.1.
  mutating func initTransactions(of id: MemberID) {
    guard let producer = output(of: id), let open = producers[producer].transactions,
      open.state != .idle
    else { return }
    members[id].isWritingOut = true
    guard open.state == .open else { return }
    producers[producer].transactions?.failure = .rebalanceReplay
    endTransaction(producer)
  }

  /// Whether members of a group have made something that they can still write.
  package func isWritingOut(_ id: LocalGroupID) -> Bool {
    guard groups[id].firstOutput != nil else { return false }
    return groups[id].members.contains { member in
      guard let producer = output(of: member) else { return false }
      if let open = producers[producer].transactions, open.state != .idle { return true }
      return producers[producer].outlets.contains { outlet in
        (outlets[outlet].inFlight > 0 || !outlets[outlet].queue.isEmpty)
          && servingLeader(outlets[outlet].partition) != nil
      }
    }
  }

  /// Lets the members of a group stop once all that they have made is written.
  ///
  /// - Returns: Whether that is so.
  package mutating func writesOutFirst(_ id: LocalGroupID) -> Bool {
    var isWriting = false
    for member in groups[id].members where mustWriteFirst(member) {
      members[member].stopsLater = true
      isWriting = true
    }
    return isWriting
  }
}
