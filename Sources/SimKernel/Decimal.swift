/// A number written with digits and at most one point, exactly: `1.50` is 150 with two decimals.
struct Decimal: Equatable {
  var digits: UInt64
  /// How many of the digits stand behind the point.
  var decimals: Int

  /// Reads ASCII digits with at least one of them on either side of a point; nil for anything else,
  /// signs included, and for numbers beyond 64 bits.
  init?(parsing text: Substring) {
    digits = 0
    decimals = 0
    var isBehindPoint = false
    for byte in text.utf8 {
      if byte == UInt8(ascii: "."), !isBehindPoint, byte != text.utf8.first {
        isBehindPoint = true
        continue
      }
      guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
      let (tens, overflows) = digits.multipliedReportingOverflow(by: 10)
      let (sum, carries) = tens.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0")))
      if overflows || carries { return nil }
      digits = sum
      if isBehindPoint { decimals += 1 }
    }
    if text.isEmpty || isBehindPoint && decimals == 0 { return nil }
  }

  /// The number as a whole number of units of which one goes `unit` times into 1; nil when that is
  /// not exact or beyond 64 bits.
  func scaled(by unit: UInt64) -> UInt64? {
    guard let denominator else { return nil }
    let divisor = Self.greatestCommonDivisor(unit, denominator)
    let (quotient, remainder) = digits.quotientAndRemainder(dividingBy: denominator / divisor)
    let (product, overflows) = quotient.multipliedReportingOverflow(by: unit / divisor)
    return remainder == 0 && !overflows ? product : nil
  }

  /// The power of ten under the digits; nil beyond 64 bits.
  var denominator: UInt64? {
    var power: UInt64 = 1
    for _ in 0..<decimals {
      let (product, overflows) = power.multipliedReportingOverflow(by: 10)
      if overflows { return nil }
      power = product
    }
    return power
  }

  static func greatestCommonDivisor(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}
