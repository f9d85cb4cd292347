import Accounting
import KafkaModel
import MigrationModel
import SimKernel

/// Runs a scenario to its end, and back from every rollback point on the way.
///
/// ```swift
/// let outcome = Rehearsal(scenario, seed: 7).run()
/// outcome.points[2].late.judgement.readers  // who got what, rolled back after the third step
/// ```
package struct Rehearsal: Sendable {
  package let scenario: Scenario
  package let seed: UInt64
  /// The steps whose rollback points are forked and judged beside the way forward; nil for all.
  package var judgedSteps: [StepID]?
  /// Whether a point is judged as soon as its step is done as well. If not, both its branches are
  /// the one at its last instant.
  package var judgesEarly = true
  /// Told now and then how far the run is.
  package var progress: (@Sendable (Instant, String) -> Void)?

  package init(_ scenario: Scenario, seed: UInt64? = nil) {
    self.scenario = scenario
    self.seed = seed ?? scenario.seed
  }

  package func run() -> Outcome {
    var world = World(scenario, seed: seed)
    var points: [PointOutcome] = []
    var early: (step: StepID, branch: BranchOutcome?, usage: Usage)?
    var curve: [CurvePoint] = []
    var end = PlanEnd.done
    following: while !scenario.plan.steps.isEmpty, let stop = world.run(until: .never) {
      switch stop {
      case .early(let step):
        progress?(world.now, scenario.plan.steps[step.row].name)
        if judgedSteps?.contains(step) ?? true {
          early = (step, judgesEarly ? goBack(from: world, after: step) : nil, world.usage())
        }
      case .late(let step):
        if let opened = early, opened.step == step {
          points.append(point(step, opened.branch, world, since: opened.usage))
        }
      case .sample:
        if let point = sample(world) { curve.append(point) }
      case .planEnded(let how):
        end = how
        if let opened = early, points.last?.step != opened.step {
          points.append(point(opened.step, opened.branch, world, since: opened.usage))
        }
        break following
      case .settled, .unsettled: break following
      }
    }
    let usage = world.plan.usageAtBegin.map { UsageSpan(from: $0, to: world.usage()) }
    let forward = end.goesBack ? goBack(from: world, after: lastStep(of: world)) : goForward(&world)
    if !end.goesBack {
      for row in points.indices {
        points[row].early.forward = forward.judgement
        points[row].late.forward = forward.judgement
      }
    }
    var outcome = Outcome(
      scenario: scenario, seed: seed, points: points, forward: forward, curve: curve, planEnd: end)
    outcome.usage = usage
    fill(&outcome, from: world)
    return outcome
  }

  private func lastStep(of world: World) -> StepID {
    StepID(max(0, (world.plan.done.lastIndex { $0 != nil } ?? 0)))
  }

  // MARK: Branches

  private func goForward(_ world: inout World) -> BranchOutcome {
    let start = ForkPoint(world)
    world.goForward()
    return finish(&world, from: start, authority: authority(of: world))
  }

  /// Goes back in a copy of the world.
  private func goBack(from world: World, after step: StepID) -> BranchOutcome {
    var fork = world
    let given = scenario.plan.steps[step.row].rollback
    if given == nil, let cluster = world.retiredOnTheWayBack(from: step) {
      return noWayBack(world, "`\(scenario.clusters[cluster.row].name)` is retired")
    }
    fork.rollBack(given ?? fork.inverse(upTo: step), isAssumed: given == nil)
    return finish(&fork, from: ForkPoint(world), authority: fork.source)
  }

  /// A branch that nobody has to try: it would wait for what is gone for good.
  private func noWayBack(_ world: World, _ reason: String) -> BranchOutcome {
    BranchOutcome(
      began: world.now, ended: world.now, noWayBack: reason, judgement: Judgement(), resumes: [],
      isInverseAssumed: true, digest: world.estate.digest, events: world.estate.eventCount,
      eventsAlone: 0, places: places(world), keySlots: [])
  }

  private func finish(
    _ world: inout World, from start: ForkPoint, authority: ClusterID
  ) -> BranchOutcome {
    var unrest: String?
    running: while let stop = world.run(until: .never) {
      switch stop {
      case .settled: break running
      case .unsettled(let reason):
        unrest = reason
        break running
      default: continue
      }
    }
    for fault in world.faults.ids { world.countBites(fault) }
    return BranchOutcome(
      began: start.at, restored: world.branch.restoredAt == .never ? nil : world.branch.restoredAt,
      ended: world.now, unrest: unrest, judgement: judge(world, authority),
      resumes: resumes(world, since: start), isInverseAssumed: world.branch.isInverseAssumed,
      digest: world.estate.digest, events: world.estate.eventCount,
      eventsAlone: world.estate.eventCount - start.events, places: places(world),
      keySlots: world.estate.ledger.lanes.ids.map { world.estate.ledger.lanes[$0].slot })
  }

  /// The cluster whose log decides when the plan is carried through.
  private func authority(of world: World) -> ClusterID {
    guard let target = world.target, let last = world.plan.authorities.last,
      world.plan.done.allSatisfy({ $0 != nil }), last >= .writePromotion
    else { return world.source }
    return target
  }

  private func point(
    _ step: StepID, _ early: BranchOutcome?, _ world: World, since usage: Usage
  ) -> PointOutcome {
    // Nothing may have happened since the step was done: the same branch.
    let isStill = early?.began == world.now
    let late = (isStill ? early : nil) ?? goBack(from: world, after: step)
    return PointOutcome(
      step: step, name: scenario.plan.steps[step.row].name,
      authority: world.plan.authorities[step.row], early: early ?? late, late: late,
      usage: UsageSpan(from: usage, to: world.usage()))
  }

  /// A point of the curve; nil where there is no way back.
  private func sample(_ world: World) -> CurvePoint? {
    guard world.plan.began.contains(where: { $0 != nil }) else {
      return CurvePoint(at: world.now, dup: 0, loss: 0, reconcile: 0)
    }
    let step = StepID(world.plan.began.lastIndex { $0 != nil } ?? 0)
    let branch = goBack(from: world, after: step)
    guard branch.noWayBack == nil else { return nil }
    let judgement = branch.judgement
    return CurvePoint(
      at: world.now, dup: judgement.readers.reduce(0) { $0 + $1.dup.total },
      loss: judgement.readers.reduce(0) { $0 + $1.loss },
      reconcile: judgement.topics.reduce(0) { $0 + $1.reconcile })
  }

  // MARK: Verdicts

  /// Judges a world that went forward to its end.
  package func verdict(on world: World) -> Judgement { judge(world, authority(of: world)) }

  private func judge(_ world: World, _ authority: ClusterID) -> Judgement {
    var horizon = world.horizon(authority: authority)
    horizon.expired = expired(without: world)
    var ledger = world.estate.ledger
    ledger.disruptions += world.openDisruptions()
    return Judge(ledger, horizon, world.listing(at: horizon)).judgement()
  }

  /// What retention would have taken from readers without any plan: same seed, traffic and faults.
  private func expired(without world: World) -> [SubscriptionID: [LaneRange]] {
    let ledger = world.estate.ledger
    let isAsked = ledger.drops.contains { drop in
      guard case .expiredUnread(let reader) = drop.how else { return false }
      let cell = ledger.subscriptions.cell(reader, drop.range.lane)
      return !ledger.cells[cell].effects.missing(in: drop.range.numbers).isEmpty
    }
    guard isAsked else { return [:] }
    var plain = scenario
    plain.plan.steps = []
    plain.faults = plain.faults.filter { $0.happensWithoutMigration }
    var baseline = World(plain, seed: seed)
    _ = baseline.run(until: world.branch.writersStopped)
    var found: [SubscriptionID: [LaneRange]] = [:]
    let other = baseline.estate.ledger
    for drop in other.drops {
      guard case .expiredUnread(let reader) = drop.how else { continue }
      let cell = other.subscriptions.cell(reader, drop.range.lane)
      for gap in other.cells[cell].effects.missing(in: drop.range.numbers) {
        found[reader, default: []].append(LaneRange(drop.range.lane, gap))
      }
    }
    return found
  }

  /// Where groups were put since a branch or the plan began, the last word of each.
  private func resumes(_ world: World, since start: ForkPoint) -> [Resume] {
    var rows: [Resume] = []
    let ledger = world.estate.ledger
    for (number, placement) in ledger.placements.enumerated() {
      // Where groups stood before the run is no move.
      let isOnTheWay = number >= start.placements
      guard isOnTheWay || placement.at > .zero else { continue }
      let cluster = world.estate.partitions[placement.partition].cluster
      let mechanism = ledger.provenances[placement.provenance].mechanism
      var age: TimeAmount?
      if case .translated(let origin) = mechanism { age = placement.at - origin.taken }
      if let place = rows.lastIndex(where: {
        $0.subscription == placement.subscription && $0.cluster == cluster && $0.at == placement.at
          && $0.isInBranch == isOnTheWay
      }) {
        rows[place].offsets.append(placement.offset)
        rows[place].age = [rows[place].age, age].compactMap { $0 }.max()
      } else {
        rows.append(
          Resume(
            subscription: placement.subscription, cluster: cluster, mechanism: mechanism,
            at: placement.at, offsets: [placement.offset], age: age, isInBranch: isOnTheWay))
      }
    }
    return rows
  }

  private func places(_ world: World) -> [PartitionName] {
    world.estate.partitions.ids.map { id in
      let row = world.estate.partitions[id]
      return PartitionName(
        cluster: world.estate.clusters[row.cluster].name,
        topic: world.estate.topics[row.topic].name,
        number: Int(row.number))
    }
  }

  private func fill(_ outcome: inout Outcome, from world: World) {
    outcome.planBegan = world.plan.began.compactMap { $0 }.first ?? .zero
    outcome.gates = world.plan.gates
    outcome.journal = world.journal
    outcome.losses = world.estate.losses
    outcome.assumptions = scenario.assumed + world.assumptions
    outcome.faults = world.faults.ids.map { id in
      FaultOutcome(
        name: world.name(of: id), kind: scenario.faults[id.row].kind.name(in: scenario),
        began: world.faults[id].began, ended: world.faults[id].ended, bites: world.faults[id].bites,
        mayMiss: scenario.faults[id.row].mayMiss)
    }
    outcome.firstTargetWrite = scenario.topics.indices.map { topic in
      guard let target = world.target else { return nil }
      let first = world.estate.ledger.firstWrite[target.row * scenario.topics.count + topic]
      return first == .never ? nil : first
    }
    let branches = outcome.points.flatMap { [$0.early, $0.late] } + [outcome.forward]
    let forks = outcome.points.flatMap { point in
      point.early.began == point.late.began ? [point.late] : [point.early, point.late]
    }
    outcome.events = forks.reduce(outcome.forward.events) { $0 + $1.eventsAlone }
    for branch in branches {
      let words = branch.digest.words
      outcome.fingerprint.fold(words.0)
      outcome.fingerprint.fold(words.1)
    }
    outcome.expectations = Expectations(outcome).results()
    outcome.verdict = Expectations(outcome).verdict(outcome.expectations)
  }
}

/// Where a branch leaves the plan.
private struct ForkPoint {
  let at: Instant
  let events: Int64
  let placements: Int

  init(_ world: World) {
    at = world.now
    placements = world.estate.ledger.placements.count
    events = world.estate.eventCount
  }
}

extension FaultSpec {
  /// Whether nothing of the migration takes part in it: neither a step nor a link.
  fileprivate var happensWithoutMigration: Bool {
    guard case .at = at else { return false }
    if case .linkCrash = kind { return false }
    return true
  }
}

extension PlanEnd {
  /// Whether a gate sent the plan back, so that there is no going forward.
  package var goesBack: Bool { if case .rolledBack = self { true } else { false } }
}
