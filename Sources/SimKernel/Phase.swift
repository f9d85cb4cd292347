/// The order of what happens at one instant: earlier cases go first.
///
/// Among entries of one instant *and* one phase the order is the one in which they were scheduled.
@frozen
public enum Phase: UInt8, Comparable, CaseIterable, Sendable, BitwiseCopyable {
  /// Catches up with what happened before this instant; see `Agenda.schedule(_:at:phase:)`.
  case tick = 0
  /// Trouble that ends now is over for everything below.
  case faultEnds
  /// Trouble that begins now is there for everything below.
  case faultBegins
  /// A plan acts, seeing the faults of this instant and none of its messages.
  case planStep
  /// A deadline passes: what arrives at the same instant comes too late for it.
  case timer
  /// A message arrives.
  case delivery
  /// New work enters from outside.
  case traffic
  /// Whatever must see all else of the instant: observers and ends of windows.
  case last

  @inlinable public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
