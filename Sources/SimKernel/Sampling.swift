/// Distributions, each a pure function from 64 random bits to a value.
///
/// ```swift
/// Sampling.exponential(draws.bits(.latency, entity: 3, record), mean: 2_000_000)
/// draws.exponential(.latency, entity: 3, record, mean: .milliseconds(2))  // the same
/// ```
///
/// Everything is integer arithmetic, so the same bits give the same value on every machine; libm
/// does not (its results differ with the processor). `Draws` has each function once more, taking an
/// address instead of bits. `LogNormal`, `Zipf` and `Empirical` are values made once and asked often.
public enum Sampling {
  /// Returns a number below `bound`, all of them equally likely but for a bias of at most
  /// `bound` / 2^64.
  @inlinable @inline(__always)
  public static func bounded(_ bits: UInt64, below bound: UInt64) -> UInt64 {
    invariant(bound > 0, "no number lies below 0")
    return bits.multipliedFullWidth(by: bound).high
  }

  /// Returns a number of `range`, both ends included.
  @inlinable
  public static func uniform(_ bits: UInt64, in range: ClosedRange<Int64>) -> Int64 {
    let width = UInt64(bitPattern: range.upperBound &- range.lowerBound)
    if width == .max { return Int64(bitPattern: bits) }
    return range.lowerBound &+ Int64(bitPattern: bounded(bits, below: width + 1))
  }

  /// Returns true with the given probability, but for 2^-32 of it at most.
  @inlinable @inline(__always)
  public static func ratio(_ bits: UInt64, _ ratio: Ratio) -> Bool {
    bounded(bits, below: UInt64(ratio.denominator)) < UInt64(ratio.numerator)
  }

  /// Returns an element of a collection that is not empty, all of them equally likely.
  @inlinable
  public static func pick<C: RandomAccessCollection>(_ bits: UInt64, from choices: C) -> C.Element {
    invariant(!choices.isEmpty, "nothing to pick from")
    let offset = Int(bounded(bits, below: UInt64(choices.count)))
    return choices[choices.index(choices.startIndex, offsetBy: offset)]
  }

  /// Puts elements into a random order, all orders equally likely as far as 64 bits tell them apart
  /// (Fisher and Yates).
  @inlinable
  public static func shuffle<C: MutableCollection & RandomAccessCollection>(
    _ bits: UInt64, _ elements: inout C
  ) {
    var sequence = DrawSequence(bits)
    var last = elements.endIndex
    for count in stride(from: elements.count, to: 1, by: -1) {
      last = elements.index(before: last)
      let offset = Int(bounded(sequence.next(), below: UInt64(count)))
      elements.swapAt(elements.index(elements.startIndex, offsetBy: offset), last)
    }
  }
}
