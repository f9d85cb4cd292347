// The distributions of `Sampling`, drawn at an address.

extension Draws {
  /// Returns a number below `bound`; see `Sampling.bounded`.
  @inlinable public func bounded(
    _ stream: Stream, entity: UInt32, _ meaning: UInt64, attempt: UInt64 = 0, below bound: UInt64
  ) -> UInt64 {
    Sampling.bounded(bits(stream, entity: entity, meaning, attempt: attempt), below: bound)
  }

  /// Returns a number of `range`, both ends included.
  @inlinable public func uniform(
    _ stream: Stream, entity: UInt32, _ meaning: UInt64, attempt: UInt64 = 0,
    in range: ClosedRange<Int64>
  ) -> Int64 {
    Sampling.uniform(bits(stream, entity: entity, meaning, attempt: attempt), in: range)
  }

  /// Returns an amount of time in `range`, both ends included.
  @inlinable public func uniform(
    _ stream: Stream, entity: UInt32, _ meaning: UInt64, attempt: UInt64 = 0,
    in range: ClosedRange<TimeAmount>
  ) -> TimeAmount {
    let bounds = range.lowerBound.nanoseconds...range.upperBound.nanoseconds
    return TimeAmount(
      nanoseconds: uniform(stream, entity: entity, meaning, attempt: attempt, in: bounds))
  }

  /// Returns true with the given probability.
  @inlinable public func happens(
    _ stream: Stream, entity: UInt32, _ meaning: UInt64, attempt: UInt64 = 0, odds: Ratio
  ) -> Bool {
    Sampling.ratio(bits(stream, entity: entity, meaning, attempt: attempt), odds)
  }

  /// Returns an amount of time from the exponential distribution; see `Sampling.exponential`.
  @inlinable public func exponential(
    _ stream: Stream, entity: UInt32, _ meaning: UInt64, attempt: UInt64 = 0, mean: TimeAmount
  ) -> TimeAmount {
    TimeAmount(
      nanoseconds: Sampling.exponential(
        bits(stream, entity: entity, meaning, attempt: attempt), mean: mean.nanoseconds))
  }
}

extension Draws {
  /// Returns an amount of time from a log-normal distribution of nanoseconds; see `LogNormal`.
  @inlinable public func lognormal(
    _ stream: Stream, entity: UInt32, _ meaning: UInt64, attempt: UInt64 = 0,
    median: TimeAmount, sigmaThousandths: Int64
  ) -> TimeAmount {
    TimeAmount(
      nanoseconds: Sampling.lognormal(
        bits(stream, entity: entity, meaning, attempt: attempt), median: median.nanoseconds,
        sigmaThousandths: sigmaThousandths))
  }

  /// Returns a count of independent events; see `Sampling.poisson`.
  @inlinable public func poisson(
    _ stream: Stream, entity: UInt32, _ meaning: UInt64, attempt: UInt64 = 0, meanMillionths: Int64
  ) -> Int64 {
    Sampling.poisson(
      bits(stream, entity: entity, meaning, attempt: attempt), meanMillionths: meanMillionths)
  }

  /// Returns an element of a collection that is not empty.
  @inlinable public func pick<C: RandomAccessCollection>(
    _ stream: Stream, entity: UInt32, _ meaning: UInt64, attempt: UInt64 = 0, from choices: C
  ) -> C.Element {
    Sampling.pick(bits(stream, entity: entity, meaning, attempt: attempt), from: choices)
  }

  /// Puts elements into a random order.
  @inlinable public func shuffle<C: MutableCollection & RandomAccessCollection>(
    _ stream: Stream, entity: UInt32, _ meaning: UInt64, attempt: UInt64 = 0, _ elements: inout C
  ) {
    Sampling.shuffle(bits(stream, entity: entity, meaning, attempt: attempt), &elements)
  }
}
