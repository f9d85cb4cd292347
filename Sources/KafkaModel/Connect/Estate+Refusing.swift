import Accounting
import SimKernel

// A sink task at a record that its converter, or the table behind it, refuses.
//
// Source: `WorkerSinkTask`, `RetryWithToleranceOperator` of Kafka 4.1; facts section 7.5; reality lessons
// 27 and 28.

extension Estate {
  /// Fails a task if something that it has read makes it fail.
  ///
  /// A converter refuses before the sink is given anything of the poll. A table refuses when the sink
  /// has written what comes before: all of it if the record's schema differs from theirs, which begins
  /// a transaction of its own, or else all whole transactions. Nothing of that poll is committed.
  mutating func failsAtHand(_ id: MemberID) -> Bool {
    let subscription = groups[members[id].group].subscription
    guard let connector = subscriptions[subscription].connector,
      let reject = subscriptions[subscription].reject,
      let before = recordsBeforeRefused(id, reject)
    else { return false }
    let written: Int64
    switch reject.place {
    case .converter:
      guard !connector.toleratesAll else { return false }
      written = 0
    case .schema: written = before
    case .row: written = before - before % connector.rowsPerTransaction
    }
    let hand = members[id].inHand
    if written > 0 { applyInHand(id, upTo: written) }
    for reading in hand {
      let row = reading.partition
      groupPartitions[row].applied = min(groupPartitions[row].applied, reading.slice.offset)
    }
    fail(id)
    return true
  }

  /// How many records of those in hand come before the first that is refused; nil if none is.
  private func recordsBeforeRefused(_ id: MemberID, _ reject: Reject) -> Int64? {
    var count: Int64 = 0
    for reading in members[id].inHand {
      for (part, isRefused) in split(reading.slice, by: reject) {
        if isRefused { return count }
        count += part.count
      }
    }
    return nil
  }

  /// The records of a slice, by whether they are refused.
  func split(_ slice: RunSlice, by reject: Reject) -> [(LaneRange, Bool)] {
    guard reject.only >= 0 else { return split(slice.range, by: reject.share) }
    guard slice.offset <= reject.only, reject.only < slice.end else {
      return [(slice.range, false)]
    }
    let before = reject.only - slice.offset
    let parts = [
      (LaneRange(slice.lane, slice.first, before), false),
      (LaneRange(slice.lane, slice.first + before, 1), true),
      (LaneRange(slice.lane, slice.first + before + 1, slice.count - before - 1), false),
    ]
    return parts.filter { $0.0.count > 0 }
  }

  /// A task fails: it commits what was delivered and leaves its group. Nobody starts it again by
  /// itself.
  private mutating func fail(_ id: MemberID) {
    let group = members[id].group
    subscriptions[groups[group].subscription].bites += 1
    commitApplied(id)
    members[id].dropHand()
    if let task = task(of: id) { tasks[task].hasFailed = true }
    groups[group].hasRefused = true
    forget(id)
    left(group)
  }

  /// Whether a member is a task that has failed.
  package func hasFailed(_ id: MemberID) -> Bool {
    task(of: id).map { tasks[$0].hasFailed } ?? false
  }

  /// Gives a connector other settings; its tasks stop in order and start again with them.
  package mutating func configure(_ id: SubscriptionID, _ settings: SinkConnectorSettings) {
    subscriptions[id].connector = settings
    for task in tasks.ids where isOf(task, id) && tasks[task].worker != .none {
      stopTask(task)
      startTask(task)
    }
  }
}
