import Accounting
import SimKernel

// Members come and go, and the group shares its partitions out anew: the classic protocol.
// Source: `GroupMetadataManager`, `ConsumerCoordinator` of Kafka 4.1; facts section 5.2.

extension Estate {
  /// Starts an instance of a group's application: it joins once its process runs.
  ///
  /// - Parameter time: How long that takes; nil for what it takes any process.
  package mutating func startMember(_ id: MemberID, within time: TimeAmount? = nil) {
    guard members[id].state == .stopped || members[id].state == .dead else { return }
    // A replacement is a new member to the coordinator, which still waits for the dead one.
    members[id].state = members[id].state == .dead ? .dead : .starting
    let ownTime = time ?? groups[members[id].group].sharing?.startTime
    members[id].startsAt = now + (ownTime ?? profile.processStart)
    schedule(Event(.memberStarts, id), at: members[id].startsAt, .timer)
    pause(members[id].group)
  }

  /// Lets a group work as if it had been at it all along: every member has its share.
  package mutating func joinAtOnce(_ id: LocalGroupID) {
    for member in groups[id].members { members[member].state = .joining }
    groups[id].generation = 1
    groups[id].beatsFrom = now
    groups[id].state = .stable
    for member in groups[id].members { members[member].beatsFrom = drawnBeat(member) }
    assign(id, to: Array(groups[id].members))
    noteTargets(id)
    if hasWorkers(id) { placeTasks(id) }
  }

  /// A member of a group that works from the beginning is not there: the others have its share.
  package mutating func neverCame(_ id: MemberID) {
    let group = members[id].group
    forget(id)
    let rest = groups[group].members.filter { members[$0].isKnown }
    guard !rest.isEmpty else {
      groups[group].state = .empty
      return
    }
    for member in rest { release(member, members[member].assigned) }
    assign(group, to: rest)
    noteTargets(group)
    if hasWorkers(group) { moveTasks(of: id, to: rest) }
  }

  /// A process runs, and asks to join.
  package mutating func memberStarts(_ id: MemberID) {
    guard members[id].startsAt == now else { return }
    initTransactions(of: id)
    if takesNameAgain(id) { return revive(id) }
    if members[id].state == .dead, members[id].sessionEnds > now, members[id].sessionEnds != .never
    {
      // It joins under a new name: the others are asked to join again, and all of them wait for the
      // old name to be forgotten (`GroupMetadataManager`; measured: the first effect comes when the
      // dead member's session is over, without the delay of a first join).
      members[id].startsAt = .never
      members[id].hasSuccessor = true
      members[id].beatsFrom = now
      if reconciles(members[id].group) { return }
      prepareRebalance(members[id].group)
      return
    }
    members[id].startsAt = .never
    ask(id)
  }

  /// A member asks to join.
  mutating func ask(_ id: MemberID) {
    members[id].state = .joining
    members[id].hasJoined = true
    if reconciles(members[id].group) { enter(id) } else { join(members[id].group) }
  }

  /// Whether a member that was believed to live comes back under its own name: a static one. A killed
  /// one of KIP-848 is refused until its session is over (reality lesson 19).
  private func takesNameAgain(_ id: MemberID) -> Bool {
    let subscription = groups[members[id].group].subscription
    return members[id].state == .dead && members[id].sessionEnds > now
      && subscriptions[subscription].isStatic
      && (members[id].keepsName || !subscriptions[subscription].reconciles)
  }

  /// It has its partitions again, and begins at what was committed; nobody else notices.
  private mutating func revive(_ id: MemberID) {
    members[id].startsAt = .never
    members[id].sessionEnds = .never
    members[id].keepsName = false
    members[id].beatsFrom = now
    activate(id)
    for row in members[id].assigned { begin(row) }
    numberAssigned(id)
    wake(ReaderID(id.row))
    resumeIfWorking(members[id].group)
    if groups[members[id].group].state == .preparing { prepareAgain(id) }
  }

  /// A member that was not heard while its group prepares hears of it with its next heartbeat.
  mutating func prepareAgain(_ id: MemberID) {
    schedule(Event(.heartbeat, id), at: nextHeartbeat(id), .timer)
  }

  /// Somebody asked to join: the group prepares to rebalance, or waits a little longer for others.
  mutating func join(_ id: LocalGroupID) {
    let delay = clusters[groups[id].cluster].settings.initialRebalanceDelay
    switch groups[id].state {
    case .empty:
      groups[id].state = .preparing
      groups[id].isFirstJoin = true
      groups[id].joinsAt = now + delay
      schedule(Event(.groupJoined, id), at: groups[id].joinsAt, .timer)
    case .preparing where groups[id].isFirstJoin:
      // The first join of an empty group waits again for each newcomer.
      groups[id].joinsAt = now + delay
      schedule(Event(.groupJoined, id), at: groups[id].joinsAt, .timer)
    case .preparing:
      completeIfAllJoined(id)
    case .stable:
      prepareRebalance(id)
    }
  }

