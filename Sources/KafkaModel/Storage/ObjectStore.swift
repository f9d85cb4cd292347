import SimKernel

/// What is wrong with the object store of a cluster, as its brokers feel it.
package struct ObjectStore: Sendable {
  /// How many faults keep it from answering, and since when they do.
  var outages: Int32 = 0
  var downSince = Instant.zero
  /// How many times longer each request takes, and how many bytes a second it takes from a broker: an
  /// entry for each fault.
  var slowdowns: [Int64] = []
  var limits: [Int64] = []
  /// Since when it, or the log of a broker, has kept records from being safe or read; `.never` while
  /// nothing does. And when that was over last.
  package var heldSince = Instant.never
  package var heldUntil = Instant.zero
  /// Requests that it did not answer, or later than it should.
  package var bites: Int64 = 0

  /// How many times longer a request takes, and how many bytes a second it takes; nil without limit.
  var times: Int64 { slowdowns.max() ?? 1 }
  var limit: Int64? { limits.min() }
  var isSound: Bool { outages == 0 && slowdowns.isEmpty && limits.isEmpty }
}

/// What a store does to all brokers of a cluster.
package enum StoreTrouble: Equatable, Sendable {
  /// It answers nothing.
  case outage
  /// Each request takes so many times longer.
  case slowdown(times: Int64)
  /// It takes so many bytes a second from each broker.
  case limit(bytesPerSecond: Int64)
}

/// When a broker asks a store again that has not answered it.
package enum StoreRetry {
  /// The first attempt at or after `healed`, of those that follow one that failed at `since`. The n-th
  /// pause is 2 to the n seconds, a minute at most, and a draw of up to a second; nobody gives up.
  ///
  /// Source: AutoMQ, `AbstractObjectStorage`; facts section 1.11.
  ///
  /// - Parameter draw: A time below a second, for each attempt.
  package static func attempt(
    after healed: Instant, since: Instant, draw: (UInt64) -> TimeAmount
  ) -> Instant {
    var at = since
    var attempt: UInt64 = 0
    while at < healed {
      at = at + .seconds(min(Int64(1) << Int64(min(attempt, 6)), 60)) + draw(attempt)
      attempt += 1
    }
    return at
  }

  /// A broker whose read of its reservation is not answered for so long ends its process.
  /// Source: as above.
  package static let patience = TimeAmount.minutes(2)
}
