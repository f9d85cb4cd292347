import Foundation
import SimKernel
import Testing

/// What the integer functions are measured by: libm, which the model itself may not use.
@Suite("Fixed-point functions")
struct FixedPointTests {
  let one = 0x1p40

  @Test func `tables are logarithms and powers to the last digit`() {
    #expect(Double(ExponentialTable.ln2) == (log(2) * one).rounded())
    for (i, row) in ExponentialTable.negativeLogarithms.enumerated() {
      #expect(abs(Double(row) + log(Double(256 + i) / 512) * one) < 0.51)
    }
    for (i, row) in ExponentialTable.powers.enumerated() {
      #expect(abs(Double(row) * 0x1p-62 / exp(Double(i) / 64) - 1) < 1e-15)
    }
  }

  @Test func `rows of the normal table are passed as rarely as they say`() {
    for (i, row) in NormalTable.deviations.enumerated() {
      let passed = erfc(Double(row) / one / 2.0.squareRoot()) / 2
      let logarithm = Double(i + NormalTable.first) / 8
      #expect(abs(-log(passed) - logarithm) < 1e-9 * logarithm)
    }
  }

  @Test func `the negative logarithm is right to 1e-8`() {
    for word in words() {
      let exact = -log(Double(word | 1) * 0x1p-64)
      check(Double(FixedPoint.negativeLogarithm(word)) / one, exact, within: 1e-8)
    }
  }

  @Test func `the logarithm of a number is right to 1e-8`() {
    for number in words() where number > 0 {
      check(
        Double(FixedPoint.logarithm(of: number)) / one, log(Double(number)), within: 1.2e-8)
    }
    #expect(FixedPoint.logarithm(of: 1) == 0)
  }

  @Test func `a power is right to a relative 1e-10`() {
    var random = Lehmer(seed: 5)
    for _ in 0..<20_000 {
      let x = Int64(bitPattern: random.next()) >> 18
      let (mantissa, exponent) = FixedPoint.power(of: x)
      #expect(1 << 62..<1 << 63 ~= mantissa)
      let value = log(Double(mantissa) * 0x1p-62) + Double(exponent) * log(2)
      check(value, Double(x) / one, within: 1e-10)
    }
  }

  @Test func `a product with a power saturates and vanishes`() {
    let x = Int64(1) << 40
    #expect(FixedPoint.product(1_000_000_000, powerOf: 0) == 1_000_000_000)
    #expect(FixedPoint.product(1_000_000_000, powerOf: x) == 2_718_281_828)
    #expect(FixedPoint.product(1, powerOf: 100 * x) == FixedPoint.limit)
    #expect(FixedPoint.product(.max, powerOf: 0) == FixedPoint.limit)
    #expect(FixedPoint.product(.max, powerOf: -44 * x) == 0)
    #expect(FixedPoint.product(.max, powerOf: -4_000 * x) == 0)
    #expect(FixedPoint.product(0, powerOf: 4_000 * x) == 0)
  }

  @Test func `a normal value is right to 1e-4 and odd about its middle`() {
    for word in words() {
      let value = Double(FixedPoint.normal(word)) / one
      let passed = -log(erfc(abs(value) / 2.0.squareRoot()) / 2)
      let exact = -log(Double(word << 1 | 1) * 0x1p-65)
      // The slope of -ln q over the value is at least 0.8, and about the value itself.
      check(passed, exact, within: 1e-4 * max(1, abs(value) + 1))
      #expect(FixedPoint.normal(word ^ 1 << 63) == -FixedPoint.normal(word))
    }
  }

  /// Words of all sizes, and the ends.
  func words() -> [UInt64] {
    var random = Lehmer(seed: 3)
    return [0, 1, 2, .max, .max - 1, 1 << 63, 1 << 63 - 1, 1 << 55]
      + (0..<20_000).map { i in random.next() >> UInt64(i % 64) }
  }

  func check(_ value: Double, _ exact: Double, within tolerance: Double) {
    if abs(value - exact) > tolerance { Issue.record("\(value) is not \(exact)") }
  }
}
