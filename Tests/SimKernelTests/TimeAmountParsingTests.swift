import SimKernel
import Testing

@Suite("Amounts of time as text")
struct TimeAmountParsingTests {
  @Test(
    "reads a number with a unit",
    arguments: [
      ("30s", .seconds(30)), ("5m", .minutes(5)), ("1h", .hours(1)), ("250ms", .milliseconds(250)),
      ("2d", .hours(48)), ("10us", .microseconds(10)), ("7ns", .nanoseconds(7)), ("0s", .zero),
      ("1.5s", .milliseconds(1_500)), ("0.25m", .seconds(15)), ("1.500000000d", .hours(36)),
      ("0.001us", .nanoseconds(1)), ("007s", .seconds(7)),
      ("9223372036854775807ns", .nanoseconds(.max)),
    ] as [(String, TimeAmount)])
  func reads(text: String, amount: TimeAmount) { #expect(TimeAmount(parsing: text) == amount) }

  @Test(
    "refuses anything else",
    arguments: [
      "", "s", "30", "-30s", "+30s", "1m30s", "30 s", " 30s", "30s ", "30S", "30sec", "1.5ns",
      ".5s", "5.s", "1..5s", "1.2.3s", "1,5s", "1e3s", "0x10s", "٣s", "30µs",
      "9223372036854775808ns", "106752d", "99999999999999999999999s", "0.00000000000000000000001d",
    ])
  func refuses(text: String) { #expect(TimeAmount(parsing: text) == nil) }

  @Test func `reads back what an amount prints`() {
    var random = Lehmer(seed: 4)
    for _ in 0..<500 {
      let amount = TimeAmount(nanoseconds: Int64(random.below(1 << random.below(63))))
      #expect(TimeAmount(parsing: "\(amount)") == amount)
    }
  }
}
