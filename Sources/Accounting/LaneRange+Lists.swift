// Lists of disjoint ranges, as sets of records from which others are taken.

/// Takes `range` out of a list of disjoint ranges and returns what that was.
package func cut(_ range: LaneRange, from list: inout [LaneRange]) -> [LaneRange] {
  guard range.count > 0 else { return [] }
  var removed: [LaneRange] = []
  var left: [LaneRange] = []
  for part in list {
    let low = max(part.first, range.first)
    let high = min(part.end, range.end)
    guard part.lane == range.lane, low < high else {
      left.append(part)
      continue
    }
    removed.append(LaneRange(part.lane, low..<high))
    if part.first < low { left.append(LaneRange(part.lane, part.first..<low)) }
    if high < part.end { left.append(LaneRange(part.lane, high..<part.end)) }
  }
  list = left
  return removed
}

/// Takes `range` out of a list of disjoint ranges and returns how many records that were.
func remove(_ range: LaneRange, from list: inout [LaneRange]) -> Int64 {
  cut(range, from: &list).reduce(0) { $0 + $1.count }
}
