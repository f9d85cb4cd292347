/// The hash by which Kafka's Java client spreads keys over partitions.
///
/// A 32-bit MurmurHash2 with Kafka's own seed: keys hash alike in every Java client ever shipped,
/// which is why two clusters with equally many partitions agree on where a key lies.
///
/// ```swift
/// Murmur2.hash("foobar")              // -790332482
/// Murmur2.toPositive(-790332482)      // 1357151166
/// ```
///
/// - Source: Kafka 4.1, `Utils.murmur2` and `Utils.toPositive`; cases in `key_partitioning`.
package enum Murmur2 {
  private static let seed: UInt32 = 0x9747_b28c
  private static let multiplier: UInt32 = 0x5bd1_e995

  /// Returns the hash as Kafka shows it, a signed number.
  ///
  /// - Complexity: O(*n*) in the number of bytes.
  package static func hash(_ bytes: Span<UInt8>) -> Int32 {
    let count = bytes.count
    var hash = seed ^ UInt32(truncatingIfNeeded: count)
    var index = 0
    while index &+ 4 <= count {
      hash = (hash &* multiplier) ^ mixed(word(of: bytes, at: index))
      index &+= 4
    }
    hash = withTail(of: bytes, from: index, in: hash)
    hash = (hash ^ (hash >> 13)) &* multiplier
    return Int32(bitPattern: hash ^ (hash >> 15))
  }

  package static func hash(_ bytes: [UInt8]) -> Int32 { hash(bytes.span) }

  /// Returns the hash of the text's UTF-8 bytes.
  package static func hash(_ text: String) -> Int32 { hash(Array(text.utf8).span) }

  /// Clears the sign bit.
  ///
  /// This is not the absolute value: -1 becomes 2147483647.
  package static func toPositive(_ hash: Int32) -> Int32 { hash & Int32.max }

  private static func word(of bytes: Span<UInt8>, at index: Int) -> UInt32 {
    UInt32(bytes[index]) | UInt32(bytes[index &+ 1]) << 8
      | UInt32(bytes[index &+ 2]) << 16 | UInt32(bytes[index &+ 3]) << 24
  }

  private static func mixed(_ word: UInt32) -> UInt32 {
    let product = word &* multiplier
    return (product ^ (product >> 24)) &* multiplier
  }

  /// Folds in the up to three bytes that fill no word, the first of them lowest.
  private static func withTail(of bytes: Span<UInt8>, from start: Int, in hash: UInt32) -> UInt32 {
    guard start < bytes.count else { return hash }
    var hash = hash
    for index in start..<bytes.count {
      hash ^= UInt32(bytes[index]) << UInt32(8 &* (index &- start))
    }
    return hash &* multiplier
  }
}
