extension Sampling {
  /// Returns a whole number from the exponential distribution with the given mean: the gap to the
  /// next of events that come independently at a steady rate.
  ///
  /// The fraction is cut off, so the mean of what is returned is half a unit below `mean`: take
  /// nanoseconds, not seconds. The largest value is 44 means; results saturate at 2^60 - 1.
  public static func exponential(_ bits: UInt64, mean: Int64) -> Int64 {
    invariant(mean >= 0, "an exponential delay has a mean of at least 0, not \(mean)")
    let product = Int128(FixedPoint.negativeLogarithm(bits)) &* Int128(mean)
    return Int64(min(product &>> 40, Int128(FixedPoint.limit)))
  }
}
