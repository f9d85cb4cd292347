/// A rolling 128-bit fold of everything a run did: equal digests, equal runs.
///
/// ```swift
/// var digest = Digest()
/// digest.fold(entry.key, entry.payload)
/// "\(digest)"  // 32 hexadecimal digits
/// ```
///
/// The state is two words. A step xors one input word into each, mixes each by an odd multiplier
/// and a shift, and crosses them: their sum goes left, the first one goes right. For given inputs
/// the step is a permutation of the state, and for a given state different inputs give different
/// states. So two runs that differ in exactly one fold never have the same digest, and whatever
/// else differs collides with the odds of 128 random bits. It guards against accidents, not against
/// somebody who looks for collisions.
///
/// The digest is our own, so that its value stays the same on every machine and in every version of
/// the language; the standard `Hasher` promises neither. Its values are fixed by a test.
@frozen
public struct Digest: Equatable, Sendable, BitwiseCopyable {
  @usableFromInline var left: UInt64
  @usableFromInline var right: UInt64

  /// Creates the digest of nothing.
  @inlinable public init() {
    // The fractions of √2 and √3: any start but zero would do, for zero maps to itself.
    left = 0x6A09_E667_F3BC_C908
    right = 0xBB67_AE85_84CA_A73B
  }

  /// Folds one word.
  @inlinable @inline(__always)
  public mutating func fold(_ a: UInt64) {
    // No payload reaches this bit, so a word never looks like a key with a payload.
    step(a, 1 << 32)
  }

  /// Folds an executed event: its key in the agenda and its payload, at the price of one word.
  @inlinable @inline(__always)
  public mutating func fold(_ key: Int64, _ payload: UInt32) {
    step(UInt64(bitPattern: key), UInt64(payload))
  }

  @inlinable @inline(__always)
  mutating func step(_ a: UInt64, _ b: UInt64) {
    let x = Self.mix(left ^ a, by: 0x9E37_79B9_7F4A_7C15)
    let y = Self.mix(right ^ b, by: 0xD1B5_4A32_D192_ED03)
    left = x &+ y
    right = x
  }

  /// Sends high bits up by the multiplication and down again by the shift; undoes neither.
  @inlinable @inline(__always)
  static func mix(_ word: UInt64, by odd: UInt64) -> UInt64 {
    let product = word &* odd
    return product ^ product &>> 32
  }

  /// The two words of the digest. The newest fold is mixed into every bit of both.
  public var words: (UInt64, UInt64) {
    var end = self
    for _ in 0..<4 { end.step(0, 0) }
    return (end.left, end.right)
  }
}

extension Digest: CustomStringConvertible {
  /// 32 lower-case hexadecimal digits.
  public var description: String {
    func hex(_ word: UInt64) -> String {
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
    return hex(words.0) + hex(words.1)
  }
}
