/// What a sink does with a record that it has seen before.
package enum SinkKind: String, Equatable, Sendable, CaseIterable {
  /// Writes it again under its key: the value is the same, but an older one may overwrite a newer.
  case upsert
  /// Adds it once more.
  case append
  /// Acts once more, and cannot take it back: a mail, a payment.
  case irreversible
  /// Keeps the position in the same transaction as the data, and begins there.
  case transactional
}

/// When a group's application commits what it has read.
package enum CommitHabit: String, Equatable, Sendable, CaseIterable {
  /// Poll commits what the poll before it returned, each `auto.commit.interval.ms`.
  case auto
  /// Synchronously after each batch.
  case afterBatch = "after-batch"
  /// Before the batch is processed: at most once.
  case beforeProcessing = "before-processing"
  /// Each `offset.flush.interval.ms` from the start of the task: what sink connectors do.
  case everyFlush = "every-flush"
}

/// In which order a group's application works through what a poll returned.
package enum ProcessingOrder: String, Equatable, Sendable, CaseIterable {
  /// As it was read.
  case asRead = "as-read"
  /// One worker a key, the newest of each key's partitions first: the worst that handing records
  /// to parallel workers can do to a key that lies in two partitions.
  case newestFirstPerKey = "newest-first-per-key"
}
