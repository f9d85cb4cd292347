import Accounting
import SimKernel

/// What a source connector's task knows of the file that it reads: the producer's records are its
/// lines.
package struct SourceTask: Sendable {
  package let task: TaskID
  /// Lines that a poll returns at most.
  let linesPerPoll: Int64
  /// How often the position is stored, counted from the start of the task.
  let flush: TimeAmount
  /// Whether the position is stored in the transaction that writes the lines.
  let isExactlyOnce: Bool
  /// How long it waits after a poll that found nothing. Source: `FileStreamSourceTask.poll`.
  static let pause = TimeAmount.seconds(1)

  /// When it polls and stores next; `.never` while it does not run.
  var nextPoll = Instant.never
  var nextFlush = Instant.never
  /// What it has read since the position that is stored, in the order of the file.
  var sent: [SentLines] = []
  /// How many of these were answered when the task last looked, one after the other from the first:
  /// what a flush stores.
  var storable = 0
  /// Of a task that died, what it had read and no log has.
  var unwritten: [LaneRange] = []
  var mustRepeat = false
  var downSince = Instant.never
  /// Whether it stops in order: it polls no more.
  var isStopping = false
  /// How many lines the file has in the end; -1 while it grows.
  var end: Int64 = -1

  package init(
    task: TaskID, linesPerPoll: Int64, flush: TimeAmount, isExactlyOnce: Bool
  ) {
    self.task = task
    self.linesPerPoll = linesPerPoll
    self.flush = flush
    self.isExactlyOnce = isExactlyOnce
  }

  /// Takes note of lines that a broker has answered.
  mutating func answered(_ range: LaneRange) {
    for place in sent.indices where sent[place].open > 0 && sent[place].range.lane == range.lane {
      let both = sent[place].range.numbers.clamped(to: range.numbers)
      sent[place].open -= Int64(both.count)
    }
  }

  /// How many leading entries are answered.
  var answeredPrefix: Int { sent.firstIndex { $0.open > 0 } ?? sent.count }

  /// Forgets what need not be read again.
  mutating func store(_ count: Int) {
    sent.removeFirst(count)
    storable = max(0, storable - count)
  }
}

/// Lines that were read together and go to one partition.
struct SentLines: Sendable {
  let range: LaneRange
  let outlet: OutletID
  /// How many of them no broker has answered yet.
  var open: Int64
}
