import Accounting
import SimKernel

// A member that takes too long over what a poll returned leaves its group without knowing it.
// Source: `AbstractCoordinator.HeartbeatThread` of Kafka 4.1, which sends LeaveGroup once
// `max.poll.interval.ms` is over; facts section 5.2, reality lesson 22.

extension Estate {
  /// Makes sure that somebody looks if `left` records take longer than the time between two polls.
  mutating func watchPoll(_ id: MemberID, left: Int64, each service: TimeAmount) {
    let due = nextPollDue(id)
    guard left > (due - now).nanoseconds / service.nanoseconds else { return }
    expectPoll(id, before: due)
  }

  /// Its client looks at the clock of its polls when it wakes, which one of KIP-848 does for its
  /// heartbeats at the latest (reality R18).
  private mutating func expectPoll(_ id: MemberID, before due: Instant) {
    guard members[id].state == .active, members[id].overdueAt == .never else { return }
    let due = max(now, due)
    members[id].overdueAt =
      reconciles(members[id].group) ? nextOwnHeartbeat(id, after: due) : due
    schedule(Event(.pollOverdue, id), at: members[id].overdueAt, .timer)
  }

  private func nextPollDue(_ id: MemberID) -> Instant {
    members[id].polledAt
      + subscriptions[groups[members[id].group].subscription].settings.maxPollInterval
  }

  // MARK: One record that takes long

  /// The next record that a member begins keeps it until it is freed.
  package mutating func occupy(_ id: MemberID) {
    guard members[id].isAtWork, !members[id].isOccupied else { return }
    members[id].isOccupied = true
    guard members[id].doneAt != .never else { return }
    breakOff(id)
    if members[id].inHandFrom < members[id].inHand.count { work(id) } else { batchDone(id) }
  }

  package mutating func free(_ id: MemberID) {
    guard members[id].isOccupied else { return }
    members[id].isOccupied = false
    guard isKept(id) else { return }
    members[id].doneAt = now
    scheduleTraffic(Event(.batchProcessed, id), at: now)
  }

  /// Begins the record that keeps a member.
  mutating func workOnOne(_ id: MemberID) {
    members[id].bites += 1
    members[id].working = 1
    members[id].workingSince = now
    members[id].doneAt = Self.whenFreed
    expectPoll(id, before: nextPollDue(id))
  }

  /// Whether a member works on a record that keeps it.
  package func isKept(_ id: MemberID) -> Bool { members[id].doneAt == Self.whenFreed }

  private static let whenFreed = Instant(nanoseconds: .max - 1)

  /// The time between two polls is over: the member's client leaves the group by itself, while its
  /// application works on.
  package mutating func pollOverdue(_ id: MemberID) {
    guard members[id].overdueAt == now, members[id].state == .active, members[id].doneAt != .never
    else { return }
    members[id].overdueAt = .never
    turnZombie(id)
  }

  /// Notes what a member applies of a partition that somebody else owns by now.
  mutating func noteRival(_ slice: RunSlice, _ row: GroupPartitionID) {
    guard groupPartitions[row].owner != .none else { return }
    let known = groupPartitions[row].overlap
    let low = known.isEmpty ? slice.offset : min(known.lowerBound, slice.offset)
    groupPartitions[row].overlap = low..<max(known.upperBound, slice.end)
  }

  /// It polls again, learns that its commit is refused and its partitions are lost, and joins anew.
  mutating func comeBack(_ id: MemberID) {
    members[id].dropHand()
    endClaims(of: id)
    ask(id)
  }
}
