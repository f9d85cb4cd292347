import Accounting
import KafkaModel
import SimKernel

/// What becomes of a world once it is judged: the plan goes on, or a branch comes to rest.
package struct BranchState: Sendable {
  package var phase = Phase.following
  package var began = Instant.zero
  package var observesUntil = Instant.never
  /// When writers stopped: records created later do not count, and there are none.
  package var writersStopped = Instant.never
  package var restoredAt = Instant.never
  package var settledAt = Instant.never
  package var nextCheck = Instant.never
  package var isRollback = false
  /// What the branch did to go back, in words.
  package var isInverseAssumed = false

  package enum Phase: Equatable, Sendable {
    /// The plan is followed.
    case following
    /// The rollback procedure is carried out.
    case goingBack
    /// Traffic goes on.
    case observing
    /// Writers are stopping, faults are healed.
    case draining
    case settled
  }

  package init() {}
}

extension World {
  /// Goes back from where the world stands: carries out `actions`, then comes to rest.
  package mutating func rollBack(_ actions: [Action], isAssumed: Bool) {
    branch.phase = .goingBack
    branch.began = now
    branch.isRollback = true
    branch.isInverseAssumed = isAssumed
    plan.phase = .acting
    plan.moves = actions.flatMap { moves(for: $0) }
    plan.awaited = []
    plan.waitsUntil = .never
    note(.branch, "the rollback begins")
    armBranchCheck(.zero)
    act()
  }

  /// Goes on without the plan: traffic for a while, then to rest.
  package mutating func goForward() {
    branch.began = now
    observe()
  }

  mutating func finishRollback() {
    plan.phase = .idle
    branch.restoredAt = now
    note(.branch, "the rollback is done")
    observe()
  }

  private mutating func observe() {
    branch.phase = .observing
    // Going forward waits for what the scenario still has in store.
    let begins = branch.isRollback ? now : max(now, lastAppointment)
    branch.observesUntil = begins + scenario.plan.observe
    armBranchCheck(branch.observesUntil - now)
  }

  /// The last instant of the run at which the scenario says that something happens.
  private var lastAppointment: Instant {
    let moments =
      scenario.faults.map(\.at) + plan.bursts.map(\.at) + scenario.producers.map(\.starts)
      + scenario.producers.compactMap(\.stops)
    return moments.reduce(Instant.zero) { last, moment in
      if case .at(let instant) = moment { max(last, instant) } else { last }
    }
  }

  private mutating func armBranchCheck(_ wait: TimeAmount) {
    branch.nextCheck = now + wait
    estate.schedule(Event(.branchPhase, 0), at: branch.nextCheck, .last)
  }

  /// Looks whether the branch may go into its next phase.
  package mutating func advanceBranch() {
    guard branch.nextCheck == now else { return }
    switch branch.phase {
    case .following, .settled: return
    case .goingBack:
      if now - branch.began >= scenario.plan.drainLimit {
        branch.phase = .settled
        stop = .unsettled("the rollback procedure does not end")
        return
      }
    case .observing:
      if now >= branch.observesUntil {
        beginDraining()
        return
      }
    case .draining:
      if let reason = unrest() {
        if now - branch.observesUntil >= scenario.plan.drainLimit {
          branch.phase = .settled
          stop = .unsettled(reason)
          return
        }
      } else {
        branch.phase = .settled
        branch.settledAt = now
        stop = .settled
        return
      }
    }
    armBranchCheck(.seconds(1))
  }

  /// Safety is over: what can heal is healed, writers stop, and everything has to come to rest.
  package mutating func beginDraining() {
    branch.observesUntil = now
    armBranchCheck(.zero)
    branch.phase = .draining
    healFaults()
    // Who writes what it makes of others goes on until there is nothing left to read.
    for producer in estate.producers.ids where estate.producers[producer].maker == nil {
      estate.closeProducer(producer)
      estate.giveUpHeld(producer)
    }
    branch.writersStopped = now
    note(.branch, "writers stop")
  }

