/// Arithmetic on a producer's sequence numbers, which run 0...2147483647 and then begin at 0 again.
///
/// - Source: Kafka 4.1, `DefaultRecordBatch.incrementSequence` and `decrementSequence`,
///   `ProducerAppendInfo.inSequence`; cases `wrap` in `idempotent_producer`.
package enum SequenceNumber {
  /// Stands for "no sequence yet".
  package static let none: Int32 = -1

  package static func advance(_ sequence: Int32, by count: Int32) -> Int32 {
    Int32(truncatingIfNeeded: (Int64(sequence) + Int64(count)) & Int64(Int32.max))
  }

  package static func retreat(_ sequence: Int32, by count: Int32) -> Int32 {
    Int32(truncatingIfNeeded: (Int64(sequence) - Int64(count)) & Int64(Int32.max))
  }

  /// Returns whether `next` may follow `last`. After `none` only 0 may.
  package static func isNext(_ next: Int32, after last: Int32) -> Bool {
    Int64(next) == Int64(last) + 1 || (next == 0 && last == .max)
  }
}