  /// Asks every member to join again; they hear of it with their next heartbeat.
  mutating func prepareRebalance(_ id: LocalGroupID) {
    if reconciles(id) { return share(id) }
    guard groups[id].state != .preparing else { return }
    groups[id].state = .preparing
    groups[id].joinsAt = .never
    for member in groups[id].members where members[member].isKnown && !members[member].hasJoined {
      if members[member].state == .active || members[member].state == .stuck {
        schedule(Event(.heartbeat, member), at: nextHeartbeat(member), .timer)
      }
    }
    completeIfAllJoined(id)
  }

  /// Members count their heartbeats from the last rebalance, all in phase (reality lesson 20).
  func nextHeartbeat(_ id: MemberID) -> Instant {
    let group = groups[members[id].group]
    if reconciles(members[id].group) { return nextOwnHeartbeat(id) }
    let beat = subscriptions[group.subscription].settings.heartbeat.nanoseconds
    let since = now.nanoseconds - group.beatsFrom.nanoseconds
    return Instant(nanoseconds: group.beatsFrom.nanoseconds + (since / beat + 1) * beat)
  }

  /// The last heartbeat that a member has sent.
  func lastHeartbeat(_ id: MemberID) -> Instant {
    let group = groups[members[id].group]
    if reconciles(members[id].group) {
      let beat = clusters[group.cluster].settings.consumerHeartbeat
      return max(members[id].beatsFrom, nextOwnHeartbeat(id) - beat)
    }
    let beat = subscriptions[group.subscription].settings.heartbeat
    return max(group.beatsFrom, nextHeartbeat(id) - beat)
  }

  /// How long its coordinator believes that a silent member lives.
  func session(of id: MemberID) -> TimeAmount {
    let group = groups[members[id].group]
    return reconciles(members[id].group)
      ? clusters[group.cluster].settings.consumerSession
      : subscriptions[group.subscription].settings.sessionTimeout
  }

  /// When the coordinator last heard of a member. A commit counts as much as a heartbeat.
  ///
  /// Source: `OffsetMetadataManager.commitOffset` of Kafka 4.1 starts a classic member's session anew;
  /// measured: after commits at every poll no member is forgotten before a whole session (R05).
  func lastSign(_ id: MemberID) -> Instant {
    let beat = lastHeartbeat(id)
    return reconciles(members[id].group) ? beat : max(beat, members[id].lastCommit)
  }

  /// A member hears that its group rebalances: it commits, gives up what it owns, and joins again.
  package mutating func heartbeat(_ id: MemberID) {
    let group = members[id].group
    if members[id].heardFrom == now { return isHeardAgain(id) }
    guard !isUnheard(id) else { return }
    if reconciles(group) { return reconcile(id) }
    guard groups[group].state == .preparing, !members[id].hasJoined,
      members[id].state == .active || members[id].state == .stuck
    else { return }
    guard !putsOffJoining(id) else { return }
    let subscription = subscriptions[groups[group].subscription]
    if members[id].state == .active { settle(id) }
    members[id].hasJoined = true
    if !subscription.isCooperative { release(id, members[id].assigned) }
    completeIfAllJoined(group)
  }

  /// Finishes what is in hand and commits it, as a member does before it gives partitions up.
  mutating func settle(_ id: MemberID) {
    if members[id].doneAt != .never {
      // The rest of the batch is done before the next poll, and so before joining again.
      tellWorked(id)
      members[id].doneAt = .never
      applyInHand(id, upTo: .max)
      members[id].inHand.removeAll()
      members[id].inHandFrom = 0
    }
    let subscription = subscriptions[groups[members[id].group].subscription]
    if subscription.commits != .auto || subscription.settings.autoCommit { commitApplied(id) }
  }

  mutating func release(_ id: MemberID, _ rows: [GroupPartitionID]) {
    for row in rows { groupPartitions[row].owner = .none }
    #if MIGSIM_PLANT
      if Plant.chosen == .keepsOldOwner { return }
    #endif
    members[id].assigned.removeAll { groupPartitions[$0].owner == .none }
    numberAssigned(id)
    pause(members[id].group)
  }

  mutating func completeIfAllJoined(_ id: LocalGroupID) {
    guard groups[id].state == .preparing, groups[id].joinsAt == .never else { return }
    let known = groups[id].members.filter { members[$0].isKnown }
    if known.allSatisfy({ members[$0].hasJoined }) {
      schedule(Event(.groupJoined, id), at: now, .timer)
      groups[id].joinsAt = now
    }
  }

