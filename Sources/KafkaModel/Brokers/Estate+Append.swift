import Accounting
import SimKernel

// A partition's leader takes records, and what may be read moves up.

extension Estate {
  /// The broker that leads a partition and answers; nil when none does.
  @inlinable @inline(__always)
  package func servingLeader(_ id: PartitionID) -> BrokerID? {
    let leader = partitions[id].leader
    guard leader >= 0, clusters[partitions[id].cluster].downs == 0 else { return nil }
    let broker = replicas[partitions[id].replica(Int(leader))].broker
    return brokers[broker].serves ? broker : nil
  }

  /// Whether some broker leads a partition and answers. (`mutating`, like all that other modules ask for
  /// every batch: a call from there that takes the estate unchanged copies it.)
  package mutating func isServed(_ id: PartitionID) -> Bool { servingLeader(id) != nil }

  /// Whether a partition takes writes with acks=all.
  package mutating func isWritable(_ id: PartitionID) -> Bool {
    servingLeader(id) != nil && hasMinInsync(id) && takesRecords(id)
  }

  /// Whether enough replicas are in sync for a write with acks=all.
  @inlinable @inline(__always)
  package func hasMinInsync(_ id: PartitionID) -> Bool {
    partitions[id].inSync.count >= minimumInSync(id)
  }

  /// How many replicas must be in sync for a write with acks=all.
  @inlinable @inline(__always)
  func minimumInSync(_ id: PartitionID) -> Int {
    ProduceAnswer.effectiveMinimum(
      Int(topics[partitions[id].topic].settings.minInsyncReplicas),
      replicas: Int(partitions[id].replicaCount))
  }

  /// Appends records to a leader's log and lets its followers fetch them.
  ///
  /// - Returns: The offset of the first record.
  @discardableResult
  package mutating func append(
    _ range: LaneRange, to id: PartitionID, source: Int64 = -1, again: ProvenanceID = .ordinary,
    kind: Run.Kind = .data, maker: UInt16 = 0
  ) -> Int64 {
    let offset = logs[id].append(
      range, at: now, source: source, again: again, kind: kind, maker: maker,
      window: mergeWindow)
    let topic = partitions[id].topic
    files[id].segments.append(
      count: range.count, bytes: range.count * topics[topic].recordBytes,
      newestTimestamp: timestamp, now: now,
      rule: RollRule(
        bytes: topics[topic].settings.segmentBytes, age: topics[topic].settings.segmentAge))
    if kind == .marker {
      meters[topic].markerCame(at: now)
    } else {
      meters[topic].came(range.count, isCopy: source >= 0, at: now)
      ledger.appended(
        range, on: partitions[id].cluster, in: id, again: again, isCopy: source >= 0, at: now)
    }
    return offset
  }

  /// The time of records written now, as they carry it. What a tick stands for was written before
  /// its instant, a millisecond at least.
  @inline(__always) private var timestamp: Instant {
    agenda.phase == .tick ? max(.zero, now - .milliseconds(1)) : now
  }

  /// Lays records down that were there before the run: replicated, readable, and no news to anybody.
  package mutating func lay(_ range: LaneRange, in id: PartitionID, source: Int64) {
    let topic = topics[partitions[id].topic]
    logs[id].append(range, at: now, source: source, window: mergeWindow)
    files[id].segments.append(
      count: range.count, bytes: range.count * topic.recordBytes, newestTimestamp: now, now: now,
      rule: RollRule(bytes: topic.settings.segmentBytes, age: topic.settings.segmentAge))
    let end = logs[id].end
    for replica in partitions[id].replicas {
      replicas[replica].end = end
      replicas[replica].knownEnd = end
    }
    partitions[id].highWatermark = end
    partitions[id].lastStable = end
    files[id].storedEnd = end
    files[id].coldEnd = end
  }

