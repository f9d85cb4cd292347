/// The checksum by which clients built on librdkafka spread keys over partitions.
///
/// The CRC of IEEE 802.3 (the one of zip and Ethernet): reflected polynomial `edb88320`, all ones
/// before and after. A Java producer and such a client put the same key into different partitions.
///
/// - Source: librdkafka, partitioner `consistent`; cases in `key_partitioning`.
package enum CRC32 {
  /// Returns the checksum.
  ///
  /// - Complexity: O(*n*) in the number of bytes.
  package static func checksum(_ bytes: Span<UInt8>) -> UInt32 {
    var remainder = UInt32.max
    for index in 0..<bytes.count {
      let row = UInt8(truncatingIfNeeded: remainder) ^ bytes[index]
      remainder = table[Int(row)] ^ (remainder >> 8)
    }
    return ~remainder
  }

  package static func checksum(_ bytes: [UInt8]) -> UInt32 { checksum(bytes.span) }

  /// The checksum's change for each value of its lowest byte.
  private static let table: [UInt32] = (0..<256).map { row in
    var remainder = UInt32(row)
    for _ in 0..<8 {
      let isOdd = remainder & 1 == 1
      remainder >>= 1
      if isOdd { remainder ^= 0xedb8_8320 }
    }
    return remainder
  }
}
