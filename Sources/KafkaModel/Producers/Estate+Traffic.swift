import Accounting
import SimKernel

// Records come into being, and become batches.

extension Estate {
  /// Lets an instance write from now on. Its records go on at the pace of its clock from here.
  package mutating func startProducer(_ id: ProducerID) {
    if producers[id].source != nil { return startSourceConnector(id) }
    guard producers[id].state == .stopped, producers[id].life != .over else { return }
    producers[id].state = .running
    producers[id].clock.number = producers[id].nextNumber
    producers[id].clock.anchor = max(now, producers[id].clock.anchor)
    scheduleProduce(id)
    if producers[id].holdsForRights { sendHeld(id) }
  }

  /// Lets an instance create nothing more, and stop once everything it created is answered.
  package mutating func closeProducer(_ id: ProducerID) {
    if producers[id].source != nil { return endFile(id, lines: recordsDue(id)) }
    switch producers[id].state {
    case .stopped, .closing: return
    case .running:
      create(id, upTo: recordsDue(id))
      endTransaction(id)
    case .stuck: if !producers[id].holdsForRights { giveUpHeld(id) }
    }
    endRefusal(id)
    producers[id].state = .closing
    producers[id].sendsAt = .never
    stopIfDrained(id)
  }

  /// The moment of an instance's first record has come. One that a plan has stopped stays so.
  package mutating func beginWriting(_ id: ProducerID) {
    guard producers[id].life == .notYet else { return }
    producers[id].life = .writing
    producers[id].clock.number = producers[id].nextNumber
    producers[id].clock.anchor = now
    if producers[id].state == .running, producers[id].source == nil { scheduleProduce(id) }
  }

  /// An instance stops for good: nothing starts it again, and a record of this very instant is none.
  package mutating func endWriting(_ id: ProducerID) {
    if producers[id].source != nil {
      return endFile(id, lines: producers[id].clock.count(at: now, inclusive: false))
    }
    if producers[id].state == .running, producers[id].life == .writing {
      create(id, upTo: producers[id].clock.count(at: now, inclusive: false))
    }
    producers[id].life = .over
    closeProducer(id)
  }

  /// Points a stopped instance at a cluster: another identity, empty queues.
  package mutating func pointProducer(_ id: ProducerID, at local: LocalTopicID) {
    endRefusal(id)
    producers[id].deafTo = .none
    producers[id].cluster = topics[local].cluster
    producers[id].local = local
    noteRights(id)
    producers[id].identity += 1
    producers[id].chooser = StickyChooser()
    let partitions = topics[local].partitions
    for (number, outlet) in producers[id].outlets.enumerated() {
      outlets[outlet].isUsed = number < partitions.count
      if number < partitions.count { outlets[outlet].partition = partitions[number] }
      outlets[outlet].nextSequence = 0
      outlets[outlet].retryAt = .zero
      outlets[outlet].staleLeader = .none
    }
  }

  /// Changes the pace from now on.
  package mutating func setPace(_ id: ProducerID, records: Int64, per: TimeAmount) {
    let isFile = producers[id].source != nil
    if producers[id].state == .running, !isFile {
      create(id, upTo: recordsDue(id))
    }
    producers[id].clock.number = isFile ? recordsDue(id) : producers[id].nextNumber
    producers[id].clock.anchor = now
    producers[id].clock.records = records
    producers[id].clock.per = per.nanoseconds
    if producers[id].state == .running, !isFile { scheduleProduce(id) }
  }

  /// Creates `count` records at this instant, beside the pace.
  package mutating func burst(_ id: ProducerID, records count: Int64) {
    if producers[id].source != nil {
      producers[id].clock.number += count
      return
    }
    guard producers[id].state == .running else { return }
    create(id, upTo: producers[id].nextNumber + count)
    producers[id].clock.number += count
  }

  /// Changes what an instance cannot serialise. One that waited at such a record goes on.
  package mutating func setReject(_ id: ProducerID, _ reject: Reject?) {
    if producers[id].state == .running { create(id, upTo: recordsDue(id)) }
    producers[id].reject = reject
    guard reject == nil, producers[id].state == .stuck, !producers[id].holdsForRights else {
      return
    }
    producers[id].state = .stopped
    startProducer(id)
    sendHeld(id)
  }

