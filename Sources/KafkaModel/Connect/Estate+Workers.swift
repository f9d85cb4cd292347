import Accounting
import SimKernel

// Workers of a Connect cluster are members of a group, too, and share out tasks rather than partitions.
//
// Source: `IncrementalCooperativeAssignor`, `WorkerCoordinator` of Kafka 4.1 (KIP-415); facts section
// 7.1; reality lessons 24 and 32.

extension Estate {
  /// Whether the members of a group are workers of a Connect cluster.
  @inline(__always)
  package func hasWorkers(_ id: LocalGroupID) -> Bool { groups[id].sharing != nil }

  /// Puts the tasks of connectors that are at work from the beginning onto workers.
  package mutating func placeTasks(_ id: LocalGroupID) {
    let beat = subscriptions[groups[id].subscription].settings.heartbeat.nanoseconds
    if profile != .ideal {
      // They have joined long ago, whenever that was.
      let since = uniform(.memberPhase, groups[id].members[0].index, below: beat)
      groups[id].beatsFrom = Instant(nanoseconds: now.nanoseconds - since)
    }
    let first = groups[id].members[0]
    groups[id].sharing?.leader = first
    for task in tasks.ids where tasks[task].workers == id && tasks[task].isWanted {
      assignTask(task, to: leastLoaded(Array(groups[id].members)))
    }
  }

  /// The workers have joined: the leader shares the tasks out, as far as nobody has them.
  mutating func shareTasks(_ id: LocalGroupID, among workers: [MemberID]) {
    guard let leader = groups[id].sharing?.leader else { return }
    if !workers.contains(leader) {
      // A new leader knows of no earlier assignment: what nobody has is new to it.
      groups[id].sharing?.leader = workers[0]
      groups[id].sharing?.delayedUntil = .never
      for task in tasks.ids where tasks[task].workers == id { tasks[task].lastWorker = .none }
    }
    let missing = tasks.ids.filter {
      tasks[$0].workers == id && tasks[$0].isWanted && tasks[$0].worker == .none
    }
    let lost = missing.filter { tasks[$0].lastWorker != .none }
    for task in missing where tasks[task].lastWorker == .none { start(task, among: workers) }
    if !lost.isEmpty { shareLost(lost, id, among: workers) }
    if groups[id].sharing?.delayedUntil == .never { balanceTasks(id, among: workers) }
  }

  /// Tasks of a worker that is gone wait for it, or for the delay to be over; then workers that came
  /// meanwhile and have nothing get them first.
  private mutating func shareLost(
    _ lost: [TaskID], _ id: LocalGroupID, among workers: [MemberID]
  ) {
    guard let sharing = groups[id].sharing else { return }
    if sharing.delayedUntil == .never, sharing.maxDelay > .zero {
      let due = now + sharing.maxDelay
      groups[id].sharing?.delayedUntil = due
      schedule(Event(.tasksDue, id), at: due, .timer)
    } else if sharing.maxDelay == .zero || now >= sharing.delayedUntil {
      groups[id].sharing?.delayedUntil = .never
      let idle = workers.filter { load(of: $0) == 0 }
      for task in lost { start(task, among: idle.isEmpty ? workers : idle) }
    }
  }

  /// The delay is over: every worker joins again at once.
  package mutating func tasksDue(_ id: LocalGroupID) {
    guard groups[id].sharing?.delayedUntil == now, groups[id].state == .stable else { return }
    prepareRebalance(id)
    for worker in groups[id].members where members[worker].state == .active {
      members[worker].hasJoined = true
    }
    completeIfAllJoined(id)
  }

  /// Whoever has more than an even share gives some up, and the next rebalance gives them to others.
  private mutating func balanceTasks(_ id: LocalGroupID, among workers: [MemberID]) {
    let total = workers.reduce(0) { $0 + load(of: $1) }
    let least = total / workers.count
    var extras = total % workers.count
    var isMoving = false
    for worker in workers {
      let load = load(of: worker)
      let share = load > least && extras > 0 ? least + 1 : least
      if load > least, extras > 0 { extras -= 1 }
      for task in tasksRun(by: worker).dropFirst(share) {
        stopTask(task)
        tasks[task].worker = .none
        tasks[task].lastWorker = .none
        isMoving = true
      }
    }
    if isMoving { prepareRebalance(id) }
  }

  private func tasksRun(by worker: MemberID) -> [TaskID] {
    tasks.ids.filter { tasks[$0].worker == worker }
  }

  private func load(of worker: MemberID) -> Int { tasksRun(by: worker).count }

  private func leastLoaded(_ workers: [MemberID]) -> MemberID {
    workers.min { (load(of: $0), $0.row) < (load(of: $1), $1.row) } ?? .none
  }

  private mutating func assignTask(_ id: TaskID, to worker: MemberID) {
    tasks[id].worker = worker
    tasks[id].lastWorker = worker
    tasks[id].startedAt = now
  }

  private mutating func start(_ id: TaskID, among workers: [MemberID]) {
    assignTask(id, to: leastLoaded(workers))
    startTask(id)
  }

  // MARK: Workers that go

  /// A worker is gone: so is what runs in it. Its leader notices when the group does.
  mutating func loseTasks(of worker: MemberID, inOrder: Bool) {
    for task in tasksRun(by: worker) {
      if inOrder { stopTask(task) } else { killTask(task) }
      tasks[task].worker = .none
    }
    let group = members[worker].group
    if groups[group].sharing?.leader == worker { groups[group].sharing?.leader = .none }
  }

  /// A worker was never there: others have run its tasks all along.
  mutating func moveTasks(of worker: MemberID, to others: [MemberID]) {
    for task in tasksRun(by: worker) { assignTask(task, to: leastLoaded(others)) }
    groups[members[worker].group].sharing?.leader = others[0]
  }

  // MARK: Connectors that come and go

  /// Creates a connector, or lets it go on: its workers start its tasks at once, unless they are
  /// busy with finding each other. Tasks that have failed are started again.
  package mutating func startConnector(_ id: SubscriptionID) {
    for task in tasks.ids where isOf(task, id) { want(task) }
  }

  /// Stops a connector: its tasks commit and leave, and nobody is to start them.
  package mutating func stopConnector(_ id: SubscriptionID) {
    for task in tasks.ids where isOf(task, id) { unwant(task) }
  }

  mutating func want(_ id: TaskID) {
    tasks[id].isWanted = true
    if tasks[id].hasFailed { startTask(id) }
    let group = tasks[id].workers
    let workers = groups[group].members.filter { members[$0].state == .active }
    guard tasks[id].worker == .none, groups[group].state == .stable, !workers.isEmpty else {
      return
    }
    start(id, among: workers)
  }

  mutating func unwant(_ id: TaskID) {
    tasks[id].isWanted = false
    tasks[id].hasFailed = false
    tasks[id].worker = .none
    tasks[id].lastWorker = .none
  }

  func isOf(_ task: TaskID, _ id: SubscriptionID) -> Bool {
    if case .sink(id, _) = tasks[task].work { true } else { false }
  }
}
