/// Zipf's distribution: of `count` things, the one of rank *k* is chosen in proportion to 1 / *k*^s.
/// A few keys get most of the records.
///
/// ```swift
/// let keys = Zipf(count: 1_000, exponentHundredths: 100)
/// keys.rank(for: bits)  // 0 in 13 % of all draws
/// ```
///
/// The weights are integers, summed up once: the weight of the first is 2^60 / `count`, the others
/// are smaller, and none is 0.
public struct Zipf: Hashable, Sendable {
  /// The sum of the weights up to and including each rank.
  private let cumulative: ContiguousArray<UInt64>

  /// Creates the distribution with the exponent s = `exponentHundredths` / 100; with 0, all ranks
  /// are equally likely.
  ///
  /// - Complexity: O(`count`), about 20 ns each.
  public init(count: Int, exponentHundredths: Int) {
    invariant(count > 0, "a Zipf distribution ranks at least one thing, not \(count)")
    invariant(
      0...1_000 ~= exponentHundredths,
      "a Zipf exponent is 0 to 10, not \(exponentHundredths) hundredths")
    let first = FixedPoint.limit / Int64(count)
    var sum: UInt64 = 0
    cumulative = ContiguousArray(
      (1...UInt64(count)).map { rank in
        let power = FixedPoint.logarithm(of: rank) * Int64(exponentHundredths) / 100
        sum += UInt64(max(1, FixedPoint.product(first, powerOf: -power)))
        return sum
      })
  }

  public var count: Int { cumulative.count }

  /// Returns a rank, the most likely of which is 0.
  ///
  /// - Complexity: O(log `count`).
  public func rank(for bits: UInt64) -> Int {
    let place = Sampling.bounded(bits, below: cumulative[count - 1])
    var low = 0
    var high = count - 1
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > place { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
