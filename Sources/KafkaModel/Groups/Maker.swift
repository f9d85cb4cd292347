import Accounting
import SimKernel

/// What the members of a group write of what they read: one record for each, under its key, into the
/// partition of the same number.
///
/// Number n of a lane of the output is made of number n of a lane of the input, however often that
/// happens: a record that is made twice is the same record twice.
package struct GroupOutput: Sendable {
  package let topic: TopicID
  /// Whether a member writes what it makes of a poll, and its positions, in one transaction.
  package let isExactlyOnce: Bool
  /// The lane of the output for each lane that the group reads, by row.
  let lanes: ContiguousArray<LaneID?>

  package init(topic: TopicID, isExactlyOnce: Bool, lanes: ContiguousArray<LaneID?>) {
    self.topic = topic
    self.isExactlyOnce = isExactlyOnce
    self.lanes = lanes
  }
}

/// What the producer of a member is at: what has been made since the member last went on.
package struct Maker: Sendable {
  package let member: MemberID
  /// Its number among all makers plus one, as it stands in logs.
  let number: UInt16
  let isExactlyOnce: Bool
  /// In the order in which it was read.
  var made: [Made] = []
  /// The next offsets to read that its transaction commits.
  var positions: [(row: GroupPartitionID, offset: Int64)] = []
  /// Whether the group's coordinator has them, and from when on nobody can stop the transaction any
  /// more: its coordinator is asked for the end.
  var hasSentPositions = false
  var decidedAt = Instant.never

  package init(member: MemberID, number: UInt16, isExactlyOnce: Bool) {
    self.member = member
    self.number = number
    self.isExactlyOnce = isExactlyOnce
  }

  /// Records that a member has read, and of which it has made others.
  struct Made: Sendable {
    let row: GroupPartitionID
    let slice: RunSlice
    /// Where the member's position came from when it read them.
    let position: ProvenanceID
    /// The lane of what is made, and the numbers of which no log has had it yet.
    let lane: LaneID
    var open: [Range<Int64>]

    /// The part of the slice that has some of its numbers.
    func slice(of numbers: Range<Int64>) -> RunSlice {
      var part = slice
      let shift = numbers.lowerBound - slice.first
      part.offset += shift
      part.first += shift
      part.count = Int64(numbers.count)
      if slice.source >= 0 { part.source += shift }
      return part
    }
  }

  /// The next offset to read of each partition after what has been made.
  var ends: [(row: GroupPartitionID, offset: Int64)] {
    var ends: [(row: GroupPartitionID, offset: Int64)] = []
    for part in made {
      if let place = ends.firstIndex(where: { $0.row == part.row }) {
        ends[place].offset = max(ends[place].offset, part.slice.end)
      } else {
        ends.append((part.row, part.slice.end))
      }
    }
    return ends
  }

  /// Takes numbers of a lane out of what no log has had yet.
  ///
  /// - Returns: The parts of it in the order of their numbers, each with what it was made of.
  mutating func write(_ range: LaneRange) -> [(numbers: Range<Int64>, of: Made)] {
    var rest = [range.numbers]
    var parts: [(numbers: Range<Int64>, of: Made)] = []
    for place in made.indices where made[place].lane == range.lane && !rest.isEmpty {
      for numbers in made[place].open {
        for part in rest.map({ $0.clamped(to: numbers) }) where !part.isEmpty {
          parts.append((part, made[place]))
          made[place].open = made[place].open.flatMap { $0.without(part) }
          rest = rest.flatMap { $0.without(part) }
        }
      }
    }
    return parts.sorted { $0.numbers.lowerBound < $1.numbers.lowerBound }
  }
}

extension Range<Int64> {
  /// What is left of it beside a part.
  fileprivate func without(_ part: Self) -> [Self] {
    let inner = part.clamped(to: self)
    guard !inner.isEmpty else { return [self] }
    return [lowerBound..<inner.lowerBound, inner.upperBound..<upperBound].filter { !$0.isEmpty }
  }
}
