import MigrationModel

/// What a control's line asks for: `expect_dup: 0`, `expect_dup_max: 101`.
struct ControlNumber {
  let metric: String
  let bound: ClosedRange<Int64>
  /// Whether it is a stall that is not over at the end.
  let isOpen: Bool

  init(_ key: String, _ value: FlowValue) {
    let isMost = key.hasSuffix("_max")
    let name = key.dropFirst("expect_".count).dropLast(isMost ? "_max".count : 0)
    metric = name.split(separator: "_").joined(separator: "-")
    isOpen = value.text == "open"
    let number = value.number ?? -1
    bound = isMost ? 0...number : number...number
  }

  /// Whether an expectation asks for the whole metric, at one of `points`, and for no less.
  func isAsked(by expectation: Expectation, at points: Set<String>) -> Bool {
    if isOpen, expectation.metric == metric, points.contains(expectation.point) {
      return expectation.bound == .open
    }
    guard expectation.metric == metric, points.contains(expectation.point),
      expectation.cause == nil || expectation.metric == "reorder"
        || expectation.metric.hasPrefix("log-"),
      expectation.kind == nil, let asked = expectation.bound.numbers
    else { return false }
    return bound.contains(asked.lowerBound) && bound.contains(asked.upperBound)
  }
}

extension CatalogueBlock {
  /// Where a control's number counts: where the incident has one other than 0, or any other number
  /// than 0 if it has none of that metric, or going forward.
  func points(of number: ControlNumber) -> Set<String> {
    let some = rows.filter { $0.bound != 0...0 }
    let same = some.filter { $0.metric == number.metric }
    let points = (same.isEmpty ? some : same).map(\.point)
    return points.isEmpty ? ["FWD"] : Set(points)
  }
}
