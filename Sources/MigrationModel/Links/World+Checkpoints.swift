import Accounting
import KafkaModel
import SimKernel

// The clocks of a link: positions stored, groups' positions translated, published, topics found.
// Source: `MirrorCheckpointTask`, `MirrorSourceConnector` of Kafka 4.1; facts, sections 1.8–1.10.

extension World {
  /// Starts every clock of a link that begins a life.
  mutating func armClocks(_ id: LinkID) {
    let spec = links[id].spec
    let settings = spec.settings
    let first = links[id].life == 1
    func after(_ given: TimeAmount?, _ interval: TimeAmount, _ clock: UInt64) -> Instant {
      if first, let given { return max(now, Instant.zero + given) }
      if estate.profile == .ideal { return now + interval }
      let bits = estate.draws.bits(
        .linkClock, entity: id.index, clock, attempt: UInt64(links[id].life))
      return now + interval
        + TimeAmount(nanoseconds: Sampling.uniform(bits, in: 0...max(1, interval.nanoseconds / 60)))
    }
    links[id].nextFlush = after(spec.clocks.flush, settings.offsetFlush, 0)
    estate.schedule(Event(.positionsStored, id), at: links[id].nextFlush, .timer)
    links[id].nextRefresh = after(spec.clocks.refresh, settings.refreshTopics, 1)
    estate.schedule(Event(.topicsRefreshed, id), at: links[id].nextRefresh, .timer)
    guard links[id].translates else { return }
    links[id].nextEmit = after(spec.clocks.emit, settings.emitCheckpointsInterval, 2)
    estate.schedule(Event(.checkpointsEmitted, id), at: links[id].nextEmit, .timer)
    guard settings.syncGroupOffsets else { return }
    let interval = settings.syncGroupOffsetsInterval
    links[id].nextSync = after(spec.clocks.sync, interval, 3)
    estate.schedule(Event(.groupOffsetsSynced, id), at: links[id].nextSync, .timer)
  }

  package mutating func storePositions(_ id: LinkID) {
    guard links[id].nextFlush == now else { return }
    commitSource(id)
    links[id].nextFlush = now + links[id].spec.settings.offsetFlush
    estate.schedule(Event(.positionsStored, id), at: links[id].nextFlush, .timer)
  }

  /// Translates what the source's groups have committed.
  package mutating func emitCheckpoints(_ id: LinkID) {
    guard links[id].nextEmit == now else { return }
    for place in links[id].groups.indices {
      for flow in links[id].flows where flows[flow].isKnown { emit(id, place, flow) }
    }
    let settings = links[id].spec.settings
    // The task sleeps in whole steps until the interval has passed.
    let step = max(1, settings.pollTimeout.nanoseconds)
    let steps = (settings.emitCheckpointsInterval.nanoseconds + step - 1) / step
    let clocks = links[id].spec.clocks
    links[id].nextEmit = clocks.next(
      after: now, every: TimeAmount(nanoseconds: steps * step), known: clocks.laterEmits)
    estate.schedule(Event(.checkpointsEmitted, id), at: links[id].nextEmit, .timer)
  }

  private mutating func emit(_ id: LinkID, _ place: Int, _ flow: FlowID) {
    guard
      let row = groupPartition(links[id].groups[place], flows[flow].source),
      estate.groupPartitions[row].committed >= 0
    else { return }
    let committed = estate.groupPartitions[row].committed
    var checkpoint = Checkpoint(of: committed, by: flows[flow].store, as: links[id].rules)
    if checkpoint == nil, flows[flow].store == nil, links[id].rules.publishesWithoutPair {
      checkpoint = Checkpoint(upstream: committed, downstream: committed)
    }
    let cell = place * links[id].flows.count + (flow.row - links[id].flows[0].row)
    if links[id].checkpoints.write(checkpoint, at: cell) { links[id].checkpointTimes[cell] = now }
  }

