/// Where a producer sends records without a key: one partition until enough bytes went there, then
/// another drawn at random.
///
/// Partitions without a leader are passed over as long as any partition has one, so a dead broker's
/// share goes to the others. Randomness comes in as an argument: the chooser is a plain value.
///
/// Kafka also weighs partitions by how long their broker's queue is
/// (`partitioner.adaptive.partitioning.enable`). Here every partition with a leader is as likely as
/// the next, which is what Kafka does while the queues are equally long.
///
/// - Source: Kafka 4.1, `BuiltInPartitioner` (KIP-794); cases in `key_partitioning`.
package struct StickyChooser: Equatable, Sendable, BitwiseCopyable {
  /// The partition in use, or -1 before the first choice.
  package private(set) var partition: Int32 = -1
  /// Bytes sent to it since it was chosen.
  package private(set) var producedBytes: Int64 = 0

  package init() {}

  /// Returns the partition for the next record, choosing one if none is in use.
  ///
  /// - Parameters:
  ///   - hasLeader: For each partition of the topic whether it has a leader; not empty.
  ///   - random: Any number; only looked at when a choice is made.
  package mutating func partition(hasLeader: [Bool], random: UInt32) -> Int32 {
    if partition < 0 { choose(hasLeader: hasLeader, random: random) }
    return partition
  }

  /// Books bytes sent to the partition in use, and leaves it when that was enough.
  ///
  /// - Parameters:
  ///   - stickyBytes: `batch.size`.
  ///   - batchIsFull: Whether the batch may go as it is. While it may not, Kafka stays up to twice
  ///     as long rather than send a fraction of a batch.
  /// - Returns: Whether the next record needs a new choice.
  @discardableResult
  package mutating func produced(
    bytes: Int64, stickyBytes: Int64, batchIsFull: Bool = true
  ) -> Bool {
    producedBytes += bytes
    let isEnough = producedBytes >= stickyBytes && batchIsFull
    guard isEnough || producedBytes >= 2 * stickyBytes else { return false }
    partition = -1
    return true
  }

  /// Chooses among `count` partitions, all of which have a leader.
  ///
  /// - Complexity: O(1).
  package mutating func choose(amongLed count: Int, random: UInt32) {
    partition = Int32((random & 0x7fff_ffff) % UInt32(count))
    producedBytes = 0
  }

  private mutating func choose(hasLeader: [Bool], random: UInt32) {
    partition = Self.choice(hasLeader: hasLeader, number: random & 0x7fff_ffff)
    producedBytes = 0
  }

  /// Returns the partition at place `number`, counted around the partitions that have a leader, or
  /// around all of them when none has.
  ///
  /// - Complexity: O(*n*) in the number of partitions.
  package static func choice(hasLeader: [Bool], number: UInt32) -> Int32 {
    var led: UInt32 = 0
    for isLed in hasLeader where isLed { led += 1 }
    if led == 0 { return Int32(number % UInt32(hasLeader.count)) }
    var left = number % led
    for partition in hasLeader.indices where hasLeader[partition] {
      if left == 0 { return Int32(partition) }
      left -= 1
    }
    return 0
  }
}

/// The partitions of a topic in turn, those without a leader left out.
///
/// - Source: Kafka 4.1, `RoundRobinPartitioner`.
package struct RoundRobinChooser: Equatable, Sendable, BitwiseCopyable {
  /// Records given a partition so far.
  package private(set) var turn: UInt32 = 0

  package init() {}

  /// Returns the partition for the next record.
  ///
  /// - Parameter hasLeader: For each partition of the topic whether it has a leader; not empty.
  package mutating func next(hasLeader: [Bool]) -> Int32 {
    defer { turn &+= 1 }
    return StickyChooser.choice(hasLeader: hasLeader, number: turn & 0x7fff_ffff)
  }
}
