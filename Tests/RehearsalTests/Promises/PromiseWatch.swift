import Accounting
import KafkaModel
import MigrationModel
import SimKernel

/// Goes forward through one world and notes which promises it put to the test and which it broke.
///
/// It looks every twentieth of a simulated second, from outside: at what anybody could read off the
/// brokers, the logs and the groups.
struct PromiseWatch {
  private(set) var tested: Promises = []
  private(set) var broken: [Promise: String] = [:]

  let scenario: Scenario
  var seen: [Seen] = []
  private var uncleanAllowed: [Bool] = []
  /// Whether an idempotent producer's batch was sent again though it was in a log.
  private var hasSentAgain = false

  /// What a partition was at the last look.
  struct Seen {
    var epoch: Int32 = 0
    var watermark: Int64 = 0
    var inSync: MemberSet = []
    var replicas: UInt32 = 0
    var takenFrom = BrokerID.none
  }

  static func run(_ scenario: Scenario) -> PromiseWatch {
    var watch = PromiseWatch(scenario: scenario)
    let run = WrittenRun(scenario, limit: 50_000, every: .milliseconds(50)) { watch.look($0) }
    if let run { watch.judge(run) }
    return watch
  }

  private init(scenario: Scenario) { self.scenario = scenario }

  mutating func test(
    _ promise: Promise, when premise: Bool = true, _ holds: Bool,
    _ words: @autoclosure () -> String
  ) {
    guard premise else { return }
    tested.insert(Promises(promise))
    if !holds, broken[promise] == nil { broken[promise] = words() }
  }
}

// MARK: - On the way

extension PromiseWatch {
  fileprivate mutating func look(_ world: World) {
    if seen.isEmpty { seen = Array(repeating: Seen(), count: world.estate.partitions.count) }
    lookAtStorage(world)
    for id in world.estate.partitions.ids { look(at: id, world) }
    for group in world.estate.groups.ids { look(at: group, world) }
    lookAtBatches(world)
  }

  private mutating func look(at id: PartitionID, _ world: World) {
    let row = world.estate.partitions[id]
    let log = world.estate.logs[id]
    let before = seen[id.row]
    func name() -> String { "partition \(id.row) at \(world.now)" }
    test(
      .logOrder,
      log.start <= row.lastStable && row.lastStable <= row.highWatermark
        && row.highWatermark <= log.end,
      "\(name()): \(log.start) ≤ \(row.lastStable) ≤ \(row.highWatermark) ≤ \(log.end)")
    if row.leader >= 0 {
      for place in row.inSync {
        let end = world.estate.replicas[row.replica(place)].end
        test(
          .logOrder, when: !losesVolumes && !losesDisks, end >= row.highWatermark,
          "\(name()): replica \(place) in sync ends at \(end), watermark \(row.highWatermark)")
      }
    }
    for place in world.estate.files[id].eligible.places where !losesDisks {
      let end = world.estate.replicas[row.replica(place)].end
      test(
        .eligibleHaveAll, end >= row.highWatermark,
        "\(name()): replica \(place) ends at \(end), watermark \(row.highWatermark)")
    }
    test(
      .watermarkMonotone,
      when: before.epoch == row.epoch && row.epoch > 0 && row.highWatermark != before.watermark,
      row.highWatermark >= before.watermark,
      "\(name()): from \(before.watermark) to \(row.highWatermark) in epoch \(row.epoch)")
    lookAtMinimum(id, row, before, world)
    lookAtMovement(id, row, before, world)
    lookAtElection(id, row, world)
    lookAtAnswers(id, row, world)
    seen[id.row] = Seen(
      epoch: row.epoch, watermark: row.highWatermark, inSync: row.inSync,
      replicas: row.replicaCount,
      takenFrom: world.estate.clusters[row.cluster].takenOver)
  }

  private mutating func lookAtMinimum(
    _ id: PartitionID, _ row: Partition, _ before: Seen, _ world: World
  ) {
    let version = world.estate.clusters[row.cluster].version
    let minimum = world.estate.topics[row.topic].settings.minInsyncReplicas
    let isShort = row.inSync.count < min(Int(minimum), Int(row.replicaCount))
    test(
      .watermarkWaits,
      when: version >= KafkaVersion(3, 7) && isShort && row.leader >= 0
        && before.epoch == row.epoch && before.inSync == row.inSync
        && before.replicas == row.replicaCount
        && world.estate.logs[id].end > before.watermark,
      row.highWatermark == before.watermark,
      "partition \(id.row) at \(world.now): to \(row.highWatermark) with \(row.inSync.count)")
  }

