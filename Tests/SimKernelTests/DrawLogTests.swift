import SimKernel
import Testing

@Suite("Recorded draws")
struct DrawLogTests {
  let plain = Draws(seed: 42)
  let stream = Stream(rawValue: 5)

  @Test func `are the same as those not recorded`() {
    let log = DrawLog()
    let recorded = plain.recording(into: log)
    #expect(recorded.seed == plain.seed)
    let bits = recorded.bits(stream, entity: 1, 2, attempt: 3)
    #expect(bits == plain.bits(stream, entity: 1, 2, attempt: 3))
    #expect(
      log.records == [
        DrawLog.Record(DrawLog.Address(stream, entity: 1, 2, attempt: 3), value: bits)
      ])
  }

  @Test func `include those of a fork and of every distribution`() {
    let log = DrawLog()
    let recorded = plain.recording(into: log)
    let fork = recorded
    _ = recorded.wide(stream, entity: 1, 1)
    _ = fork.exponential(stream, entity: 1, 2, mean: .seconds(1))
    _ = fork.poisson(stream, entity: 1, 3, meanMillionths: 1_000_000_000)
    #expect(log.records.map(\.address.meaning) == [1, 2, 3])
  }
}
