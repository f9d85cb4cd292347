import SimKernel
import Testing

@Suite("Draws")
struct DrawTests {
  let draws = Draws(seed: 42)
  let crash = Stream(rawValue: 1)
  let delay = Stream(rawValue: 2)

  @Test func `the same address gives the same bits, whatever was drawn before`() {
    let first = draws.bits(crash, entity: 3, 9)
    _ = draws.bits(delay, entity: 3, 9)
    #expect(draws.bits(crash, entity: 3, 9) == first)
    #expect(Draws(seed: 42).bits(crash, entity: 3, 9) == first)
    #expect(draws.wide(crash, entity: 3, 9).0 == first)
  }

  @Test func `attempt 0 is what is drawn without an attempt`() {
    #expect(draws.bits(crash, entity: 3, 9, attempt: 0) == draws.bits(crash, entity: 3, 9))
  }

  @Test func `neighbouring addresses have nothing in common`() {
    var seen: Set<UInt64> = []
    for seed in 0..<4 as Range<UInt64> {
      for stream in 0..<4 as Range<UInt32> {
        for entity in 0..<4 as Range<UInt32> {
          for meaning in 0..<16 as Range<UInt64> {
            for attempt in 0..<8 as Range<UInt64> {
              seen.insert(
                Draws(seed: seed).bits(
                  Stream(rawValue: stream), entity: entity, meaning, attempt: attempt))
            }
          }
        }
      }
    }
    #expect(seen.count == 4 * 4 * 4 * 16 * 8)
  }

  @Test func `every bit is set in half of the draws`() {
    var counts = [Int](repeating: 0, count: 64)
    for meaning in 0..<10_000 as Range<UInt64> {
      let bits = draws.bits(delay, entity: 0, meaning, attempt: 1)
      for bit in 0..<64 where bits >> UInt64(bit) & 1 == 1 { counts[bit] += 1 }
    }
    // Five standard deviations of 10,000 tosses.
    for count in counts { #expect(4_750...5_250 ~= count) }
  }

  @Test func `values stay what they were in the first version`() {
    #expect(draws.bits(crash, entity: 3, 9) == 4_753_747_008_771_525_899)
    #expect(draws.bits(crash, entity: 3, 9, attempt: 1) == 10_568_961_568_503_383_104)
    var sequence = DrawSequence(1)
    #expect(sequence.next() == 2_898_593_310_597_377_390)
    #expect(sequence.next() == 2_777_719_244_278_060_474)
  }

  @Test func `a sequence repeats from the same bits and not from others`() {
    var one = DrawSequence(7)
    var same = DrawSequence(7)
    var other = DrawSequence(8)
    for _ in 0..<10 {
      let bits = one.next()
      #expect(same.next() == bits)
      #expect(other.next() != bits)
    }
  }
}