  /// What still moves, in words; nil when the world is at rest.
  private func unrest() -> String? {
    for producer in estate.producers.ids where estate.producers[producer].state == .closing {
      return "a producer still waits for answers"
    }
    if estate.isHeldBack { return "a replica still fetches what others wait for" }
    for link in links.ids { if let reason = unrest(of: link) { return reason } }
    for group in estate.groups.ids { if let reason = unrest(of: group) { return reason } }
    return nil
  }

  private func unrest(of id: LinkID) -> String? {
    let link = links[id]
    if link.downs == 0, link.nextStart >= now, link.nextStart != .never {
      return "\(link.spec.name) still starts"
    }
    guard link.isRunning else { return nil }
    let isCopying = link.flows.contains { flow in
      let source = flows[flow].source
      return flows[flow].isKnown && estate.servingLeader(source) != nil
        && flows[flow].copied
          < estate.readableEnd(source, committedOnly: link.readsCommitted, delay: .zero)
    }
    return isCopying ? "\(link.spec.name) still copies" : nil
  }

  private func unrest(of id: LocalGroupID) -> String? {
    let subscription = estate.subscriptions[estate.groups[id].subscription]
    if estate.isWritingOut(id) { return "\(subscription.name) still writes" }
    let members = estate.groups[id].members
    guard members.contains(where: { estate.members[$0].state != .stopped }) else { return nil }
    if members.contains(where: { estate.members[$0].state == .starting }) {
      return "\(subscription.name) still starts"
    }
    if estate.groups[id].state == .preparing, estate.hasCoordinator(id) {
      return "\(subscription.name) still rebalances"
    }
    if estate.groups[id].sharing.map({ $0.delayedUntil != .never }) ?? false {
      return "\(subscription.name) still waits for a worker to come back"
    }
    for member in members where estate.members[member].state == .dead && !isForever(id) {
      if members.contains(where: { estate.members[$0].state == .active }) {
        return "\(subscription.name) still waits for a dead member's session"
      }
    }
    for member in members where estate.members[member].isAtWork && !estate.isKept(member) {
      if estate.members[member].doneAt != .never || hasUnread(member, subscription) {
        return "\(subscription.name) still reads"
      }
    }
    return nil
  }

  private func isForever(_ id: LocalGroupID) -> Bool { !estate.hasCoordinator(id) }

  private func hasUnread(_ id: MemberID, _ subscription: Subscription) -> Bool {
    estate.members[id].assigned.contains { row in
      let partition = estate.groupPartitions[row].partition
      return !estate.groupPartitions[row].hasNoPosition && estate.servingLeader(partition) != nil
        && estate.groupPartitions[row].position
          < estate.readableEnd(
            partition, committedOnly: subscription.readsCommitted, delay: .zero)
    }
  }

  // MARK: Sampling

  mutating func armSampling() {
    guard let every = scenario.plan.sampleEvery else { return }
    estate.schedule(Event(.sampled, 0), at: now + every, .last)
  }

  package mutating func sample() {
    guard branch.phase == .following else { return }
    stop = .sample
    armSampling()
  }

  // MARK: Writers and bursts

  /// Applications that start or stop so long after a step begins.
  mutating func armWriters(relativeTo step: StepID) {
    for (row, spec) in scenario.producers.enumerated() {
      if case .step(step, let offset) = spec.starts {
        estate.schedule(Event(.writerStarts, UInt32(row)), at: now + offset, .planStep)
      }
      if case .step(step, let offset)? = spec.stops {
        estate.schedule(Event(.writerStops, UInt32(row)), at: now + offset, .planStep)
      }
    }
  }

  mutating func startWriting(_ id: WriterID) {
    for producer in writers[id] { estate.beginWriting(producer) }
  }

  mutating func stopWriting(_ id: WriterID) {
    for producer in writers[id] { estate.endWriting(producer) }
  }

  mutating func armAbsoluteBursts() {
    for (row, burst) in plan.bursts.enumerated() {
      guard case .at(let instant) = burst.at else { continue }
      estate.schedule(Event(.burst, UInt32(row)), at: max(now, instant), .traffic)
    }
  }

  mutating func armBursts(relativeTo step: StepID) {
    for (row, burst) in plan.bursts.enumerated() {
      guard case .step(step, let offset) = burst.at, offset >= .zero else { continue }
      estate.schedule(Event(.burst, UInt32(row)), at: now + offset, .traffic)
    }
  }
}
