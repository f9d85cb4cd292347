import Accounting

extension Cause {
  /// What happened, as the end of a sentence that says what came of it: "because …".
  package var words: String {
    switch self {
    case .offsetTranslationCoarse:
      "the copier keeps only some offset pairs and rounds positions down to one of them"
    case .offsetSyncStale: "the position there was older than the last work done"
    case .offsetOvertranslated: "the position there was ahead of records that were not read yet"
    case .offsetNotMirrored: "no position was ever written there"
    case .committedOffsetLost: "the position that stood there was gone"
    case .rollbackOffsetFrozen: "the position there still stood where it was on the day of leaving"
    case .externalOffsetNonportable: "a position kept outside Kafka was in the other's numbers"
    case .operatorOffsetError: "the position was set by hand, and wrong"
    case .replicationLagAtSwitch: "the last records were not copied yet at the switch"
    case .replicatorReplay: "the copier started again from the position that it had stored last"
    case .replicatorStateMismatch: "the copier's stored position did not belong to these logs"
    case .replicatorHalted: "the copier stood still"
    case .sourceRetentionGap: "records were deleted before the copier had got them"
    case .replicationLoop: "copies were copied back"
    case .discoveryDelay: "the copier did not know the topic yet"
    case .topicConfigDrift: "the topic has other settings there"
    case .compactionDivergence: "the two clusters compacted at different times"
    case .txnStateNotMirrored: "transactions do not travel with their records"
    case .keyRemapped: "the same key lies in another partition there"
    case .dualWriteDivergence: "both clusters were written without one decision"
    case .targetOnlyWrites: "they were written on the target only"
    case .producerDedupReset: "the broker could not recognise a batch that was sent again"
    case .producerSendExpired: "sending took longer than `delivery.timeout.ms` and was given up"
    case .staleClientEndpoint: "a client still talked to the wrong cluster"
    case .weakAckLoss: "they were acknowledged before enough of what survived had them"
    case .overlapUnfenced: "two readers were at work at once"
    case .rebalanceReplay: "they were done, but not committed, when the partition changed hands"
    case .sinkVersionGate: "the sink compared offsets of two clusters"
    case .cdcPositionLost: "the position in the source database was gone"
    case .producerRetryUnguarded: "a producer without idempotence sent again what was written"
    case .commitBeforeApply: "they were committed before they were applied"
    case .rebalancePause: "nobody owned its partitions while the group changed"
    case .recordRefused: "the sink refused a record"
    case .schemaIDMismatch: "a schema has another ID there"
    case .schemaCompatMismatch: "the schema did not fit"
    case .aclMissing: "a right was missing"
    case .retentionBelowWindow: "they were deleted before they were read"
    case .diskExhausted: "a disk was full"
    case .capacityThrottled: "records came faster than they could be worked through"
    case .brokerUnavailable: "the partition had no leader, or too few replicas in sync"
    case .readPositionBlocked: "the reader could not get past a position"
    case .resetLatest: "the reader was told that its position did not exist and began at the end"
    case .resetEarliest:
      "the reader was told that its position did not exist and began at the beginning"
    case .unattributed: "of a reason that the model cannot name"
    }
  }
}
