import Accounting

extension PlainWorld {
  mutating func applyToReader(_ operation: Operation) {
    switch operation {
    case .read(let reader, let partition, let count):
      read(reader, partition, count) { $0.consume($1, reader, partition, at: $2) }
    case .refuse(let reader, let partition, let count):
      read(reader, partition, count) { world, entry, _ in
        world.readers[reader].pass(entry.record!, Blame(.recordRefused))
      }
    case .commit(let reader, let partition):
      let stand = readers[reader].stands[partition]
      readers[reader].stands[partition].committed = stand.position ?? stand.committed
    case .put(let reader, let partition, let put): self.put(reader, partition, put)
    case .move(let reader):
      readers[reader].home = 1 - readers[reader].home
      for partition in setting.partitions.indices
      where setting.partitions[partition].cluster == readers[reader].home {
        self.put(reader, partition, .departure)
      }
    case .forgive(let reader, let lane, let first, let count):
      readers[reader].forgiven.formUnion(
        (first..<first + count).map { PlainRecord(lane: lane, number: $0) })
    default: break
    }
  }

  /// Takes up to `count` offsets, one by one.
  private mutating func read(
    _ reader: Int, _ partition: Int, _ count: Int,
    _ each: (inout PlainWorld, PlainEntry, Int) -> Void
  ) {
    guard setting.reads(reader, partition) else { return }
    findPosition(reader, partition)
    let first = readers[reader].stands[partition].position!
    for (offset, entry) in logs[partition].entries(in: first..<first + count) {
      if entry.record != nil { each(&self, entry, offset) }
      readers[reader].stands[partition].position = offset + 1
    }
  }

  /// Makes sure that there is a position inside the log.
  private mutating func findPosition(_ reader: Int, _ partition: Int) {
    let stand = readers[reader].stands[partition]
    if stand.position == nil {
      if stand.committed == nil {
        reset(reader, partition, .resetEarliest, .new)
      } else {
        put(reader, partition, .resumed)
      }
    }
    let position = readers[reader].stands[partition].position!
    if position > logs[partition].end {
      reset(reader, partition, .resetEarliest, .aboveEnd(readers[reader].stands[partition].how))
    } else if position < logs[partition].start {
      reset(reader, partition, .resetEarliest, .belowStart)
    }
  }

  private mutating func reset(
    _ reader: Int, _ partition: Int, _ policy: Amplifier, _ reason: PlainReader.How.Reason
  ) {
    let log = logs[partition]
    place(
      reader, partition, at: policy == .resetEarliest ? log.start : log.end,
      .reset(policy, reason))
  }

  private mutating func put(_ reader: Int, _ partition: Int, _ put: Put) {
    guard setting.reads(reader, partition) else { return }
    let log = logs[partition]
    let stand = readers[reader].stands[partition]
    func inside(_ step: Int) -> Int { min(log.start + step, log.end) }
    switch put {
    case .resumed:
      guard let offset = stand.committed else { return }
      place(reader, partition, at: offset, .resumed)
      findPosition(reader, partition)
    case .byHand(let step): place(reader, partition, at: inside(step), .byHand)
    case .external(let step): place(reader, partition, at: inside(step), .external)
    case .exactly(let step): place(reader, partition, at: inside(step), .exactly)
    case .translated(let step):
      guard let upstream = readers[reader].stands[setting.partner(of: partition)].position else {
        return
      }
      place(
        reader, partition, at: max(log.start, log.end - step),
        .translated(upstream: upstream, mayOvershoot: upstream % 2 == 0))
    case .departure:
      if let offset = stand.position { place(reader, partition, at: offset, .departure) }
    case .earliest: reset(reader, partition, .resetEarliest, .new)
    case .latest: reset(reader, partition, .resetLatest, .new)
    }
  }

  /// Puts a reader at an offset. What it never got to and now has behind it was passed over.
  private mutating func place(
    _ reader: Int, _ partition: Int, at offset: Int, _ how: PlainReader.How
  ) {
    let reached = readers[reader].stands[partition].reached
    for (_, entry) in logs[partition].entries(in: reached..<max(reached, offset)) {
      if let record = entry.record { readers[reader].pass(record, how.causeOfPassing) }
    }
    readers[reader].stands[partition].position = offset
    readers[reader].stands[partition].how = how
  }

  /// Applies one record, and says why if it had been applied before.
  private mutating func consume(
    _ entry: PlainEntry, _ reader: Int, _ partition: Int, at offset: Int
  ) {
    let record = entry.record!
    let stand = readers[reader].stands[partition]
    let isElsewhere = setting.partitions[partition].cluster != readers[reader].home
    let isReread = offset < stand.reached
    var blame: Blame?
    if !readers[reader].hasApplied(record) {
      readers[reader].early[record] = entry.why.map { Blame($0.cause) }
    } else if !isReread, entry.why == nil, let early = readers[reader].early[record] {
      // It is the first of the two that should not have been.
      blame = early
      readers[reader].early[record] = nil
    } else {
      blame = stand.how.causeOfRepeating(entry, isReread: isReread, byTwoOwners: isElsewhere)
    }
    readers[reader].apply(record, at: now, blame)
    readers[reader].stands[partition].reached = max(stand.reached, offset + 1)
  }
}
