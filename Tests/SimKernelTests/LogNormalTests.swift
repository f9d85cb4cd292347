import Foundation
import SimKernel
import Testing

@Suite("Log-normal distribution")
struct LogNormalTests {
  /// Quantiles of the standard normal distribution, from tables.
  static let deviations: [(probability: Double, deviation: Double)] = [
    (0.001, -3.090232), (0.01, -2.326348), (0.1, -1.281552), (0.25, -0.674490), (0.5, 0),
    (0.75, 0.674490), (0.9, 1.281552), (0.99, 2.326348), (0.999, 3.090232), (0.9999, 3.719016),
  ]

  @Test(arguments: deviations, [100, 500, 1_000, 2_000] as [Int64])
  func `has its quantiles to a thousandth`(
    quantile: (probability: Double, deviation: Double), sigma: Int64
  ) {
    let value = Sampling.lognormal(
      bits(for: quantile.probability), median: 1_000_000_000, sigmaThousandths: sigma)
    let exact = 1e9 * exp(quantile.deviation * Double(sigma) / 1_000)
    #expect(abs(Double(value) / exact - 1) < 0.001)
  }

  @Test func `takes its sigma from the value that 1 in 100 exceeds`() {
    let latency = LogNormal(median: 20_000_000, p99: 400_000_000)
    #expect(abs(Double(latency.value(for: bits(for: 0.5))) / 20e6 - 1) < 0.001)
    #expect(abs(Double(latency.value(for: bits(for: 0.99))) / 400e6 - 1) < 0.001)
    let fixed = LogNormal(median: 7_000_000, p99: 7_000_000)
    #expect(draws(50).allSatisfy { fixed.value(for: $0) == 7_000_000 })
  }

  @Test func `has its median and mean over many draws`() {
    let values = draws(50_000).map {
      Sampling.lognormal($0, median: 1_000_000, sigmaThousandths: 500)
    }
    #expect(abs(values.count { $0 < 1_000_000 } - 25_000) < 600)
    #expect(abs(mean(values) / (1e6 * exp(0.125)) - 1) < 0.02)
  }

  @Test func `saturates rather than overflows`() {
    let wild = LogNormal(median: .max, sigmaThousandths: 100_000)
    #expect(Instant(nanoseconds: wild.value(for: 0)) == .never)
    #expect(wild.value(for: 1 << 63) == 0)
    for bits in draws(500) + [0, .max, 1 << 63, 1 << 63 - 1] {
      #expect(0...(1 << 60 - 1) ~= wild.value(for: bits))
    }
  }

  /// The bits of the value that lies at a quantile: the sign first, then how rarely it is passed.
  func bits(for probability: Double) -> UInt64 {
    let tail = min(probability, 1 - probability)
    let rest = min(UInt64(tail * 0x1p64), 1 << 63 - 1)
    return probability < 0.5 ? 1 << 63 | rest : rest
  }
}
