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

  /// Rehearses everything, one thing after the other.
  package func run() -> Outcome {
    var branches: [BranchOutcome] = []
    let course = follow { branches.append(goBack(from: $0.world, after: $0.step)) }
    return outcome(of: course, branches)
  }

  /// The same with up to `jobs` ways back under way beside the way forward.
  ///
  /// The result is that of `run()`: each branch is a value of its own.
  package func run(jobs: Int) async -> Outcome {
    guard jobs > 1 else { return run() }
    return await withTaskGroup(of: (Int, BranchOutcome).self) { group in
      var count = 0
      let course = follow { fork in
        let place = count
        count += 1
        group.addTask { (place, goBack(from: fork.world, after: fork.step)) }
      }
      var branches = [BranchOutcome?](repeating: nil, count: count)
      for await (place, branch) in group { branches[place] = branch }
      return outcome(of: course, branches.compactMap(\.self))
    }
  }

  /// Goes forward through the plan and to the end of the run.
  ///
  /// - Parameter fork: Given every copy of the world that is to go back, in order.
  private func follow(_ fork: (Fork) -> Void) -> Course {
    var course = Course(World(scenario, seed: seed))
    var asked = 0
    func ask(_ world: World, _ step: StepID?) -> Int {
      fork(Fork(world: world, step: step))
      asked += 1
      return asked - 1
    }
    var opened: (step: StepID, at: Instant, early: Int?, usage: Usage)?
    func close(_ world: World) {
      guard let point = opened, course.points.last?.step != point.step else { return }
      // Nothing may have happened since the step was done: the same branch.
      let still = point.at == world.now ? point.early : nil
      let late = still ?? ask(world, point.step)
      course.points.append(
        Course.Point(
          step: point.step, authority: world.plan.authorities[point.step.row],
          early: point.early ?? late, late: late,
          usage: UsageSpan(from: point.usage, to: world.usage())))
    }
    following: while !scenario.plan.steps.isEmpty, let stop = course.world.run(until: .never) {
      switch stop {
      case .early(let step):
        progress?(course.world.now, scenario.plan.steps[step.row].name)
        if judgedSteps?.contains(step) ?? true {
          let early = judgesEarly ? ask(course.world, step) : nil
          opened = (step, course.world.now, early, course.world.usage())
        }
      case .late(let step):
        if opened?.step == step { close(course.world) }
      case .sample: course.samples.append(sample(course.world, ask))
      case .planEnded(let how):
        course.end = how
        close(course.world)
        break following
      case .settled, .unsettled: break following
      }
    }
    course.usage = course.world.plan.usageAtBegin.map {
      UsageSpan(from: $0, to: course.world.usage())
    }
    if course.end.goesBack {
      course.back = ask(course.world, lastStep(of: course.world))
    } else {
      course.forward = goForward(&course.world)
    }
    return course
  }

  private func outcome(of course: Course, _ branches: [BranchOutcome]) -> Outcome {
    let forward = course.forward ?? branches[course.back]
    var points = course.points.map { point in
      PointOutcome(
        step: point.step, name: scenario.plan.steps[point.step.row].name,
        authority: point.authority, early: branches[point.early], late: branches[point.late],
        usage: point.usage)
    }
    if course.forward != nil {
      for row in points.indices {
        points[row].early.forward = forward.judgement
        points[row].late.forward = forward.judgement
      }
    }
    var outcome = Outcome(
      scenario: scenario, seed: seed, points: points, forward: forward,
      curve: course.samples.compactMap { curvePoint($0, branches) }, planEnd: course.end)
    outcome.usage = course.usage
    fill(&outcome, from: course.world)
    return outcome
  }

  /// The last step that was done; nil if a gate kept the plan from its first one.
  private func lastStep(of world: World) -> StepID? {
    world.plan.done.lastIndex { $0 != nil }.map { StepID($0) }
  }

  // MARK: Branches

  private func goForward(_ world: inout World) -> BranchOutcome {
    let start = ForkPoint(world)
    world.goForward()
    return finish(&world, from: start, authority: authority(of: world))
  }

  /// Goes back in a copy of the world; with no step done there is nothing to take back.
  private func goBack(from world: World, after step: StepID?) -> BranchOutcome {
    var fork = world
    guard let step else {
      fork.rollBack([], isAssumed: false)
      return finish(&fork, from: ForkPoint(world), authority: fork.source)
    }
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

  /// Asks for the branch of a point of the curve, unless there is nothing to go back from.
  private func sample(_ world: World, _ ask: (World, StepID) -> Int) -> Course.Sample {
    guard world.plan.began.contains(where: { $0 != nil }) else {
      return Course.Sample(at: world.now, branch: nil)
    }
    let step = StepID(world.plan.began.lastIndex { $0 != nil } ?? 0)
    return Course.Sample(at: world.now, branch: ask(world, step))
  }

  /// A point of the curve; nil where there is no way back.
  private func curvePoint(_ sample: Course.Sample, _ branches: [BranchOutcome]) -> CurvePoint? {
    guard let place = sample.branch else {
      return CurvePoint(at: sample.at, dup: 0, loss: 0, reconcile: 0)
    }
    let judgement = branches[place].judgement
    guard branches[place].noWayBack == nil else { return nil }
    return CurvePoint(
      at: sample.at, dup: judgement.readers.reduce(0) { $0 + $1.dup.total },
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
    _ = baseline.run(until: world.now)
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
    outcome.movements = MovementOutcome.all(world)
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
