import SimKernel

extension Stream {
  /// Values that a scenario leaves to chance. The numbers below belong to the modules below.
  package static let scenarioValue = Stream(rawValue: 30)
}

/// A value with an order, as a whole number of the smallest amount that draws tell apart.
package protocol Measured {
  init(grains: Int64)
  var grains: Int64 { get }
}

extension Int64: Measured {
  package init(grains: Int64) { self = grains }
  package var grains: Int64 { self }
}

extension TimeAmount: Measured {
  package init(grains: Int64) { self.init(nanoseconds: grains) }
  package var grains: Int64 { nanoseconds }
}

/// In millionths: of a record per second, or of a share. Texts give exact fractions; draws give
/// fractions of this grain.
extension Fraction: Measured {
  package init(grains: Int64) { self = Fraction(Int128(max(0, grains)), over: 1_000_000) ?? .zero }

  package var grains: Int64 {
    Int64(clamping: Int128(numerator) * 1_000_000 / Int128(denominator))
  }
}

/// Draws what a scenario leaves open.
///
/// The address of a draw is the place of the value in the document, so a change elsewhere in the
/// file moves no draw: `faults[0].for` of seed 7 stays what it is when a topic is added.
package struct ValueDraws {
  private let draws: Draws

  package init(seed: UInt64) { draws = Draws(seed: seed) }

  /// One of the values that a set holds, for what has no order: names, words, moments.
  package func one<Value>(of value: CheckedValue, _ read: (CheckedValue) -> Value) -> Value {
    switch value.varying(read) {
    case .fixed(let fixed): fixed
    case .choose(let values): Sampling.pick(bits(at: value.path), from: values)
    case .uniform, .exponential, .logNormal:
      fatalError("Internal error: \(value.path) has no order to draw from")
    }
  }

  /// A value of a set or a distribution, within what its key takes.
  package func measure<Value: Measured & Comparable>(
    _ value: CheckedValue, _ read: (CheckedValue) -> Value
  ) -> Value {
    switch value.varying(read) {
    case .fixed(let fixed): return fixed
    case .choose(let values): return Sampling.pick(bits(at: value.path), from: values)
    case .uniform(let low, let high):
      let grains = Sampling.uniform(bits(at: value.path), in: low.grains...high.grains)
      return min(max(Value(grains: grains), low), high)
    case .exponential(let mean):
      let grains = Sampling.exponential(bits(at: value.path), mean: mean.grains)
      return Value(grains: value.distributionRange(read).clamping(grains))
    case .logNormal(let median, let p99):
      let range = value.distributionRange(read)
      guard median.grains > 0 else { return Value(grains: range.lowerBound) }
      let distribution = LogNormal(median: median.grains, p99: p99.grains)
      return Value(grains: range.clamping(distribution.value(for: bits(at: value.path))))
    }
  }

  private func bits(at path: NodePath) -> UInt64 {
    var digest = Digest()
    digest.fold(bytes: Array(path.description.utf8))
    let (meaning, entity) = digest.words
    return draws.bits(
      .scenarioValue, entity: UInt32(truncatingIfNeeded: entity), meaning)
  }
}

extension Digest {
  /// Folds a text, its length first, eight bytes to a word.
  package mutating func fold(bytes: [UInt8]) {
    fold(UInt64(bytes.count))
    for start in stride(from: 0, to: bytes.count, by: 8) {
      fold(bytes[start..<min(start + 8, bytes.count)].reduce(0) { $0 << 8 | UInt64($1) })
    }
  }
}

extension CheckedValue {
  /// What a distribution may give, in grains: what its key takes, and no more than ten times its mean
  /// or its 99th percentile. One draw in twenty thousand is cut there; in return, what the checks
  /// find of a file holds for every seed.
  package func distributionRange<Value: Measured>(_ read: (CheckedValue) -> Value) -> ClosedRange<
    Int64
  > {
    let scalar = self["exponential"] ?? value("lognormal").value("p99")
    let bounds = scalar.shape.grainBounds
    let (most, overflows) = read(scalar).grains.multipliedReportingOverflow(by: 10)
    let high = overflows ? bounds.upperBound : bounds.clamping(most)
    return bounds.lowerBound...high
  }
}

extension ClosedRange {
  /// The value of the range that is nearest to one.
  fileprivate func clamping(_ value: Bound) -> Bound {
    Swift.min(Swift.max(value, lowerBound), upperBound)
  }
}

extension Shape {
  /// The least and the largest value of an ordered scalar, in the grains of `Measured`.
  package var grainBounds: ClosedRange<Int64> {
    switch self {
    case .integer(let range): return range
    case .quantity(let kind, let bounds):
      let least: Int64 = bounds == .positive ? 1 : 0
      switch kind {
      case .duration: return least...Quantity.longestDuration.nanoseconds
      case .size: return least...1 << 60
      case .ratio where bounds == .atMostOne: return least...1_000_000
      case .rate, .bandwidth, .ratio, .time: return least...Int64.max
      }
    case .deferred(let shape): return shape().grainBounds
    default: return 0...Int64.max
    }
  }
}
