import Accounting
import KafkaModel
import SimKernel

extension World {
  /// Lays a scenario out as a world at its first instant.
  ///
  /// - Parameters:
  ///   - seed: Which of the scenario's runs this is.
  ///   - log: Where draws are recorded, for tests.
  package init(_ scenario: Scenario, seed: UInt64, recordingDrawsInto log: DrawLog? = nil) {
    var draws = Draws(seed: seed)
    if let log { draws = draws.recording(into: log) }
    var compiler = Compiler(scenario, draws: draws)
    compiler.rows()
    var ledger = Ledger(
      lanes: compiler.lanes, topics: scenario.topics.count, clusters: scenario.clusters.count,
      partitions: compiler.recordPartitions, subscriptions: scenario.groups.map(\.topics),
      draws: draws)
    ledger.patience = Self.patience(in: scenario)
    ledger.recognises = ContiguousArray(
      scenario.groups.map { $0.sink.map { scenario.sinks[$0].looksFirst } ?? false })
    self.scenario = scenario
    estate = Estate(
      draws: draws, profile: scenario.profile, isCoalesced: scenario.fidelity != .batch,
      mergeWindow: Self.mergeWindow(of: scenario), ledger: ledger, parts: compiler.parts)
    links = compiler.links
    flows = compiler.flows
    writers = compiler.writers
    deafProducers = Table(repeating: nil, count: compiler.parts.producers.count)
    takesBack = Table(
      scenario.groups.indices.map { scenario.takesBackEffects(of: SubscriptionID($0)) })
    hangingLanes = compiler.hangingLanes
    assumptions = compiler.assumptions
    faults = Table(repeating: FaultState(), count: scenario.faults.count)
    branch = BranchState()
    separations = Table(repeating: nil, count: scenario.groups.count)
    plan = PlanState(
      steps: scenario.plan.steps.count, bursts: Self.bursts(of: scenario),
      authorities: Authorities(scenario).afterSteps,
      writersAt: scenario.producers.map(\.cluster), readersAt: scenario.groups.map(\.cluster))
    layHistory(compiler.historyLanes)
    layReplicas()
    for group in scenario.groups.indices where takesBack[SubscriptionID(group)] {
      estate.ledger.beginsAnew(SubscriptionID(group))
    }
    begin()
  }

  /// Runs may stand for a while of even traffic, unless somebody reads a fixed time behind and so
  /// looks at the time of single records.
  private static func mergeWindow(of scenario: Scenario) -> TimeAmount {
    let isDelayed =
      scenario.groups.contains { $0.delay > .zero } || scenario.links.contains { $0.delay > .zero }
    if isDelayed { return .zero }
    return scenario.fidelity == .batch ? .seconds(1) : .seconds(60)
  }

  /// How long each group may wait before that is a stall: a coarse tick tells no shorter gaps, and
  /// who reads, or is copied, a fixed time behind waits as long after every switch.
  private static func patience(in scenario: Scenario) -> ContiguousArray<TimeAmount> {
    var shortest = Ledger.stallThreshold
    if case .coalesced(let tick) = scenario.fidelity {
      shortest = max(shortest, tick + TimeAmount(nanoseconds: 1))
    }
    let copying = scenario.links.map(\.delay).max() ?? .zero
    return ContiguousArray(scenario.groups.map { shortest + $0.delay + copying })
  }

  private static func bursts(of scenario: Scenario) -> [BurstRecords] {
    scenario.producers.enumerated().flatMap { row, spec in
      spec.bursts.map { burst in
        let keys = Int64(max(1, scenario.topics[spec.topic.row].keys.count))
        return BurstRecords(
          writer: WriterID(row), at: burst.at,
          records: burst.perKey ? burst.records * keys : burst.records)
      }
    }
  }

  /// Starts what runs from the beginning, and every clock.
  private mutating func begin() {
    for cluster in estate.clusters.ids {
      estate.armRetention(cluster, after: estate.clusters[cluster].settings.initialTaskDelay)
      estate.schedule(
        Event(.offsetsExpire, cluster),
        at: now + estate.clusters[cluster].settings.offsetsRetentionCheck, .timer)
    }
    for link in links.ids where links[link].spec.isRunning { runFromStart(link) }
    for group in estate.subscriptions.ids { runFromStart(group) }
    startWriters()
    armAbsoluteFaults()
    armAbsoluteBursts()
    armSampling()
    noteSeparations()
    beginPlan()
  }

