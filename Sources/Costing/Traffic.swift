import Documents
import KafkaModel
import SimKernel

/// Records that a cluster has to carry: so much every second, for ever.
package struct Traffic: Equatable, Sendable {
  /// Bytes a second that producers write.
  package var writes: Fraction
  /// How often each byte is read.
  package var fanOut: Fraction
  /// How long a byte is kept.
  package var retention: TimeAmount
  /// How many bytes are kept at most; nil without a limit.
  package var keptMax: Int128?
  /// How many copies brokers keep; nil for the deployment's own number.
  package var copies: Int?

  package init(writes: Fraction, fanOut: Fraction, retention: TimeAmount) {
    self.writes = writes
    self.fanOut = fanOut
    self.retention = retention
  }

  /// What one copy of it comes to.
  package var kept: Int128 { min(writes.over(retention), keptMax ?? .max) }
}

/// A cluster to be paid for.
package struct Deployment: Equatable, Sendable {
  package var name: String
  package var storage = StorageEngine.sharedNothing
  package var brokers = 3
  package var zones = 3
  package var replicationFactor = 3
  package var makeup = ClusterMakeup()
  /// Requests a second to the object store, where they were measured; nil for what follows from the
  /// traffic.
  package var puts: Fraction?
  package var gets: Fraction?

  package init(name: String) { self.name = name }
}

/// How long a month is. Price lists count 730 hours of a machine; published sums often count 720
/// hours of traffic.
package struct Month: Equatable, Sendable {
  package var machines = TimeAmount.seconds(730 * 3_600)
  package var traffic = TimeAmount.seconds(730 * 3_600)

  package init() {}
}

extension Fraction {
  /// So much of an amount, rounded half up.
  package func of(_ amount: Int128) -> Int128 {
    let (top, bottom) = (Int128(numerator), Int128(denominator))
    let (whole, rest) = amount.quotientAndRemainder(dividingBy: bottom)
    return whole * top + (2 * rest * top + bottom) / (2 * bottom)
  }

  /// What this a second comes to in a time, rounded half up.
  package func over(_ time: TimeAmount) -> Int128 {
    let second = 1_000_000_000 * Int128(denominator)
    return (2 * Int128(numerator) * Int128(time.nanoseconds) + second) / (2 * second)
  }
}