  /// The row of a subscription's group and a partition, if the group reads the partition's topic.
  package func groupPartition(
    _ subscription: SubscriptionID, _ partition: PartitionID
  ) -> GroupPartitionID? {
    let cluster = estate.partitions[partition].cluster
    for group in estate.subscriptions[subscription].groups
    where estate.groups[group].cluster == cluster {
      return estate.groups[group].partitions.first {
        estate.groupPartitions[$0].partition == partition
      }
    }
    return nil
  }

  /// Looks which groups are empty on the target: only those are protected from going back.
  private mutating func readEmptyGroups(_ id: LinkID) {
    for place in links[id].groups.indices {
      let group = localGroup(links[id].groups[place], on: links[id].spec.to)
      links[id].seenEmpty[place] =
        group.map { estate.groups[$0].state == .empty && hasPosition($0) } ?? false
    }
  }

  private func hasPosition(_ id: LocalGroupID) -> Bool {
    estate.groups[id].partitions.contains { estate.groupPartitions[$0].committed >= 0 }
  }

  package func localGroup(_ id: SubscriptionID, on cluster: ClusterID) -> LocalGroupID? {
    estate.subscriptions[id].groups.first { estate.groups[$0].cluster == cluster }
  }

  /// Writes translated positions into the target's groups. Where those stand is read in the moment
  /// before: both jobs have one thread and one period, and reading is registered first.
  ///
  /// Source: `MirrorCheckpointTask.start` of Kafka 4.1; facts section 1.9.
  package mutating func syncGroupOffsets(_ id: LinkID) {
    guard links[id].nextSync == now else { return }
    readEmptyGroups(id)
    for place in links[id].groups.indices {
      guard let group = localGroup(links[id].groups[place], on: links[id].spec.to) else { continue }
      for flow in links[id].flows { publish(id, place, flow, group) }
      links[id].seenEmpty[place] = false
    }
    let clocks = links[id].spec.clocks
    links[id].nextSync = clocks.next(
      after: now, every: links[id].spec.settings.syncGroupOffsetsInterval,
      known: clocks.laterSyncs)
    estate.schedule(Event(.groupOffsetsSynced, id), at: links[id].nextSync, .timer)
  }

  private mutating func publish(_ id: LinkID, _ place: Int, _ flow: FlowID, _ group: LocalGroupID) {
    let cell = place * links[id].flows.count + (flow.row - links[id].flows[0].row)
    guard let checkpoint = links[id].checkpoints[cell],
      let row = groupPartition(links[id].groups[place], flows[flow].target)
    else { return }
    let current = estate.groupPartitions[row].committed
    let position: TargetPosition =
      !links[id].seenEmpty[place] ? .notSeenIdle : current < 0 ? .none : .offset(current)
    let check = CommitCheck(
      .tool, classicGroup: estate.groups[group].classicState,
      generation: estate.groups[group].generation)
    guard checkpoint.isPublished(over: position), check == .ok, estate.hasCoordinator(group)
    else { return }
    let origin = estate.ledger.note(
      .translated(
        Mechanism.Translated(
          upstream: checkpoint.upstream, taken: links[id].checkpointTimes[cell],
          mayOvershoot: links[id].rules.translatesByDistance)), at: now)
    estate.commit(row, checkpoint.downstream, origin: origin)
  }

  /// Looks for topics and partitions that the link does not know yet.
  package mutating func refreshTopics(_ id: LinkID) {
    guard links[id].nextRefresh == now else { return }
    discover(id)
    estate.wake(links[id].reader)
    links[id].nextRefresh = now + links[id].spec.settings.refreshTopics
    estate.schedule(Event(.topicsRefreshed, id), at: links[id].nextRefresh, .timer)
  }

  mutating func discover(_ id: LinkID) {
    for flow in links[id].flows where !flows[flow].isKnown {
      let source = estate.partitions[flows[flow].source].topic
      let target = estate.partitions[flows[flow].target].topic
      guard estate.topics[source].exists else { continue }
      estate.create(target)
      flows[flow].isKnown = true
    }
  }
}

extension Stream {
  /// When the clocks of a link tick; entity = link, meaning = clock, attempt = life.
  package static let linkClock = Stream(rawValue: 20)
}
