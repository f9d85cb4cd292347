/// The newest checkpoint of each group and partition, as the checkpoints topic tells them.
///
/// ```swift
/// var store = CheckpointStore(cells: 1)
/// store.write(Checkpoint(upstream: 10, downstream: 7), at: 0)  // true
/// store.write(Checkpoint(upstream: 12, downstream: 7), at: 0)  // false: the target gains nothing
/// ```
///
/// - Source: Kafka 4.1, `CheckpointStore`, `MirrorCheckpointTask.poll`; cases in `mm2_checkpoints`.
package struct CheckpointStore: Equatable, Sendable {
  private var newest: ContiguousArray<Checkpoint?>
  /// Whether what earlier lives of the task wrote was read to its end. Until then it is silent.
  package var isRead: Bool

  /// - Parameter cells: How many pairs of a group and a partition there are.
  package init(cells: Int, isRead: Bool = true) {
    newest = ContiguousArray(repeating: nil, count: cells)
    self.isRead = isRead
  }

  package subscript(cell: Int) -> Checkpoint? { newest[cell] }

  /// Reads what an earlier life wrote: the last word counts, whatever it says.
  package mutating func read(_ checkpoint: Checkpoint, at cell: Int) { newest[cell] = checkpoint }

  /// Writes a checkpoint if it is due, and returns whether it was.
  @discardableResult
  package mutating func write(_ checkpoint: Checkpoint?, at cell: Int) -> Bool {
    guard isRead, let checkpoint, checkpoint.isWritten(after: newest[cell]) else { return false }
    newest[cell] = checkpoint
    return true
  }
}
