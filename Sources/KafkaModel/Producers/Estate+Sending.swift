import Accounting
import SimKernel

// Batches travel to their leader and are answered, retried or given up.

extension Estate {
  /// Sends what a queue may send.
  mutating func pump(_ id: OutletID) {
    let producer = outlets[id].producer
    let limit = Int32(clamping: producers[producer].settings.maxInFlight)
    while outlets[id].inFlight < limit, let batch = outlets[id].queue.first,
      now >= outlets[id].retryAt
    {
      guard isConnected(id) else { return connectLater(id) }
      outlets[id].misses = 0
      outlets[id].queue.removeFirst()
      send(batch, from: id, producer)
    }
  }

  /// Whether a queue's client has a connection to somebody who leads, or believes so.
  private func isConnected(_ id: OutletID) -> Bool {
    outlets[id].staleLeader != .none || servingLeader(outlets[id].partition) != nil
      || isSilent(outlets[id].partition)
  }

  /// Without a connection batches stay in their queue, in order, and that counts as no attempt.
  ///
  /// Source: `Sender.sendProducerData` of Kafka 4.1, which leaves out nodes that are not ready.
  private mutating func connectLater(_ id: OutletID) {
    let producer = outlets[id].producer
    blameLeader(of: outlets[id].partition)
    armDeadline(producer)
    outlets[id].misses += 1
    let attempt = Int64(outlets[id].misses)
    let bits =
      profile == .ideal
      ? nil : draws.bits(.backoff, entity: id.index, .max, attempt: UInt64(attempt))
    let pause = retryPause(producers[producer].settings).after(attempt, spreadBy: bits)
    outlets[id].retryAt = max(outlets[id].retryAt, now + pause)
    scheduleTraffic(Event(.outletRetries, id), at: outlets[id].retryAt)
  }

  private func retryPause(_ settings: ProducerSettings) -> RetryPause {
    RetryPause(
      first: settings.retryBackoff, most: settings.retryBackoffMax,
      grows: settings.backsOffMoreAndMore)
  }

  private mutating func send(_ batch: BatchID, from outlet: OutletID, _ producer: ProducerID) {
    outlets[outlet].inFlight += 1
    batches[batch].state = .inFlight
    batches[batch].attempts += 1
    batches[batch].serial &+= 1
    batches[batch].sentAt = now
    armDeadline(producer)
    if batches[batch].sequence < 0 {
      batches[batch].identity = producers[producer].identity
      batches[batch].sequence = outlets[outlet].nextSequence
      outlets[outlet].nextSequence = SequenceNumber.advance(
        outlets[outlet].nextSequence, by: Int32(truncatingIfNeeded: batches[batch].count))
    }
    scheduleTraffic(Event(.batchArrives, batch), at: now + profile.client)
  }

  /// A batch reaches the broker that should lead its partition.
  package mutating func batchArrives(_ id: BatchID) {
    guard batches[id].state == .inFlight, now == batches[id].sentAt + profile.client else { return }
    let partition = batches[id].partition
    let producer = outlets[batches[id].outlet].producer
    let stale = outlets[batches[id].outlet].staleLeader
    guard stale == .none else { return batchArrives(id, at: stale) }
    guard servingLeader(partition) != nil else {
      blameLeader(of: partition)
      if !isSilent(partition) { answer(id, serial: batches[id].serial, .unavailable) }
      return
    }
    if producers[producer].isUnauthorised {
      answer(id, serial: batches[id].serial, .unauthorised)
      return
    }
    // With shared storage an answer says that the write-ahead log has the batch, whatever `acks`.
    let waitsForAll =
      producers[producer].waitsForAll
      || producers[producer].asksForAnswer && clusters[partitions[partition].cluster].isShared
    let refusal = ProduceAnswer.refusal(
      acks: waitsForAll ? -1 : 1, inSync: partitions[partition].inSync.count,
      minimum: minimumInSync(partition))
    if refusal != nil {
      answer(id, serial: batches[id].serial, .notEnoughReplicas)
      return
    }
    if producers[producer].isIdempotent {
      switch admit(id, producer) {
      case .appended: break
      case .duplicate(let offset):
        awaitWatermark(id, upTo: offset + batches[id].count)
        return
      default:
        answer(id, serial: batches[id].serial, .outOfOrder)
        return
      }
    }
    appendBatch(id, to: partition)
    #if MIGSIM_PLANT
      if Plant.chosen == .answersAtOnce {
        answer(id, serial: batches[id].serial, .written)
        return publish(partition)
      }
    #endif
    if waitsForAll {
      files[partition].waiting.append(
        WaitingBatch(batch: id, serial: batches[id].serial, end: logs[partition].end))
    } else {
      answer(id, serial: batches[id].serial, .written)
    }
    publish(partition)
  }

