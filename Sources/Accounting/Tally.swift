/// A count by blame, in the order of names.
package struct Tally: Equatable, Sendable {
  package private(set) var rows: [(blame: Blame, count: Int64)] = []

  package init() {}

  package var total: Int64 { rows.reduce(0) { $0 + $1.count } }
  package var unattributed: Int64 { self[.unattributed] }

  package subscript(cause: Cause) -> Int64 {
    rows.reduce(0) { $0 + ($1.blame.cause == cause ? $1.count : 0) }
  }

  package subscript(blame: Blame) -> Int64 {
    rows.first { $0.blame == blame }?.count ?? 0
  }

  package mutating func add(_ count: Int64, _ blame: Blame) {
    guard count != 0 else { return }
    if let place = rows.firstIndex(where: { $0.blame == blame }) {
      rows[place].count += count
    } else {
      rows.append((blame, count))
      rows.sort { $0.blame < $1.blame }
    }
  }

  package mutating func add(_ other: Tally) {
    for row in other.rows { add(row.count, row.blame) }
  }

  package static func == (a: Self, b: Self) -> Bool {
    a.rows.elementsEqual(b.rows) { $0.blame == $1.blame && $0.count == $1.count }
  }
}
