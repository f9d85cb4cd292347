import Accounting
import SimKernel

extension RangeWorld {
  mutating func applyToReader(_ operation: Operation) {
    switch operation {
    case .read(let reader, let partition, let count): read(reader, partition, Int64(count))
    case .refuse(let reader, let partition, let count): refuse(reader, partition, Int64(count))
    case .commit(let reader, let partition):
      let position = stands[reader][partition].position
      if position >= 0 { stands[reader][partition].committed = position }
    case .put(let reader, let partition, let put): self.put(reader, partition, put)
    case .move(let reader):
      homes[reader] = 1 - homes[reader]
      for partition in setting.partitions.indices
      where setting.partitions[partition].cluster == homes[reader] {
        self.put(reader, partition, .departure)
      }
    case .forgive(let reader, let lane, let first, let count):
      forgiven[SubscriptionID(reader), default: []].append(
        LaneRange(LaneID(lane), Int64(first), Int64(count)))
    default: break
    }
  }

  private mutating func read(_ reader: Int, _ partition: Int, _ count: Int64) {
    let slices = fetch(reader, partition, count)
    if gathers, !slices.isEmpty { return apply(slices, reader, partition) }
    for slice in slices {
      ledger.applied(
        slice, by: SubscriptionID(reader), from: PartitionID(partition),
        position: stands[reader][partition].origin,
        elsewhere: setting.partitions[partition].cluster != homes[reader], at: now)
    }
  }

  private mutating func apply(_ slices: [RunSlice], _ reader: Int, _ partition: Int) {
    var found = RunBuffer()
    for slice in slices { found.append(slice) }
    let id = SubscriptionID(reader)
    let done = ledger.appliedInOrder(&found, by: id, from: PartitionID(partition), at: now)
    ledger.applied(
      &found, from: done, by: id, from: PartitionID(partition),
      position: stands[reader][partition].origin,
      elsewhere: setting.partitions[partition].cluster != homes[reader], at: now, gathering: 1)
  }

  private mutating func refuse(_ reader: Int, _ partition: Int, _ count: Int64) {
    for slice in fetch(reader, partition, count) {
      ledger.refused(
        Refusal(
          subscription: SubscriptionID(reader), range: slice.range, keptAside: slice.count > 1),
        at: now)
    }
  }

  /// Takes up to `count` offsets and moves past them.
  private mutating func fetch(
    _ reader: Int, _ partition: Int, _ count: Int64
  ) -> [RunSlice] {
    guard setting.reads(reader, partition) else { return [] }
    findPosition(reader, partition)
    let position = stands[reader][partition].position
    let end = min(position + count, logs[partition].end)
    guard position < end else { return [] }
    logs[partition].read(position..<end, into: &found)
    stands[reader][partition].position = end
    return (0..<found.count).map { found[$0] }.filter { $0.kind != .marker }
  }

  private mutating func findPosition(_ reader: Int, _ partition: Int) {
    if stands[reader][partition].position < 0 {
      if stands[reader][partition].committed < 0 {
        reset(reader, partition, .resetEarliest, .new)
      } else {
        put(reader, partition, .resumed)
      }
    }
    let position = stands[reader][partition].position
    if position > logs[partition].end {
      reset(reader, partition, .resetEarliest, .aboveEnd)
    } else if position < logs[partition].start {
      reset(reader, partition, .resetEarliest, .belowStart)
    }
  }

  private mutating func reset(
    _ reader: Int, _ partition: Int, _ policy: Amplifier, _ reason: Mechanism.Reset.Reason
  ) {
    let reset = Mechanism.Reset(
      policy: policy, because: reason, position: stands[reader][partition].origin)
    let log = logs[partition]
    place(
      reader, partition, at: policy == .resetEarliest ? log.start : log.end,
      ledger.note(.reset(reset), at: now))
  }

  private mutating func put(_ reader: Int, _ partition: Int, _ put: Put) {
    guard setting.reads(reader, partition) else { return }
    let stand = stands[reader][partition]
    switch put {
    case .resumed:
      guard stand.committed >= 0 else { return }
      place(reader, partition, at: stand.committed, .resumed)
      findPosition(reader, partition)
    case .byHand(let step): place(reader, partition, step, .setByHand)
    case .external(let step): place(reader, partition, step, .external)
    case .exactly(let step): place(reader, partition, step, .setExactly)
    case .translated(let step):
      let upstream = stands[reader][setting.partner(of: partition)].position
      guard upstream >= 0 else { return }
      let translated = Mechanism.Translated(
        upstream: upstream, taken: now, mayOvershoot: upstream % 2 == 0)
      let log = logs[partition]
      place(
        reader, partition, at: max(log.start, log.end - Int64(step)),
        ledger.note(.translated(translated), at: now))
    case .departure:
      guard stand.position >= 0 else { return }
      place(reader, partition, at: stand.position, ledger.note(.setToDeparture, at: now))
    case .earliest: reset(reader, partition, .resetEarliest, .new)
    case .latest: reset(reader, partition, .resetLatest, .new)
    }
  }

  /// Puts a reader so many offsets after the start of the log.
  private mutating func place(
    _ reader: Int, _ partition: Int, _ step: Int, _ mechanism: Mechanism
  ) {
    let offset = min(logs[partition].start + Int64(step), logs[partition].end)
    place(reader, partition, at: offset, ledger.note(mechanism, at: now))
  }

  private mutating func place(
    _ reader: Int, _ partition: Int, at offset: Int64, _ origin: ProvenanceID
  ) {
    let mark = reader * setting.partitions.count + partition
    let placement = Placement(
      subscription: SubscriptionID(reader), partition: PartitionID(partition),
      read: ledger.readUpTo[mark], offset: offset, provenance: origin, at: now)
    ledger.placed(placement)
    logs[partition].read(placement.skipped, into: &found)
    for place in 0..<found.count where found[place].kind != .marker {
      ledger.skipped(found[place].range, by: placement)
    }
    stands[reader][partition].position = offset
    stands[reader][partition].origin = origin
  }
}
