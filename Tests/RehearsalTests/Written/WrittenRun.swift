import Accounting
import Histories
import KafkaModel
import MigrationModel
import Rehearsal
import SimKernel

/// A run, gone forward to its end, written down record by record as a history that somebody else
/// judges; and whether that verdict and the ledger's counts say the same.
struct WrittenRun {
  let world: World
  /// What was written and applied before the run, and then everything in order, by lane.
  private let observations: Table<LaneID, [Observation]>
  let judgement: Judgement

  /// Fails when more than `limit` records are acknowledged: every one gets entries of its own.
  ///
  /// - Parameters:
  ///   - interval: How often `watch` looks at the world on its way, if something has happened.
  init?(
    _ scenario: Scenario, limit: Int64, every interval: TimeAmount = .seconds(10),
    watch: (World) -> Void = { _ in }
  ) {
    var world = World(scenario, seed: scenario.seed)
    let before = Self.found(in: world.estate.ledger)
    world.estate.ledger.transcript = []
    var look = Instant.zero
    var seen: Int64 = -1
    following: while true {
      if world.estate.eventCount != seen {
        seen = world.estate.eventCount
        guard Self.size(of: world) <= limit else { return nil }
        watch(world)
      }
      look = look + interval
      while let stop = world.run(until: look) {
        switch stop {
        case .planEnded: world.goForward()
        case .settled, .unsettled: break following
        default: continue
        }
      }
    }
    watch(world)
    self.world = world
    var observations = Table<LaneID, [Observation]>(
      repeating: [], count: world.estate.ledger.lanes.count)
    for observation in before + (world.estate.ledger.transcript ?? []) {
      switch observation {
      case .acked(let range): observations[range.lane].append(observation)
      case .applied(let slice, _, _): observations[slice.lane].append(observation)
      }
    }
    self.observations = observations
    judgement = Rehearsal(scenario).verdict(on: world)
  }

  private static func found(in ledger: Ledger) -> [Observation] {
    var found: [Observation] = []
    for lane in ledger.lanes.ids {
      for span in ledger.acked[lane].spans {
        found.append(.acked(LaneRange(lane, span.low..<span.high)))
      }
      for reader in ledger.subscriptions.ofTopic[ledger.lanes[lane].topic.row] {
        for span in ledger.cells[ledger.subscriptions.cell(reader, lane)].effects.spans {
          let slice = RunSlice(
            offset: 0, first: span.low, count: span.high - span.low, source: -1, lane: lane,
            again: .ordinary, kind: .data)
          // Whence does not matter: a history of a lane knows no partitions.
          found.append(.applied(slice, by: reader, from: PartitionID(index: 0)))
        }
      }
    }
    return found
  }

  private static func size(of world: World) -> Int64 {
    let ledger = world.estate.ledger
    return ledger.lanes.ids.reduce(0) { $0 + ledger.acked[$1].totals.covered }
  }
}

// MARK: - What a subscription did with one lane

extension WrittenRun {
  /// Everything that was sent in a lane and that one subscription applied of it. Keys are the
  /// records' keys, places their order.
  func history(of lane: LaneID, for reader: SubscriptionID) -> History {
    var history = History()
    for observation in observations[lane] {
      switch observation {
      case .acked(let range):
        let steps = range.numbers.map { number in
          Step.send(key(lane, number), .number(number), at: number)
        }
        history.add(Operation(by: -1, .ok, .transaction(steps)))
      case .applied(let slice, let by, _) where by == reader:
        let steps = slice.range.numbers.map { number in
          Step.poll([Answer(key(lane, number), [Read(number, .number(number))])])
        }
        history.add(Operation(by: Int64(reader.row), .ok, .transaction(steps)))
      default: break
      }
    }
    return history
  }

  private func key(_ lane: LaneID, _ number: Int64) -> String {
    switch world.estate.ledger.lanes[lane].keys {
    // Records without a key have no order among each other.
    case .none: "\(number)"
    case .inTurn(let keys): "\(number % keys)"
    case .drawn(let keys): "\(world.estate.ledger.key(lane, number, of: keys))"
    }
  }

  /// Where a history of a subscription and a topic says other than the ledger.
  func differences(_ row: ReaderJudgement) -> [String] {
    var repeated = 0
    var late = 0
    var unseen = 0
    var lost = 0
    let lanes = world.estate.ledger.lanes
    for lane in lanes.ids where lanes[lane].topic == row.topic {
      let history = history(of: lane, for: row.subscription)
      let logs = History.Logs(history)
      repeated += logs.repeatedReads(in: history)
      late += logs.lateReads(in: history)
      unseen += logs.unseenAtEnd(of: history)
      lost += logs.lostWrites().count
    }
    let name = "group \(row.subscription.row) topic \(row.topic.row)"
    var differences: [String] = []
    func compare(_ what: String, _ judged: Int, _ counted: Int64) {
      if judged != counted { differences.append("\(name): \(what) \(judged), ledger \(counted)") }
    }
    compare("repeated", repeated, row.dup.total)
    compare("late", late, row.reorder.total)
    compare("unseen", unseen, row.loss + row.expired + row.unread)
    if lost > row.loss + row.expired + row.unread {
      differences.append("\(name): \(lost) lost in passing, ledger \(row.loss)")
    }
    return differences
  }
}

// MARK: - What lies in a cluster's logs

extension WrittenRun {
  /// What groups read of a cluster's logs of a topic, and at the end somebody who reads them all
  /// from end to end. An offset says the partition, too.
  func history(of topic: TopicID, on cluster: ClusterID) -> History {
    var history = History()
    let estate = world.estate
    for partition in estate.partitions.ids
    where estate.partitions[partition].cluster == cluster
      && estate.topics[estate.partitions[partition].topic].topic == topic
    {
      let log = estate.logs[partition]
      log.forEachRun(in: log.start..<log.end) { run in
        // As who reads committed records finds it.
        guard world.estate.isMeant(run.slice(log.start..<log.end), in: partition) else { return }
        let reads = (0..<Int64(run.count)).map { place in
          Read(
            Int64(partition.row) << 40 | (run.base + place),
            .text("\(run.lane.row):\(run.first + place)"))
        }
        history.add(Operation(by: 0, .ok, .transaction([.poll([Answer("log", reads)])])))
      }
    }
    return history
  }

  /// Whether retention has taken something that can no longer be listed.
  private func isTrimmed(_ topic: TopicID, _ cluster: ClusterID) -> Bool {
    world.estate.ledger.drops.contains { drop in
      drop.cluster == cluster && world.estate.ledger.lanes[drop.range.lane].topic == topic
    }
      || world.estate.partitions.ids.contains { id in
        let row = world.estate.partitions[id]
        return row.cluster == cluster && world.estate.topics[row.topic].topic == topic
          && world.estate.logs[id].start > 0
      }
  }

  func differences(_ row: TopicJudgement) -> [String] {
    world.estate.clusters.ids.compactMap { cluster in
      let history = history(of: row.topic, on: cluster)
      let judged = History.Logs(history).duplicates().reduce(0) { $0 + $1.offsets.count - 1 }
      let counted = row.logDup[cluster.row].total
      let agrees = isTrimmed(row.topic, cluster) ? judged <= counted : judged == counted
      return agrees
        ? nil : "topic \(row.topic.row) on \(cluster.row): \(judged) twice, ledger \(counted)"
    }
  }

  func differences() -> [String] {
    judgement.readers.flatMap { differences($0) } + judgement.topics.flatMap { differences($0) }
  }
}
