/// How a producer finds the partition of a record.
///
/// ```swift
/// Partitioner.murmur2.partition(ofKey: Array("hejsan".utf8), among: 17)  // 5
/// Partitioner.sticky.partition(ofKey: Array("hejsan".utf8), among: 17)   // nil: the key is ignored
/// ```
package enum Partitioner: UInt8, Equatable, Sendable, BitwiseCopyable {
  /// By key with `Murmur2`: the default of Java clients for records that have a key.
  case murmur2
  /// By key with `CRC32`: the default of clients built on librdkafka.
  ///
  /// An empty key is a key here, as in librdkafka's `consistent`. Its `consistent_random` scatters
  /// empty keys like absent ones.
  case crc32
  /// Without regard to the key: one partition until enough bytes went there (`StickyChooser`). The
  /// default of Java clients for records without a key, and for all with
  /// `partitioner.ignore.keys=true`.
  case sticky
  /// Without regard to the key: the partitions that have a leader, in turn (`RoundRobinChooser`).
  case roundRobin

  /// Returns the partition a key decides for, or nil when the key does not decide.
  ///
  /// Every partition the topic has counts, with or without a leader: a key does not move when a
  /// broker fails.
  ///
  /// - Parameter count: Partitions of the topic, at least one.
  /// - Complexity: O(*n*) in the number of bytes.
  /// - Source: Kafka 4.1, `BuiltInPartitioner.partitionForKey`; librdkafka, `consistent`.
  package func partition(ofKey key: Span<UInt8>, among count: Int32) -> Int32? {
    switch self {
    case .murmur2: Murmur2.toPositive(Murmur2.hash(key)) % count
    case .crc32: Int32(truncatingIfNeeded: CRC32.checksum(key) % UInt32(count))
    case .sticky, .roundRobin: nil
    }
  }

  package func partition(ofKey key: [UInt8], among count: Int32) -> Int32? {
    partition(ofKey: key.span, among: count)
  }
}
