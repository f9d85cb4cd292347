/// What a consumer does when it has no position, or one that the log does not have.
///
/// - Source: Kafka 4.1, `AutoOffsetResetStrategy`.
package enum OffsetReset: Equatable, Sendable, BitwiseCopyable {
  case earliest
  case latest
  /// The application is told, and decides.
  case none

  /// Returns the position after a reset, or nil when the application is told instead.
  ///
  /// - Parameter readable: From the log's start to where this consumer stops reading.
  package func position(in readable: Range<Int64>) -> Int64? {
    switch self {
    case .earliest: readable.lowerBound
    case .latest: readable.upperBound
    case .none: nil
    }
  }

  /// Returns where a group begins to read, or nil when the application is told instead.
  ///
  /// A committed offset counts as long as the log has it. One that was committed on another cluster
  /// and happens to lie in the log is taken without a word.
  ///
  /// - Parameters:
  ///   - committed: The group's committed offset; nil for none.
  ///   - readable: From the log's start to its end.
  /// - Source: Kafka 4.1, `ConsumerCoordinator`, `FetchCollector`; cases `start` in
  ///   `consumer_position`.
  package func start(committed: Int64?, readable: Range<Int64>) -> Int64? {
    if let committed, committed >= readable.lowerBound, committed <= readable.upperBound {
      return committed
    }
    return position(in: readable)
  }
}

/// What a consumer makes of OFFSET_OUT_OF_RANGE.
///
/// - Source: Kafka 4.1, `FetchCollector.handleInitializeErrors`; cases `out_of_range` in
///   `consumer_position`.
package enum OutOfRangeReaction: Equatable, Sendable, BitwiseCopyable {
  /// The answer is to a position it has left.
  case ignores
  /// It looks up the position its policy asks for.
  case resets
  /// The application is told, and told again each time it asks; the position stays.
  case tells

  /// - Parameters:
  ///   - fetched: The offset that was asked for.
  ///   - position: Where the consumer stands now.
  package init(fetched: Int64, position: Int64, policy: OffsetReset) {
    if fetched != position {
      self = .ignores
    } else {
      self = policy == .none ? .tells : .resets
    }
  }
}

/// What a consumer makes of the leader's word on where its position's epoch ends.
///
/// - Source: Kafka 4.1, `SubscriptionState.maybeCompleteValidation` (KIP-320); cases `truncated` in
///   `consumer_position`.
package enum PositionValidation: Equatable, Sendable, BitwiseCopyable {
  /// The log still has what was read.
  case stands
  /// The log was cut below the position: it goes back to where the logs part.
  case moves(to: Int64)
  /// The log was cut, and where is not known: the reset policy decides.
  case resets
  /// The application is told that records it read are gone, from `divergent` on if that is known.
  case tells(divergent: LeaderEpochs.End?)

  /// - Parameter answer: Where the leader's log ends the position's epoch.
  package init(position: Int64, answer: LeaderEpochs.End, policy: OffsetReset) {
    if answer.epoch < 0 || answer.offset < 0 {
      self = policy == .none ? .tells(divergent: nil) : .resets
    } else if answer.offset < position {
      self = policy == .none ? .tells(divergent: answer) : .moves(to: answer.offset)
    } else {
      self = .stands
    }
  }

  /// Returns whether a position must be validated before it is fetched from: whenever both sides
  /// know epochs.
  package static func isNeeded(positionEpoch: Int32?, leaderEpoch: Int32?) -> Bool {
    positionEpoch != nil && leaderEpoch != nil
  }
}

/// A reset under way: the answer counts only if it is to what was asked last.
///
/// - Source: Kafka 4.1, `SubscriptionState.maybeSeekUnvalidated`; cases `reset_race` in
///   `consumer_position`.
package struct PendingReset: Equatable, Sendable, BitwiseCopyable {
  package private(set) var position: Int64?
  private var awaited: OffsetReset?

  package init(position: Int64? = nil) { self.position = position }

  package var isAwaited: Bool { awaited != nil }

  /// Asks for a reset; the position is gone until it is answered.
  package mutating func ask(_ policy: OffsetReset) {
    awaited = policy
    position = nil
  }

  package mutating func answer(_ policy: OffsetReset, position: Int64) {
    guard awaited == policy else { return }
    seek(to: position)
  }

  /// The application goes to a position by itself, which ends a reset.
  package mutating func seek(to position: Int64) {
    awaited = nil
    self.position = position
  }
}