  @inline(__always)
  func recordsDue(_ id: ProducerID) -> Int64 {
    guard producers[id].life == .writing else { return producers[id].nextNumber }
    // What happens at the very instant of a record comes before it, unless it is traffic itself.
    return producers[id].clock.count(at: now, inclusive: agenda.phase >= .traffic)
  }

  mutating func scheduleProduce(_ id: ProducerID) {
    let next = producers[id].clock.instant(of: producers[id].nextNumber)
    guard next != .never, producers[id].life != .notYet else {
      producers[id].sendsAt = .never
      return
    }
    if let tick = producers[id].clock.tick {
      let ticks = next.nanoseconds / tick.nanoseconds + 1
      producers[id].sendsAt = Instant(nanoseconds: ticks * tick.nanoseconds)
      schedule(Event(.produce, id), at: producers[id].sendsAt, .tick)
    } else {
      producers[id].sendsAt = max(now, min(next + producers[id].settings.linger, flushedAt(id)))
      schedule(Event(.produce, id), at: producers[id].sendsAt, .traffic)
    }
  }

  /// When the last record of the transaction at hand exists: to end it sends what lingers.
  private func flushedAt(_ id: ProducerID) -> Instant {
    guard let open = producers[id].transactions else { return .never }
    let count = open.state == .idle ? 0 : open.count
    return producers[id].clock.instant(of: producers[id].nextNumber + open.size - count - 1)
  }

  /// An instance's batches are due.
  package mutating func produce(_ id: ProducerID) {
    guard producers[id].state == .running, producers[id].sendsAt == now else { return }
    create(id, upTo: recordsDue(id))
    if producers[id].state == .running, producers[id].transactions?.state != .ending {
      scheduleProduce(id)
    }
  }

  /// Creates records up to a number, or fewer where a transaction has to end first.
  mutating func create(_ id: ProducerID, upTo limit: Int64) {
    if producers[id].transactions != nil {
      createInTransaction(id, upTo: limit)
    } else {
      createRecords(id, upTo: limit)
    }
    guard producers[id].isToStop else { return }
    producers[id].isToStop = false
    closeProducer(id)
  }

  /// Creates records up to a number and puts them into batches.
  mutating func createRecords(_ id: ProducerID, upTo limit: Int64) {
    let first = producers[id].nextNumber
    guard limit > first else { return }
    let created = producers[id].clock.instant(of: first)
    producers[id].backlogBytes = producers[id].bufferedBytes
    let topic = producers[id].topic
    // What a tick sends counts as begun at the tick: no record waits for it in the real world.
    let isCoalesced = producers[id].clock.tick != nil
    let began =
      producers[id].source != nil
      ? writtenAt(id, first: created)
      : isCoalesced || created == .never || created > now ? now : created
    if slots[topic].keyCount == 0 {
      producers[id].nextNumber = limit
      let outlet = offerKeyless(id, first..<limit, created: began)
      // What is not buffered waits in no queue.
      if producers[id].backlogBytes == 0, producers[id].recordBytes > 0 { return pump(outlet) }
    } else if slots[topic].slotCount == 1 {
      producers[id].nextNumber = limit
      offer(id, slot: 0, count: limit - first, created: began)
    } else {
      createKeyed(id, first..<limit, slots[topic], began)
    }
    for outlet in producers[id].outlets where !outlets[outlet].queue.isEmpty { pump(outlet) }
  }

