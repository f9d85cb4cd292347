import SimKernel
import Testing

/// Random histories told to the agenda and to its oracle, which must tell them back alike.
@Suite("Agenda against its oracle")
struct AgendaHistoryTests {
  @Test(arguments: Shape.allCases)
  func `serves what a heap with sequence numbers serves`(shape: Shape) {
    for seed in 1...15 {
      var random = Lehmer(seed: UInt64(seed))
      var pair = Pair()
      for _ in 0..<400 { pair.act(shape, &random) }
      pair.drain()
    }
  }

  /// How far ahead a history schedules.
  enum Shape: CaseIterable {
    case ties, near, mixed, bursts, gaps, far

    func delay(_ random: inout Lehmer) -> Int64 {
      switch self {
      case .ties: Int64(random.below(3))
      case .near: Int64(random.below(200))
      case .mixed: Int64(random.below(1 << random.below(40)))
      // Most fall densely into a stretch that was wide and quiet when its slot was opened.
      case .bursts:
        random.below(20) == 0 ? Int64(random.below(1 << 30)) : Int64(random.below(2_000))
      // A crowd some way off, then a few before it.
      case .gaps:
        switch random.below(20) {
        case 0: Int64(random.below(1 << 30))
        case 1...3: Int64(random.below(3_000))
        default: Int64(3_000 + random.below(1_000))
        }
      case .far: Int64(random.below(1 << 52))
      }
    }
  }

  /// Both agendas, always told the same.
  struct Pair {
    var agenda = Agenda()
    var oracle = HeapAgenda()
    var payload: UInt32 = 0

    mutating func act(_ shape: Shape, _ random: inout Lehmer) {
      switch random.below(60) {
      case 0..<25: schedule(shape, &random)
      case 25..<28: for _ in 0..<random.below(150) { schedule(shape, &random) }
      case 28..<45: serve()
      // Few are left, so the next slot opened is wide.
      case 45..<47: while oracle.pending > 3 { serve() }
      case 47: fork(shape, &random)
      default: check(agenda.nextInstant() == oracle.nextInstant())
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
      check(agenda.next() == oracle.next())
      check(agenda.now == oracle.now && agenda.pending == oracle.pending)
    }

    /// Lets a copy live for a while, and see that this one does not notice.
    func fork(_ shape: Shape, _ random: inout Lehmer) {
      var fork = self
      for _ in 0..<20 {
        fork.schedule(shape, &random)
        fork.serve()
      }
      fork.drain()
    }

    mutating func drain() {
      while oracle.pending > 0 { serve() }
      check(agenda.next() == nil)
    }

    /// `#expect` costs microseconds; this is asked a million times.
    func check(_ condition: Bool) {
      if !condition { Issue.record("they differ after \(payload) entries, at \(oracle.now)") }
    }
  }
}
