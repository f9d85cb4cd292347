import Accounting
import KafkaModel
import SimKernel

// What gates can look at, as an operator's dashboard would show it.

extension World {
  /// The value of a gate's metric now: records, or milliseconds for an age.
  package func value(of gate: GateSpec) -> Int64 {
    switch gate.metric {
    case .mirrorLag: sum(links(of: gate)) { mirrorLag($0) }
    case .groupLag: sum(groups(of: gate)) { groupLag($0) }
    case .positionAge: largest(groups(of: gate)) { positionAge($0) }
    case .positionGap: sum(groups(of: gate)) { positionGap($0) }
    case .underReplicated:
      Int64(
        estate.partitions.ids.count {
          estate.partitions[$0].isUnderReplicated(during: estate.files[$0].reassignment)
        })
    }
  }

  private func sum<ID>(_ ids: [ID], _ value: (ID) -> Int64) -> Int64 {
    ids.reduce(0) { $0 + value($1) }
  }

  private func largest<ID>(_ ids: [ID], _ value: (ID) -> Int64) -> Int64 {
    ids.reduce(0) { max($0, value($1)) }
  }

  private func links(of gate: GateSpec) -> [LinkID] { gate.link.map { [$0] } ?? Array(links.ids) }

  private func groups(of gate: GateSpec) -> [SubscriptionID] {
    gate.group.map { [$0] } ?? Array(estate.subscriptions.ids)
  }

  /// Records on a link's source that are not on its target.
  package func mirrorLag(_ id: LinkID) -> Int64 {
    links[id].flows.reduce(0) { lag, flow in
      guard flows[flow].isKnown else { return lag }
      return lag + max(0, estate.partitions[flows[flow].source].highWatermark - flows[flow].copied)
    }
  }

  /// Records that a group could read where it is and has not applied.
  package func groupLag(_ id: SubscriptionID) -> Int64 {
    guard let group = localGroup(id, on: estate.subscriptions[id].home) else { return 0 }
    return estate.groups[group].partitions.reduce(0) { lag, row in
      let position = estate.groupPartitions[row]
      let from = position.applied >= 0 ? position.applied : max(0, position.committed)
      return lag + max(0, estate.partitions[position.partition].highWatermark - from)
    }
  }

  /// How old the source position is that a group's position on a link's target stands for.
  package func positionAge(_ id: SubscriptionID) -> Int64 {
    var oldest: Int64 = 0
    for row in targetRows(of: id) {
      let origin = estate.ledger.provenances[estate.groupPartitions[row].commitOrigin]
      if case .translated(let translated) = origin.mechanism {
        oldest = max(oldest, (now - translated.taken).milliseconds)
      } else if estate.groupPartitions[row].committed < 0 {
        return Int64.max
      }
    }
    return oldest
  }

  /// Records that a group would read again if it were started on the target now.
  package func positionGap(_ id: SubscriptionID) -> Int64 {
    var gap: Int64 = 0
    for row in targetRows(of: id) where estate.groupPartitions[row].committed >= 0 {
      gap += max(0, exactPosition(row) - estate.groupPartitions[row].committed)
    }
    return gap
  }

  private func targetRows(of id: SubscriptionID) -> [GroupPartitionID] {
    links.ids.flatMap { link -> [GroupPartitionID] in
      guard links[link].spec.from == estate.subscriptions[id].home,
        let group = localGroup(id, on: links[link].spec.to)
      else { return [] }
      return Array(estate.groups[group].partitions)
    }
  }

  /// The offset after the last record of a partition that a subscription has applied anywhere: what
  /// an operator would compute who sees every record.
  package func exactPosition(_ id: GroupPartitionID) -> Int64 {
    let row = estate.groupPartitions[id]
    let log = estate.logs[row.partition]
    let ledger = estate.ledger
    let read = ledger.readUpTo[row.subscription.row * ledger.partitions + row.partition.row]
    var position = max(log.start, min(read, log.end))
    log.forEachRun(in: position..<log.end) { run in
      guard run.kind != .marker else { return }
      let cell = ledger.subscriptions.cell(row.subscription, run.lane)
      let numbers = run.first..<run.first + Int64(run.count)
      if let last = ledger.cells[cell].effects.counted(in: numbers).last {
        position = max(position, run.base + (last.high - run.first))
      }
    }
    return position
  }
}
