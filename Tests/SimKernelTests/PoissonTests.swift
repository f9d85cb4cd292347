import Foundation
import SimKernel
import Testing

@Suite("Poisson distribution")
struct PoissonTests {
  @Test(arguments: [0.3, 1, 3.7, 16, 16.1, 100])
  func `has its mean and a variance of the same size`(expected: Double) {
    let counts = draws(10_000).map {
      Sampling.poisson($0, meanMillionths: Int64(expected * 1_000_000))
    }
    let mean = mean(counts)
    let variance = counts.map { pow(Double($0) - mean, 2) }.reduce(0, +) / Double(counts.count)
    #expect(abs(mean - expected) < 5 * (expected / 10_000).squareRoot())
    #expect(abs(variance / expected - 1) < 0.1)
  }

  @Test func `gives each count its probability`() {
    // The bits divide the unit interval among 0, 1, 2 … in turn.
    var bound = 0.0
    for count in 0..<12 as Range<Int64> {
      let probability = exp(-2.5) * pow(2.5, Double(count)) / tgamma(Double(count) + 1)
      let below = Sampling.poisson(UInt64((bound + 1e-9) * 0x1p64), meanMillionths: 2_500_000)
      bound += probability
      let above = Sampling.poisson(UInt64((bound - 1e-9) * 0x1p64), meanMillionths: 2_500_000)
      #expect(below == count)
      #expect(above == count)
    }
  }

  @Test func `counts nothing where nothing is expected, and ends for any bits`() {
    #expect(Sampling.poisson(.max, meanMillionths: 0) == 0)
    #expect(Sampling.poisson(.max, meanMillionths: 1) < 10)
    #expect(Sampling.poisson(.max, meanMillionths: 16_000_000) < 200)
  }
}