  /// Answers a batch that is in the log once every in-sync replica has it: a batch sent again waits
  /// like one sent for the first time. Source: `ReplicaManager.appendRecords`, which gives the offset
  /// of a repeated batch to its `DelayedProduce`; facts section 3.3.
  private mutating func awaitWatermark(_ id: BatchID, upTo end: Int64) {
    let partition = batches[id].partition
    let serial = batches[id].serial
    guard partitions[partition].highWatermark < end else {
      return answer(id, serial: serial, .written)
    }
    let place =
      files[partition].waiting.firstIndex { $0.end > end } ?? files[partition].waiting.count
    files[partition].waiting.insert(WaitingBatch(batch: id, serial: serial, end: end), at: place)
  }

  /// Asks what the leader knows of an idempotent producer.
  private mutating func admit(_ id: BatchID, _ producer: ProducerID) -> AppendOutcome {
    let partition = batches[id].partition
    let batch = ProducerBatch(
      producerID: Int64(producer.row) << 20 | batches[id].identity, epoch: 0,
      firstSequence: batches[id].sequence, count: Int32(clamping: batches[id].count),
      isTransactional: producers[producer].transactions != nil, newestTimestamp: now)
    return files[partition].producers.append(batch, at: logs[partition].end)
  }

  private mutating func appendBatch(_ id: BatchID, to partition: PartitionID) {
    var again = batches[id].again
    if batches[id].isAppended, again == .ordinary {
      let isIdempotent = producers[outlets[batches[id].outlet].producer].isIdempotent
      again = ledger.note(isIdempotent ? .resentUnrecognised : .resentUnguarded, at: now)
    }
    let isFirst = !batches[id].isAppended && again == .ordinary
    batches[id].isAppended = true
    let producer = outlets[batches[id].outlet].producer
    if producers[producer].isAstray {
      producers[producer].strayRecords += batches[id].count
      ledger.strayed(batches[id].range)
      for range in batches[id].more { ledger.strayed(range) }
    }
    let kind: Run.Kind = producers[producer].transactions == nil ? .data : .transactional
    if producers[producer].maker != nil, isFirst {
      for range in [batches[id].range] + batches[id].more {
        appendMade(range, to: partition, by: producer, kind: kind)
      }
      return
    }
    let maker = producers[producer].maker?.number ?? 0
    append(batches[id].range, to: partition, again: again, kind: kind, maker: maker)
    for row in batches[id].more.indices {
      append(batches[id].more[row], to: partition, again: again, kind: kind, maker: maker)
    }
  }

  /// Counts a request that went wrong because the leader, or the last one, is down.
  package mutating func blameLeader(of id: PartitionID) {
    let partition = partitions[id]
    for place in 0..<Int(partition.replicaCount) {
      let broker = replicas[partition.replica(place)].broker
      if !brokers[broker].serves || !brokers[broker].isInTouch
        || clusters[partition.cluster].downs > 0
      {
        brokers[broker].bites += 1
        return
      }
    }
  }

  /// Whether requests to a partition's leader vanish without an answer.
  func isSilent(_ id: PartitionID) -> Bool {
    let partition = partitions[id]
    guard partition.leader >= 0, clusters[partition.cluster].downs == 0 else { return false }
    let broker = brokers[replicas[partition.replica(Int(partition.leader))].broker]
    return broker.isSilent
  }

  /// A broker answers a batch, unless the producer has stopped waiting for that attempt.
  mutating func answer(_ id: BatchID, serial: UInt32, _ answer: Batch.Answer) {
    guard batches[id].serial == serial, batches[id].state == .inFlight else { return }
    if answer != .disconnected, losesAnswer(to: id) { return }
    batches[id].state = .answering
    batches[id].answer = answer
    scheduleTraffic(Event(.batchAnswered, id), at: now + profile.append + profile.client)
  }

