/// The figures that tell how counts spread.
package struct Percentiles: Equatable, Sendable {
  package let count: Int
  package let p5: Int64
  package let median: Int64
  package let p95: Int64

  /// - Parameter values: At least one. A percentile is the least value that so many of them do not
  ///   exceed; the median of an even number lies halfway between the two in the middle, rounded down.
  package init(_ values: [Int64]) {
    let sorted = values.sorted()
    func nearest(_ percent: Int) -> Int64 {
      sorted[max(0, (sorted.count * percent + 99) / 100 - 1)]
    }
    count = sorted.count
    p5 = nearest(5)
    p95 = nearest(95)
    let (low, high) = (sorted[(sorted.count - 1) / 2], sorted[sorted.count / 2])
    median = low + (high - low) / 2
  }
}
