/// A probability or a share: two integers, so that it is exact.
///
/// ```swift
/// Ratio(3, outOf: 100)
/// Ratio(parsing: "5%")  // 1/20
/// ```
///
/// It lies between 0 and 1 and is kept in lowest terms.
@frozen
public struct Ratio: Hashable, Sendable, BitwiseCopyable {
  public let numerator: UInt32
  public let denominator: UInt32

  /// Creates the ratio of two integers; `numerator` may not exceed `denominator`, nor may that be 0.
  public init(_ numerator: UInt32, outOf denominator: UInt32) {
    invariant(
      denominator > 0 && numerator <= denominator,
      "\(numerator)/\(denominator) is not a ratio from 0 to 1")
    let divisor = UInt32(
      Decimal.greatestCommonDivisor(UInt64(numerator), UInt64(denominator)))
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
}

extension Ratio: Comparable {
  @inlinable public static func < (a: Self, b: Self) -> Bool {
    UInt64(a.numerator) * UInt64(b.denominator) < UInt64(b.numerator) * UInt64(a.denominator)
  }
}

extension Ratio {
  /// Reads `3/100`, `0.25` or `5%`; nil for anything else, for what exceeds 1, and for what needs
  /// more than 32 bits above or below the line.
  public init?(parsing text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let isPercent = text.hasSuffix("%")
    guard let above = Decimal(parsing: isPercent ? text.dropLast() : parts[0]),
      let aboveUnit = above.denominator
    else { return nil }
    var below: UInt64 = isPercent ? 100 : 1
    if parts.count == 2 {
      guard !isPercent, above.decimals == 0, let divisor = Decimal(parsing: parts[1]),
        divisor.decimals == 0
      else { return nil }
      below = divisor.digits
    }
    let (denominator, overflows) = aboveUnit.multipliedReportingOverflow(by: below)
    if overflows || denominator == 0 || above.digits > denominator { return nil }
    let divisor = Decimal.greatestCommonDivisor(above.digits, denominator)
    guard let lowest = UInt32(exactly: denominator / divisor) else { return nil }
    self.init(lowest: UInt32(above.digits / divisor), lowest)
  }
}

extension Ratio: CustomStringConvertible {
  /// Lowest terms as the parser takes them back: `3/100`, `1/20`, `0`, `1`.
  public var description: String {
    denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)"
  }
}
