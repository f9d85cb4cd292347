import Accounting
import SimKernel

// A task begins and ends with its worker, or by itself.
//
// Source: `WorkerSinkTask` of Kafka 4.1; facts section 7.4; reality lesson 24.

extension Estate {
  /// The member that a sink task is.
  private func member(_ id: SubscriptionID, _ place: Int) -> MemberID? {
    let home = subscriptions[id].home
    let group = subscriptions[id].groups.first { groups[$0].cluster == home }
    return group.map { groups[$0].members[place] }
  }

  /// The task that a member is; nil for a member of an ordinary group.
  func task(of id: MemberID) -> TaskID? {
    let group = groups[members[id].group]
    guard let first = subscriptions[group.subscription].firstTask else { return nil }
    return TaskID(first.row + id.row - group.members[0].row)
  }

  /// A worker starts a task.
  mutating func startTask(_ id: TaskID) {
    tasks[id].startedAt = now
    tasks[id].hasFailed = false
    switch tasks[id].work {
    case .sink(let connector, let place):
      if let member = member(connector, place) { startMember(member, within: .zero) }
    case .source(let producer): startSource(producer)
    }
  }

  /// A task ends in good order: it commits, and leaves its group.
  mutating func stopTask(_ id: TaskID) {
    switch tasks[id].work {
    case .sink(let connector, let place):
      if let member = member(connector, place) { stopMember(member, isForGood: false) }
    case .source(let producer): stopSource(producer)
    }
  }

  /// A task dies with its worker.
  mutating func killTask(_ id: TaskID) {
    switch tasks[id].work {
    case .sink(let connector, let place):
      if let member = member(connector, place) { killSinkTask(member) }
    case .source(let producer): killSource(producer)
    }
  }

  private mutating func killSinkTask(_ id: MemberID) {
    switch members[id].state {
    case .starting: forget(id)
    case .dead:
      members[id].startsAt = .never
      members[id].hasSuccessor = false
    case .joining:
      members[id].hasJoined = false
      fallSilent(id, .dead)
    default: killMember(id)
    }
  }

  /// When a sink task that gets its partitions now commits for the first time: its clock runs from
  /// its start, whether it has partitions or not.
  func firstFlush(of id: MemberID) -> Instant {
    guard let task = task(of: id) else { return .never }
    let every = subscriptions[groups[members[id].group].subscription].settings.autoCommitInterval
    let since = (now - tasks[task].startedAt).nanoseconds
    return tasks[task].startedAt
      + TimeAmount(nanoseconds: (since / every.nanoseconds + 1) * every.nanoseconds)
  }
}
