/// A distribution given by measured values: as likely as they were, and straight lines in between.
///
/// ```swift
/// let restart = Empirical([8, 9, 9, 10, 31])  // seconds, five restarts
/// restart.value(for: bits)                    // between 9 and 10 in a quarter of all draws
/// ```
///
/// The values are taken as quantiles at equal steps, the smallest as the minimum and the largest as
/// the maximum.
public struct Empirical: Hashable, Sendable {
  /// In ascending order.
  public let values: ContiguousArray<Int64>

  /// Creates the distribution of `values`, of which there is at least one, in any order.
  public init(_ values: some Sequence<Int64>) {
    self.values = ContiguousArray(values.sorted())
    invariant(!self.values.isEmpty, "an empirical distribution needs at least one value")
  }

  /// Returns a value, its fraction cut off.
  public func value(for bits: UInt64) -> Int64 {
    let (below, fraction) = bits.multipliedFullWidth(by: UInt64(values.count - 1))
    let low = values[Int(below)]
    guard fraction > 0 else { return low }
    let step = UInt64(bitPattern: values[Int(below) + 1] &- low)
    return low &+ Int64(bitPattern: step.multipliedFullWidth(by: fraction).high)
  }
}
