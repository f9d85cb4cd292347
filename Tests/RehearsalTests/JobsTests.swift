import Rehearsal
import Testing

@Suite("A rehearsal whose ways back run beside the way forward")
struct JobsTests {
  @Test("is the rehearsal that does one after the other", arguments: 1...12 as ClosedRange<UInt64>)
  func sameAsInTurn(world: UInt64) async {
    let rehearsal = Rehearsal(RandomScenario(world).scenario)
    let inTurn = rehearsal.run()
    let beside = await rehearsal.run(jobs: 4)
    #expect(beside.fingerprint == inTurn.fingerprint)
    #expect(beside.points == inTurn.points)
    #expect(beside.forward == inTurn.forward)
    #expect(beside.curve == inTurn.curve)
  }
}
