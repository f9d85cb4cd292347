import SimKernel
import Testing

/// Random histories told to the agenda and to its oracle, which must tell them back alike.
@Suite("Agenda against its oracle")
struct AgendaHistoryTests {
  /// How far ahead a history schedules.
  enum Shape: CaseIterable {
    case ties, near, mixed, bursts, far

    func delay(_ random: inout Lehmer) -> Int64 {
      switch self {
      case .ties: Int64(random.below(3))
      case .near: Int64(random.below(200))
      case .mixed: Int64(random.below(1 << random.below(40)))
      // Most fall densely into a stretch that was wide and quiet when its slot was opened.
      case .bursts:
        random.below(20) == 0 ? Int64(random.below(1 << 30)) : Int64(random.below(2_000))
      case .far: Int64(random.below(1 << 52))
      }
    }
  }

  @Test(arguments: Shape.allCases)
  func `serves what a heap with sequence numbers serves`(shape: Shape) {
    for seed in 1...60 {
      var random = Lehmer(seed: UInt64(seed))
      var pair = Pair()
      for _ in 0..<600 { pair.act(shape, &random) }
      pair.drain()
    }
  }

  /// Both agendas, always told the same.
  struct Pair {
    var agenda = Agenda()
    var oracle = HeapAgenda()
    var payload: UInt32 = 0

    mutating func act(_ shape: Shape, _ random: inout Lehmer) {
      switch random.below(12) {
      case 0...5: schedule(shape, &random)
      case 6: for _ in 0..<random.below(150) { schedule(shape, &random) }
      case 7...10: serve()
      default: #expect(agenda.nextInstant() == oracle.nextInstant())
      }
    }

    mutating func schedule(_ shape: Shape, _ random: inout Lehmer) {
      let ahead = TimeAmount(nanoseconds: shape.delay(&random))
      let phase = Phase(rawValue: UInt8(random.below(8)))!
      agenda.schedule(payload, at: agenda.now + ahead, phase: phase)
      oracle.schedule(payload, at: oracle.now + ahead, phase: phase)
      payload += 1
    }

    mutating func serve() {
      let entry = agenda.next()
      #expect(entry == oracle.next())
      #expect(agenda.now == oracle.now)
    }

    mutating func drain() {
      while oracle.pending > 0 { serve() }
      #expect(agenda.next() == nil)
    }
  }
}
