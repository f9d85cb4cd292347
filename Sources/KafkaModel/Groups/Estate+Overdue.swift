import Accounting
import SimKernel

// A member that takes too long over what a poll returned leaves its group without knowing it.
// Source: `AbstractCoordinator.HeartbeatThread` of Kafka 4.1, which sends LeaveGroup once
// `max.poll.interval.ms` is over; facts section 5.2, reality lesson 22.

extension Estate {
  /// Makes sure that somebody looks if `left` records take longer than the time between two polls.
  mutating func watchPoll(_ id: MemberID, left: Int64, each service: TimeAmount) {
    guard members[id].state == .active, members[id].overdueAt == .never else { return }
    let limit = subscriptions[groups[members[id].group].subscription].settings.maxPollInterval
    let due = members[id].polledAt + limit
    guard left > (due - now).nanoseconds / service.nanoseconds else { return }
    members[id].overdueAt = max(now, due)
    schedule(Event(.pollOverdue, id), at: members[id].overdueAt, .timer)
  }

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
