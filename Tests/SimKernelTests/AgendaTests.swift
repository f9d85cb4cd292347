import SimKernel
import Testing

@Suite("Agenda")
struct AgendaTests {
  var agenda = Agenda()
  let noon = Instant.zero + .hours(12)

  @Test mutating func `serves by instant, then phase, then first come`() {
    agenda.schedule(1, at: noon + .seconds(2), phase: .timer)
    agenda.schedule(2, at: noon, phase: .traffic)
    agenda.schedule(3, at: noon, phase: .faultEnds)
    agenda.schedule(4, at: noon, phase: .traffic)
    #expect(agenda.pending == 4)
    #expect(served() == [3, 2, 4, 1])
  }

  @Test mutating func `knows the present from what it served last`() {
    #expect(agenda.now == .zero)
    agenda.schedule(9, at: noon, phase: .planStep)
    #expect(agenda.now == .zero)
    let entry = agenda.next()
    #expect(entry == Agenda.Entry(key: Agenda.key(noon, .planStep), payload: 9))
    #expect(entry?.instant == noon)
    #expect(entry?.phase == .planStep)
    #expect(agenda.now == noon)
    #expect(agenda.phase == .planStep)
    #expect(agenda.isEmpty)
    #expect(agenda.next() == nil)
    #expect(agenda.now == noon)
  }

  @Test mutating func `serves a phase that is over in the present one`() {
    agenda.schedule(1, at: noon, phase: .delivery)
    agenda.schedule(2, at: noon, phase: .delivery)
    agenda.schedule(3, at: noon, phase: .traffic)
    _ = agenda.next()
    agenda.schedule(4, at: noon, phase: .faultBegins)
    #expect(agenda.next()?.payload == 2)
    #expect(agenda.next() == Agenda.Entry(key: Agenda.key(noon, .delivery), payload: 4))
    #expect(agenda.next()?.payload == 3)
  }

  @Test mutating func `gathers in a tick all that follows from it at once`() {
    agenda.schedule(1, at: noon, phase: .tick)
    agenda.schedule(2, at: noon, phase: .faultBegins)
    _ = agenda.next()
    agenda.schedule(3, at: noon, phase: .delivery)
    agenda.schedule(4, at: noon + .nanoseconds(1), phase: .faultEnds)
    #expect(agenda.next() == Agenda.Entry(key: Agenda.key(noon, .tick), payload: 3))
    #expect(served() == [2, 4])
  }

  @Test mutating func `leaves the phases of the first instant apart before anything is served`() {
    agenda.schedule(1, at: .zero, phase: .traffic)
    agenda.schedule(2, at: .zero, phase: .faultEnds)
    #expect(served() == [2, 1])
  }

  @Test mutating func `ignores what is scheduled for never`() {
    agenda.schedule(1, at: .never, phase: .tick)
    agenda.schedule(2, at: .never + .hours(1), phase: .tick)
    #expect(agenda.isEmpty)
  }

  @Test mutating func `reaches the last instant before never`() {
    agenda.schedule(1, at: .never - .nanoseconds(1), phase: .last)
    agenda.schedule(2, at: .never - .nanoseconds(1), phase: .timer)
    agenda.schedule(3, at: .never - .hours(9), phase: .timer)
    #expect(agenda.next()?.payload == 3)
    agenda.schedule(4, at: .never - .seconds(1), phase: .timer)
    #expect(served() == [4, 2, 1])
  }

  @Test mutating func `looks at the next instant without going there`() {
    #expect(agenda.nextInstant() == nil)
    agenda.schedule(1, at: noon, phase: .timer)
    #expect(agenda.nextInstant() == noon)
    agenda.schedule(2, at: .zero + .seconds(1), phase: .timer)
    #expect(agenda.nextInstant() == .zero + .seconds(1))
    #expect(agenda.now == .zero)
    #expect(served() == [2, 1])
  }

  @Test mutating func `lets a copy have a future of its own`() {
    agenda.schedule(1, at: noon, phase: .timer)
    var fork = self
    fork.agenda.schedule(2, at: .zero, phase: .timer)
    agenda.schedule(3, at: noon, phase: .timer)
    #expect(fork.served() == [2, 1])
    #expect(served() == [1, 3])
  }

  @Test mutating func `serves a crowd at one instant in the order it came`() {
    let crowd: UInt32 = 20_000
    for payload in 0..<crowd { agenda.schedule(payload, at: noon, phase: .delivery) }
    for payload in 0..<crowd {
      #expect(agenda.next()?.payload == payload)
      agenda.schedule(crowd + payload, at: noon, phase: .delivery)
    }
    for payload in crowd..<2 * crowd { #expect(agenda.next()?.payload == payload) }
  }

  @Test func `stops when something is scheduled for the past`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var agenda = Agenda()
      agenda.schedule(1, at: .zero + .seconds(2), phase: .timer)
      _ = agenda.next()
      agenda.schedule(2, at: .zero + .seconds(1), phase: .timer)
    }
    #expect(result.map { text($0).contains("00:00:01, which is before now, 00:00:02") } == true)
  }

  mutating func served() -> [UInt32] {
    var payloads: [UInt32] = []
    while let entry = agenda.next() { payloads.append(entry.payload) }
    return payloads
  }
}

/// What a process that stopped has written for people.
func text(_ result: ExitTest.Result) -> String {
  String(decoding: result.standardErrorContent, as: UTF8.self)
}
