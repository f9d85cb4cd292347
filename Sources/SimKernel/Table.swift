/// Rows that answer only to their own kind of ID: `brokers[partition]` does not compile.
///
/// A table is a value. Copying one is free; the first write after a copy copies its rows once.
@frozen
public struct Table<ID: DenseID, Row> {
  @usableFromInline var rows: ContiguousArray<Row>

  @inlinable public init() { rows = [] }
  @inlinable public init(_ rows: some Sequence<Row>) { self.rows = ContiguousArray(rows) }
  @inlinable public init(repeating row: Row, count: Int) {
    rows = ContiguousArray(repeating: row, count: count)
  }

  @inlinable public var count: Int { rows.count }
  @inlinable public var isEmpty: Bool { rows.isEmpty }
  /// Every ID of the table, in order.
  @inlinable public var ids: IDs<ID> { IDs(0..<rows.count) }

  /// Accesses the row named by `id`, in place: writing one field copies no row.
  @inlinable public subscript(id: ID) -> Row {
    get { rows[id.row] }
    _modify { yield &rows[id.row] }
  }

  /// Adds a row and returns its ID.
  @inlinable @discardableResult public mutating func append(_ row: Row) -> ID {
    rows.append(row)
    return ID(rows.count - 1)
  }

  @inlinable public mutating func reserveCapacity(_ n: Int) { rows.reserveCapacity(n) }
}

extension Table: Sendable where Row: Sendable {}
extension Table: Equatable where Row: Equatable {}

/// A run of neighbouring IDs, in order: the partitions of a topic, the members of a group.
@frozen
public struct IDs<ID: DenseID>: RandomAccessCollection, Equatable, Sendable {
  @usableFromInline var rows: Range<Int>

  @inlinable public init(_ rows: Range<Int>) { self.rows = rows }

  @inlinable public var startIndex: Int { 0 }
  @inlinable public var endIndex: Int { rows.count }
  /// The ID at a place of the run, counted from 0: the third broker of a cluster is `brokers[2]`.
  @inlinable public subscript(place: Int) -> ID { ID(rows.lowerBound + place) }
  @inlinable public func contains(_ id: ID) -> Bool { rows.contains(id.row) }
}