  /// Everybody has joined: partitions are shared out.
  package mutating func groupJoined(_ id: LocalGroupID) {
    guard groups[id].state == .preparing, groups[id].joinsAt == now else { return }
    groups[id].joinsAt = .never
    groups[id].isFirstJoin = false
    let joined = groups[id].members.filter { members[$0].isKnown && members[$0].hasJoined }
    for member in joined { members[member].hasJoined = false }
    guard takesCommits(id) else {
      for member in joined { members[member].hasJoined = true }
      groups[id].joinsAt = now + .seconds(1)
      schedule(Event(.groupJoined, id), at: groups[id].joinsAt, .timer)
      return
    }
    groups[id].generation += 1
    groups[id].beatsFrom = now
    if joined.isEmpty {
      groups[id].state = .empty
      groups[id].emptySince = now
      return
    }
    groups[id].state = .stable
    assign(id, to: joined)
    if hasWorkers(id) { shareTasks(id, among: joined) }
  }

  private mutating func assign(_ id: LocalGroupID, to joined: [MemberID]) {
    if hasWorkers(id) {
      for member in joined where members[member].state == .joining { activate(member) }
      return
    }
    let subscription = subscriptions[groups[id].subscription]
    let wanted = shares(id, among: joined)
    // What somebody has to give up first is given to nobody before the next rebalance.
    let free = Set(groups[id].partitions.filter { groupPartitions[$0].owner == .none })
    var isMoving = false
    for member in joined {
      if members[member].state == .joining { activate(member) }
      guard subscription.isCooperative else {
        take(member, wanted[member.row - groups[id].members[0].row])
        continue
      }
      let share = wanted[member.row - groups[id].members[0].row]
      let lost = members[member].assigned.filter { !share.contains($0) }
      // What was processed since it joined is not committed: reality lesson 21.
      if !lost.isEmpty {
        release(member, lost)
        isMoving = true
      }
      take(member, share.filter { free.contains($0) })
    }
    resumeIfWorking(id)
    if isMoving { prepareRebalance(id) }
  }

  mutating func activate(_ id: MemberID) {
    members[id].state = .active
    let settings = subscriptions[groups[members[id].group].subscription].settings
    let commits = subscriptions[groups[members[id].group].subscription].commits
    if commits == .auto, settings.autoCommit {
      members[id].nextAutoCommit = now + settings.autoCommitInterval
    } else if commits == .everyFlush {
      members[id].nextAutoCommit = firstFlush(of: id)
    }
  }

  mutating func take(_ id: MemberID, _ rows: [GroupPartitionID]) {
    for row in rows where groupPartitions[row].owner != id {
      groupPartitions[row].owner = id
      members[id].assigned.append(row)
      begin(row)
    }
    members[id].assigned.sort()
    numberAssigned(id)
    members[id].turn = 0
    if members[id].state == .active { wake(ReaderID(id.row)) }
  }

  private mutating func numberAssigned(_ id: MemberID) {
    for place in members[id].assigned.indices {
      groupPartitions[members[id].assigned[place]].place = UInt32(place)
    }
    news.markAll(ReaderID(id.row))
  }

  /// Stops an instance in good order: it finishes, commits and leaves. A static one says nothing, and
  /// nobody takes its partitions before its session is over.
  package mutating func stopMember(_ id: MemberID, isForGood: Bool = true) {
    if mustWriteFirst(id) {
      members[id].stopsLater = isForGood
      return
    }
    switch members[id].state {
    case .stopped: return
    case .dead:
      members[id].startsAt = .never
      members[id].hasSuccessor = false
      return
    case .starting, .joining: break
    case .still: members[id].dropHand()
    case .active, .stuck, .zombie: if members[id].isAtWork { settle(id) }
    }
    if hasWorkers(members[id].group) { loseTasks(of: id, inOrder: true) }
    let wasKnown = members[id].isKnown
    if wasKnown, !isForGood, subscriptions[groups[members[id].group].subscription].isStatic {
      return keepName(id)
    }
    forget(id)
    if wasKnown { left(members[id].group) }
  }

  /// Kills an instance: it neither commits nor leaves. What it had in hand is applied as far as it
  /// had come.
  package mutating func killMember(_ id: MemberID) {
    guard members[id].isAtWork || members[id].state == .stuck else { return }
    members[id].bites += 1
    if hasWorkers(members[id].group) { loseTasks(of: id, inOrder: false) }
    breakOff(id)
    // Nobody waits for one that is no member any more.
    if members[id].state == .zombie { return forget(id) }
    dropOutput(of: id)
    members[id].isWritingOut = false
    members[id].joinsLater = false
    members[id].stopsLater = nil
    fallSilent(id, .dead)
    members[id].inHand.removeAll()
  }

  private mutating func keepName(_ id: MemberID) {
    fallSilent(id, .dead)
    members[id].keepsName = true
    members[id].dropHand()
  }