  private mutating func startWriters() {
    for producer in estate.producers.ids where estate.producers[producer].maker != nil {
      estate.noteRights(producer)
    }
    for (row, spec) in scenario.producers.enumerated() {
      for producer in writers[WriterID(row)] {
        switch spec.starts {
        case .at(let start): estate.producers[producer].clock.anchor = start
        case .step: estate.producers[producer].life = .notYet
        }
        estate.noteRights(producer)
        if spec.connector != nil {
          estate.sourceWorks(producer)
        } else {
          estate.startProducer(producer)
        }
      }
      if case .at(let stop)? = spec.stops {
        estate.schedule(Event(.writerStops, UInt32(row)), at: stop, .planStep)
      }
    }
  }

  /// A group that was at work before the run has its partitions already; of one that was not,
  /// nobody has them.
  private mutating func runFromStart(_ id: SubscriptionID) {
    guard let group = localGroup(id, on: estate.subscriptions[id].home) else { return }
    if scenario.groups[id.row].isRunning { estate.joinAtOnce(group) } else { estate.pause(group) }
  }

  /// A link that was at work before the run.
  private mutating func runFromStart(_ id: LinkID) {
    links[id].nextStart = now
    linkStarts(id)
  }

  // MARK: What was there before

  private mutating func layHistory(_ lanes: [[LaneID]]) {
    for topic in estate.topics.ids {
      guard let place = place(of: topic) else { continue }
      let id = estate.topics[topic].topic
      for (number, partition) in estate.topics[topic].partitions.enumerated()
      where !place.logs.isEmpty {
        let log = place.logs[min(number, place.logs.count - 1)]
        // A log that has been emptied has a place to go on from, and nothing to lay.
        guard !log.isEmpty else { continue }
        let shift = shift(of: partition, number, log)
        lay(partition, lanes[id.row][number], log, shift: shift)
      }
    }
    for link in links.ids { layPositions(link) }
    for row in estate.groupPartitions.ids { layEffects(row, lanes) }
  }

  /// Puts replicas back to where the scenario has them.
  private mutating func layReplicas() {
    for topic in estate.topics.ids {
      guard let place = place(of: topic), !place.replicas.isEmpty else { continue }
      for partition in estate.topics[topic].partitions {
        estate.layReplicas(of: partition, place.replicas.map { ($0.end, $0.isInSync) })
      }
    }
  }

  /// What the scenario says of a topic on its cluster.
  private func place(of topic: LocalTopicID) -> TopicPlace? {
    guard !estate.topics[topic].isInternal else { return nil }
    let spec = scenario.topics[estate.topics[topic].topic.row]
    guard estate.topics[topic].name == spec.name else { return nil }
    return spec.places.first { $0.cluster == estate.topics[topic].cluster }
  }

  /// Up to where the producers of what was there before were told that it is written: what every
  /// replica in sync has, if all of them wait for that; else all that the leader has.
  private func answeredEnd(of partition: PartitionID, _ log: Range<Int64>) -> Int64 {
    let topic = estate.partitions[partition].topic
    let writers = scenario.producers.filter {
      $0.topic == estate.topics[topic].topic && $0.cluster == estate.topics[topic].cluster
    }
    guard let place = place(of: topic), !writers.isEmpty,
      writers.allSatisfy(\.settings.waitsForAll)
    else { return log.upperBound }
    return place.replicas.filter(\.isInSync).compactMap(\.end).min() ?? log.upperBound
  }

  /// How far a copy's offsets lie below those of its source; 0 for an original.
  private func shift(of partition: PartitionID, _ number: Int, _ log: Range<Int64>) -> Int64 {
    guard let flow = flows.ids.first(where: { flows[$0].target == partition }) else { return 0 }
    return position(of: flow, number) - log.upperBound
  }

  /// Where a link stands in a partition at the start.
  private func position(of flow: FlowID, _ number: Int) -> Int64 {
    let spec = links[flows[flow].link].spec
    let source = estate.partitions[flows[flow].source]
    let topic = estate.topics[source.topic].topic
    if let given = spec.positions.first(where: { $0.topic == topic }), !given.offsets.isEmpty,
      let offset = given.offsets[min(number, given.offsets.count - 1)]
    {
      return offset
    }
    let places = scenario.topics[topic.row].places
    func end(_ cluster: ClusterID) -> Range<Int64>? {
      places.first { $0.cluster == cluster }.flatMap {
        $0.logs.isEmpty ? nil : $0.logs[min(number, $0.logs.count - 1)]
      }
    }
    guard let target = end(spec.to), !target.isEmpty else { return end(spec.from)?.lowerBound ?? 0 }
    return end(spec.from)?.upperBound ?? target.upperBound
  }

