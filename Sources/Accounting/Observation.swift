/// One observation as the ledger was told of it, kept only where a run is written down.
package enum Observation: Equatable, Sendable {
  /// A producer was told that these records are written.
  case acked(LaneRange)
  /// A subscription applied records that it had read of a partition, in this order.
  case applied(RunSlice, by: SubscriptionID, from: PartitionID)
}
