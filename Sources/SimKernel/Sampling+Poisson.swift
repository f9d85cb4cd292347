extension Sampling {
  /// Returns how many events happen in a stretch during which `meanMillionths` / 10^6 are expected
  /// and each comes independently of the others.
  ///
  /// Small means are inverted: the probabilities of 0, 1, 2 … are subtracted from a random number
  /// until it is used up. A larger mean is split into parts of at most 16, whose counts add up to
  /// the same distribution. Probabilities are right to 1e-10.
  ///
  /// - Complexity: O(mean), about 5 ns for each event expected.
  public static func poisson(_ bits: UInt64, meanMillionths: Int64) -> Int64 {
    invariant(meanMillionths >= 0, "a mean of \(meanMillionths)e-6 events is below 0")
    var rest = meanMillionths
    if rest <= largestPart { return inverted(bits, meanMillionths: rest) }
    var sequence = DrawSequence(bits)
    var count: Int64 = 0
    while rest > 0 {
      let part = min(rest, largestPart)
      count += inverted(sequence.next(), meanMillionths: part)
      rest -= part
    }
    return count
  }

  /// The largest mean that is inverted at once, in millionths: e^-16 still has 36 bits of 60.
  private static let largestPart: Int64 = 16_000_000

  private static func inverted(_ bits: UInt64, meanMillionths: Int64) -> Int64 {
    if meanMillionths == 0 { return 0 }
    let mean = UInt64(meanMillionths << 36 / 1_000_000)  // in units of 2^-36
    // Probabilities are in units of 2^-60, so that one times 16 fits a word.
    var probability = UInt64(FixedPoint.product(1 << 60 - 1, powerOf: -Int64(mean << 4)))
    var left = bits >> 4
    var count: Int64 = 0
    while left >= probability && probability > 0 {
      left -= probability
      count += 1
      let (high, low) = probability.multipliedFullWidth(by: mean)
      probability = (high << 28 | low >> 36) / UInt64(count)
    }
    return count
  }
}
