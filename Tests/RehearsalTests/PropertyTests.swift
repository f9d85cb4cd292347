import MigrationModel
import Rehearsal
import Testing

private let worlds = WorldNumbers.range(or: 1...150)

/// Parts of them that run side by side.
private let parts: [ClosedRange<UInt64>] = stride(
  from: worlds.lowerBound, through: worlds.upperBound, by: 25
).map { $0...min(worlds.upperBound, $0 + 24) }

@Suite("Any small migration")
struct PropertyTests {
  @Test(arguments: parts)
  func `accounts for every record, with a cause for each anomaly`(numbers: ClosedRange<UInt64>) {
    for number in numbers {
      let flaws = WorldCheck(RandomScenario(number).scenario).flaws()
      #expect(flaws == [], "world \(number)")
    }
  }

  @Test func `comes to the same end again`() {
    for number in stride(from: worlds.lowerBound, through: worlds.upperBound, by: 10) {
      let scenario = RandomScenario(number).scenario
      let once = Rehearsal(scenario).run()
      let again = Rehearsal(scenario).run()
      #expect(once.fingerprint == again.fingerprint, "world \(number)")
      #expect(once.forward.judgement == again.forward.judgement, "world \(number)")
    }
  }
}
