import Accounting
import SimKernel

/// The engine told the same story: logs are runs, and the ledger hears what the model would tell it.
///
/// The order of calls is that of the model (`Estate+Append`, `Estate+Positions`, `Estate+Retention`,
/// `Estate+Leadership`, `World+Copying`), which is as much a part of the contract as the calls.
struct RangeWorld: Sendable {
  struct Stand: Sendable {
    var position: Int64 = -1
    var committed: Int64 = -1
    var origin = ProvenanceID.ordinary
  }

  struct Copier: Sendable {
    var position: Int64
    var replayUntil: Int64 = 0
    var origin = ProvenanceID.ordinary
  }

  let setting: Setting
  var now = Instant.zero
  var ledger: Ledger
  var logs: [RunLog]
  /// By reader and partition.
  var stands: [[Stand]]
  var homes: [Int]
  var copiers: [Copier]
  /// By lane: what was appended and not answered, and the next number.
  var unanswered: [[LaneRange]]
  var next: [Int64]
  var forgiven: [SubscriptionID: [LaneRange]] = [:]
  var found = RunBuffer()
  /// The longest time that a merged run may stand for.
  let window: TimeAmount
  /// Whether the ledger is told at once of all that a reader reads in one go.
  let gathers: Bool

  init(_ history: History, gathers: Bool = false) {
    self.gathers = gathers
    let setting = history.setting
    self.setting = setting
    let lanes = setting.lanes.enumerated().map { lane, info in
      LaneInfo(
        topic: TopicID(info.topic), keys: info.keys, producer: ProducerID(0), slot: UInt32(lane))
    }
    ledger = Ledger(
      lanes: Table(lanes), topics: setting.topics, clusters: Setting.clusters,
      partitions: setting.partitions.count,
      subscriptions: setting.readers.map { $0.map { TopicID($0) } },
      draws: Draws(seed: setting.seed))
    logs = setting.partitions.map { RunLog(at: Int64($0.base)) }
    stands = setting.readers.map { _ in
      Array(repeating: Stand(), count: setting.partitions.count)
    }
    homes = setting.readers.map { _ in Setting.source }
    copiers = setting.flows.map {
      Copier(position: Int64(setting.partitions[$0.from].base))
    }
    unanswered = setting.lanes.map { _ in [] }
    next = setting.lanes.map { _ in 0 }
    window = .milliseconds([0, 1_000, 60_000][Int(history.seed % 3)])
    for operation in history.operations { apply(operation) }
  }

  func cluster(_ partition: Int) -> ClusterID { ClusterID(setting.partitions[partition].cluster) }

  mutating func apply(_ operation: Operation) {
    switch operation {
    case .wait(let time): now = now + .milliseconds(500 * Int64(time))
    case .lay(let lane, let count, let applied): lay(lane, Int64(count), Int64(applied))
    case .write(let lane, let cluster, let place, let count, let fate):
      write(lane, Int64(count), to: setting.partition(of: lane, on: cluster, place), fate)
    case .giveUp(let lane, let count):
      ledger.gaveUp(
        take(Int64(count), of: lane), because: .producerSendExpired, at: now, created: now)
    case .writeAgain(let lane, let back, let count, let cluster, let place, let why):
      let first = max(0, next[lane] - Int64(back))
      let range = LaneRange(LaneID(lane), first..<min(first + Int64(count), next[lane]))
      guard range.count > 0 else { return }
      append(
        range, to: setting.partition(of: lane, on: cluster, place),
        again: ledger.note(why.mechanism, at: now))
    case .answer(let lane):
      for range in unanswered[lane] { ledger.acked(range, at: now, created: now) }
      unanswered[lane] = []
    case .mark(let partition):
      logs[partition].append(LaneRange(LaneID(0), 0, 1), at: now, kind: .marker, window: window)
    case .copy(let flow, let count): copy(flow, Int64(count))
    case .rewind(let flow, let back, let forgets): rewind(flow, Int64(back), forgets)
    case .truncate(let partition, let count): truncate(partition, Int64(count))
    case .retain(let partition, let count): retain(partition, Int64(count))
    case .read, .refuse, .commit, .put, .move, .forgive: applyToReader(operation)
    }
  }

  /// What the ledger says in the end.
  func judgement() -> Judgement {
    let horizon = horizon()
    let lanes = Judge.lanesToList(ledger, horizon)
    return Judge(ledger, horizon, listing(of: lanes)).judgement()
  }

  private func horizon() -> Horizon {
    var positions = ContiguousArray<Int64>()
    for reader in stands.indices {
      positions += stands[reader].indices.map {
        setting.partitions[$0].cluster == homes[reader] ? stands[reader][$0].position : -1
      }
    }
    var horizon = Horizon(
      at: now, authority: ClusterID(setting.authority), source: ClusterID(Setting.source),
      homes: homes.map { ClusterID($0) }, positions: positions)
    horizon.expired = forgiven
    return horizon
  }

  private func listing(of lanes: [LaneID]) -> Listing {
    var listing = Listing()
    for (partition, log) in logs.enumerated() {
      log.forEachRun(in: log.start..<log.end) { run in
        guard run.kind != .marker, lanes.contains(run.lane) else { return }
        let slice = run.slice(log.start..<log.end)
        listing.add(
          Listing.Entry(
            cluster: cluster(partition), partition: PartitionID(partition), range: slice.range,
            offset: slice.offset, isCopy: slice.source >= 0))
      }
    }
    return listing
  }
}

extension Again {
  var mechanism: Mechanism {
    switch self {
    case .unguarded: .resentUnguarded
    case .unrecognised: .resentUnrecognised
    case .rewritten: .rewritten
    case .replayed: .copierReplayed
    case .forgotten: .copierForgot
    case .loop: .copiedBack
    }
  }
}
