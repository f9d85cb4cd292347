/// An amount of money, in millionths of the currency's unit.
///
/// Every line of a bill is rounded once, half up, and sums are sums of rounded lines: a bill adds up.
package struct Money: Hashable, Sendable {
  package var micros: Int64

  package init(micros: Int64) { self.micros = micros }

  package static let zero = Money(micros: 0)

  package static func + (a: Self, b: Self) -> Self {
    let (sum, overflows) = a.micros.addingReportingOverflow(b.micros)
    return Money(micros: overflows ? .max : sum)
  }

  package static func += (a: inout Self, b: Self) { a = a + b }
}

extension Money: Comparable {
  package static func < (a: Self, b: Self) -> Bool { a.micros < b.micros }
}

extension Money {
  /// This much of `other`, in hundredths of a percent, rounded half up; nil of nothing.
  package func basisPoints(of other: Money) -> Int64? {
    guard other.micros > 0, micros >= 0 else { return nil }
    let share = (Int128(micros) * 20_000 + Int128(other.micros)) / (2 * Int128(other.micros))
    return Int64(clamping: share)
  }

  /// The amount in whole units of the currency and so many decimals, from 0 to 6, rounded half up:
  /// `12,898.75`.
  package func text(decimals: Int) -> String {
    var unit: UInt64 = 1_000_000
    for _ in 0..<decimals { unit /= 10 }
    let rounded = (micros.magnitude + unit / 2) / unit
    var digits = String(rounded)
    while digits.count <= decimals { digits = "0" + digits }
    let whole = digits.dropLast(decimals)
    var text = ""
    for (place, digit) in whole.enumerated() {
      if place > 0, (whole.count - place) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    if decimals > 0 { text += "." + digits.suffix(decimals) }
    return (micros < 0 && rounded > 0 ? "−" : "") + text
  }
}
