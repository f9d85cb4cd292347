import Accounting

/// A number, and what it is due to.
///
/// ```swift
/// group.dup.total                        // 1903
/// group.dup["offset-sync-stale"]         // 1800
/// group.dup.shares.map(\.cause)          // ["offset-sync-stale", "rebalance-replay"]
/// ```
public struct CauseCount: Equatable, Sendable {
  /// The parts of the number, by name of their causes. They add up to `total`.
  public let shares: [Share]

  /// A part of a number.
  public struct Share: Equatable, Sendable {
    /// The root cause, by the name that reports and expectations use.
    public let cause: String
    /// What made it worse on the way, in order: `reset-latest`, `reset-earliest`.
    public let via: [String]
    /// Records, or milliseconds where the number is a time.
    public let count: Int64
  }

  init(_ tally: Tally) {
    shares = tally.rows.map {
      Share(
        cause: $0.blame.cause.rawValue, via: $0.blame.via.map(\.rawValue), count: $0.count)
    }
  }

  /// All of it.
  public var total: Int64 { shares.reduce(0) { $0 + $1.count } }

  /// The part due to a cause; 0 for a cause that took no part, or that does not exist.
  public subscript(cause: String) -> Int64 {
    shares.reduce(0) { $0 + ($1.cause == cause ? $1.count : 0) }
  }
}
