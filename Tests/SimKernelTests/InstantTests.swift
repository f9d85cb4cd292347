import SimKernel
import Testing

@Suite("Instants and amounts of time")
struct InstantTests {
  @Test func `an instant prints as a clock since the run began`() {
    #expect(Instant.zero + .minutes(10) == Instant(nanoseconds: 600_000_000_000))
    #expect("\(Instant.zero + .minutes(10))" == "00:10:00")
    #expect("\(Instant.zero + .seconds(3_723) + .milliseconds(250))" == "01:02:03.25")
  }

  @Test func `an amount prints in the largest unit that is exact`() {
    #expect("\(TimeAmount.seconds(90))" == "90s")
    #expect("\(TimeAmount.milliseconds(1_500))" == "1500ms")
    #expect("\(TimeAmount.hours(48))" == "2d")
    #expect("\(TimeAmount.zero)" == "0s")
  }
}
