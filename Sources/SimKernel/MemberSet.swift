/// A set of up to 64 members in one word, each an index from 0 to 63: replicas, in-sync replicas,
/// members that have answered.
///
/// ```swift
/// var alive: MemberSet = [0, 1, 2]
/// alive.remove(1)
/// Array(alive)              // [0, 2]
/// alive.isSubset(of: [0, 2, 5])  // true
/// ```
///
/// Iteration goes from the smallest index to the largest, so it is the same in every run, unlike
/// that of `Set`. Every operation takes constant time. An index outside 0…63 is an invariant
/// failure where it is inserted; it is merely never a member where it is asked for or removed.
@frozen
public struct MemberSet: SetAlgebra, Hashable, Sendable, BitwiseCopyable {
  /// Bit *i* stands for member *i*.
  public var bits: UInt64

  @inlinable public init() { bits = 0 }
  @inlinable public init(bits: UInt64) { self.bits = bits }

  /// Creates the set of the indices 0 up to, not including, `count`.
  @inlinable public init(first count: Int) {
    invariant(0...64 ~= count, "a member set holds up to 64 members, not \(count)")
    bits = count == 64 ? .max : 1 << UInt64(count) - 1
  }

  @inlinable public var count: Int { bits.nonzeroBitCount }
  @inlinable public var isEmpty: Bool { bits == 0 }
  /// The smallest index; nil when the set is empty.
  @inlinable public var min: Int? { bits == 0 ? nil : bits.trailingZeroBitCount }
  /// The largest index; nil when the set is empty.
  @inlinable public var max: Int? { bits == 0 ? nil : 63 - bits.leadingZeroBitCount }

  @inlinable public func contains(_ member: Int) -> Bool {
    0..<64 ~= member && bits &>> UInt64(truncatingIfNeeded: member) & 1 == 1
  }

  @inlinable @discardableResult
  public mutating func insert(_ member: Int) -> (inserted: Bool, memberAfterInsert: Int) {
    invariant(0..<64 ~= member, "a member set holds the indices 0 to 63, not \(member)")
    let isNew = !contains(member)
    bits |= 1 &<< UInt64(truncatingIfNeeded: member)
    return (isNew, member)
  }

  /// Inserts; the same as `insert`, since equal indices cannot be told apart.
  @inlinable @discardableResult
  public mutating func update(with member: Int) -> Int? {
    insert(member).inserted ? nil : member
  }

  /// Removes an index and returns it; nil when it was no member.
  @inlinable @discardableResult
  public mutating func remove(_ member: Int) -> Int? {
    guard contains(member) else { return nil }
    bits &= ~(1 &<< UInt64(truncatingIfNeeded: member))
    return member
  }

  @inlinable public func union(_ other: Self) -> Self { Self(bits: bits | other.bits) }
  @inlinable public func intersection(_ other: Self) -> Self { Self(bits: bits & other.bits) }
  @inlinable public func symmetricDifference(_ other: Self) -> Self {
    Self(bits: bits ^ other.bits)
  }
  @inlinable public func subtracting(_ other: Self) -> Self { Self(bits: bits & ~other.bits) }
  @inlinable public func isSubset(of other: Self) -> Bool { bits & ~other.bits == 0 }
  @inlinable public func isDisjoint(with other: Self) -> Bool { bits & other.bits == 0 }

  @inlinable public mutating func formUnion(_ other: Self) { bits |= other.bits }
  @inlinable public mutating func formIntersection(_ other: Self) { bits &= other.bits }
  @inlinable public mutating func formSymmetricDifference(_ other: Self) { bits ^= other.bits }
  @inlinable public mutating func subtract(_ other: Self) { bits &= ~other.bits }
}

extension MemberSet: Sequence {
  /// Walks the indices upwards.
  @frozen
  public struct Iterator: IteratorProtocol, Sendable {
    @usableFromInline var rest: UInt64

    @inlinable init(rest: UInt64) { self.rest = rest }

    @inlinable public mutating func next() -> Int? {
      guard rest != 0 else { return nil }
      let member = rest.trailingZeroBitCount
      rest &= rest &- 1
      return member
    }
  }

  @inlinable public func makeIterator() -> Iterator { Iterator(rest: bits) }
  @inlinable public var underestimatedCount: Int { count }
}

extension MemberSet: CustomStringConvertible {
  /// The indices in order: `{0, 2}`.
  public var description: String { "{" + map(String.init).joined(separator: ", ") + "}" }
}