  /// Brokers that are away by now may have been in sync when it was done.
  private mutating func lookAtMovement(
    _ id: PartitionID, _ row: Partition, _ before: Seen, _ world: World
  ) {
    guard row.replicaCount < before.replicas,
      let movement = world.estate.movements.last(where: { $0.partition == id }),
      !movement.isCancelled,
      row.replicas.allSatisfy({
        world.estate.brokers[world.estate.replicas[$0].broker].replicates
      })
    else { return }
    test(
      .movedInSync, row.inSync.count == Int(row.replicaCount),
      "partition \(id.row) at \(world.now): \(row.inSync.count) of \(row.replicaCount)")
  }

  private mutating func lookAtElection(_ id: PartitionID, _ row: Partition, _ world: World) {
    let isAllowed = world.estate.topics[row.topic].settings.uncleanElection
    let lives = row.replicas.contains { replica in
      world.estate.brokers[world.estate.replicas[replica].broker].serves
    }
    guard !isAllowed, row.leader < 0, lives else { return }
    test(.cleanLeaders, true, "")
  }

  /// Nobody may have an answer for what lies above the high watermark; after an election that may
  /// lie below what has been answered.
  private mutating func lookAtAnswers(_ id: PartitionID, _ row: Partition, _ world: World) {
    let estate = world.estate
    let pending = row.highWatermark..<estate.logs[id].end
    guard row.epoch == 0, row.leader >= 0, !pending.isEmpty else { return }
    var flaw: String?
    var isPut = false
    estate.logs[id].forEachRun(in: pending) { run in
      guard run.kind == .data, run.source < 0, run.again == .ordinary, isAcksAll(run.lane, estate)
      else { return }
      isPut = true
      let numbers = run.slice(pending).range.numbers
      let missing = estate.ledger.acked[run.lane].missing(in: numbers)
      if missing.reduce(0, { $0 + $1.count }) < numbers.count { flaw = "\(run.lane) \(numbers)" }
    }
    test(
      .answeredWhenSafe, when: isPut, flaw == nil,
      "partition \(id.row) at \(world.now): \(flaw ?? "")")
  }

  private mutating func look(at group: LocalGroupID, _ world: World) {
    let row = world.estate.groups[group]
    guard row.members.count > 1, row.generation > 1 else { return }
    var owned = Set<GroupPartitionID>()
    for member in row.members where world.estate.members[member].isKnown {
      for partition in world.estate.members[member].assigned {
        test(
          .oneOwner, owned.insert(partition).inserted,
          "group \(group.row) at \(world.now): partition \(partition.row) twice")
      }
    }
  }

  private mutating func lookAtBatches(_ world: World) {
    let estate = world.estate
    for id in estate.batches.ids {
      let batch = estate.batches[id]
      guard batch.isAppended, batch.attempts > 1,
        estate.producers[estate.outlets[batch.outlet].producer].isIdempotent
      else { continue }
      hasSentAgain = true
      test(
        .idempotentKnown, when: !allowsUnclean(estate),
        batch.answer != .outOfOrder || !isFresh(batch, world.now) || !isInLog(batch, estate),
        "batch \(id.row) at \(world.now): sequence \(batch.sequence), \(batch.count) records")
    }
  }

  /// Whether a batch is still where it was written: what no follower had goes with its leader.
  private func isInLog(_ batch: Batch, _ estate: Estate) -> Bool {
    let log = estate.logs[batch.partition]
    var isThere = false
    log.forEachRun(in: log.start..<log.end) { run in
      if run.lane == batch.range.lane, run.range.numbers.contains(batch.range.first) {
        isThere = true
      }
    }
    return isThere
  }

  /// Whether the answer is that to the last attempt: one under way, or that timed out, has none, and an
  /// earlier one may have overtaken the batch before it. No request is given up within a second.
  private func isFresh(_ batch: Batch, _ now: Instant) -> Bool {
    batch.state != .inFlight && now < batch.sentAt + .seconds(1)
  }

  /// Asked of the clusters: a topic that a link created has their defaults.
  func allowsUnclean(_ estate: Estate) -> Bool {
    estate.topics.ids.contains { estate.topics[$0].settings.uncleanElection }
  }
}

// MARK: - At the end

extension PromiseWatch {
  fileprivate mutating func judge(_ run: WrittenRun) {
    let ledger = run.world.estate.ledger
    judgeElections(run.world)
    for id in run.world.estate.partitions.ids { judgeLog(id, run.world) }
    let anomalies = run.judgement.readers.contains {
      $0.dup.total + $0.reorder.total + $0.loss > 0
    }
    let differences = run.differences()
    test(
      .countsAsWritten, when: anomalies, differences.isEmpty, differences.joined(separator: "; "))
    let resumed = ledger.placements.contains {
      $0.at > .zero && ledger.provenances[$0.provenance].mechanism == .resumed
    }
    judgeSkips(ledger)
    judgeTransactions(run.world)
    judgeProcessing(run.world)
    test(.commitsBehind, when: resumed, true, "")
  }

