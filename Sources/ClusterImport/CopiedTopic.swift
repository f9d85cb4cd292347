/// A topic that the mirror copies, partition by partition.
struct CopiedTopic {
  let name: String
  /// What its copy is called on the target.
  let targetName: String
  let source: TopicFacts
  /// Nil when no file tells of a copy.
  let target: TopicFacts?
  let partitions: [CopiedPartition]
  /// Whether compaction on the source leaves holes in its offsets.
  let isCompacted: Bool
}

/// A partition and its copy.
struct CopiedPartition {
  let number: Int
  let sourceStart: Int64?
  let sourceEnd: Int64?
  let targetStart: Int64?
  let targetEnd: Int64?
  /// The next source offset that the copier takes, from its connector offsets.
  let copied: Fact<Int64>?

  /// How far the copy's offsets lie below those of the source, as long as no record between was
  /// left out. True where the copier's position and the copy's end belong to one moment.
  var shift: Int64? {
    guard let copied, let targetEnd else { return nil }
    return copied.value - targetEnd
  }

  /// Records on the source that are not copied yet.
  var backlog: Int64? {
    guard let copied, let sourceEnd else { return nil }
    return sourceEnd - copied.value
  }

  /// Whether the copy lacks what the source still has at its beginning: it began later, or offsets
  /// without a record lie between, and then the shift was smaller before them.
  var missingHead: Int64 {
    guard let shift, let sourceStart, targetStart == 0 else { return 0 }
    return max(0, shift - sourceStart)
  }

  /// The copier's position if the copy was made from offset 0 on without a hole: both logs still
  /// begin there.
  var positionFromZero: Int64? {
    guard sourceStart == 0, targetStart == 0, let targetEnd, let sourceEnd, targetEnd > 0,
      targetEnd <= sourceEnd
    else { return nil }
    return targetEnd
  }
}

extension CopiedPartition {
  /// Where the source's log ends in the scenario: not before anything that is known to lie in it.
  var homeEnd: Int64 { max(sourceEnd ?? sourceStart ?? 0, copied?.value ?? 0) }
}

extension CopiedTopic {
  /// How many partitions the copy has once the mirror has added what it lacks.
  var targetPartitions: Int { max(target?.partitionCount ?? 0, source.partitionCount) }

  /// Whether positions can be counted over to the copy to the record.
  var isExact: Bool { !isCompacted && partitions.allSatisfy { $0.missingHead == 0 } }

  /// Whether both logs begin at offset 0, so that the copier's position can be guessed.
  var canCountFromZero: Bool {
    !isCompacted && !partitions.isEmpty
      && partitions.allSatisfy { $0.positionFromZero != nil || $0.copied != nil }
  }

  /// How far the copier is behind, by partition; nil when a partition does not say.
  var backlogs: [Int64]? {
    let known = partitions.compactMap(\.backlog)
    return known.count == partitions.count && !known.isEmpty ? known : nil
  }
}
