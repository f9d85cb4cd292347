/// Neighbouring records of one lane: numbers `first ..< first + count`.
package struct LaneRange: Equatable, Sendable, BitwiseCopyable {
  package var lane: LaneID
  package var first: Int64
  package var count: Int64

  @inlinable @inline(__always) package init(_ lane: LaneID, _ first: Int64, _ count: Int64) {
    self.lane = lane
    self.first = first
    self.count = count
  }

  @inlinable @inline(__always) package var end: Int64 { first + count }
  @inlinable @inline(__always) package var numbers: Range<Int64> { first..<first + count }
}
