import SimKernel
import Testing

@Suite("Ratio")
struct RatioTests {
  @Test(
    "reads fractions, decimals and percentages",
    arguments: [
      ("3/100", Ratio(3, outOf: 100)), ("0.25", Ratio(1, outOf: 4)), ("5%", Ratio(1, outOf: 20)),
      ("2.5%", Ratio(1, outOf: 40)), ("0", .zero), ("0/7", .zero), ("1", .one), ("100%", .one),
      ("1.000", .one), ("7/7", .one), ("0.000000001", Ratio(1, outOf: 1_000_000_000)),
    ])
  func reads(text: String, ratio: Ratio) { #expect(Ratio(parsing: text) == ratio) }

  @Test(
    "refuses what is no probability",
    arguments: [
      "", "%", "/", "1/", "/2", "1/0", "0/0", "5/4", "101%", "1.5", "-1", "+1", "1/2/3", "1/2%",
      "1.5/3", "1/2.5", ".5", "5.", "1..5", "5 %", "five", "1e-3", "１",
      "0.00000000001", "99999999999999999999/99999999999999999999",
    ])
  func refuses(text: String) { #expect(Ratio(parsing: text) == nil) }

  @Test(
    "prints lowest terms, which it reads back",
    arguments: [
      ("3/100", "3/100"), ("0.25", "1/4"), ("5%", "1/20"), ("0%", "0"), ("4/4", "1"),
      ("4294967294/4294967295", "4294967294/4294967295"),
    ])
  func prints(text: String, printed: String) throws {
    let ratio = try #require(Ratio(parsing: text))
    #expect("\(ratio)" == printed)
    #expect(Ratio(parsing: printed) == ratio)
  }

  @Test func `compares by value`() {
    #expect(Ratio(2, outOf: 4) == Ratio(1, outOf: 2))
    #expect(Ratio(1, outOf: 3) < Ratio(1, outOf: 2))
    #expect(!(Ratio.one < Ratio(7, outOf: 7)))
    #expect(Ratio.zero < Ratio(1, outOf: .max))
  }

  @Test func `is never above 1`() async {
    await #expect(processExitsWith: .failure) { _ = Ratio(5, outOf: 4) }
  }
}