  private mutating func createKeyed(
    _ id: ProducerID, _ numbers: Range<Int64>, _ slots: SlotMap, _ created: Instant
  ) {
    var counts = ContiguousArray<Int64>(repeating: 0, count: slots.slotCount)
    let keys = slots.keyCount
    let instance = producers[id].instance
    let instances = producers[id].instances
    switch slots.drawn {
    case nil:
      var next = numbers.lowerBound
      // Whole turns through all keys need no look at each.
      if instances == 1, Int64(numbers.count) >= 2 * keys {
        let turns = Int64(numbers.count) / keys
        for key in slots.slotOfKey { counts[Int(key)] += turns }
        next += turns * keys
      }
      while next < numbers.upperBound {
        counts[Int(slots.slotOfKey[Int((next * instances + instance) % keys)])] += 1
        next += 1
      }
    case .uniform:
      for number in numbers {
        let key = draws.bounded(
          .recordKey, entity: id.index, UInt64(number), below: UInt64(keys))
        counts[Int(slots.slotOfKey[Int(key)])] += 1
      }
    case .zipf(let zipf):
      for number in numbers {
        let rank = zipf.rank(for: draws.bits(.recordKey, entity: id.index, UInt64(number)))
        counts[Int(slots.slotOfKey[Int(rank)])] += 1
      }
    }
    producers[id].nextNumber = numbers.upperBound
    for slot in 0..<slots.slotCount where counts[slot] > 0 {
      offer(id, slot: slot, count: counts[slot], created: created)
    }
  }

  /// Gives new records of a slot to the queue of their partition.
  private mutating func offer(_ id: ProducerID, slot: Int, count: Int64, created: Instant) {
    let lane = LaneID(producers[id].firstLane.row + slot)
    let range = LaneRange(lane, laneNext[lane], count)
    laneNext[lane] += count
    let number = slots[producers[id].topic].number(
      of: slot, on: producers[id].cluster, by: producers[id].partitioner)
    send(range, to: Int(number), id, created)
  }

  /// Gives new records without a key to the partition in use.
  ///
  /// - Returns: The queue of that partition.
  private mutating func offerKeyless(
    _ id: ProducerID, _ numbers: Range<Int64>, created: Instant
  ) -> OutletID {
    let count = Int64(numbers.count)
    let number = stickyPartition(
      id, bytes: count * producers[id].recordBytes, first: numbers.lowerBound)
    let slot = slots[producers[id].topic].slot(ofPartition: number)
    let lane = LaneID(producers[id].firstLane.row + slot)
    let range = LaneRange(lane, laneNext[lane], count)
    laneNext[lane] += count
    send(range, to: number, id, created)
    return producers[id].outlets[number]
  }

  /// Puts records into the queue of a partition, but for those that cannot be serialised.
  private mutating func send(
    _ range: LaneRange, to number: Int, _ id: ProducerID, _ created: Instant
  ) {
    let outlet = producers[id].outlets[number]
    guard let reject = producers[id].reject else {
      if producers[id].source != nil { noteSent(range, outlet, by: id) }
      enqueue(range, outlet, created: created)
      return
    }
    for (part, isRefused) in split(range, by: reject.share) {
      if producers[id].state == .stuck {
        producers[id].held.append(HeldRecords(range: part, outlet: outlet))
      } else if isRefused {
        producers[id].bites += part.count
        refuse(part, outlet, id, reject)
      } else {
        enqueue(part, outlet, created: created)
      }
    }
  }

  private mutating func refuse(
    _ range: LaneRange, _ outlet: OutletID, _ id: ProducerID, _ reject: Reject
  ) {
    switch reject.then {
    case .skip, .deadLetter:
      giveUpRefused(range, since: now)
    case .fail:
      producers[id].state = .stuck
      producers[id].heldSince = now
      producers[id].held.append(HeldRecords(range: range, outlet: outlet))
    case .stop:
      giveUpRefused(range, since: now)
      producers[id].isToStop = true
    }
  }

  private mutating func giveUpRefused(_ range: LaneRange, since: Instant) {
    ledger.gaveUp(range, because: .schemaCompatMismatch, at: now, created: since)
  }

  /// Cuts a range where a record that is refused meets one that is not.
  func split(_ range: LaneRange, by share: Ratio) -> [(LaneRange, Bool)] {
    var parts: [(LaneRange, Bool)] = []
    for number in range.numbers {
      let refused = Sampling.ratio(
        draws.bits(.refusedRecord, entity: range.lane.index, UInt64(number)), share)
      if let last = parts.last, last.1 == refused {
        parts[parts.count - 1].0.count += 1
      } else {
        parts.append((LaneRange(range.lane, number, 1), refused))
      }
    }
    return parts
  }