  /// What was passed over by going on from a commit. What an earlier position had passed over
  /// already is not its doing.
  private mutating func judgeSkips(_ ledger: Ledger) {
    var passed = [Coverage](
      repeating: Coverage(), count: scenario.groups.count * ledger.lanes.count)
    for skip in ledger.skips {
      let cell = skip.subscription.row * ledger.lanes.count + skip.range.lane.row
      let isNew = !passed[cell].missing(in: skip.range.numbers).isEmpty
      passed[cell].add(skip.range.numbers) { _ in }
      guard isNew, skip.blame.cause == .commitBeforeApply else { continue }
      test(
        .commitsBehind, scenario.groups[skip.subscription.row].commits == .beforeProcessing,
        "group \(skip.subscription.row) skipped \(skip.range)")
    }
  }

  /// What readers of committed records applied of what producers wrote where they read. A marker that
  /// an unclean election took away is no promise; a commit that is under way is none yet.
  private mutating func judgeTransactions(_ world: World) {
    let estate = world.estate
    let isOpen = estate.producers.ids.contains { estate.pin(of: $0) != nil }
    guard !isOpen, !allowsUnclean(estate), !losesVolumes else { return }
    var flaw: String?
    for case .applied(let slice, let reader, let partition) in estate.ledger.transcript ?? [] {
      guard slice.kind == .transactional, slice.source < 0,
        scenario.groups[reader.row].settings.isolation == "read_committed"
      else { continue }
      let isAcked = estate.ledger.acked[slice.lane].missing(in: slice.range.numbers).isEmpty
      if !isAcked || estate.isAborted(partition, slice) {
        flaw = "group \(reader.row) applied \(slice.range) of partition \(partition.row)"
      }
    }
    let wereOthers = estate.ledger.lanes.ids.contains { !estate.ledger.withdrawn[$0].isEmpty }
    test(.committedAtomic, when: wereOthers, flaw == nil, flaw ?? "")
  }

  /// Losses to elections, by topic and cluster.
  private mutating func judgeElections(_ world: World) {
    let estate = world.estate
    let ledger = estate.ledger
    for drop in ledger.drops where !losesDisks {
      guard case .truncated(unclean: true) = drop.how else { continue }
      let isAllowed = estate.topics.ids.contains { id in
        let row = estate.topics[id]
        return row.cluster == drop.cluster && row.topic == ledger.lanes[drop.range.lane].topic
          && row.settings.uncleanElection
      }
      test(.cleanLeaders, isAllowed, "\(drop.range) dropped on \(drop.cluster.row) at \(drop.at)")
    }
    let isElected = estate.partitions.ids.contains { estate.partitions[$0].epoch > 0 }
    for lane in ledger.lanes.ids where !allowsUnclean(estate) && isAcksAll(lane, estate) {
      for span in ledger.acked[lane].spans {
        var missing = [span.low..<span.high]
        for copies in ledger.copies { missing = missing.flatMap { copies[lane].missing(in: $0) } }
        test(
          .acksAllKept, when: isElected && !losesVolumes && !losesDisks, missing.isEmpty,
          "lane \(lane.row): \(missing) acknowledged and nowhere")
      }
    }
  }

  private func isAcksAll(_ lane: LaneID, _ estate: Estate) -> Bool {
    guard let producer = estate.ledger.lanes[lane].producer else { return false }
    return estate.producers[producer].waitsForAll
  }

  /// What clients wrote to one log, lane by lane.
  private mutating func judgeLog(_ id: PartitionID, _ world: World) {
    let estate = world.estate
    var next: [LaneID: Int64] = [:]
    let log = estate.logs[id]
    var flaws: [(Promise, String)] = []
    log.forEachRun(in: log.start..<log.end) { run in
      guard run.source < 0, isWatched(run, estate),
        estate.isMeant(run.slice(log.start..<log.end), in: id)
      else { return }
      let expected = next[run.lane] ?? run.first
      if run.first < expected {
        let isRepeated = run.again != .ordinary
        flaws.append(
          (
            isRepeated ? .idempotentOnce : .idempotentInOrder,
            "partition \(id.row) offset \(run.base): \(run.range) after \(expected)"
          ))
      }
      next[run.lane] = max(expected, run.range.end)
    }
    for promise in [Promise.idempotentOnce, .idempotentInOrder] {
      let flaw = flaws.first { $0.0 == promise }
      test(promise, when: hasSentAgain, flaw == nil, flaw?.1 ?? "")
    }
  }

  /// Whether a run comes from an idempotent producer that kept its identity, and was not written
  /// again by the application itself.
  private func isWatched(_ run: Run, _ estate: Estate) -> Bool {
    guard let id = estate.ledger.lanes[run.lane].producer else { return false }
    let producer = estate.producers[id]
    let mechanism = estate.ledger.provenances[run.again].mechanism
    return producer.isIdempotent && producer.identity == 0
      && mechanism != .rewritten && mechanism != .abortedBefore
  }
}
