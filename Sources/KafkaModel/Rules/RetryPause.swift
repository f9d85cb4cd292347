import SimKernel

/// How long a client pauses before it tries again: doubled each time up to a limit, and spread by a
/// fifth either way.
///
/// Source: `ExponentialBackoff` of Apache Kafka (KIP-580); facts section 2.5.
package struct RetryPause: Equatable, Sendable, BitwiseCopyable {
  package var first: TimeAmount
  package var most: TimeAmount
  /// Whether it grows: clients before 3.7 always pause for `first`.
  package var grows: Bool

  package init(
    first: TimeAmount = .milliseconds(100), most: TimeAmount = .seconds(1), grows: Bool = true
  ) {
    self.first = first
    self.most = most
    self.grows = grows
  }

  /// The pause before the attempt after `attempts` that failed, at least 1. Never less than a
  /// millisecond: where nothing takes time, trying again would not let time pass.
  ///
  /// - Parameter bits: What it is spread by; nil for not at all.
  package func after(_ attempts: Int64, spreadBy bits: UInt64?) -> TimeAmount {
    let least = TimeAmount.milliseconds(1).nanoseconds
    let first = max(least, first.nanoseconds)
    guard grows else { return TimeAmount(nanoseconds: first) }
    let doublings = min(attempts - 1, 20)
    let most = max(least, most.nanoseconds)
    let pause = first > most >> doublings ? most : first << doublings
    guard let bits else { return TimeAmount(nanoseconds: pause) }
    let spread = Sampling.uniform(bits, in: -pause / 5...pause / 5)
    return TimeAmount(nanoseconds: min(pause + spread, most))
  }
}
