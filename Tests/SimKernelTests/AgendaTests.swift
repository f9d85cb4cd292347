import SimKernel
import Testing

@Suite("Agenda")
struct AgendaTests {
  @Test func `serves by instant, then phase, then first come`() {
    var agenda = Agenda()
    agenda.schedule(1, at: .zero + .seconds(2), phase: .timer)
    agenda.schedule(2, at: .zero + .seconds(1), phase: .traffic)
    agenda.schedule(3, at: .zero + .seconds(1), phase: .faultEnds)
    agenda.schedule(4, at: .zero + .seconds(1), phase: .traffic)
    #expect(agenda.pending == 4)
    #expect(served(&agenda) == [3, 2, 4, 1])
    #expect(agenda.isEmpty)
    #expect(agenda.now == .zero + .seconds(2))
    #expect(agenda.phase == .timer)
  }

  func served(_ agenda: inout Agenda) -> [UInt32] {
    var payloads: [UInt32] = []
    while let entry = agenda.next() { payloads.append(entry.payload) }
    return payloads
  }
}