  /// The coordinator hears no more of a member, and gives it up when its session is over.
  mutating func fallSilent(_ id: MemberID, _ state: Member.Mode) {
    members[id].sessionEnds = lastSign(id) + session(of: id)
    members[id].state = state
    members[id].commitWait = nil
    schedule(Event(.sessionExpired, id), at: members[id].sessionEnds, .timer)
    pause(members[id].group)
  }

  /// A member's work ends in the middle: what is done of it is done.
  mutating func breakOff(_ id: MemberID) {
    guard members[id].doneAt != .never else { return }
    let service = subscriptions[groups[members[id].group].subscription].serviceTime
    let isWhole = subscriptions[groups[members[id].group].subscription].rowsPerTransaction > 1
    // A transaction that was not committed is rolled back.
    // And what it was making is not sent.
    let done =
      isWhole || isKept(id) || output(of: id) != nil
      ? 0 : (now - members[id].workingSince).nanoseconds / max(1, service.nanoseconds)
    tellWorked(id)
    members[id].doneAt = .never
    applyInHand(id, upTo: done)
  }

  /// The coordinator gives a silent member up.
  package mutating func sessionExpired(_ id: MemberID) {
    guard members[id].sessionEnds == now, hasCoordinator(members[id].group) else { return }
    if members[id].state == .still || isUnheard(id) && members[id].state == .active {
      return expel(id)
    }
    guard members[id].state == .dead else { return }
    let restarts = members[id].startsAt
    let hasSuccessor = members[id].hasSuccessor
    let group = members[id].group
    forget(id)
    members[id].startsAt = restarts
    guard hasSuccessor else { return left(group) }
    if reconciles(group) { return enterLater(id) }
    members[id].state = .joining
    members[id].hasJoined = true
    if groups[group].state == .preparing { completeIfAllJoined(group) } else { join(group) }
  }

  mutating func forget(_ id: MemberID) {
    release(id, members[id].assigned)
    if members[id].state != .dead { dropOutput(of: id) }
    let group = members[id].group
    let bites = members[id].bites
    let beatsFrom = members[id].beatsFrom
    // A new process that waits for its transactions waits on.
    let isWritingOut = members[id].state == .dead && members[id].isWritingOut
    members[id] = Member(group: group)
    members[id].bites = bites
    members[id].beatsFrom = beatsFrom
    members[id].isWritingOut = isWritingOut
  }

  /// Somebody left: the others rebalance, or nobody is left.
  mutating func left(_ id: LocalGroupID) {
    if reconciles(id), groups[id].members.contains(where: { members[$0].isKnown }) {
      return share(id)
    }
    if groups[id].members.contains(where: { members[$0].isKnown }) {
      if groups[id].state == .preparing { completeIfAllJoined(id) } else { prepareRebalance(id) }
    } else {
      groups[id].state = .empty
      groups[id].generation += 1
      groups[id].joinsAt = .never
      groups[id].emptySince = now
    }
  }

  /// Lets members go on that were stuck at a record: the sink takes it now.
  package mutating func unstick(_ id: SubscriptionID) {
    for group in subscriptions[id].groups {
      for member in groups[group].members where members[member].state == .stuck {
        members[member].state = .active
        wake(ReaderID(member.row))
      }
      resumeIfWorking(group)
    }
  }

  // MARK: Pauses

  /// Notes that a group's partitions are without a worker.
  package mutating func pause(_ id: LocalGroupID) {
    if groups[id].pausedSince == .never, !hasWorkers(id) { groups[id].pausedSince = now }
  }

  /// Ends the pause once every partition has an owner that works: also the one that began when the
  /// same subscription stopped on another cluster.
  mutating func resumeIfWorking(_ id: LocalGroupID) {
    let subscription = groups[id].subscription
    guard let since = pausedSince(subscription),
      groups[id].partitions.allSatisfy({ row in
        let owner = groupPartitions[row].owner
        return owner != .none ? members[owner].state == .active : !exists(row)
      })
    else { return }
    ledger.disruptions.append(pause(of: subscription, since))
    for group in subscriptions[subscription].groups {
      groups[group].pausedSince = .never
      groups[group].hasRefused = false
    }
  }

  /// A pause that ends now, and whether a failed task is why.
  package func pause(of id: SubscriptionID, _ since: Instant) -> Disruption {
    let hasRefused = subscriptions[id].groups.contains { groups[$0].hasRefused }
    return Disruption(kind: hasRefused ? .refused(id) : .unowned(id), from: since, to: now)
  }

  /// Since when nobody works for a subscription though somebody should; nil if somebody does.
  package func pausedSince(_ id: SubscriptionID) -> Instant? {
    let pauses = subscriptions[id].groups.map { groups[$0].pausedSince }
    return pauses.min().flatMap { $0 == .never ? nil : $0 }
  }
}
