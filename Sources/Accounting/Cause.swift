/// The root causes that an anomaly can have, by the names that reports and expectations use.
package enum Cause: String, Equatable, Hashable, Sendable, CaseIterable {
  // Position: where a reader resumes.
  case offsetTranslationCoarse = "offset-translation-coarse"
  case offsetSyncStale = "offset-sync-stale"
  case offsetOvertranslated = "offset-overtranslated"
  case offsetNotMirrored = "offset-not-mirrored"
  case committedOffsetLost = "committed-offset-lost"
  case rollbackOffsetFrozen = "rollback-offset-frozen"
  case externalOffsetNonportable = "external-offset-nonportable"
  case operatorOffsetError = "operator-offset-error"
  // Replication: whether the records are there.
  case replicationLagAtSwitch = "replication-lag-at-switch"
  case replicatorReplay = "replicator-replay"
  case replicatorStateMismatch = "replicator-state-mismatch"
  case replicatorHalted = "replicator-halted"
  case sourceRetentionGap = "source-retention-gap"
  case replicationLoop = "replication-loop"
  case discoveryDelay = "discovery-delay"
  case topicConfigDrift = "topic-config-drift"
  case compactionDivergence = "compaction-divergence"
  case txnStateNotMirrored = "txn-state-not-mirrored"
  // Order.
  case keyRemapped = "key-remapped"
  // Writes.
  case dualWriteDivergence = "dual-write-divergence"
  case targetOnlyWrites = "target-only-writes"
  case producerDedupReset = "producer-dedup-reset"
  case producerSendExpired = "producer-send-expired"
  case staleClientEndpoint = "stale-client-endpoint"
  case weakAckLoss = "weak-ack-loss"
  case overlapUnfenced = "overlap-unfenced"
  // Consumers and sinks.
  case rebalanceReplay = "rebalance-replay"
  case sinkVersionGate = "sink-version-gate"
  case cdcPositionLost = "cdc-position-lost"
  case producerRetryUnguarded = "producer-retry-unguarded"
  case commitBeforeApply = "commit-before-apply"
  case rebalancePause = "rebalance-pause"
  case recordRefused = "record-refused"
  // Governance and infrastructure.
  case schemaIDMismatch = "schema-id-mismatch"
  case schemaCompatMismatch = "schema-compat-mismatch"
  case aclMissing = "acl-missing"
  case retentionBelowWindow = "retention-below-window"
  case diskExhausted = "disk-exhausted"
  case capacityThrottled = "capacity-throttled"
  case brokerUnavailable = "broker-unavailable"
  case readPositionBlocked = "read-position-blocked"
  // A reset that nothing else in the run made necessary.
  case resetLatest = "reset-latest"
  case resetEarliest = "reset-earliest"

  /// What no predicate explains. Always printed, and 0 or the run says so.
  case unattributed
}

/// What turns a cause into a worse effect. Never a root when another cause led there.
package enum Amplifier: String, Equatable, Hashable, Sendable, CaseIterable {
  case resetLatest = "reset-latest"
  case resetEarliest = "reset-earliest"
  case nonidempotentSink = "nonidempotent-sink"
}

/// A root cause and the amplifiers between it and the effect, in order.
package struct Blame: Hashable, Sendable, Comparable {
  package var cause: Cause
  package var via: [Amplifier]

  package init(_ cause: Cause, via: [Amplifier] = []) {
    self.cause = cause
    self.via = via
  }

  /// Reports list causes by name.
  package static func < (a: Self, b: Self) -> Bool {
    (a.cause.rawValue, a.via.map(\.rawValue).joined(separator: " "))
      < (b.cause.rawValue, b.via.map(\.rawValue).joined(separator: " "))
  }
}
