import Accounting
import SimKernel

/// How an application groups its records into transactions, and the one that it is at.
///
/// It creates no record of the next one before the last has ended.
package struct ProducerTransactions: Sendable {
  /// Records of a transaction, and every how many-th the application aborts; 0 for none.
  package let size: Int64
  package let abortEvery: Int64
  /// Whether it writes the records of an aborted one again, rather than dropping them.
  package let retries: Bool
  /// After so long its coordinator ends one that is still open.
  package let timeout: TimeAmount

  /// How many have begun, without those that write aborted records again.
  var begun: Int64 = 0
  var state = State.idle
  /// When the open one began, when it was told to end, and when its coordinator is asked next.
  var since = Instant.never
  var askedToEndAt = Instant.never
  var endsAt = Instant.never
  /// How many records it has so far, and those that are answered.
  var count: Int64 = 0
  var answered: [Answered] = []
  /// Whether its records were aborted before.
  var isRetry = false
  /// Why it cannot be committed; nil while it can.
  var failure: Cause?
  /// When its coordinator looks for transactions that take too long.
  var expiresAt = Instant.never

  enum State: Equatable, Sendable, BitwiseCopyable {
    case idle, open
    /// The application has asked for its end: what is under way is answered first.
    case ending
  }

  /// Records of the open transaction that the producer has heard the last of.
  struct Answered: Equatable, Sendable {
    var range: LaneRange
    var outlet: OutletID
    var created: Instant
    /// Whether they lie in the log, as far as is known.
    var isAppended: Bool
    /// Whether the answer itself was late.
    var isLate: Bool
  }

  package init(size: Int64, abortEvery: Int64, retries: Bool, timeout: TimeAmount) {
    self.size = size
    self.abortEvery = abortEvery
    self.retries = retries
    self.timeout = timeout
  }

  /// Whether the application means to abort the open one.
  var isToBeAborted: Bool {
    failure != nil || (!isRetry && abortEvery > 0 && begun % abortEvery == 0)
  }
}
