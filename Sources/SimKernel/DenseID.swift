/// A typed row number: which row of which table, and of no other.
///
/// IDs are given in the order in which the scenario names things, so that walking a table in ID
/// order is the same walk in every run.
public protocol DenseID: Hashable, Comparable, Sendable, BitwiseCopyable {
  var index: UInt32 { get }
  init(index: UInt32)
}

extension DenseID {
  @inlinable public init(_ row: Int) { self.init(index: UInt32(row)) }
  @inlinable public var row: Int { Int(index) }
  @inlinable public static func < (a: Self, b: Self) -> Bool { a.index < b.index }
}
