import Foundation
import SimKernel
import Testing

@Suite("Zipf distribution")
struct ZipfTests {
  @Test(arguments: [0, 50, 99, 100, 150])
  func `chooses each rank in proportion to its power`(hundredths: Int) {
    let zipf = Zipf(count: 5, exponentHundredths: hundredths)
    let powers = (1...5).map { pow(Double($0), -Double(hundredths) / 100) }
    var bound = 0.0
    for rank in 0..<5 {
      #expect(zipf.rank(for: UInt64((bound + 1e-7) * 0x1p64)) == rank)
      bound += powers[rank] / powers.reduce(0, +)
      #expect(zipf.rank(for: UInt64((bound - 1e-7) * 0x1p64)) == rank)
    }
  }

  @Test func `gives the first of a thousand keys an eighth of the records`() {
    let keys = Zipf(count: 1_000, exponentHundredths: 100)
    let first = draws(20_000).count { keys.rank(for: $0) == 0 }
    #expect(abs(first - 2_672) < 250)
  }

  @Test(arguments: [1, 2, 1_000])
  func `reaches the first rank and the last`(count: Int) {
    let zipf = Zipf(count: count, exponentHundredths: 1_000)
    #expect(zipf.count == count)
    #expect(zipf.rank(for: 0) == 0)
    #expect(zipf.rank(for: .max) == count - 1)
  }
}
