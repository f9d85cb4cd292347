/// Neighbouring records of one lane: numbers `first ..< first + count`.
///
/// (Public and frozen, like the IDs: what is `package` is not inlined in other modules.)
@frozen public struct LaneRange: Equatable, Sendable, BitwiseCopyable {
  public var lane: LaneID
  public var first: Int64
  public var count: Int64

  @inlinable @inline(__always) public init(_ lane: LaneID, _ first: Int64, _ count: Int64) {
    self.lane = lane
    self.first = first
    self.count = count
  }

  @inlinable @inline(__always) public var end: Int64 { first + count }
  @inlinable @inline(__always) public var numbers: Range<Int64> { first..<first + count }
}
