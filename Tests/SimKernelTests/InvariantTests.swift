import SimKernel
import Testing

@Suite("Invariants")
struct InvariantTests {
  @Test func `a broken invariant stops the process and says why and where`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let balance = -3
      invariant(balance >= 0, "the balance is \(balance)")
    }
    #expect(result.map { text($0).contains("the balance is -3") } == true)
    #expect(result.map { text($0).contains("InvariantTests.swift") } == true)
  }

  @Test func `an impossible place stops the process and says why`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      impossible("no such state")
    }
    #expect(result.map { text($0).contains("no such state") } == true)
  }

  @Test func `an invariant that holds builds no message`() {
    func message() -> String {
      Issue.record("built a message nobody reads")
      return ""
    }
    invariant(1 + 1 == 2, message())
  }
}
