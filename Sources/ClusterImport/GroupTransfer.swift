/// What happens to a group in one topic if its readers start on the target now, from the positions
/// that are there.
///
/// The true position on the target is the source's less the shift of the copy; what lies between it
/// and the position found there is read again, or passed over.
struct GroupTransfer {
  let group: GroupFacts
  let topic: CopiedTopic
  let partitions: [Partition]

  struct Partition {
    let number: Int
    /// The next offset to read on the source.
    let source: GroupFacts.Position
    /// On the target; nil when no file has a line for it.
    let target: GroupFacts.Position?
    let outcome: Outcome
  }

  enum Outcome: Equatable {
    /// Reads so many records again, of which some are still to be copied.
    case rereads(Int64, waiting: Int64)
    /// Passes so many over.
    case skips(Int64)
    /// Reads again this many more than the copier is behind, which no file tells. It may be below 0.
    case rereadsBeyondBacklog(Int64)
    /// Stands beyond the end of the log, or before its beginning: `auto.offset.reset` decides.
    case pastEnd(by: Int64)
    case beforeStart(by: Int64)
    /// Has no position there: `auto.offset.reset` decides.
    case nowhere
    /// Logs end who knows where.
    case unknown
  }

  init(_ group: GroupFacts, _ topic: CopiedTopic, on target: GroupFacts?) {
    self.group = group
    self.topic = topic
    let there = target?.positions[topic.targetName] ?? [:]
    partitions = topic.partitions.compactMap { partition in
      guard let position = group.positions[topic.name]?[partition.number],
        let committed = position.committed
      else { return nil }
      let found = there[partition.number]
      return Partition(
        number: partition.number, source: position, target: found,
        outcome: Self.outcome(committed, found?.committed, partition))
    }
  }

  private static func outcome(
    _ committed: Int64, _ found: Int64?, _ partition: CopiedPartition
  ) -> Outcome {
    guard let found else { return .nowhere }
    guard let end = partition.targetEnd else { return .unknown }
    if found > end { return .pastEnd(by: found - end) }
    if let start = partition.targetStart, found < start { return .beforeStart(by: start - found) }
    if let shift = partition.shift {
      let truth = committed - shift
      return truth < found
        ? .skips(found - truth)
        : .rereads(truth - found, waiting: min(truth - found, max(0, truth - end)))
    }
    guard let sourceEnd = partition.sourceEnd else { return .unknown }
    return .rereadsBeyondBacklog((end - found) - (sourceEnd - committed))
  }

  /// Where the group ought to stand on the target, by partition; nil when the files do not tell.
  var truePositions: [Int64]? {
    let known = partitions.compactMap { partition in
      topic.partitions[partition.number].shift.map { partition.source.committed! - $0 }
    }
    return known.count == partitions.count && !known.isEmpty ? known : nil
  }

  /// The lines of the group on both clusters.
  var places: [FilePlace?] {
    partitions.prefix(1).flatMap { [$0.source.at, $0.target?.at] }
  }
}
