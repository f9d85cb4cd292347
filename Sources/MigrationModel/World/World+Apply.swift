import Accounting
import KafkaModel
import SimKernel

extension World {
  /// The only switch over events. Cases pick a verb; verbs do the work.
  package mutating func apply(_ event: Event) {
    let row = event.row
    switch event.kind {
    case .produce: estate.produce(ProducerID(index: row))
    case .burst: burst(Int(row))
    case .writerStarts: startWriting(WriterID(index: row))
    case .writerStops: stopWriting(WriterID(index: row))
    case .batchArrives: estate.batchArrives(BatchID(index: row))
    case .batchAnswered: estate.batchAnswered(BatchID(index: row))
    case .outletRetries: estate.outletRetries(OutletID(index: row))
    case .producerDeadline: estate.producerDeadline(ProducerID(index: row))
    case .transactionEnds: estate.transactionEnds(ProducerID(index: row))
    case .transactionExpires: estate.transactionExpires(ProducerID(index: row))

    case .followerFetches: estate.followerFetches(FetchPairID(index: row))
    case .logGathers: estate.logGathers(BrokerID(index: row))
    case .logWritten: estate.logWritten(BrokerID(index: row))
    case .logUploads: estate.logUploads(BrokerID(index: row))
    case .storeAnswers: estate.storeAnswers(BrokerID(index: row))
    case .logHalts: estate.logHalts(BrokerID(index: row))
    case .takeOverBegins: estate.takeOverBegins(BrokerID(index: row))
    case .takeOverEnds: estate.takeOverEnds(BrokerID(index: row))
    case .brokerFenced: estate.fence(BrokerID(index: row))
    case .brokerFetches: estate.brokerFetches(BrokerID(index: row))
    case .partitionMoved: estate.partitionMoved(PartitionID(index: row))
    case .replicasCatchUp: estate.replicasCatchUp(ClusterID(index: row))
    case .leadersElected: estate.electLeaders(after: BrokerID(index: row))
    case .brokerReturns: estate.letBackIn(BrokerID(index: row))
    case .retentionChecked: checkRetention(ClusterID(index: row))
    case .leadersRebalanced: estate.rebalanceLeaders(ClusterID(index: row))
    case .brokerLearns: estate.brokerLearns(BrokerID(index: row))
    case .brokersMeet: estate.brokersMeet(BrokerID(index: row))
    case .readersMove: estate.readersMove(from: BrokerID(index: row))
    case .laggardsDropped: estate.dropLaggards(of: BrokerID(index: row))
    case .metadataRefreshed: estate.metadataRefreshed(ProducerID(index: row))

    case .newsArrives: newsArrives(PartitionID(index: row))
    case .readerWakes: readerWakes(ReaderID(index: row))
    case .batchProcessed: estate.batchProcessed(MemberID(index: row))
    case .commitRetries: estate.commitRetries(MemberID(index: row))
    case .autoCommit: estate.autoCommit(MemberID(index: row))
    case .heartbeat: estate.heartbeat(MemberID(index: row))
    case .sessionExpired: estate.sessionExpired(MemberID(index: row))
    case .groupJoined: groupJoined(LocalGroupID(index: row))
    case .memberStarts: estate.memberStarts(MemberID(index: row))
    case .pollOverdue: estate.pollOverdue(MemberID(index: row))
    case .sourcePolls: estate.pollSource(ProducerID(index: row))
    case .sourceFlushes: estate.flushSource(ProducerID(index: row))
    case .tasksDue: estate.tasksDue(LocalGroupID(index: row))
    case .offsetsExpire: expireOffsets(ClusterID(index: row))

    case .copyAcked: copiesArrive(LinkID(index: row))
    case .positionsStored: storePositions(LinkID(index: row))
    case .checkpointsEmitted: emitCheckpoints(LinkID(index: row))
    case .groupOffsetsSynced: syncGroupOffsets(LinkID(index: row))
    case .topicsRefreshed: refreshTopics(LinkID(index: row))
    case .rightsSynced: syncRights(LinkID(index: row))
    case .linkStarts: linkStarts(LinkID(index: row))

    case .planWakes: advancePlan()
    case .gateChecked: checkGate()
    case .faultBegins: beginFault(FaultID(index: row))
    case .faultEnds: endFault(FaultID(index: row))
    case .branchPhase: advanceBranch()
    case .sampled: sample()
    }
  }

  /// Everybody whom a partition's news reaches now looks for records.
  private mutating func newsArrives(_ id: PartitionID) {
    var place = 0
    while let reader = estate.nextWoken(by: id, from: &place) { readerWakes(reader) }
  }

  /// A reader looks for records: members are the first rows, then come the links.
  private mutating func readerWakes(_ id: ReaderID) {
    estate.readers[id].look()
    if id.row < estate.members.count {
      estate.poll(MemberID(id.row))
    } else {
      copy(LinkID(id.row - estate.members.count))
    }
  }

  private mutating func groupJoined(_ id: LocalGroupID) {
    estate.groupJoined(id)
    if plan.isWaiting { estate.schedule(Event(.planWakes, 0), at: now, .planStep) }
  }

  private mutating func burst(_ row: Int) {
    let burst = plan.bursts[row]
    let instances = writers[burst.writer]
    for (place, producer) in instances.enumerated() {
      let share = burst.records / Int64(instances.count)
      let extra = Int64(place) < burst.records % Int64(instances.count) ? Int64(1) : 0
      estate.burst(producer, records: share + extra)
    }
  }

  /// Old segments of a cluster go; copiers that had not copied them have lost them.
  private mutating func checkRetention(_ id: ClusterID) {
    guard estate.clusters[id].nextRetentionCheck == now else { return }
    for (partition, start) in estate.dueDeletions(id) { delete(partition, below: start) }
    estate.armRetention(id, after: estate.clusters[id].settings.retentionCheck)
  }

  /// The records of a partition below an offset go.
  mutating func delete(_ id: PartitionID, below start: Int64) {
    for flow in flows.ids where flows[flow].source == id && flows[flow].isKnown {
      let position = flows[flow].copied
      guard position < start else { continue }
      let target = estate.partitions[flows[flow].target].cluster
      estate.tellExpired(id, position..<start, .expiredUncopied(to: target))
    }
    estate.delete(id, below: start)
  }

  /// Positions of groups that have been empty for too long go.
  ///
  /// Source: `OffsetMetadataManager.cleanupExpiredOffsets` (KIP-211); facts section 5.6.
  private mutating func expireOffsets(_ id: ClusterID) {
    let settings = estate.clusters[id].settings
    for group in estate.groups.ids where estate.groups[group].cluster == id {
      guard estate.groups[group].state == .empty else { continue }
      // A group that only a tool or a mirror has written to never had members.
      let hadMembers = estate.groups[group].generation > 0
      let expiry: OffsetExpiry =
        hadMembers ? .emptySince(estate.groups[group].emptySince) : .byCommit
      for row in estate.groups[group].partitions where estate.groupPartitions[row].committed >= 0 {
        let isDue = expiry.isDue(
          committedAt: estate.groupPartitions[row].committedAt, isSubscribed: false, now: now,
          limit: settings.offsetsRetention)
        guard isDue else { continue }
        estate.groupPartitions[row].lost = estate.groupPartitions[row].committed
        estate.groupPartitions[row].committed = -1
      }
    }
    estate.schedule(
      Event(.offsetsExpire, id), at: now + settings.offsetsRetentionCheck, .timer)
  }
}
