import Accounting
import SimKernel

// Commits: when a member makes them, when they are taken, and what they say.

extension Estate {
  /// Commits before a poll, when it is time. The polls that a tick stands for were before its instant,
  /// and what is due at that instant comes after them.
  mutating func commitIfDue(_ id: MemberID) {
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
  mutating func armAutoCommit(_ id: MemberID) {
    let due = members[id].nextAutoCommit
    guard due != .never, due >= now, due != members[id].commitArmedFor else { return }
    members[id].commitArmedFor = due
    schedule(Event(.autoCommit, id), at: members[id].nextAutoCommit, .timer)
  }

  package mutating func autoCommit(_ id: MemberID) {
    guard members[id].state == .active, members[id].nextAutoCommit == now,
      members[id].doneAt == .never, !members[id].isWritingOut
    else { return }
    commitAutomatically(id)
  }

  /// Whether a commit of a member is taken: not between joining and getting its share.
  private func mayCommit(_ id: MemberID) -> Bool {
    guard takesCommits(members[id].group), !isUnheard(id) else { return false }
    return !members[id].hasJoined || groups[members[id].group].state != .preparing
  }

  /// Commits what a member has applied.
  package mutating func commitApplied(_ id: MemberID) {
    guard mayCommit(id), !commitsInTransactions(id) else { return }
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
  mutating func commitRead(_ id: MemberID) {
    guard mayCommit(id), !commitsInTransactions(id) else { return }
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
