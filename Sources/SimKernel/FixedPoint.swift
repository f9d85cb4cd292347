/// Logarithm and exponential in units of 2^-40, by tables and integer arithmetic.
enum FixedPoint {
  /// Results of sampling saturate here: added to an instant, it is after everything scheduled.
  static var limit: Int128 { 1 << 60 - 1 }

  /// Returns -ln((`word` | 1) / 2^64), between 0 and 44.4, in units of 2^-40.
  ///
  /// Leading zeros count halvings. What is left lies in [1/2, 1): a chord of the table's 256 cells
  /// there, minus the curvature of the logarithm. The error is below 1e-8.
  @inline(__always)
  static func negativeLogarithm(_ word: UInt64) -> Int64 {
    let odd = word | 1
    let halvings = odd.leadingZeroBitCount
    let scaled = odd &<< UInt64(truncatingIfNeeded: halvings)
    let cell = Int(truncatingIfNeeded: scaled &>> 55) & 255
    let inside = Int64(truncatingIfNeeded: scaled &>> 23) & 0xFFFF_FFFF  // in units of 2^-32
    let from = ExponentialTable.negativeLogarithms[cell]
    let to = ExponentialTable.negativeLogarithms[cell &+ 1]
    let step = from &- to
    let chord = from &- (step &* (inside &>> 8)) &>> 24
    // Half the second derivative, 1/x², times h²f(1-f) for the place f in a cell of width h; and
    // h/x is the step.
    let place = inside &>> 16
    let bow = place &* (0x1_0000 &- place)
    let slope = step &>> 16
    return Int64(halvings) &* ExponentialTable.ln2 &+ chord &- (bow &* slope &* slope) &>> 41
  }
}