  /// The waiting batches at and after `end` were cut off with their leader's tail.
  mutating func failWaiting(_ id: PartitionID, from end: Int64) {
    for waiting in files[id].waiting where waiting.end > end {
      answer(waiting.batch, serial: waiting.serial, .disconnected)
    }
    files[id].waiting.removeAll { $0.end > end }
  }

  /// A broker's connections end: at once, or, when its host died, only as requests time out.
  mutating func loseConnections(to broker: BrokerID, silently: Bool) {
    for id in batches.ids where batches[id].state == .inFlight {
      guard isLed(batches[id].partition, by: broker) else { continue }
      brokers[broker].bites += 1
      if !silently { answer(id, serial: batches[id].serial, .disconnected) }
    }
    for id in partitions.ids where isLed(id, by: broker) {
      files[id].waiting.removeAll()
      if files[id].leaderlessSince == .never { files[id].leaderlessSince = now }
    }
  }

  /// A producer hears what became of a batch.
  package mutating func batchAnswered(_ id: BatchID) {
    guard batches[id].state == .answering else { return }
    let outlet = batches[id].outlet
    outlets[outlet].inFlight -= 1
    if batches[id].answer == .written {
      noteWritten(id, of: outlets[outlet].producer)
      outlets[outlet].retryAt = .zero
      let producer = outlets[outlet].producer
      if producers[producer].source != nil { noteAnswered(id, by: producer) }
      endRefusal(producer)
      finish(id)
    } else if batches[id].answer == .unauthorised {
      refuse(id)
    } else if batches[id].answer == .outOfOrder {
      sequenceAnew(id)
    } else {
      retry(id)
    }
    pump(outlet)
  }

  /// Records are acknowledged with their batch, or with their transaction.
  @inline(__always)
  private mutating func noteWritten(_ id: BatchID, of producer: ProducerID) {
    if producers[producer].transactions != nil { return answered(id, of: producer) }
    let created = batches[id].created
    ledger.acked(batches[id].range, at: now, created: created)
    for range in batches[id].more { ledger.acked(range, at: now, created: created) }
  }

  mutating func finish(_ id: BatchID) {
    let producer = outlets[batches[id].outlet].producer
    release(id)
    stopIfDrained(producer)
  }

  mutating func release(_ id: BatchID) {
    producers[outlets[batches[id].outlet].producer].bufferedBytes -= batches[id].bytes
    batches.release(id)
  }

  /// A leader found a gap before a batch. The oldest one that is open can wait for nothing: a new
  /// leader has lost what came before it. Its producer takes a new identity, and what was sent under
  /// the old one is numbered anew as it comes back.
  ///
  /// Source: `TransactionManager.canRetry`, which asks for a new epoch; facts section 3.3.
  private mutating func sequenceAnew(_ id: BatchID) {
    let outlet = batches[id].outlet
    let producer = outlets[outlet].producer
    let isStale = batches[id].identity != producers[producer].identity
    guard isStale || isOldest(id) else { return retry(id) }
    if !isStale { renumber(producer) }
    let place = isStale ? placeAmongUnnumbered(id) : 0
    batches[id].sequence = -1
    retry(id, at: place)
  }

  /// Where a batch belongs in its queue when neither has numbers any more: before those that were
  /// never sent, and before those that came back and have later records.
  private func placeAmongUnnumbered(_ id: BatchID) -> Int {
    let queue = outlets[batches[id].outlet].queue
    let place = queue.firstIndex {
      batches[$0].attempts == 0
        || batches[$0].range.lane == batches[id].range.lane
          && batches[$0].range.first > batches[id].range.first
    }
    return place ?? queue.count
  }

  /// Whether no batch of the same queue that is open was numbered before this one.
  private func isOldest(_ id: BatchID) -> Bool {
    let outlet = batches[id].outlet
    return !batches.ids.contains { other in
      other != id && batches[other].outlet == outlet && batches[other].attempts > 0
        && batches[other].identity == batches[id].identity
        && batches[other].sequence >= 0 && batches[other].sequence < batches[id].sequence
    }
  }

