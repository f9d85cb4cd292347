/// A moment of simulated time: whole nanoseconds since the run began.
///
/// A moment is not a length: two instants cannot be added, and their difference is a `TimeAmount`.
@frozen
public struct Instant: Comparable, Hashable, Sendable, BitwiseCopyable {
  public var nanoseconds: Int64

  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// The beginning of the run.
  @inlinable public static var zero: Instant { Instant(nanoseconds: 0) }
  /// Later than anything that is ever scheduled: the agenda keeps instants in 60 bits (36 years).
  @inlinable public static var never: Instant { Instant(nanoseconds: 1 << 60 - 1) }

  @inlinable public static func < (a: Self, b: Self) -> Bool { a.nanoseconds < b.nanoseconds }
  @inlinable public static func + (a: Self, b: TimeAmount) -> Self {
    Self(nanoseconds: a.nanoseconds + b.nanoseconds)
  }
  @inlinable public static func - (a: Self, b: TimeAmount) -> Self {
    Self(nanoseconds: a.nanoseconds - b.nanoseconds)
  }
  @inlinable public static func - (a: Self, b: Self) -> TimeAmount {
    TimeAmount(nanoseconds: a.nanoseconds - b.nanoseconds)
  }
}

extension Instant: CustomStringConvertible {
  /// Time since the run began as a clock shows it: `00:10:00`, `01:02:03.250`.
  public var description: String {
    let sign = nanoseconds < 0 ? "-" : ""
    let total = nanoseconds.magnitude
    let seconds = total / 1_000_000_000
    let fraction = total % 1_000_000_000
    func two(_ n: UInt64) -> String { n < 10 ? "0\(n)" : "\(n)" }
    var text = "\(sign)\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    if fraction != 0 {
      var digits = String(fraction)
      digits = String(repeating: "0", count: 9 - digits.count) + digits
      while digits.hasSuffix("0") { digits.removeLast() }
      text += "." + digits
    }
    return text
  }
}
