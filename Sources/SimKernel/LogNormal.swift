/// The log-normal distribution: what multiplies many small influences, as latencies and service
/// times do. Most values lie near the median, and a few far above it.
///
/// ```swift
/// let latency = LogNormal(median: 20_000_000, p99: 400_000_000)
/// latency.value(for: bits)  // at most 20 ms in half of all draws, above 400 ms in one of 100
/// ```
@frozen
public struct LogNormal: Hashable, Sendable, BitwiseCopyable {
  /// Half of the values do not exceed it.
  public let median: Int64
  /// The standard deviation of the logarithm, in units of 2^-40.
  let sigma: Int64

  /// Creates the distribution whose logarithm has a standard deviation of `sigmaThousandths`.
  public init(median: Int64, sigmaThousandths: Int64) {
    invariant(median >= 0, "a log-normal median is at least 0, not \(median)")
    invariant(
      0...100_000 ~= sigmaThousandths, "a log-normal sigma is 0 to 100, not \(sigmaThousandths)e-3")
    self.median = median
    sigma = sigmaThousandths << 40 / 1_000
  }

  /// Creates the distribution of which 1 % exceeds `p99`; that may not lie below the median.
  public init(median: Int64, p99: Int64) {
    invariant(0 < median && median <= p99, "a median of \(median) does not go with a p99 of \(p99)")
    self.median = median
    let ratio = FixedPoint.logarithm(of: UInt64(p99)) - FixedPoint.logarithm(of: UInt64(median))
    sigma = Int64(Int128(ratio) << 40 / Self.deviationsOfP99)
  }

  /// 99 % of normal values lie below this many standard deviations, in units of 2^-40.
  private static var deviationsOfP99: Int128 { 2_557_846_537_760 }

  /// Returns a value, its fraction cut off; values saturate at 2^60 - 1.
  public func value(for bits: UInt64) -> Int64 {
    let exponent = (Int128(FixedPoint.normal(bits)) * Int128(sigma)) >> 40
    return FixedPoint.product(median, powerOf: Int64(exponent))
  }
}

extension Sampling {
  /// Returns a value of the log-normal distribution with the given median, whose logarithm has a
  /// standard deviation of `sigmaThousandths`.
  public static func lognormal(_ bits: UInt64, median: Int64, sigmaThousandths: Int64) -> Int64 {
    LogNormal(median: median, sigmaThousandths: sigmaThousandths).value(for: bits)
  }
}