  /// Puts a batch back at a place of its queue, or behind those with smaller sequences; or gives up.
  /// A producer without idempotence puts it first, so that several that come back together change
  /// places. Source: `RecordAccumulator.reenqueue`; measured: four batches behind a fifth (R03).
  private mutating func retry(_ id: BatchID, at given: Int? = nil) {
    let outlet = batches[id].outlet
    let settings = producers[outlets[outlet].producer].settings
    guard now - batches[id].created < settings.deliveryTimeout,
      Int64(batches[id].attempts) <= settings.retries
    else { return giveUp(id) }
    batches[id].state = .queued
    let sequence = batches[id].sequence
    #if MIGSIM_PLANT
      if Plant.chosen == .retriesLast { return queueLast(id, settings) }
    #endif
    let isOrdered = producers[outlets[outlet].producer].isIdempotent
    let behind = outlets[outlet].queue.firstIndex {
      !isOrdered || batches[$0].sequence < 0 || batches[$0].sequence > sequence
    }
    let place = given ?? behind ?? outlets[outlet].queue.count
    outlets[outlet].queue.insert(id, at: place)
    outlets[outlet].retryAt = max(outlets[outlet].retryAt, now + backoff(id, settings))
    scheduleTraffic(Event(.outletRetries, outlet), at: outlets[outlet].retryAt)
  }

  #if MIGSIM_PLANT
    private mutating func queueLast(_ id: BatchID, _ settings: ProducerSettings) {
      let outlet = batches[id].outlet
      outlets[outlet].queue.append(id)
      outlets[outlet].retryAt = max(outlets[outlet].retryAt, now + backoff(id, settings))
      scheduleTraffic(Event(.outletRetries, outlet), at: outlets[outlet].retryAt)
    }
  #endif

  private func backoff(_ id: BatchID, _ settings: ProducerSettings) -> TimeAmount {
    let pause = retryPause(settings)
    let attempts = Int64(batches[id].attempts)
    guard profile != .ideal else { return pause.after(attempts, spreadBy: nil) }
    let bits = draws.bits(
      .backoff, entity: batches[id].outlet.index, UInt64(UInt32(bitPattern: batches[id].sequence)),
      attempt: UInt64(attempts))
    return pause.after(attempts, spreadBy: bits)
  }

  package mutating func outletRetries(_ id: OutletID) {
    guard now >= outlets[id].retryAt else { return }
    pump(id)
  }

  private mutating func giveUp(_ id: BatchID) {
    let outlet = batches[id].outlet
    let producer = outlets[outlet].producer
    let cause = causeOfFailure(batches[id].partition, since: batches[id].created)
    let ranges = [batches[id].range] + batches[id].more
    let again = batches[id].isAppended
    let created = batches[id].created
    if producers[producer].isIdempotent { renumber(producer) }
    if producers[producer].transactions != nil {
      answered(id, of: producer)
      producers[producer].transactions?.failure = cause
      finish(id)
      return endTransaction(producer)
    }
    if producers[producer].resends {
      let provenance = again ? ledger.note(.rewritten, at: now) : .ordinary
      // The application hears of the failure and pauses as its client would.
      let settings = producers[producer].settings
      outlets[outlet].retryAt = max(outlets[outlet].retryAt, now + backoff(id, settings))
      if outlets[outlet].retryAt != .never {
        scheduleTraffic(Event(.outletRetries, outlet), at: outlets[outlet].retryAt)
      }
      release(id)
      for range in ranges {
        ledger.rewrote(range, at: now, created: created)
        enqueue(range, outlet, created: now, again: provenance)
      }
      stopIfDrained(producer)
    } else {
      for range in ranges { ledger.gaveUp(range, because: cause, at: now, created: created) }
      finish(id)
    }
  }

  /// A batch given up leaves a hole in its sequence: the producer takes a new identity and numbers
  /// what waits anew. Source: `TransactionManager.bumpIdempotentProducerEpoch`; facts section 3.3.
  mutating func renumber(_ id: ProducerID) {
    producers[id].identity += 1
    for outlet in producers[id].outlets {
      outlets[outlet].nextSequence = 0
      for batch in outlets[outlet].queue { batches[batch].sequence = -1 }
    }
  }

