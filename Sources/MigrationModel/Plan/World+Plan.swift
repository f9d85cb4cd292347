import Accounting
import KafkaModel
import SimKernel

// The plan goes on step by step: moment, gate, moves, done.

extension World {
  /// Begins with the first step.
  mutating func beginPlan() {
    guard !scenario.plan.steps.isEmpty else { return }
    plan.phase = .awaitingMoment
    awaitMoment()
  }

  /// Something that the plan may have waited for has happened.
  package mutating func advancePlan() {
    switch plan.phase {
    case .idle: break
    case .awaitingMoment: awaitMoment()
    case .awaitingGate: break
    case .ready: beginStep()
    case .acting: act()
    case .holding: endHoldback()
    }
  }

  private mutating func awaitMoment() {
    let step = scenario.plan.steps[plan.current.row]
    if let moment = step.at, let due = instant(of: moment), due > now {
      estate.schedule(Event(.planWakes, 0), at: due, .planStep)
      return
    }
    guard step.gate != nil else { return becomeReady() }
    plan.phase = .awaitingGate
    plan.gate = GateState(since: now, nextCheck: now)
    estate.schedule(Event(.gateChecked, 0), at: now, .planStep)
  }

  /// When a moment is, as far as that is known yet.
  package func instant(of moment: Moment) -> Instant? {
    switch moment {
    case .at(let instant): instant
    case .step(let step, let offset): plan.began[step.row].map { $0 + offset }
    }
  }

  /// Stands before the next step: the last instant of the rollback point before it.
  mutating func becomeReady() {
    plan.phase = .ready
    if plan.current.row > 0 { stop = .late(StepID(plan.current.row - 1)) }
    estate.schedule(Event(.planWakes, 0), at: now, .planStep)
  }

  private mutating func beginStep() {
    let step = scenario.plan.steps[plan.current.row]
    plan.phase = .acting
    if plan.usageAtBegin == nil { plan.usageAtBegin = usage() }
    plan.began[plan.current.row] = now
    note(.step, "\(step.name) begins")
    armFaults(relativeTo: plan.current)
    armBursts(relativeTo: plan.current)
    armWriters(relativeTo: plan.current)
    plan.moves = step.actions.flatMap { moves(for: $0) }
    estate.schedule(Event(.planWakes, 0), at: now + scenario.plan.drainLimit, .planStep)
    act()
  }

  /// Makes the moves of a step, or of a rollback procedure, until one has to wait.
  mutating func act() {
    while let move = plan.moves.first {
      guard make(move) else { return giveUpIfStuck() }
      plan.moves.removeFirst()
      plan.waitsUntil = .never
      noteSeparations()
    }
    if branch.phase == .goingBack { finishRollback() } else { finishStep() }
  }

  /// A step that has been waiting for as long as a branch may drain will not end.
  private mutating func giveUpIfStuck() {
    guard branch.phase == .following, let began = plan.began[plan.current.row],
      now - began >= scenario.plan.drainLimit
    else { return }
    plan.phase = .idle
    stop = .planEnded(.stuck(plan.current))
  }

  private mutating func finishStep() {
    let step = plan.current
    plan.done[step.row] = now
    note(.step, "\(scenario.plan.steps[step.row].name) is done")
    stop = .early(step)
    if step.row + 1 < scenario.plan.steps.count {
      plan.current = StepID(step.row + 1)
      plan.phase = .awaitingMoment
    } else {
      plan.phase = .holding
      plan.waitsUntil = now + scenario.plan.holdback
    }
    let next = plan.phase == .holding ? plan.waitsUntil : now
    estate.schedule(Event(.planWakes, 0), at: next, .planStep)
  }

  private mutating func endHoldback() {
    if plan.waitsUntil != .never {
      guard now >= plan.waitsUntil else { return }
      plan.waitsUntil = .never
      stop = .late(plan.current)
      estate.schedule(Event(.planWakes, 0), at: now, .planStep)
      return
    }
    plan.phase = .idle
    stop = .planEnded(.done)
  }

  // MARK: Gates

  /// Looks at what the gate of the current step looks at.
  package mutating func checkGate() {
    guard plan.phase == .awaitingGate, plan.gate.nextCheck == now,
      let gate = scenario.plan.steps[plan.current.row].gate
    else { return }
    let value = value(of: gate)
    if value <= gate.max {
      if plan.gate.holdsSince == .never { plan.gate.holdsSince = now }
    } else {
      plan.gate.holdsSince = .never
    }
    if plan.gate.holdsSince != .never, now - plan.gate.holdsSince >= gate.dwell {
      recordGate(gate, value, passed: true)
      becomeReady()
    } else if now - plan.gate.since >= gate.timeout {
      recordGate(gate, value, passed: false)
      failGate(gate)
    } else {
      plan.gate.nextCheck = min(now + gate.every, plan.gate.since + gate.timeout)
      estate.schedule(Event(.gateChecked, 0), at: plan.gate.nextCheck, .planStep)
    }
  }

  private mutating func recordGate(_ gate: GateSpec, _ value: Int64, passed: Bool) {
    plan.gates.append(
      GateRecord(step: plan.current, metric: gate.metric, value: value, at: now, passed: passed))
    let name = scenario.plan.steps[plan.current.row].name
    note(
      .gate,
      "\(name): \(gate.metric.rawValue) is \(value), at most \(gate.max) "
        + (passed ? "was asked: passed" : "was asked: not passed in time"))
  }

  private mutating func failGate(_ gate: GateSpec) {
    switch gate.otherwise {
    case .proceed: becomeReady()
    case .hold:
      plan.phase = .idle
      stop = .planEnded(.held(plan.current))
    case .rollBack:
      plan.phase = .idle
      stop = .planEnded(.rolledBack(plan.current))
    }
  }
}
