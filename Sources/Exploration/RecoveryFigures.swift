import KafkaModel
import SimKernel

/// How long clusters took to get over the loss of brokers, each figure for the loss that took
/// longest; in milliseconds.
package struct RecoveryFigures: Equatable, Sendable {
  /// Until the controller noticed.
  package var detect: Int64?
  /// Until every partition had a leader again.
  package var failOver: Int64?
  /// Until every record had all its copies again.
  package var redundancy: Int64?

  /// Nil without any loss. A figure is nil if one of the losses had not come so far at the end.
  package init?(_ losses: [BrokerLoss]) {
    guard !losses.isEmpty else { return nil }
    func longest(_ moment: (BrokerLoss) -> Instant?) -> Int64? {
      let times = losses.map { loss in moment(loss).map { ($0 - loss.at).milliseconds } }
      return times.contains(nil) ? nil : times.compactMap(\.self).max()
    }
    detect = longest(\.noticed)
    failOver = longest(\.led)
    redundancy = longest(\.whole)
  }
}
