/// A probability or a share: two integers, so that it is exact.
///
/// ```swift
/// Ratio(3, outOf: 100)
/// Ratio(parsing: "5%")  // 1/20
/// ```
///
/// It is kept in lowest terms and never exceeds 1.
@frozen
public struct Ratio: Hashable, Sendable, BitwiseCopyable {
  public let numerator: UInt32
  public let denominator: UInt32

  /// Creates the ratio of two integers; `numerator` may not exceed `denominator`, nor may that be 0.
  public init(_ numerator: UInt32, outOf denominator: UInt32) {
    invariant(
      denominator > 0 && numerator <= denominator,
      "\(numerator)/\(denominator) is not a ratio from 0 to 1")
    let divisor = Self.greatestCommonDivisor(numerator, denominator)
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  @inlinable init(lowest numerator: UInt32, _ denominator: UInt32) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// Never.
  @inlinable public static var zero: Ratio { Ratio(lowest: 0, 1) }
  /// Always.
  @inlinable public static var one: Ratio { Ratio(lowest: 1, 1) }

  private static func greatestCommonDivisor(_ a: UInt32, _ b: UInt32) -> UInt32 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}

extension Ratio: Comparable {
  @inlinable public static func < (a: Self, b: Self) -> Bool {
    UInt64(a.numerator) * UInt64(b.denominator) < UInt64(b.numerator) * UInt64(a.denominator)
  }
}
