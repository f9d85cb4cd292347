import SimKernel
import Testing

@Suite("Sampling")
struct SamplingTests {
  @Test func `a bounded number takes every value equally often`() {
    var counts = [Int](repeating: 0, count: 6)
    for bits in draws(60_000) { counts[Int(Sampling.bounded(bits, below: 6))] += 1 }
    for count in counts { #expect(9_500...10_500 ~= count) }
  }

  @Test func `a bounded number reaches its ends and no further`() {
    #expect(Sampling.bounded(0, below: 10) == 0)
    #expect(Sampling.bounded(.max, below: 10) == 9)
    #expect(Sampling.bounded(.max, below: 1) == 0)
    #expect(Sampling.bounded(.max, below: .max) == UInt64.max - 1)
  }

  @Test(arguments: [0...0, -3...4, -5...(-2), .min ... .max, .min...0, 0 ... .max])
  func `a uniform number reaches both ends of its range`(range: ClosedRange<Int64>) {
    // A range of all words takes the bits as they are, so its ends lie in the middle of them.
    let whole = range == .min ... .max
    #expect(Sampling.uniform(whole ? 1 << 63 : 0, in: range) == range.lowerBound)
    #expect(Sampling.uniform(whole ? 1 << 63 - 1 : .max, in: range) == range.upperBound)
    for bits in draws(1_000) { #expect(range.contains(Sampling.uniform(bits, in: range))) }
  }

  @Test func `a ratio comes true as often as it says`() {
    let hits = draws(100_000).count { Sampling.ratio($0, Ratio(3, outOf: 100)) }
    #expect(2_750...3_250 ~= hits)
    #expect(!Sampling.ratio(0, .zero))
    #expect(Sampling.ratio(.max, .one))
  }

  @Test func `exponential delays have their mean, spread and memorylessness`() {
    let delays = draws(100_000).map { Sampling.exponential($0, mean: 1_000_000) }
    #expect(abs(mean(delays) - 1_000_000) < 15_000)
    // Of e^-1 and e^-2 the mean is passed once and twice.
    #expect(abs(delays.count { $0 > 1_000_000 } - 36_788) < 700)
    #expect(abs(delays.count { $0 > 2_000_000 } - 13_534) < 550)
  }

  @Test func `exponential delays end at 44 means or at their limit`() {
    #expect(Sampling.exponential(.max, mean: 1_000_000) == 0)
    #expect(Sampling.exponential(0, mean: 1_000_000) == 44_361_419)
    #expect(Sampling.exponential(0, mean: 0) == 0)
    #expect(Instant(nanoseconds: Sampling.exponential(0, mean: .max)) == .never)
  }

  @Test func `picking takes every element equally often`() {
    var counts: [Character: Int] = [:]
    let letters = Array("abc")[...]
    for bits in draws(30_000) { counts[Sampling.pick(bits, from: letters), default: 0] += 1 }
    #expect(counts.count == 3)
    for count in counts.values { #expect(9_500...10_500 ~= count) }
  }

  @Test func `shuffling keeps the elements and takes every order equally often`() {
    var counts: [String: Int] = [:]
    for bits in draws(24_000) {
      var letters = Array("xabcdx")
      Sampling.shuffle(bits, &letters[1..<5])
      #expect(letters.first == "x" && letters.last == "x")
      counts[String(letters), default: 0] += 1
    }
    #expect(counts.count == 24)
    for count in counts.values { #expect(830...1_170 ~= count) }
  }

  @Test func `shuffling nothing or one thing changes nothing`() {
    var none: [Int] = []
    Sampling.shuffle(1, &none)
    var one = [7]
    Sampling.shuffle(1, &one)
    #expect(one == [7])
  }

  @Test func `drawing at an address is drawing from its bits`() {
    let draws = Draws(seed: 9)
    let stream = Stream(rawValue: 3)
    let bits = draws.bits(stream, entity: 1, 2, attempt: 3)
    #expect(
      draws.bounded(stream, entity: 1, 2, attempt: 3, below: 100)
        == Sampling.bounded(bits, below: 100))
    #expect(
      draws.uniform(stream, entity: 1, 2, attempt: 3, in: .seconds(1) ... .seconds(60)).nanoseconds
        == Sampling.uniform(bits, in: 1_000_000_000...60_000_000_000))
    #expect(
      draws.happens(stream, entity: 1, 2, attempt: 3, odds: Ratio(1, outOf: 2))
        == Sampling.ratio(bits, Ratio(1, outOf: 2)))
    #expect(
      draws.exponential(stream, entity: 1, 2, attempt: 3, mean: .seconds(1)).nanoseconds
        == Sampling.exponential(bits, mean: 1_000_000_000))
    #expect(
      draws.lognormal(
        stream, entity: 1, 2, attempt: 3, median: .seconds(1), sigmaThousandths: 500
      ).nanoseconds
        == Sampling.lognormal(bits, median: 1_000_000_000, sigmaThousandths: 500))
    #expect(
      draws.pick(stream, entity: 1, 2, attempt: 3, from: 0..<100)
        == Sampling.pick(bits, from: 0..<100))
    var (drawn, plain) = (Array(0..<9), Array(0..<9))
    draws.shuffle(stream, entity: 1, 2, attempt: 3, &drawn)
    Sampling.shuffle(bits, &plain)
    #expect(drawn == plain)
  }
}

/// Random bits for a test of frequencies, the same in every run.
func draws(_ count: Int) -> [UInt64] {
  let draws = Draws(seed: 1)
  return (0..<UInt64(count)).map { draws.bits(Stream(rawValue: 0), entity: 0, $0) }
}

func mean(_ values: [Int64]) -> Double {
  Double(values.reduce(0, +)) / Double(values.count)
}