  private mutating func lay(
    _ partition: PartitionID, _ lane: LaneID, _ log: Range<Int64>, shift: Int64
  ) {
    let cluster = estate.partitions[partition].cluster
    let isCopy = flows.ids.contains { flows[$0].target == partition }
    let range = LaneRange(lane, log.lowerBound + shift, Int64(log.count))
    guard range.count > 0 else { return }
    estate.lay(range, in: partition, source: isCopy ? log.lowerBound + shift : -1)
    estate.ledger.found(range, on: cluster)
    let answered = answeredEnd(of: partition, log) + shift
    for gap in estate.ledger.acked[lane].missing(
      in: range.first..<min(range.end, max(range.first, answered)))
    {
      estate.ledger.found(LaneRange(lane, gap), on: nil)
    }
  }

  private mutating func layPositions(_ id: LinkID) {
    for flow in links[id].flows {
      let number = Int(estate.partitions[flows[flow].source].number)
      let position = position(of: flow, number)
      flows[flow].read = position
      flows[flow].copied = position
      flows[flow].stored = position
      layPairs(id, flow)
    }
    if links[id].spec.isRunning { discover(id) }
  }

  /// The offset pairs that a link would have published while it copied what is there.
  private mutating func layPairs(_ id: LinkID, _ flow: FlowID) {
    guard links[id].spec.history != .none else { return }
    let target = flows[flow].target
    let log = estate.logs[target]
    var found: [Run] = []
    log.forEachRun(in: log.start..<log.end) { found.append($0) }
    var writer = OffsetSyncWriter(
      lagMax: links[id].spec.settings.offsetLagMax, version: links[id].rules)
    for run in found where run.source >= 0 {
      for pair in writer.record(
        upstream: run.source, downstream: run.base, count: Int64(run.count))
      {
        learn(pair, flow)
      }
    }
    if links[id].spec.history == .committed, let held = writer.delayed { learn(held, flow) }
    flows[flow].writer = writer
  }

  /// What a group has applied before the run: all below its position on its own cluster.
  private mutating func layEffects(_ row: GroupPartitionID, _ lanes: [[LaneID]]) {
    let position = estate.groupPartitions[row]
    guard position.committed >= 0 else { return }
    let group = estate.groups[position.group]
    if group.cluster != estate.subscriptions[position.subscription].home {
      let origin = estate.ledger.note(.found, at: now)
      estate.groupPartitions[row].commitOrigin = origin
      return
    }
    let partition = estate.partitions[position.partition]
    let topic = estate.topics[partition.topic].topic
    let log = estate.logs[position.partition]
    // Up to the end it came by reading; what lies beyond was put there by somebody.
    if position.committed <= log.end { estate.groupPartitions[row].commitOrigin = .resumed }
    guard Int(partition.number) < lanes[topic.row].count else { return }
    let shift = flows.ids.first { flows[$0].target == position.partition }.map {
      flows[$0].copied - log.end
    }
    let upTo = position.committed + (shift ?? 0)
    let lane = lanes[topic.row][Int(partition.number)]
    guard let first = estate.ledger.acked[lane].spans.first?.low, upTo > first,
      position.committed > log.start
    else { return }
    estate.ledger.found(
      LaneRange(lane, first, upTo - first), appliedBy: position.subscription,
      from: position.partition, upTo: position.committed)
  }
}

/// Who is in charge after each step of a plan: what the step says, or what follows from who was
/// moved where.
struct Authorities {
  private(set) var afterSteps: [Authority] = []

  init(_ scenario: Scenario) {
    guard
      let source = scenario.links.first?.from
        ?? scenario.clusters.indices.first.map({ ClusterID($0) })
    else { return }
    var writers = scenario.producers.map(\.cluster)
    var readers = scenario.groups.map(\.cluster)
    var isPromoted = false
    for step in scenario.plan.steps {
      for action in step.actions {
        switch action {
        case .moveProducers(let moved, let cluster, _):
          for id in moved { writers[id.row] = cluster }
        case .moveGroups(let moved, let cluster, _, _):
          for id in moved { readers[id.row] = cluster }
        case .promote(let cluster): isPromoted = cluster != source
        case .retire(let cluster): isPromoted = isPromoted || cluster == source
        case .repointProducers(let moved, let cluster):
          for id in moved { writers[id.row] = cluster }
        default: break
        }
      }
      let derived: Authority =
        isPromoted
        ? .targetAuthority
        : writers.contains { $0 != source }
          ? .writePromotion
          : readers.contains { $0 != source } ? .dualRead : .mirror
      afterSteps.append(step.authority ?? derived)
    }
  }
}
