import Costing
import Testing

@Suite("Money")
struct MoneyTests {
  @Test func `is counted in millionths and rounded once a line`() throws {
    let price = try #require(Price("0.0004/1000", per: .requests))
    #expect(price.of(1).micros == 0)
    #expect(price.of(2).micros == 1)
    #expect(price.of(1_000_000).micros == 400_000)
    #expect(
      try #require(Price("0.00003/1000", per: .requests)).of(1_000_000_000).micros == 30_000_000)
  }

  @Test func `is the same for the same thing in other units`() throws {
    let hour = try #require(Price("0.6528/h", per: .time))
    let month = try #require(Price("476.544/month", per: .time))
    let sixMonths: Int128 = 6 * 730 * 3_600_000
    #expect(hour.of(sixMonths) == month.of(sixMonths))
    #expect(month.of(sixMonths).micros == 2_859_264_000)
  }

  @Test(arguments: [
    "", "1", "-1/h", "1/GB-month", "1 /h", "0.0000000001/h", "1000000000/h", "x/h", "1/",
  ])
  func `has no price of another form`(text: String) {
    #expect(Price(text, per: .time) == nil)
  }

  @Test func `does not overflow, however much there is of it`() throws {
    let price = try #require(Price("999999999.999999999/1000", per: .requests))
    #expect(price.of(.max) == Money(micros: .max))
    #expect(price.of(.max) + price.of(1) == Money(micros: .max))
  }

  @Test(arguments: [
    (12_898_754_400, 2, "12,898.75"), (12_898_754_400, 0, "12,899"), (499_999, 0, "0"),
    (1, 6, "0.000001"), (-1_500_000, 1, "−1.5"), (-1, 2, "0.00"),
    (1_000_000_000_000, 0, "1,000,000"),
  ])
  func `is written with so many decimals`(micros: Int64, decimals: Int, text: String) {
    #expect(Money(micros: micros).text(decimals: decimals) == text)
  }
}
