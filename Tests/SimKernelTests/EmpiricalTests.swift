import SimKernel
import Testing

@Suite("Empirical distribution")
struct EmpiricalTests {
  @Test func `has its values as quantiles and lines between them`() {
    let restart = Empirical([31, 9, 8, 10, 9])
    #expect(restart.value(for: 0) == 8)
    #expect(restart.value(for: 1 << 62) == 9)
    #expect(restart.value(for: 3 << 62) == 10)
    #expect(restart.value(for: 7 << 61) == 20)
    #expect(restart.value(for: .max) == 30)
  }

  @Test func `spans all of 64 bits`() {
    let wide = Empirical([.min, .max])
    #expect(wide.value(for: 0) == .min)
    #expect(wide.value(for: 1 << 63) == -1)
    #expect(wide.value(for: .max) == .max - 1)
  }

  @Test func `of one value is that value`() {
    #expect(draws(10).allSatisfy { Empirical([5]).value(for: $0) == 5 })
  }
}
