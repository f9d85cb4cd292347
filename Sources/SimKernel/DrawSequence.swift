/// Any number of draws below one address, for the few distributions that need more than one: the
/// bits at the address are the key of a generator whose counter counts from 0.
///
/// ```swift
/// var sequence = DrawSequence(draws.bits(.order, entity: 3, tick))
/// sequence.next()
/// ```
///
/// It is not a `RandomNumberGenerator`, on purpose: what the standard library makes of one, such as
/// `shuffled(using:)`, may change from version to version.
@frozen
public struct DrawSequence: Sendable {
  @usableFromInline let key: UInt64
  @usableFromInline var index: UInt64

  @inlinable public init(_ bits: UInt64) {
    key = bits
    index = 0
  }

  @inlinable public mutating func next() -> UInt64 {
    let block = Philox.block(
      (UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index &>> 32), .max, .max),
      key: key)
    index &+= 1
    return UInt64(block.1) &<< 32 | UInt64(block.0)
  }
}