  /// Puts a partition's replicas to where they are when the run begins; nothing else moves yet.
  ///
  /// - Parameter states: In the order of the assignment; the first replica leads and has everything.
  package mutating func layReplicas(
    of id: PartitionID, _ states: [(end: Int64?, isInSync: Bool)]
  ) {
    var watermark = logs[id].end
    var inSync: MemberSet = []
    for (place, state) in states.enumerated() where place < Int(partitions[id].replicaCount) {
      let replica = partitions[id].replica(place)
      let end = min(state.end ?? logs[id].end, logs[id].end)
      replicas[replica].end = end
      replicas[replica].knownEnd = end
      guard state.isInSync else { continue }
      inSync.insert(place)
      watermark = min(watermark, end)
    }
    partitions[id].inSync = inSync
    files[id].storedEnd = watermark
    partitions[id].highWatermark = watermark
    partitions[id].lastStable = watermark
  }

  /// Lets followers and readers have what was appended since the last call.
  package mutating func publish(_ id: PartitionID) {
    let partition = partitions[id]
    let end = logs[id].end
    guard partition.leader >= 0 else { return }
    let leader = partition.replica(Int(partition.leader))
    replicas[leader].end = end
    let from = replicas[leader].broker
    if clusters[partition.cluster].isShared { return makeSafe(id, on: from) }
    replicas[leader].knownEnd = end
    for follower in partition.replicas where follower != leader {
      let broker = replicas[follower].broker
      guard brokers[broker].replicates, brokers[from].replicates else {
        noteApart(broker, from)
        continue
      }
      if replicas[follower].isBehind { continue }
      if profile.broker == .zero {
        replicas[follower].end = end
        replicas[follower].knownEnd = end
      } else {
        offer(follower, on: broker, from: from)
      }
    }
    advanceWatermark(id)
  }

  /// Moves the high watermark to the end that every in-sync replica has, answers the producers that
  /// waited for it, and wakes readers.
  ///
  /// Source: `Partition.maybeIncrementLeaderHW` of Kafka 4.1; facts section 2.1.
  package mutating func advanceWatermark(_ id: PartitionID) {
    let partition = partitions[id]
    guard partition.leader >= 0 else { return }
    let waits = clusters[partition.cluster].watermarkWaitsForMinInsync
    let minimum = waits ? minimumInSync(id) : 0
    #if MIGSIM_PLANT
      let isHeld = Plant.chosen != .watermarkBelowMinimum
    #else
      let isHeld = true
    #endif
    if isHeld, !Watermark.mayMove(inSync: partition.inSync.count, minimum: minimum) { return }
    var watermark = Int64.max
    for place in partition.inSync {
      watermark = min(watermark, replicas[partition.replica(place)].knownEnd)
    }
    #if MIGSIM_PLANT
      if Plant.chosen == .watermarkWithoutFollowers { watermark = logs[id].end }
    #endif
    guard watermark > partition.highWatermark, watermark != .max else { return }
    partitions[id].highWatermark = watermark
    #if MIGSIM_PLANT
      let isHeldBack = Plant.chosen != .readsOpenTransactions
    #else
      let isHeldBack = true
    #endif
    if isHeldBack, files[id].producers.firstUnstableOffset != nil {
      files[id].producers.highWatermarkMoved(to: watermark)
      partitions[id].lastStable = files[id].producers.lastStableOffset(highWatermark: watermark)
    } else {
      partitions[id].lastStable = watermark
    }
    answerWaiting(id, upTo: watermark)
    wakeReaders(of: id)
  }

  private mutating func answerWaiting(_ id: PartitionID, upTo watermark: Int64) {
    var answered = 0
    let count = files[id].waiting.count
    guard count > 0 else { return }
    while answered < count, files[id].waiting[answered].end <= watermark {
      let waiting = files[id].waiting[answered]
      answer(waiting.batch, serial: waiting.serial, .written)
      answered += 1
    }
    if answered == count {
      files[id].waiting.removeAll(keepingCapacity: true)
    } else if answered > 0 {
      files[id].waiting.removeFirst(answered)
    }
  }

  /// Lets a reader look for records, wherever, as soon as an answer can have reached it.
  package mutating func wake(_ id: ReaderID) {
    news.markAll(id)
    lookAgain(id)
  }

  /// Lets a reader look where there may be news.
  package mutating func lookAgain(_ id: ReaderID) {
    guard !readers[id].isWoken else { return }
    readers[id].isWoken = true
    scheduleTraffic(
      Event(.readerWakes, id), at: now + profile.client + readers[id].delay)
  }
}
