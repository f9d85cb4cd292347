/// An exact non-negative quotient in lowest terms: `3/100`, or records per second.
///
/// Texts such as `0.1/s` have no exact `Double`; a simulator that must repeat to the byte keeps
/// both integers.
package struct Fraction: Hashable, Sendable, BitwiseCopyable {
  package let numerator: Int64
  /// At least 1.
  package let denominator: Int64

  package static let zero = Fraction(0)
  package static let one = Fraction(1)

  package init(_ whole: Int64) {
    numerator = whole
    denominator = 1
  }

  /// Reduces to lowest terms.
  ///
  /// - Returns: `nil` if the denominator is zero, the value is negative, or a term does not fit.
  package init?(_ numerator: Int128, over denominator: Int128) {
    guard numerator >= 0, denominator > 0 else { return nil }
    var (a, b) = (numerator, denominator)
    while b != 0 { (a, b) = (b, a % b) }
    guard let top = Int64(exactly: numerator / a), let bottom = Int64(exactly: denominator / a)
    else { return nil }
    self.numerator = top
    self.denominator = bottom
  }

  package var isZero: Bool { numerator == 0 }
}

extension Fraction: Comparable {
  package static func < (a: Self, b: Self) -> Bool {
    Int128(a.numerator) * Int128(b.denominator) < Int128(b.numerator) * Int128(a.denominator)
  }
}

extension Fraction: CustomStringConvertible {
  package var description: String {
    denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)"
  }
}