  /// The partition that records without a key go to. The draw is addressed by the record that needs
  /// it.
  private mutating func stickyPartition(_ id: ProducerID, bytes: Int64, first: Int64) -> Int {
    if producers[id].chooser.partition < 0 {
      let random = UInt32(
        truncatingIfNeeded: draws.bits(.stickyPartition, entity: id.index, UInt64(first)))
      let choices = topics[producers[id].local].partitions
      if isLed(choices) {
        producers[id].chooser.choose(amongLed: choices.count, random: random)
      } else {
        let hasLeader = choices.map { partitions[$0].leader >= 0 }
        _ = producers[id].chooser.partition(hasLeader: hasLeader, random: random)
      }
    }
    let chosen = producers[id].chooser.partition
    producers[id].chooser.produced(bytes: bytes, stickyBytes: producers[id].settings.batchSize)
    return Int(chosen)
  }

  /// Whether each of some partitions has a leader.
  @inline(__always)
  private func isLed(_ choices: IDs<PartitionID>) -> Bool {
    for choice in choices where partitions[choice].leader < 0 { return false }
    return true
  }

  /// Puts records into the last waiting batch of a queue, or into new ones.
  mutating func enqueue(
    _ range: LaneRange, _ outlet: OutletID, created: Instant, again: ProvenanceID = .ordinary
  ) {
    let id = outlets[outlet].producer
    let size = producers[id].recordBytes
    var rest = range
    let isCoalesced = producers[id].clock.tick != nil
    let held = isCoalesced ? producers[id].backlogBytes : producers[id].bufferedBytes
    let free = producers[id].settings.bufferMemory - held
    if rest.count * size > free, !isCoalesced || held > 0 {
      let fits = max(0, free / max(1, size))
      // What fills the buffer came first.
      let oldest = outlets[outlet].queue.first.map { batches[$0].created } ?? now
      ledger.gaveUp(
        LaneRange(rest.lane, rest.first + fits, rest.count - fits),
        because: causeOfFailure(outlets[outlet].partition, since: oldest), at: now, created: now)
      rest.count = fits
    }
    producers[id].bufferedBytes += rest.count * size
    let perBatch =
      producers[id].clock.tick == nil
      ? max(1, producers[id].settings.batchSize / max(1, size)) : Int64.max
    while rest.count > 0 {
      let room = roomInLast(outlet, perBatch, again)
      if let last = room.batch {
        let part = min(rest.count, room.records)
        extend(last, LaneRange(rest.lane, rest.first, part), size)
        rest.first += part
        rest.count -= part
        continue
      }
      let part = min(rest.count, perBatch)
      let batch = batches.make(
        outlet, outlets[outlet].partition, LaneRange(rest.lane, rest.first, part))
      batches[batch].count = part
      batches[batch].bytes = part * size
      batches[batch].created = created
      batches[batch].again = again
      outlets[outlet].queue.append(batch)
      rest.first += part
      rest.count -= part
    }
    armDeadline(id)
  }

  private mutating func roomInLast(
    _ outlet: OutletID, _ perBatch: Int64, _ again: ProvenanceID
  ) -> (batch: BatchID?, records: Int64) {
    guard let last = outlets[outlet].queue.last, batches[last].attempts == 0,
      batches[last].again == again, batches[last].count < perBatch
    else { return (nil, 0) }
    return (last, perBatch - batches[last].count)
  }

  private mutating func extend(_ batch: BatchID, _ range: LaneRange, _ size: Int64) {
    batches[batch].count += range.count
    batches[batch].bytes += range.count * size
    if batches[batch].more.isEmpty, batches[batch].range.absorb(range) { return }
    if let last = batches[batch].more.indices.last, batches[batch].more[last].absorb(range) {
      return
    }
    batches[batch].more.append(range)
  }
}
