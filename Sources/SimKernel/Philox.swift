/// Philox 4×32-10: a counter-based generator, which turns any 128-bit counter and 64-bit key into
/// 128 random bits without any state.
///
/// For a given key it is a permutation of the counters. It passes the whole of BigCrush, also with
/// counters and keys that differ in a single bit, which is how addresses differ.
///
/// - Source: Salmon, Moraes, Dror, Shaw: *Parallel Random Numbers: As Easy as 1, 2, 3* (SC 2011).
///   Checked against the known answers published with it.
@usableFromInline
enum Philox {
  @usableFromInline typealias Block = (UInt32, UInt32, UInt32, UInt32)

  @inlinable
  static func block(_ counter: Block, key: UInt64) -> Block {
    var (a, b, c, d) = counter
    var low = UInt32(truncatingIfNeeded: key)
    var high = UInt32(truncatingIfNeeded: key &>> 32)
    for _ in 0..<10 {
      let first = UInt64(a) &* 0xD251_1F53
      let second = UInt64(c) &* 0xCD9E_8D57
      (a, b, c, d) = (
        UInt32(truncatingIfNeeded: second &>> 32) ^ b ^ low,
        UInt32(truncatingIfNeeded: second),
        UInt32(truncatingIfNeeded: first &>> 32) ^ d ^ high,
        UInt32(truncatingIfNeeded: first)
      )
      // The fractions of the golden ratio and of √3.
      low &+= 0x9E37_79B9
      high &+= 0xBB67_AE85
    }
    return (a, b, c, d)
  }
}
