/// Where a started source task begins to read a partition.
package enum MirrorResume: Equatable, Sendable, BitwiseCopyable {
  /// After the last record it stored as copied.
  case at(Int64)
  /// Nothing is stored: `auto.offset.reset` decides, by default the beginning of the log.
  case byResetPolicy

  /// - Parameter stored: The source offset of the last record written to the target, as the task
  ///   last stored it; nil or negative for none.
  /// - Source: Kafka 4.1, `MirrorSourceTask.initializeConsumer`; cases in `mm2_checkpoints`.
  package init(stored: Int64?) {
    if let stored, stored >= 0 { self = .at(stored + 1) } else { self = .byResetPolicy }
  }
}