  /// Why what has waited since an instant could not be sent: the root behind the expiry.
  func causeOfFailure(_ id: PartitionID, since: Instant) -> Cause {
    let partition = partitions[id]
    if clusters[partition.cluster].isRetired || clusters[partition.cluster].isStopped {
      return .producerSendExpired
    }
    if servingLeader(id) == nil || !hasMinInsync(id) || files[id].ledAgainAt > since {
      return hasFullDisk(id) ? .diskExhausted : .brokerUnavailable
    }
    return isHeldUp(partition.cluster, since: since) ? .capacityThrottled : .producerSendExpired
  }

  /// Leaders moved: what was refused for want of one is worth another try.
  mutating func leaderChanged(_ id: PartitionID) {
    wakeReaders(of: id)
  }

  // MARK: Deadlines

  /// Makes sure that somebody looks when the oldest batch of a producer runs out of time.
  mutating func armDeadline(_ id: ProducerID) {
    let expires = now + producers[id].settings.requestTimeout
    guard expires < producers[id].deadlineAt else { return }
    producers[id].deadlineAt = expires
    schedule(Event(.producerDeadline, id), at: producers[id].deadlineAt, .timer)
  }

  /// Gives up batches older than `delivery.timeout.ms`, and stops waiting for answers older than
  /// `request.timeout.ms`.
  package mutating func producerDeadline(_ id: ProducerID) {
    guard producers[id].deadlineAt == now else { return }
    let settings = producers[id].settings
    var next = Instant.never
    for outlet in producers[id].outlets {
      for batch in outlets[outlet].queue
      where now - batches[batch].created >= settings.deliveryTimeout {
        outlets[outlet].queue.removeAll { $0 == batch }
        giveUp(batch)
      }
      for batch in outlets[outlet].queue {
        next = min(next, batches[batch].created + settings.deliveryTimeout)
      }
    }
    for batch in batches.ids
    where batches[batch].state == .inFlight && outlets[batches[batch].outlet].producer == id {
      let expires = min(
        batches[batch].sentAt + settings.requestTimeout,
        batches[batch].created + settings.deliveryTimeout)
      if now >= expires { timeOut(batch) } else { next = min(next, expires) }
    }
    producers[id].deadlineAt = next
    if next != .never { schedule(Event(.producerDeadline, id), at: next, .timer) }
    if next == .never, producers[id].bufferedBytes > 0 { armDeadline(id) }
  }

  /// Stops waiting for an answer, and closes the connection: whatever else was sent over it comes
  /// back as well. What the broker did with it stays unknown. Source:
  /// `NetworkClient.handleTimedOutRequests`.
  private mutating func timeOut(_ id: BatchID) {
    let outlet = batches[id].outlet
    let broker = destination(of: outlet)
    var lost = [id]
    for other in batches.ids where other != id && batches[other].state == .inFlight {
      let sibling = batches[other].outlet
      guard outlets[sibling].producer == outlets[outlet].producer,
        destination(of: sibling) == broker
      else { continue }
      lost.append(other)
    }
    lost.sort {
      (batches[$0].sentAt, batches[$0].sequence) < (batches[$1].sentAt, batches[$1].sequence)
    }
    leaveStaleLeader(of: outlet)
    producers[outlets[outlet].producer].deafTo = .none
    for batch in lost {
      outlets[batches[batch].outlet].inFlight -= 1
      batches[batch].serial &+= 1
      batches[batch].answer = .disconnected
      retry(batch)
    }
    for batch in lost { pump(batches[batch].outlet) }
  }

  /// The broker that a queue's requests go to; none while nobody leads.
  func destination(of outlet: OutletID) -> BrokerID {
    let partition = partitions[outlets[outlet].partition]
    if outlets[outlet].staleLeader != .none { return outlets[outlet].staleLeader }
    return partition.leader < 0
      ? .none : replicas[partition.replica(Int(partition.leader))].broker
  }

  /// Stops a closing producer once nothing of it is under way.
  mutating func stopIfDrained(_ id: ProducerID) {
    if let transactions = producers[id].transactions {
      askCoordinator(id)
      guard transactions.state == .idle else { return }
    }
    if producers[id].maker != nil { return answeredSome(id) }
    guard producers[id].state == .closing, producers[id].bufferedBytes == 0 else { return }
    if producers[id].source != nil {
      guard isDone(id) else { return }
      sourceStopped(id)
    }
    producers[id].state = .stopped
    schedule(Event(.planWakes, 0), at: now, .planStep)
  }
}
