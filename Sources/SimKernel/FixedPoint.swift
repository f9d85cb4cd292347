/// Logarithm, exponential and normal quantile by tables and integer arithmetic, in units of 2^-40.
package enum FixedPoint {
  /// Results of sampling saturate here: added to an instant, it is after everything scheduled.
  package static let limit: Int64 = 1 << 60 - 1

  /// Returns -ln((`word` | 1) / 2^64), between 0 and 44.4. The error is below 1e-8.
  ///
  /// Leading zeros count halvings. What is left lies in [1/2, 1): a chord of the table's 256 cells
  /// there, minus the curvature of the logarithm.
  @inline(__always)
  package static func negativeLogarithm(_ word: UInt64) -> Int64 {
    let odd = word | 1
    let halvings = odd.leadingZeroBitCount
    let scaled = odd &<< UInt64(truncatingIfNeeded: halvings)
    let cell = Int(truncatingIfNeeded: scaled &>> 55) & 255
    let inside = Int64(truncatingIfNeeded: scaled &>> 23) & 0xFFFF_FFFF  // in units of 2^-32
    let from = ExponentialTable.negativeLogarithms[cell]
    let step = from &- ExponentialTable.negativeLogarithms[cell &+ 1]
    let chord = from &- (step &* (inside &>> 8)) &>> 24
    // Half the second derivative, 1/x², times h²f(1-f) at the place f in a cell of width h. The
    // step is h/x, so no division is needed.
    let slope = step &>> 16
    let bow = (parabola(inside) &* slope &* slope) &>> 41
    return Int64(halvings) &* ExponentialTable.ln2 &+ chord &- bow
  }

  /// Returns f(1-f) for f between 0 and 1, both in units of 2^-32.
  @inline(__always)
  private static func parabola(_ f: Int64) -> Int64 {
    let place = f &>> 16
    return place &* (0x1_0000 &- place)
  }

  /// Returns the natural logarithm of a number from 1 on. The error is below 1e-8.
  package static func logarithm(of number: UInt64) -> Int64 {
    invariant(number > 0, "0 has no logarithm")
    let zeros = number.leadingZeroBitCount
    let fraction = negativeLogarithm(number &<< UInt64(truncatingIfNeeded: zeros))
    return Int64(64 - zeros) * ExponentialTable.ln2 - fraction
  }

  /// Returns e^`x` as `mantissa` / 2^62 · 2^`exponent`, the mantissa standing for 1 up to 2. The
  /// relative error is below 1e-10.
  package static func power(of x: Int64) -> (mantissa: UInt64, exponent: Int) {
    var exponent = x / ExponentialTable.ln2
    if x < exponent * ExponentialTable.ln2 { exponent -= 1 }
    let rest = x - exponent * ExponentialTable.ln2
    let d = rest & (1 << 34 - 1)  // below 1/64, so four terms of the series suffice
    let square = ((d >> 4) * (d >> 4)) >> 32
    let cube = (square * d) >> 40
    let fourth = (square * square) >> 40
    let series = 1 << 40 + d + square / 2 + cube / 6 + fourth / 24
    let (high, low) = ExponentialTable.powers[Int(rest >> 34)]
      .multipliedFullWidth(by: UInt64(series))
    return (high << 24 | low >> 40, Int(exponent))
  }

  /// Returns `number` · e^`x`, cut off to a whole number and to `limit`.
  package static func product(_ number: Int64, powerOf x: Int64) -> Int64 {
    let (mantissa, exponent) = power(of: x)
    if number == 0 || exponent < -64 { return 0 }
    if exponent > 60 { return limit }
    let product = (UInt128(UInt64(number)) * UInt128(mantissa)) >> UInt128(62 - exponent)
    return Int64(min(product, UInt128(limit)))
  }

  /// Returns a standard normal value, from -9.2 to 9.2, by inversion. The error is below 1e-4.
  ///
  /// The highest bit is its sign, the others say with what probability it is passed. The table is
  /// read like that of the logarithm: a chord minus the curve. With the slope s and the value z,
  /// the second derivative of the quantile over -ln *q* is s(zs - 1).
  package static func normal(_ word: UInt64) -> Int64 {
    let place = negativeLogarithm(word &<< 1) + ExponentialTable.ln2
    let cell = Int(place >> 37) - NormalTable.first
    let inside = (place & (1 << 37 - 1)) >> 5  // in units of 2^-32
    let from = NormalTable.deviations[cell]
    let step = NormalTable.deviations[cell + 1] - from
    let chord = from + (step * (inside >> 8)) >> 24
    let slope = step >> 17  // this and the next two in units of 2^-20, the step being 1/8 wide
    let bend = ((chord >> 20) * slope) >> 20 - 1 << 20
    let curvature = (slope * bend) >> 20
    let deviation = chord - (parabola(inside) * curvature) >> 19
    return word >> 63 == 0 ? deviation : -deviation
  }
}
