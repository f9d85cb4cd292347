import Accounting
import SimKernel

// The protocol of KIP-848: the coordinator says who is to have what, and each member follows with its
// own heartbeats. Nobody waits for everybody.
//
// Source: `GroupMetadataManager.consumerGroupHeartbeat`, `CurrentAssignmentBuilder` of Kafka 4.1; facts
// section 5.3; reality lessons 19 and 20.

extension Estate {
  /// Whether a group speaks it.
  @inline(__always)
  func reconciles(_ id: LocalGroupID) -> Bool {
    subscriptions[groups[id].subscription].reconciles
  }

  /// A member's first heartbeat: it has what nobody has, and what others have when they gave it up.
  mutating func enter(_ id: MemberID) {
    let group = members[id].group
    members[id].hasJoined = false
    members[id].beatsFrom = now
    activate(id)
    groups[group].state = .stable
    share(group)
    reconcile(id)
    schedule(Event(.planWakes, 0), at: now, .planStep)
  }

  /// A new process was refused while its coordinator believed in the old one, and asks again with
  /// each heartbeat.
  mutating func enterLater(_ id: MemberID) {
    left(members[id].group)
    members[id].state = .starting
    members[id].startsAt = nextOwnHeartbeat(id)
    schedule(Event(.memberStarts, id), at: members[id].startsAt, .timer)
  }

  /// The coordinator says anew who is to have what; members hear of it with their next heartbeats.
  mutating func share(_ id: LocalGroupID) {
    let known = groups[id].members.filter { members[$0].isKnown }
    guard !known.isEmpty else { return }
    groups[id].generation += 1
    var shares = [[GroupPartitionID]](repeating: [], count: groups[id].members.count)
    let first = groups[id].members[0].row
    shareSticky(id, known, first, &shares)
    groups[id].targets = Array(repeating: .none, count: groups[id].partitions.count)
    for member in known {
      for row in shares[member.row - first] { aim(row, at: member) }
    }
    for member in known where isBehind(member) { hearLater(member) }
  }

  /// Notes that everybody has what they are to have.
  mutating func noteTargets(_ id: LocalGroupID) {
    groups[id].targets = groups[id].partitions.map { groupPartitions[$0].owner }
  }

  private mutating func aim(_ row: GroupPartitionID, at member: MemberID) {
    let group = members[member].group
    guard let first = groups[group].partitions.first else { return }
    groups[group].targets[row.row - first.row] = member
  }

  private func target(_ row: GroupPartitionID) -> MemberID {
    let group = groups[groupPartitions[row].group]
    guard let first = group.partitions.first, row.row - first.row < group.targets.count else {
      return .none
    }
    return group.targets[row.row - first.row]
  }

  /// Whether a member has something to give up or to take.
  private func isBehind(_ id: MemberID) -> Bool {
    groups[members[id].group].partitions.contains { row in
      (groupPartitions[row].owner == id) != (target(row) == id)
    }
  }

  private mutating func hearLater(_ id: MemberID) {
    guard members[id].state == .active || members[id].state == .stuck else { return }
    schedule(Event(.heartbeat, id), at: nextOwnHeartbeat(id), .timer)
  }

  /// A heartbeat is answered: the member gives up what it is to give up, having committed it, and
  /// takes what is free by then. Whoever waits for it takes it with their own next heartbeat.
  mutating func reconcile(_ id: MemberID) {
    guard members[id].state == .active || members[id].state == .stuck else { return }
    let group = members[id].group
    let surplus = members[id].assigned.filter { target($0) != id }
    if !surplus.isEmpty {
      guard !putsOffJoining(id) else { return }
      if members[id].state == .active { settle(id) }
      release(id, surplus)
      for other in groups[group].members
      where other != id && surplus.contains(where: { target($0) == other }) { hearLater(other) }
    }
    take(
      id, groups[group].partitions.filter { target($0) == id && groupPartitions[$0].owner == .none }
    )
    resumeIfWorking(group)
  }

  /// Each member counts its heartbeats from its own first one.
  func nextOwnHeartbeat(_ id: MemberID) -> Instant { nextOwnHeartbeat(id, after: now) }

  func nextOwnHeartbeat(_ id: MemberID, after instant: Instant) -> Instant {
    let cluster = groups[members[id].group].cluster
    let beat = clusters[cluster].settings.consumerHeartbeat.nanoseconds
    let from = members[id].beatsFrom.nanoseconds
    let since = instant.nanoseconds - from
    return Instant(nanoseconds: from + (since / beat + 1) * beat)
  }

  /// When the first heartbeat fell of a member that has been at work all along.
  func drawnBeat(_ id: MemberID) -> Instant {
    let cluster = groups[members[id].group].cluster
    let beat = clusters[cluster].settings.consumerHeartbeat.nanoseconds
    guard profile != .ideal, reconciles(members[id].group) else { return now }
    return Instant(nanoseconds: now.nanoseconds - uniform(.memberPhase, id.index, below: beat))
  }
}
