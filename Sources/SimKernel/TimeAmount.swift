/// A length of simulated time: whole nanoseconds, possibly negative.
///
/// ```swift
/// TimeAmount.seconds(5) / 2          // 2.5 s
/// Instant.zero + .milliseconds(250)  // the moment 250 ms into the run
/// ```
///
/// Arithmetic traps on overflow, which begins 292 years away from zero.
@frozen
public struct TimeAmount: Comparable, Hashable, Sendable, BitwiseCopyable {
  public var nanoseconds: Int64

  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  @inlinable public static var zero: TimeAmount { TimeAmount(nanoseconds: 0) }

  @inlinable public static func nanoseconds(_ n: Int64) -> Self { Self(nanoseconds: n) }
  @inlinable public static func microseconds(_ n: Int64) -> Self { Self(nanoseconds: n * 1_000) }
  @inlinable public static func milliseconds(_ n: Int64) -> Self {
    Self(nanoseconds: n * 1_000_000)
  }
  @inlinable public static func seconds(_ n: Int64) -> Self { Self(nanoseconds: n * 1_000_000_000) }
  @inlinable public static func minutes(_ n: Int64) -> Self { seconds(n * 60) }
  @inlinable public static func hours(_ n: Int64) -> Self { seconds(n * 3_600) }

  /// Whole milliseconds, rounded towards zero.
  @inlinable public var milliseconds: Int64 { nanoseconds / 1_000_000 }

  @inlinable public static func < (a: Self, b: Self) -> Bool { a.nanoseconds < b.nanoseconds }
  @inlinable public static func + (a: Self, b: Self) -> Self {
    Self(nanoseconds: a.nanoseconds + b.nanoseconds)
  }
  @inlinable public static func - (a: Self, b: Self) -> Self {
    Self(nanoseconds: a.nanoseconds - b.nanoseconds)
  }
  @inlinable public static func * (a: Self, n: Int64) -> Self {
    Self(nanoseconds: a.nanoseconds * n)
  }
  @inlinable public static func / (a: Self, n: Int64) -> Self {
    Self(nanoseconds: a.nanoseconds / n)
  }
  @inlinable public static func += (a: inout Self, b: Self) { a = a + b }
}

extension TimeAmount: CustomStringConvertible {
  /// The shortest exact text that the scenario reader takes back: `90s`, `1500ms`, `2h`, `7ns`.
  public var description: String {
    if nanoseconds == 0 { return "0s" }
    for (suffix, size) in Self.units where nanoseconds % size == 0 {
      return "\(nanoseconds / size)\(suffix)"
    }
    return "\(nanoseconds)ns"
  }

  /// Units by name, largest first. A day is 24 hours: simulated time has no calendar.
  package static let units: [(suffix: String, nanoseconds: Int64)] = [
    ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000),
    ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000), ("ns", 1),
  ]
}
